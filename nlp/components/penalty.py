"""spaCy factory `regintel_penalty_v1`: decisions told in prose, as `doc._.penalties`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from nlp.penalty.complete import complete_penalties
from nlp.registry import as_document
from regintel.model import Kind


class PenaltyComponent:
    """Reads the whole text as one or more decisions."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        doc._.penalties = list(complete_penalties(replace(as_document(doc), kind=Kind.PENALTY)))
        return doc


@Language.factory("regintel_penalty_v1")
def create(nlp: Language, name: str) -> Any:  # noqa: ARG001 - spaCy's protocol
    """Sets `doc._.penalties` (list of `regintel.model.Penalty`)."""
    return PenaltyComponent(name)
