"""Pieces of a found text with the matched places marked, whole words only. Made from our own tokens, after the search,
so that every backend shows the same."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from heapq import nsmallest
from itertools import accumulate

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

ENOUGH = 3
"""Sentences of a field in which words are marked: as many as there are fragments to fill."""

_END_MARKS = "。！？；!?;"
_SENTENCE_END = re.compile(rf"[{_END_MARKS}\n]")
_MOST_TRIED = 6  # a sentence may hold a word's characters and not the word
_MOST_PLACES = 12  # of one word, from the beginning


class Highlighter:
    """Marks what one query found. A sentence that several hits share (versions of a law) is cut once."""

    def __init__(self, marks: Marks, analyser: Analyser) -> None:
        self._strings = [units for units in marks.strings if units]
        self._words = {w for w in marks.words if len(w) > 1} or marks.words
        self._find = analyser.places_of(self._words)
        self._cut: dict[str, list[tuple[int, int]]] = {}

    def highlight(self, fields: Mapping[str, FieldValue], names: Sequence[str]) -> dict[str, tuple[Fragment, ...]]:
        """Fragments of the text fields `names` that hold something to mark; a short field is one fragment."""
        found: dict[str, tuple[Fragment, ...]] = {}
        for name in names:
            value = fields.get(name)
            if isinstance(value, str):
                text = value[:LONGEST_TEXT]
                places = self.places(text)
                if places:
                    found[name] = tuple(_fragments(text, places))
        return found

    def places(self, text: str) -> list[tuple[int, int]]:
        """The marked places of a text: in order, apart from one another, never half a word."""
        folded = fold(text)
        places = list(self._word_places(folded))
        for units in self._strings:
            if all(unit in folded for unit in units):
                places += [m.span() for m in re.finditer(r"[\W_]{0,3}".join(map(re.escape, units)), folded)]
        return _merged(sorted(places))

    def _word_places(self, folded: str) -> Iterator[tuple[int, int]]:
        """Where the words stand as whole words, in the sentences that hold most of them.

        Cutting is what costs. No word reaches over the end of a sentence: cut alone it falls as it does in the text.
        """
        present = [word for word in self._words if word in folded]  # most titles hold none
        if not present:
            return
        fruitful = 0
        for start, sentence in _best_sentences(folded, present):
            places = self._cut.get(sentence)
            if places is None:
                places = self._cut[sentence] = self._find(sentence)
            for first, last in places:
                yield start + first, start + last
            fruitful += bool(places)
            if fruitful == ENOUGH:
                return


def _best_sentences(folded: str, present: Sequence[str]) -> list[tuple[int, str]]:
    """The sentences, with their places, that hold most of the words `present`, the best first."""
    sentences = _sentences(folded)
    starts = [0, *accumulate(map(len, sentences))]
    weighed: set[int] = set()
    for word in present:
        at = folded.find(word)
        for _ in range(_MOST_PLACES):
            if at < 0:
                break
            number = bisect_right(starts, at) - 1
            weighed.add(number)
            at = folded.find(word, starts[number + 1])
    counts = {number: sum([word in sentences[number] for word in present]) for number in weighed}
    best = nsmallest(_MOST_TRIED, weighed, key=lambda number: (-counts[number], number))
    return [(starts[number], sentences[number]) for number in best]


def _sentences(text: str) -> list[str]:
    """The sentences of a text, their ends as line feeds; a dozen times as fast as by a pattern."""
    for mark in _END_MARKS:
        text = text.replace(mark, "\n")
    return text.splitlines(keepends=True)


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
        Fragment(text[start:end], tuple((s - start, e - start) for s, e in inside), start)
        for start, end, inside in sorted(best)
    ]


def _beginning(text: str, place: int, floor: int) -> int:
    """Where a fragment around `place` begins: at its sentence's start if that is near, never before `floor`."""
    lowest = max(floor, place - FRAGMENT // 2)
    ends = [m.end() for m in _SENTENCE_END.finditer(text, lowest, place)]
    return ends[-1] if ends else lowest
