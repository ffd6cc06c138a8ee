"""Texts as vectors of unit length, for search by meaning. `open_embedder` gives what a setting names."""
