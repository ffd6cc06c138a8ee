"""A batch of texts as one line of characters, with the hash of the n-gram that starts at every place.

What several models read off the same texts (n-grams around a name, evidence by character) becomes slices of a few
arrays, whatever the number of texts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nlp.models.features import BITS, F32, I64, MAX_CHARS, U32, mix, normalise, unique

Flags = npt.NDArray[np.bool_]
_EDGE = 1
_GAP = 3
"""Characters between two texts: an edge of each and one that no n-gram of a text may touch."""


@dataclass(frozen=True, slots=True)
class Line:
    """Text i is `codes[offsets[i]:offsets[i] + sizes[i]]`, with an edge mark on both sides.

    `hashes[order]` has a value for every character; `inside[order]` tells where that n-gram lies in one text, edge
    marks included. `raw` are the characters before normalisation.
    """

    codes: U32
    raw: U32
    offsets: I64
    sizes: I64
    hashes: dict[int, U32]
    inside: dict[int, Flags]

    def buckets(self, order: int, bits: int = BITS) -> I64:
        """Buckets of an order, the same as `features.grams` gives the n-gram."""
        return (self.hashes[order] & np.uint32((1 << bits) - 1)).astype(np.int64)


def line_of(texts: Sequence[str], orders: Sequence[int], limit: int = MAX_CHARS) -> Line:
    """Lay out texts, each cut to `limit` characters."""
    cut = [text[:limit] for text in texts]
    sizes = np.array([len(text) for text in cut], dtype=np.int64)
    offsets = (np.cumsum(sizes + _GAP) - sizes).astype(np.int64)
    total = int(sizes.sum()) + _GAP * (len(cut) + 1)
    raw = np.full(total, _EDGE, dtype=np.uint32)
    codes = np.full(total, _EDGE, dtype=np.uint32)
    owner = np.full(total, -1, dtype=np.int64)
    whole = "".join(cut)
    places, _ = ranges(offsets, sizes)
    raw[places] = np.frombuffer(whole.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    codes[places] = normalise(whole)
    around, owners = ranges(offsets - 1, sizes + 2)
    owner[around] = owners
    hashes: dict[int, U32] = {}
    inside: dict[int, Flags] = {}
    state = np.full(total, np.uint32(17))
    for order in range(1, max(orders) + 1):
        state[: total - order + 1] = mix(state[: total - order + 1], codes[order - 1 :])
        if order in orders:
            hashes[order] = mix(state, np.uint32(order))
            flags = np.zeros(total, dtype=np.bool_)
            flags[: total - order + 1] = (owner[: total - order + 1] == owner[order - 1 :]) & (
                owner[: total - order + 1] >= 0
            )
            inside[order] = flags
    return Line(codes, raw, offsets, sizes, hashes, inside)


def ranges(starts: I64, counts: I64) -> tuple[I64, I64]:
    """All of `starts[k] … starts[k] + counts[k] - 1`, and the k of each."""
    counts = np.maximum(counts, 0)
    owners = np.repeat(np.arange(len(starts), dtype=np.int64), counts)
    first = np.cumsum(counts) - counts
    return starts[owners] + np.arange(len(owners), dtype=np.int64) - first[owners], owners


@dataclass(frozen=True, slots=True)
class Heat:
    """Evidence by character for several (text, label) groups: group g is `values[starts[g]:starts[g] + sizes[g]]`."""

    values: F32
    starts: I64
    sizes: I64

    def sums(self) -> npt.NDArray[np.float64]:
        """Prefix sums of `values`, one longer."""
        return np.concatenate([[0.0], np.cumsum(self.values, dtype=np.float64)])


def heat_of(line: Line, texts: I64, columns: I64, table: F32, scale: F32, bits: int = BITS) -> Heat:
    """Evidence that column `columns[g]` of a head's `table` finds in text `texts[g]` (column -1: none).

    Each n-gram's weight is spread evenly over its characters; `scale[i]` is the length of text i's bag, so that the
    sum over a text is near the head's score without its bias.
    """
    sizes = line.sizes[texts]
    lead = 2
    places, owners = ranges(line.offsets[texts] - lead, sizes + lead)
    column = columns[owners]
    total = np.zeros(len(places), dtype=np.float32)
    for order in (1, 2, 3):
        at = (line.hashes[order][places] & np.uint32((1 << bits) - 1)).astype(np.int64)
        weight = np.where(line.inside[order][places] & (column >= 0), table[at, column], np.float32(0))
        weight /= np.float32(order)
        total += weight
        for by in range(1, order):
            total[by:] += weight[:-by]
    keep = np.ones(len(places), dtype=np.bool_)
    heads = np.cumsum(sizes + lead) - (sizes + lead)
    for k in range(lead):
        keep[heads + k] = False
    values = (total * scale[texts][owners])[keep]
    return Heat(values.astype(np.float32), (np.cumsum(sizes) - sizes).astype(np.int64), sizes)


def scales(line: Line, orders: Sequence[int] = (1, 2, 3), bits: int = BITS) -> F32:
    """`1 / sqrt(distinct buckets)` of each text: the values of its bag."""
    keys = []
    places, owners = ranges(line.offsets - 1, line.sizes + 1)
    for order in orders:
        good = line.inside[order][places]
        keys.append((owners[good] << bits) | line.buckets(order, bits)[places[good]])
    counts = np.bincount(unique(np.concatenate(keys)) >> bits, minlength=len(line.sizes))
    return (1.0 / np.sqrt(np.maximum(counts, 1))).astype(np.float32)
