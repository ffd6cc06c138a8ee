"""Pieces of text with a place on a page → lines in reading order, without running heads, feet and page numbers.

The origin is the upper left corner, units are points (or pixels: only ratios matter).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

_PAGE_NUMBER = re.compile(
    r"[\-—–－─·•~～]{1,2}\s*\d{1,4}\s*[\-—–－─·•~～]{1,2}|第\s*\d{1,4}\s*页(\s*[，,/]?\s*共\s*\d{1,4}\s*页)?|"
    r"\d{1,4}\s*/\s*\d{1,4}|Page\s+\d+(\s+of\s+\d+)?|共\s*\d{1,4}\s*页\s*[，,]?\s*第\s*\d{1,4}\s*页",
    re.IGNORECASE,
)
_EDGE_LINES = 3


@dataclass(frozen=True, slots=True)
class Fragment:
    """A run of characters without a wide gap; `size` is the height of its type."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line; `cells` counts the fragments side by side in it. `center`: middle of the page's text area."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    cells: int = 1


def lines_of(fragments: Iterable[Fragment]) -> list[Line]:
    """The lines of one page in reading order: two columns are read one after the other, table rows across."""
    rows = _rows([f for f in fragments if f.text.strip()])
    gutter = _gutter(rows)
    if gutter is None:
        return [_line(row) for row in rows]
    lines: list[Line] = []
    block: list[list[Fragment]] = []
    for row in [*rows, None]:
        if row is not None and not any(f.x0 < gutter < f.x1 for f in row):
            block.append(row)
            continue
        lines += _columns(block, gutter)
        block = []
        if row is not None:
            lines.append(_line(row))
    return lines


def _columns(block: Sequence[list[Fragment]], gutter: float) -> list[Line]:
    sides = [[[f for f in row if (f.x1 <= gutter) == left] for row in block] for left in (True, False)]
    return [_line(row) for side in sides for row in side if row]


def _rows(fragments: list[Fragment]) -> list[list[Fragment]]:
    """Fragments that stand side by side, top to bottom; small type (superscripts) joins the row that it touches."""
    rows: list[list[Fragment]] = []
    reach: tuple[float, float] = (0.0, 0.0)
    for piece in sorted(fragments, key=lambda f: (f.top + f.bottom) / 2):
        middle = (piece.top + piece.bottom) / 2
        if rows and reach[0] <= middle <= reach[1] - 0.25 * (reach[1] - reach[0]):
            rows[-1].append(piece)
            tallest = max(rows[-1], key=lambda f: f.bottom - f.top)
            reach = (tallest.top, tallest.bottom)
        else:
            rows.append([piece])
            reach = (piece.top, piece.bottom)
    return [sorted(row, key=lambda f: f.x0) for row in rows]


def _line(row: Sequence[Fragment]) -> Line:
    text = row[0].text
    cells = 1
    for left, right in pairwise(row):
        wide = right.x0 - left.x1 > 1.2 * max(left.size, right.size)
        cells += wide
        text += ("  " if wide else "") + right.text
    size = max(row, key=lambda f: len(f.text.strip())).size
    return Line(
        re.sub(r"\s+$", "", text.lstrip()),
        row[0].x0,
        min(f.top for f in row),
        max(f.x1 for f in row),
        max(f.bottom for f in row),
        size,
        cells,
    )


def _gutter(rows: Sequence[Sequence[Fragment]]) -> float | None:
    """The x between two columns of running text; None for one column and for tables, whose cells do not fill."""
    pairs = [row for row in rows if len(row) >= 2]
    if len(pairs) < 8 or len(pairs) < 0.5 * len(rows):
        return None
    left, right = min(f.x0 for row in rows for f in row), max(f.x1 for row in rows for f in row)
    for step in range(35, 66):
        x = left + (right - left) * step / 100
        clear = [row for row in pairs if not any(f.x0 < x < f.x1 for f in row)]
        if len(clear) < 0.9 * len(pairs):
            continue
        sides = ([f for row in clear for f in row if f.x1 <= x], [f for row in clear for f in row if f.x0 >= x])
        full = (x - left, right - x)
        if all(s and median(f.x1 - f.x0 for f in s) > 0.75 * w for s, w in zip(sides, full, strict=True)):
            return x
    return None


def drop_running(pages: Sequence[list[Line]]) -> list[list[Line]]:
    """The pages without lines that recur at the same height near the upper or lower edge, and without page numbers.

    The repeated head of a table is kept where it stands first.
    """
    seen: dict[tuple[str, str], list[tuple[int, int, float]]] = defaultdict(list)
    for number, lines in enumerate(pages):
        order = sorted(range(len(lines)), key=lambda i: lines[i].top)
        for edge, part in (("head", order[:_EDGE_LINES]), ("foot", order[-_EDGE_LINES:])):
            for i in part:
                seen[edge, _shape(lines[i].text)].append((number, i, lines[i].top))
    recurring: set[tuple[int, int]] = set()
    for places in seen.values():
        recurring |= _recurring(places, pages)
    return [_without_edges(lines, number, recurring) for number, lines in enumerate(pages)]


def _without_edges(lines: list[Line], number: int, recurring: set[tuple[int, int]]) -> list[Line]:
    """Goes inwards from both edges and stops at the first line that belongs to the text."""
    order = sorted(range(len(lines)), key=lambda i: lines[i].top)
    dropped: set[int] = set()
    for inwards in (order, order[::-1]):
        for i in inwards[:_EDGE_LINES]:
            if (number, i) not in recurring and not _PAGE_NUMBER.fullmatch(lines[i].text.strip()):
                break
            dropped.add(i)
    return [line for i, line in enumerate(lines) if i not in dropped]


def _recurring(places: list[tuple[int, int, float]], pages: Sequence[list[Line]]) -> set[tuple[int, int]]:
    filled = sum(1 for lines in pages if lines)
    height = places[0][2]
    same = [p for p in places if abs(p[2] - height) <= 12] if len(places) > 1 else []
    if len(same) < 2:
        return set()
    share = len({p[0] for p in same}) / filled
    # Odd and even pages may have heads of their own, each on half of them.
    if share < 0.4:
        return set()
    first = pages[same[0][0]][same[0][1]]
    # A line of running prose may recur by chance; a head or foot is short of a sentence.
    if re.search(r"[。；;，,]$", first.text):
        return set()
    return {(n, i) for n, i, _ in (same[1:] if first.cells > 2 else same)}


def _shape(text: str) -> str:
    """Digits are one digit: page numbers count up."""
    return re.sub(r"[\d\s]+", "#", text.strip())


def body_size(pages: Iterable[Sequence[Line]]) -> float:
    """The type size that most characters have."""
    sizes: Counter[float] = Counter()
    for lines in pages:
        for line in lines:
            sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0
