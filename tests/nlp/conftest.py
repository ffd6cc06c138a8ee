"""Property tests here build tables on their first example, so no example has a deadline."""

from hypothesis import settings

settings.register_profile("nlp", deadline=None, max_examples=100)
settings.load_profile("nlp")
