"""Splitting a text at the borders of marks, so that overlapping and nested marks come out as well-formed pieces."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text under the same marks. `marks` are indices into the given spans, in the order given."""

    text: str
    start: int
    marks: tuple[int, ...] = ()


def split_at_marks(text: str, spans: Sequence[tuple[int, int]], cuts: Iterable[int] = ()) -> list[Piece]:
    """The pieces of `text`, in order; joined they are `text` again.

    Borders are the ends of `spans` ([start, end) string indices) and the extra `cuts`. Whatever lies outside the
    text is clipped, empty spans mark nothing: a wrong span must never cost a reader the text.
    """
    size = len(text)
    opening: dict[int, list[int]] = {}
    closing: dict[int, list[int]] = {}
    for number, (start, end) in enumerate(spans):
        first, last = max(0, start), min(size, end)
        if first < last:
            opening.setdefault(first, []).append(number)
            closing.setdefault(last, []).append(number)
    borders = sorted({0, size, *opening, *closing, *(c for c in cuts if 0 < c < size)})
    active: set[int] = set()
    pieces = []
    for start, end in itertools.pairwise(borders):
        active.difference_update(closing.get(start, ()))
        active.update(opening.get(start, ()))
        pieces.append(Piece(text[start:end], start, tuple(sorted(active))))
    return pieces
