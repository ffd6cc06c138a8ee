"""Several taggers over the same texts: characters, words and features are read once for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nlp.models.features import F32, I64
from nlp.models.line import ranges
from nlp.models.tagfeatures import frame, tag_features
from nlp.models.tagger import Found, Tagger
from nlp.models.viterbi import Labels, decode

CHUNK = 400
"""Longer texts are cut into pieces of this many characters, at a sentence end where there is one."""
MAX_CHUNKS = 60
_ENDS = "。！？!?；;\n"
_CELLS = 40_000
Rounds = list[list[list[Found]]]
"""For each text, for each bias, the spans in order."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What a tagger is asked: under which biases (above 0 it finds more), and in which texts (None: in all)."""

    tagger: Tagger
    biases: tuple[float, ...] = (0.0,)
    texts: frozenset[int] | None = None


def cut(text: str) -> list[tuple[int, str]]:
    """(start, piece) of at most `CHUNK` characters each; at most `MAX_CHUNKS` pieces, what lies beyond is not read."""
    out: list[tuple[int, str]] = []
    start = 0
    while start < len(text) and len(out) < MAX_CHUNKS:
        end = min(start + CHUNK, len(text))
        if end < len(text):
            near = max(text.rfind(mark, start + CHUNK // 2, end) for mark in _ENDS)
            end = near + 1 if near > 0 else end
        out.append((start, text[start:end]))
        start = end
    return out


def tag_together(texts: Sequence[str], asks: Sequence[Ask]) -> list[Rounds]:
    """One entry an ask."""
    out: list[Rounds] = [[[[] for _ in ask.biases] for _ in texts] for ask in asks]
    wanted = set(range(len(texts)))
    if all(ask.texts is not None for ask in asks):
        wanted = {i for ask in asks for i in ask.texts or ()}
    pieces = [(i, start, piece) for i in sorted(wanted) for start, piece in cut(texts[i])]
    for group in _groups([len(piece) for _, _, piece in pieces]):
        some = [pieces[k] for k in group]
        reading = Reading([piece for _, _, piece in some])
        for ask, rounds in zip(asks, out, strict=True):
            own = [k for k, (owner, _, _) in enumerate(some) if ask.texts is None or owner in ask.texts]
            if not own:
                continue
            part = reading if len(own) == len(some) else reading.only(own)
            for turn, labels in enumerate(part.labels(ask.tagger, ask.biases)):
                whose, starts, ends, types = ask.tagger.spans(labels, part.offsets)
                for k, low, high, kind in zip(whose.tolist(), starts.tolist(), ends.tolist(), types, strict=True):
                    owner, start, _ = some[own[k]]
                    rounds[owner][turn].append(Found(low + start, high + start, kind))
    return out


class Reading:
    """A batch of pieces with its features; what a tagger says of them is worked out once."""

    def __init__(self, pieces: Sequence[str]) -> None:
        laid = frame(pieces)
        self._set(tag_features(laid)[:, _places(laid.offsets, laid.sizes)], laid.sizes)

    def _set(self, buckets: I64, sizes: I64) -> None:
        self.buckets = buckets
        """Features of every character, shape (templates, characters of all pieces)."""
        self.offsets: I64 = np.cumsum(sizes) - sizes
        self._sizes = sizes
        self._emissions: dict[int, F32] = {}

    def only(self, pieces: Sequence[int]) -> Reading:
        """Some of the pieces, without reading them again."""
        part = Reading.__new__(Reading)
        part._set(self.buckets[:, _places(self.offsets[pieces], self._sizes[pieces])], self._sizes[pieces])
        return part

    def labels(self, tagger: Tagger, biases: Sequence[float]) -> Labels:
        """Label numbers, shape (biases, characters of all pieces)."""
        if id(tagger) not in self._emissions:
            self._emissions[id(tagger)] = tagger.emissions(self.buckets)
        return decode(self._emissions[id(tagger)], self.offsets, self._sizes, tagger.moves, biases)


def _places(offsets: I64, sizes: I64) -> I64:
    """Every place of stretches of these sizes."""
    return ranges(offsets, sizes)[0]


def _groups(sizes: Sequence[int]) -> list[list[int]]:
    """Pieces in order whose size together stays under `_CELLS` characters."""
    out: list[list[int]] = []
    held = 0
    for k, size in enumerate(sizes):
        if not out or held + size > _CELLS:
            out.append([])
            held = 0
        out[-1].append(k)
        held += size
    return out
