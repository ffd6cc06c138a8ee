"""Bars and lines as plain geometry, drawn as SVG by the templates: no script, prints well, readable without colour."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

_WIDTH = 640
_LABEL = 176
_ROW = 26
_VALUE = 56
_LABEL_CHARACTERS = 13
_AXIS, _EDGE, _TOP, _DEEP = 60, 6, 10, 130  # of a line chart: room for numbers, margins, height of the plot
_MOST_DOTS, _MOST_TICKS = 120, 5


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


@dataclass(frozen=True, slots=True)
class LineChart:
    """A line over evenly spaced periods. All places in pixels; `lines` are SVG `points`, a new one after each gap.

    `bands` are stretches to shade as (x, width); `dots` (x, y, what stands there); `rows` and `columns` label the axes.
    """

    width: int
    height: int
    left: int
    right: int
    bottom: int
    lines: tuple[str, ...]
    dots: tuple[tuple[float, float, str], ...]
    bands: tuple[tuple[float, float], ...]
    rows: tuple[tuple[float, str], ...]
    columns: tuple[tuple[float, str, str], ...]


def line_chart(
    labels: Sequence[str],
    values: Sequence[float | None],
    bands: Sequence[tuple[int, int]] = (),
    form: Callable[[float], str] = "{:g}".format,
) -> LineChart:
    """`values` beside `labels`, None for a gap; `bands` are `[start, end)` by position; `form` writes a number."""
    known = [v for v in values if v is not None]
    low, high = min([0.0, *known]), max([0.0, *known])
    if low == high:
        high = low + 1
    step = (_WIDTH - 2 * _EDGE - _AXIS) / max(1, len(labels))
    xs = [round(_AXIS + _EDGE + step * (n + 0.5), 1) for n in range(len(labels))]
    ys = [None if v is None else round(_TOP + (high - v) / (high - low) * _DEEP, 1) for v in values]
    lines: list[list[str]] = [[]]
    for x, y in zip(xs, ys, strict=True):
        if y is None:
            lines.append([])
        else:
            lines[-1].append(f"{x},{y}")
    dots = tuple(
        (x, y, f"{label}：{form(v)}")
        for x, y, label, v in zip(xs, ys, labels, values, strict=True)
        if y is not None and v is not None
    )
    levels = {low, high, 0.0} if low < 0 < high else {low, (low + high) / 2, high}
    return LineChart(
        _WIDTH,
        _TOP + _DEEP + 24,
        _AXIS,
        _WIDTH - _EDGE,
        _TOP + _DEEP,
        tuple(" ".join(points) for points in lines if len(points) > 1),
        dots if len(dots) <= _MOST_DOTS else (),
        tuple((round(_AXIS + _EDGE + step * a, 1), round(step * (b - a), 1)) for a, b in bands),
        tuple((round(_TOP + (high - level) / (high - low) * _DEEP, 1), form(level)) for level in sorted(levels)),
        _ticks(xs, labels),
    )


def _ticks(xs: Sequence[float], labels: Sequence[str]) -> tuple[tuple[float, str, str], ...]:
    """First, last and what fits between; the outer ones are aligned inwards so that nothing is cut off."""
    if not labels:
        return ()
    if len(labels) == 1:
        return ((xs[0], labels[0], "middle"),)
    last = len(labels) - 1
    between = range(1, last) if last < _MOST_TICKS else sorted({round(last * n / 4) for n in (1, 2, 3)})
    return (
        (xs[0], labels[0], "start"),
        *((xs[n], labels[n], "middle") for n in between),
        (xs[-1], labels[-1], "end"),
    )
