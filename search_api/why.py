"""The panel of the document page that says why: signals and labels with proof, and the rule or features behind them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from nlp.explain import Explanation, explain
from regintel.model import Analysis, Document

MOST_CHARACTERS = 60_000
"""Longer texts are explained by the command alone, which may take its time."""
_MOST_LABELS = 200


@dataclass(frozen=True, slots=True)
class Why:
    """`labels`: each label and value once, at its first place, with how often it stands in the text."""

    signals: tuple[Explanation, ...]
    refused: tuple[Explanation, ...]
    labels: tuple[tuple[Explanation, int], ...]
    more: int


def explain_page(document: Document, analysis: Analysis | None) -> Why | None:
    """None where nothing was annotated or the text is too long for a page."""
    if analysis is None or len(document.text) > MOST_CHARACTERS:
        return None
    found = explain(document, analysis)
    counts = Counter((label.label, label.value) for label in found.labels)
    first: dict[tuple[str, str], Explanation] = {}
    for label in found.labels:
        first.setdefault((label.label, label.value), label)
    labels = tuple((label, counts[key]) for key, label in first.items())
    return Why(found.signals, found.refused, labels[:_MOST_LABELS], max(0, len(labels) - _MOST_LABELS))
