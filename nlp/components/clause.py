"""spaCy factory `regintel_clause_v1`: the articles of a regulation, as spans of `doc.spans["regintel_clause"]`."""

from __future__ import annotations

from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from nlp.structure.clause import parse_structure

GROUP = "regintel_clause"

if not Doc.has_extension("clauses"):
    Doc.set_extension("clauses", default=[])


class ClauseComponent:
    """Parses the whole text; a text without numbered units gets no clauses."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        clauses = parse_structure(doc.text).clauses("doc")
        doc._.clauses = clauses
        spans = [
            doc.char_span(c.span.start, c.span.end, c.level, " / ".join(c.path), alignment_mode="expand")
            for c in clauses
        ]
        doc.spans[GROUP] = [span for span in spans if span is not None]
        return doc


@Language.factory("regintel_clause_v1")
def create(nlp: Language, name: str) -> Any:  # noqa: ARG001 - spaCy's protocol
    """Sets `doc._.clauses` (list of `regintel.model.Clause`) and the span group, labelled 条 or 一级."""
    return ClauseComponent(name)
