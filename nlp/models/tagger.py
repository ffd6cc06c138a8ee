"""Linear-chain sequence tagger: hashed features, BIO labels, Viterbi over a whole batch at once in numpy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from nlp.models.features import F32, I64
from nlp.models.linear import WEIGHTS, load_rows, save_table
from nlp.models.tagfeatures import frame, tag_features

CHUNK = 400
"""Longer texts are cut into pieces of this many characters, at a sentence end where there is one."""
MAX_CHUNKS = 60
_ENDS = "。！？!?；;\n"


@dataclass(frozen=True, slots=True)
class Found:
    """A tagged stretch of one text, exact string offsets."""

    start: int
    end: int
    type: str


@dataclass(frozen=True, slots=True)
class Tagger:
    """`moves[i, j]` scores label j after label i. Label 0 is O.

    Few of the `2 ** bits` buckets have weights: `slots` leads from a bucket to its row of `table`, row 0 being zero.
    """

    labels: tuple[str, ...]
    slots: npt.NDArray[np.int32]
    table: F32
    moves: F32
    bits: int

    def tag(self, texts: Sequence[str], bias: float = 0.0) -> list[list[Found]]:
        """Spans of each text, in order. `bias` is taken from O: above 0 it finds more, below 0 less."""
        return self.propose(texts, [bias])

    def propose(self, texts: Sequence[str], biases: Sequence[float]) -> list[list[Found]]:
        """Spans found under any of several biases, each once, in order: candidates for a ranker."""
        return [
            sorted({f for found in rounds for f in found}, key=lambda f: (f.start, f.end))
            for rounds in self._rounds(texts, biases)
        ]

    def first(self, texts: Sequence[str], biases: Sequence[float]) -> list[list[Found]]:
        """Spans under the first bias (give the least willing first) that finds any in the text."""
        return [sorted(next(filter(None, rounds), ()), key=lambda f: f.start) for rounds in self._rounds(texts, biases)]

    def _rounds(self, texts: Sequence[str], biases: Sequence[float]) -> list[list[list[Found]]]:
        """For each text, what is found under each bias; features are computed once."""
        pieces = [(i, start, piece) for i, text in enumerate(texts) for start, piece in cut(text)]
        order = sorted(range(len(pieces)), key=lambda k: len(pieces[k][2]))
        out: list[list[list[Found]]] = [[[] for _ in biases] for _ in texts]
        steps = np.diff(np.asarray(biases, dtype=np.float32), prepend=np.float32(0))
        for group in _groups(order, [len(piece) for _, _, piece in pieces]):
            emissions, sizes = self._emissions([pieces[k][2] for k in group])
            for turn, step in enumerate(steps):
                emissions[:, :, 0] -= step
                for k, path in zip(group, viterbi(emissions, sizes, self.moves), strict=True):
                    owner, start, _ = pieces[k]
                    out[owner][turn] += [Found(f.start + start, f.end + start, f.type) for f in self._spans(path)]
        return out

    def _emissions(self, texts: Sequence[str]) -> tuple[F32, I64]:
        """Scores by label, shape (texts, longest, labels)."""
        batch = frame(texts)
        buckets = tag_features(batch, self.bits)
        longest = int(batch.sizes.max(initial=0))
        out = np.zeros((len(texts), longest, len(self.labels)), dtype=np.float32)
        where = np.concatenate([np.arange(o, o + n) for o, n in zip(batch.offsets, batch.sizes, strict=True)])
        rows = np.repeat(np.arange(len(texts)), batch.sizes)
        columns = where - batch.offsets[rows]
        used = np.ascontiguousarray(self.slots[buckets[where]].T, dtype=np.int64)
        score = np.zeros((len(where), len(self.labels)), dtype=np.float32)
        for slots in used:
            score += self.table[slots]
        out[rows, columns] = score
        return out, batch.sizes

    def _spans(self, path: I64) -> list[Found]:
        out: list[Found] = []
        for at in np.flatnonzero(path).tolist():
            label = self.labels[path[at]]
            last = out[-1] if out else None
            if label[0] == "I" and last and last.end == at and last.type == label[2:]:
                out[-1] = Found(last.start, at + 1, last.type)
            else:
                out.append(Found(at, at + 1, label[2:]))
        return out


def viterbi(emissions: F32, sizes: I64, moves: F32) -> list[I64]:
    """Best label paths. Shapes: (texts, longest, labels), (texts,), (labels, labels)."""
    count, longest, labels = emissions.shape
    if not longest:
        return [np.zeros(0, dtype=np.int64) for _ in range(count)]
    score = emissions[:, 0].copy()
    back = np.zeros((longest, count, labels), dtype=np.int16)
    turned = np.ascontiguousarray(moves.T)
    for at in range(1, longest):
        options = score[:, None, :] + turned[None]
        best = options.argmax(axis=2)
        back[at] = best
        step = np.take_along_axis(options, best[:, :, None], axis=2)[:, :, 0] + emissions[:, at]
        # Texts that have ended keep the score of their last character.
        score = np.where((sizes > at)[:, None], step, score)
    paths = []
    for k in range(count):
        size = int(sizes[k])
        path = np.zeros(size, dtype=np.int64)
        if size:
            path[-1] = score[k].argmax()
            for at in range(size - 1, 0, -1):
                path[at - 1] = back[at, k, path[at]]
        paths.append(path)
    return paths


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


def _groups(order: Sequence[int], sizes: Sequence[int], cells: int = 24_000) -> list[list[int]]:
    """Batches of similar length whose padded size stays under `cells` characters."""
    out: list[list[int]] = []
    for k in order:
        if out and (len(out[-1]) + 1) * sizes[k] <= cells:
            out[-1].append(k)
        else:
            out.append([k])
    return out


def compact(rows: I64, weights: F32, bits: int) -> tuple[npt.NDArray[np.int32], F32]:
    """(slots, table) from the used buckets and their weights."""
    slots = np.zeros(1 << bits, dtype=np.int32)
    slots[rows] = np.arange(1, len(rows) + 1)
    return slots, np.concatenate([np.zeros((1, weights.shape[1]), dtype=np.float32), weights])


def save_tagger(path: Path, tagger: Tagger) -> int:
    """Write a tagger; returns its size in bytes."""
    meta = {"labels": tagger.labels, "bits": tagger.bits, "prune": 8}
    return save_table(path, tagger.table[tagger.slots], meta, moves=tagger.moves)


def load_tagger(name: str, folder: Path = WEIGHTS) -> Tagger:
    """Read `<folder>/<name>.npz`."""
    rows, weights, _, meta, rest = load_rows(folder / f"{name}.npz")
    slots, table = compact(rows, weights, int(meta["bits"]))
    return Tagger(tuple(meta["labels"]), slots, table, rest["moves"], int(meta["bits"]))
