"""spaCy factory `regintel_term_v1`: lengths of time."""

from __future__ import annotations

from typing import Any

from spacy.language import Language

from nlp.facts.term import find_terms
from nlp.registry import FinderComponent


@Language.factory("regintel_term_v1")
def create(nlp: Language, name: str) -> Any:  # noqa: ARG001 - spaCy's protocol
    """Adds what `nlp.facts.term.find_terms` finds to `doc.spans["regintel"]` and `doc._.facts`."""
    return FinderComponent(name, find_terms)
