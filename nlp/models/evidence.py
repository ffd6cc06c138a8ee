"""Where in a text a head finds its evidence: weights of n-grams laid back onto the characters that they cover."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nlp.models.features import BITS, F32, I64, MAX_CHARS, gram_hashes, unique
from nlp.models.fields import ORDERS


@dataclass(frozen=True, slots=True)
class Located:
    """N-gram buckets of one text: `buckets[k]` covers characters `[starts[k], ends[k])`."""

    buckets: I64
    starts: I64
    ends: I64
    size: int

    def heat(self, column: F32) -> F32:
        """Evidence by character, shape (characters,): each n-gram's weight spread evenly over what it covers.

        Scaled like a score: the sum is near the head's score without its bias.
        """
        scale = 1.0 / np.sqrt(max(len(unique(self.buckets)), 1))
        lengths = self.ends - self.starts
        share = column[self.buckets] * scale / np.maximum(lengths, 1)
        edges = np.zeros(self.size + 1, dtype=np.float64)
        np.add.at(edges, self.starts, share)
        np.add.at(edges, self.ends, -share)
        return np.cumsum(edges)[: self.size].astype(np.float32)


def locate_grams(text: str, orders: Sequence[int] = ORDERS, limit: int = MAX_CHARS) -> Located:
    """The same n-grams as `features.grams` finds, with their places; edge marks count to the nearest character."""
    text = text[:limit]
    hashes: list[npt.NDArray[np.uint32]] = []
    starts: list[I64] = []
    ends: list[I64] = []
    for order, found in gram_hashes(text, orders):
        first = np.arange(len(found), dtype=np.int64) - 1
        hashes.append(found)
        starts.append(np.clip(first, 0, len(text)))
        ends.append(np.clip(first + order, 0, len(text)))
    flat = np.concatenate(hashes) if hashes else np.zeros(0, dtype=np.uint32)
    buckets = (flat & np.uint32((1 << BITS) - 1)).astype(np.int64)
    return Located(
        buckets,
        np.concatenate(starts) if starts else np.zeros(0, dtype=np.int64),
        np.concatenate(ends) if ends else np.zeros(0, dtype=np.int64),
        len(text),
    )


def strongest(text: str, column: F32, limit: int = 8) -> list[tuple[str, int, int, float]]:
    """The n-grams that speak most for a label: (string, start, end, weight), strongest first, without overlap."""
    located = locate_grams(text)
    scale = 1.0 / np.sqrt(max(len(unique(located.buckets)), 1))
    weights = column[located.buckets] * scale
    out: list[tuple[str, int, int, float]] = []
    taken = np.zeros(located.size + 1, dtype=bool)
    for k in np.argsort(-weights)[: limit * 20]:
        start, end = int(located.starts[k]), int(located.ends[k])
        if weights[k] <= 0 or len(out) == limit:
            break
        if start < end and not taken[start:end].any():
            taken[start:end] = True
            out.append((text[start:end], start, end, float(weights[k])))
    return out
