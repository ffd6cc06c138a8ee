"""Sentences by punctuation, with offsets. Good enough for evidence; blind to abbreviations, which Chinese lacks."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache

from nlp.facts.found import Found

_END = re.compile(r"[。！？!?；;\n\r]+[”’」』\"）)]*")
LONGEST = 400
KEPT, RECENT = 4_000, 1_024
"""What was found in so many texts of so many characters at most is kept: several readers ask for it in turn."""


def split_sentences(text: str) -> tuple[tuple[int, int], ...]:
    """(start, end) of each sentence with its closing mark, blanks around left out, none longer than `LONGEST`."""
    return _known(text) if len(text) <= KEPT else _split(text)


def _split(text: str) -> tuple[tuple[int, int], ...]:
    found: list[tuple[int, int]] = []
    at = 0
    for end in (*(m.end() for m in _END.finditer(text)), len(text)):
        start, stop = at, end
        at = end
        while start < stop and text[start].isspace():
            start += 1
        while stop > start and text[stop - 1].isspace():
            stop -= 1
        while stop - start > LONGEST:
            cut = text.rfind("，", start + LONGEST // 2, start + LONGEST) + 1 or start + LONGEST
            found.append((start, cut))
            start = cut
        if stop > start:
            found.append((start, stop))
    return tuple(found)


_known = lru_cache(maxsize=RECENT)(_split)


def sentence_of(sentences: Sequence[tuple[int, int]], at: int) -> tuple[int, int]:
    """The sentence that holds the character at `at`; (at, at) where none does."""
    index = bisect_right(sentences, (at, 1 << 60)) - 1
    if index >= 0 and sentences[index][0] <= at < sentences[index][1]:
        return sentences[index]
    return (at, at)


def within(found: Sequence[Found], start: int, end: int) -> Sequence[Found]:
    """Those of an ordered list, none overlapping, that lie in `[start, end)`."""
    first = bisect_left(found, start, key=lambda item: item.start)
    last = bisect_right(found, end, lo=first, key=lambda item: item.end)
    return found[first:last]
