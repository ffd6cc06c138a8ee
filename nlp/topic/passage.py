"""Texts cut into passages of a paragraph's length, the unit in which topics are judged and proven."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from nlp.risk.sentence import split_sentences

SIZE = 240
"""Characters of a passage at most: the length of the longer written examples."""
MOST = 24
"""Passages that are read of a body: the first ones, and others at even distances."""
_FIRST = 6
_REACH = 120_000


@dataclass(frozen=True, slots=True)
class Passage:
    """`[start, end)` of `field`, with that text as finders read it."""

    field: Literal["text", "title"]
    start: int
    end: int
    text: str


def cut_passages(text: str) -> list[Passage]:
    """Whole sentences joined to passages of up to `SIZE` characters, in order; at most `MOST` of them."""
    spans: list[tuple[int, int]] = []
    for start, end in split_sentences(text[:_REACH]):
        for low in range(start, end, SIZE):
            high = min(low + SIZE, end)
            if spans and high - spans[-1][0] <= SIZE:
                spans[-1] = (spans[-1][0], high)
            else:
                spans.append((low, high))
    return [Passage("text", start, end, text[start:end]) for start, end in _sample(spans)]


def _sample(spans: Sequence[tuple[int, int]]) -> Sequence[tuple[int, int]]:
    if len(spans) <= MOST:
        return spans
    rest = spans[_FIRST:]
    wanted = MOST - _FIRST
    return [*spans[:_FIRST], *(rest[i * len(rest) // wanted] for i in range(wanted))]
