"""Pieces of a found text with the matched places marked, whole words only. Made from our own tokens, after the search,
so that every backend shows the same."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from heapq import nsmallest

from indexer.analysis import Analyser
from indexer.base import Fragment
from indexer.fold import fold
from indexer.scoring import Marks
from regintel.model import FieldValue

FRAGMENT = 120
"""Characters of a fragment, about."""

MOST_FRAGMENTS = 3
LONGEST_TEXT = 60_000
"""Characters of a field that are looked through."""

MOST_SENTENCES = 6
"""Sentences of a field in which words are marked: enough to fill the fragments."""

_SENTENCE_END = re.compile(r"[。！？；!?;\n]")
_COMMON = frozenset("的了和与及或在是有为对不应当可以其等之以于由将被把该本")
_COMMON_WORDS = frozenset({"可以", "应当", "不得", "如何", "什么", "哪些", "是否", "怎么", "规定", "进行"})


def highlight(
    fields: Mapping[str, FieldValue], names: Sequence[str], marks: Marks, analyser: Analyser
) -> dict[str, tuple[Fragment, ...]]:
    """Fragments of the text fields `names` that hold something to mark; a short field is one fragment."""
    found: dict[str, tuple[Fragment, ...]] = {}
    for name in names:
        value = fields.get(name)
        if isinstance(value, str):
            text = value[:LONGEST_TEXT]
            places = find_places(text, marks, analyser)
            if places:
                found[name] = tuple(_fragments(text, places))
    return found


def find_places(text: str, marks: Marks, analyser: Analyser) -> list[tuple[int, int]]:
    """The marked places of a text: in order, apart from one another, never half a word."""
    words = {w for w in marks.words if len(w) > 1 and w not in _COMMON_WORDS}
    if not words:
        words = marks.words - _COMMON or marks.words
    folded = fold(text)
    places = list(_word_places(folded, words, analyser))
    for units in marks.strings:
        if units and all(unit in folded for unit in units):
            places += [m.span() for m in re.finditer(r"[\W_]{0,3}".join(map(re.escape, units)), folded)]
    return _merged(sorted(places))


def _word_places(folded: str, words: set[str], analyser: Analyser) -> Iterator[tuple[int, int]]:
    """Where `words` stand as whole words, in the sentences that hold most of them.

    Cutting is what costs. No word reaches over the end of a sentence: cut alone it falls as it does inside the text.
    """
    present = [word for word in words if word in folded]  # most titles hold none
    if not present:
        return
    ends = [match.start() for match in _SENTENCE_END.finditer(folded)]
    ends.append(len(folded))
    counted: dict[int, int] = {}  # sentence, by its number → words in it
    for word in present:
        at = folded.find(word)
        while at >= 0:
            number = bisect_left(ends, at)
            counted[number] = counted.get(number, 0) + 1
            at = folded.find(word, max(ends[number], at + 1))
    for number in nsmallest(MOST_SENTENCES, counted, key=lambda n: (-counted[n], n)):
        start = ends[number - 1] + 1 if number else 0
        for word, first, last in analyser.placed_words(folded[start : ends[number]]):
            if word in words:
                yield start + first, start + last


def _merged(places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Overlapping and touching places made one."""
    merged: list[tuple[int, int]] = []
    for start, end in places:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _fragments(text: str, places: list[tuple[int, int]]) -> list[Fragment]:
    """The richest windows of a text, in reading order."""
    if len(text) <= FRAGMENT * 3 // 2:
        return [Fragment(text, tuple(places))]
    windows: list[tuple[int, int, list[tuple[int, int]]]] = []
    for place in places:
        if windows and place[1] <= windows[-1][1]:
            windows[-1][2].append(place)
        else:
            start = _beginning(text, place[0], windows[-1][1] if windows else 0)
            windows.append((start, max(place[1], min(len(text), start + FRAGMENT)), [place]))
    best = sorted(windows, key=lambda w: (-len({text[s:e] for s, e in w[2]}), -len(w[2]), w[0]))[:MOST_FRAGMENTS]
    return [
        Fragment(text[start:end], tuple((s - start, e - start) for s, e in inside))
        for start, end, inside in sorted(best)
    ]


def _beginning(text: str, place: int, floor: int) -> int:
    """Where a fragment around `place` begins: at its sentence's start if that is near, never before `floor`."""
    lowest = max(floor, place - FRAGMENT // 2)
    ends = [m.end() for m in _SENTENCE_END.finditer(text, lowest, place)]
    return ends[-1] if ends else lowest
