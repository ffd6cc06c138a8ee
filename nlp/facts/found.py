"""What every finder returns, and the rules by which finds are merged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from regintel.model import Annotation, Span


@dataclass(frozen=True, slots=True)
class Found:
    """`text[start:end]` is a `label`; `value` is its normalised form.

    `number` and `unit` hold the figure where there is one: amounts in units of the currency, ratios in per cent,
    terms in `unit`; the lower bound for ranges, with the upper one in `upper`. `name` says what a ratio is of.
    """

    label: str
    value: str
    start: int
    end: int
    number: float | None = None
    upper: float | None = None
    unit: str = ""
    name: str = ""

    def annotation(self, producer: str, field: str = "text", score: float = 1.0) -> Annotation:
        """The same as the shared type."""
        span = Span(self.start, self.end, "title" if field == "title" else "text")
        return Annotation(self.label, self.value, span, score, producer)


def without_overlaps(found: Iterable[Found]) -> list[Found]:
    """In order of place; where two overlap the longer stays, of equals the first given."""
    kept: list[Found] = []
    group: list[Found] = []
    end = -1
    # Only finds that touch one another can compete: groups of them are few and small, whatever the text's length.
    for item in sorted(found, key=lambda f: (f.start, f.end)):
        if item.start >= end and group:
            kept += _longest_first(group)
            group = []
        group.append(item)
        end = max(end, item.end)
    return kept + _longest_first(group)


def _longest_first(group: list[Found]) -> list[Found]:
    if len(group) == 1:
        return group
    kept: list[Found] = []
    for item in sorted(group, key=lambda f: (f.start - f.end, f.start)):
        if all(item.end <= other.start or other.end <= item.start for other in kept):
            kept.append(item)
    return sorted(kept, key=lambda f: f.start)
