"""Linear-chain sequence tagger: hashed features, BIO labels, weights as plain arrays."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from nlp.models.features import F32, I64
from nlp.models.linear import WEIGHTS, load_rows, save_table

_BLOCK = 2_048
"""Characters scored at once: what is added up then stays in the processor's cache."""


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

    def emissions(self, buckets: I64) -> F32:
        """Scores by label, shape (characters, labels), from buckets of shape (templates, characters)."""
        out = np.zeros((buckets.shape[1], len(self.labels)), dtype=np.float32)
        held = np.empty((_BLOCK, len(self.labels)), dtype=np.float32)
        for first in range(0, len(out), _BLOCK):
            block = out[first : first + _BLOCK]
            part = held[: len(block)]
            rows = self.slots.take(buckets[:, first : first + _BLOCK] & ((1 << self.bits) - 1)).astype(np.int64)
            for template in rows:
                self.table.take(template, axis=0, out=part, mode="clip")
                block += part
        return out

    def spans(self, labels: I64, offsets: I64) -> tuple[I64, I64, I64, list[str]]:
        """(text, start, end, type) of the spans of a line of labels; text i begins at `offsets[i]`, places count there.

        An I that continues nothing of its type begins a span of its own.
        """
        names = sorted({label[2:] for label in self.labels[1:]})
        kinds = np.array([0, *(names.index(label[2:]) + 1 for label in self.labels[1:])])[labels]
        fresh = np.zeros(len(labels) + 1, dtype=np.bool_)
        fresh[offsets] = True
        fresh = fresh[:-1] | np.array([label[0] == "B" for label in self.labels])[labels]
        fresh[1:] |= kinds[1:] != kinds[:-1]
        starts = np.flatnonzero(fresh & (kinds > 0))
        stops = np.append(np.flatnonzero(fresh | (kinds == 0)), len(labels))
        ends = stops[np.searchsorted(stops, starts, side="right")]
        texts = np.searchsorted(offsets, starts, side="right") - 1
        found = [names[kind - 1] for kind in kinds[starts].tolist()]
        return texts, starts - offsets[texts], ends - offsets[texts], found


def compact(rows: I64, weights: F32, bits: int) -> tuple[npt.NDArray[np.int32], F32]:
    """(slots, table) from the used buckets and their weights; a row of the table lies in one piece of memory."""
    slots = np.zeros(1 << bits, dtype=np.int32)
    slots[rows] = np.arange(1, len(rows) + 1)
    table = np.zeros((len(rows) + 1, weights.shape[1]), dtype=np.float32)
    table[1:] = weights
    return slots, table


def save_tagger(path: Path, tagger: Tagger) -> int:
    """Write a tagger; returns its size in bytes."""
    meta = {"labels": tagger.labels, "bits": tagger.bits, "prune": 8}
    return save_table(path, tagger.table[tagger.slots], meta, moves=tagger.moves)


def load_tagger(name: str, folder: Path = WEIGHTS) -> Tagger:
    """Read `<folder>/<name>.npz`."""
    rows, weights, _, meta, rest = load_rows(folder / f"{name}.npz")
    slots, table = compact(rows, weights, int(meta["bits"]))
    return Tagger(tuple(meta["labels"]), slots, table, rest["moves"], int(meta["bits"]))
