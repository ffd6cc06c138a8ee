"""spaCy factory `regintel_doc_no_v1`: document numbers."""

from __future__ import annotations

from typing import Any

from spacy.language import Language

from nlp.facts.doc_no import find_doc_nos
from nlp.registry import FinderComponent


@Language.factory("regintel_doc_no_v1")
def create(nlp: Language, name: str) -> Any:  # noqa: ARG001 - spaCy's protocol
    """Adds what `nlp.facts.doc_no.find_doc_nos` finds to `doc.spans["regintel"]` and `doc._.facts`."""
    return FinderComponent(name, find_doc_nos)
