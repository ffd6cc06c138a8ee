"""Horizontal bars as plain geometry, drawn as SVG by the templates: no script, prints well, readable without colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_WIDTH = 640
_LABEL = 176
_ROW = 26
_VALUE = 56
_LABEL_CHARACTERS = 13


@dataclass(frozen=True, slots=True)
class Bar:
    """One row. `usual_x` is where the tick of the usual value stands (None: nothing to compare with); all in pixels."""

    label: str
    value: int
    y: int
    width: float
    usual: float | None
    usual_x: float | None


@dataclass(frozen=True, slots=True)
class Chart:
    """`left` is where bars begin. `rest` rows were left out because they are the smallest."""

    width: int
    height: int
    left: int
    bars: tuple[Bar, ...]
    rest: int


def bar_chart(rows: Sequence[tuple[str, int, float | None]], most: int = 12) -> Chart:
    """Rows of (label, value, usual value), drawn in the order given; at most `most` of them."""
    shown = rows[:most]
    top = max((max(value, usual or 0) for _, value, usual in shown), default=0) or 1
    scale = (_WIDTH - _LABEL - _VALUE) / top
    bars = tuple(
        Bar(
            label if len(label) <= _LABEL_CHARACTERS else label[: _LABEL_CHARACTERS - 1] + "…",
            value,
            number * _ROW,
            round(value * scale, 1),
            usual,
            None if usual is None else round(_LABEL + usual * scale, 1),
        )
        for number, (label, value, usual) in enumerate(shown)
    )
    return Chart(_WIDTH, max(1, len(shown)) * _ROW, _LABEL, bars, len(rows) - len(shown))
