"""spaCy factory `regintel_norm_v1`: who must, must not or may do what, as spans of `doc.spans["regintel_norm"]`."""

from __future__ import annotations

from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from nlp.structure.clause import parse_structure
from nlp.structure.norm import find_norms

GROUP = "regintel_norm"

if not Doc.has_extension("norms"):
    Doc.set_extension("norms", default=[])


class NormComponent:
    """Parses the whole text and reads the norms of its paragraphs."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        norms = find_norms(parse_structure(doc.text))
        doc._.norms = norms
        spans = [doc.char_span(n.span.start, n.span.end, n.force, n.modality, alignment_mode="expand") for n in norms]
        doc.spans[GROUP] = [span for span in spans if span is not None]
        return doc


@Language.factory("regintel_norm_v1")
def create(nlp: Language, name: str) -> Any:  # noqa: ARG001 - spaCy's protocol
    """Sets `doc._.norms` (list of `nlp.structure.norm.Norm`) and the span group, labelled 义务, 禁止 or 权利."""
    return NormComponent(name)
