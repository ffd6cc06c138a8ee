"""spaCy factory `regintel_topic_v1`: policy topics."""

from __future__ import annotations

from typing import Any

from spacy.language import Language

from nlp.facts.topic import find_topics
from nlp.registry import FinderComponent


@Language.factory("regintel_topic_v1")
def create(nlp: Language, name: str) -> Any:  # noqa: ARG001 - spaCy's protocol
    """Adds what `nlp.facts.topic.find_topics` finds to `doc.spans["regintel"]` and `doc._.facts`."""
    return FinderComponent(name, find_topics)
