"""spaCy factory `regintel_risk_v1`: risk signals by rules, as spans of `doc.spans["regintel_risk"]`."""

from __future__ import annotations

from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from nlp.pipeline import find_facts, readable
from nlp.registry import as_document, signal_spans
from nlp.risk.signal import Reading, find_signals
from nlp.version import producer


class RiskComponent:
    """`doc._.kind` (news, complaint, penalty, policy …; default news) decides on what a text can state."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        document = as_document(doc)
        text = readable(document.text)
        body = Reading("text", text, find_facts(text, document.published_on))
        signals = find_signals(document, body, Reading("title", "", find_facts("")), producer())
        doc._.signals = signals
        doc.spans["regintel_risk"] = signal_spans(doc, signals)
        return doc


@Language.factory("regintel_risk_v1")
def create(nlp: Language, name: str) -> Any:  # noqa: ARG001 - spaCy's protocol
    """Sets `doc._.signals` (list of `regintel.model.Signal`) and the span group."""
    return RiskComponent(name)
