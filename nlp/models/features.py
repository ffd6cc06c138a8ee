"""Text → hashed character n-grams: one vectorised pass that every linear head shares.

Hashing (no vocabulary is kept) makes the model size fixed, keeps training text out of the shipped weights, and lets
numpy do all the work. Normalisation maps one character to one character, so positions stay exact string indices.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

U32 = npt.NDArray[np.uint32]
I64 = npt.NDArray[np.int64]
F32 = npt.NDArray[np.float32]

BITS = 18
"""Buckets are `2 ** BITS`: 262,144 rows in every weight table."""
MAX_CHARS = 4_000
"""Classifiers read the head of a longer text: titles and leads carry the label, and 5 MB must not cost seconds."""
_EDGE = 1  # stands before the first and after the last character; U+0001 does not survive normalisation
_BLANK = 32
_MIX = (np.uint32(0x9E3779B1), np.uint32(0x85EBCA6B), np.uint32(0xC2B2AE35))


_LOOKALIKES = {
    "[": "【［〔",
    "]": "】］〕",
    '"': "“”„「」『』",
    "'": "‘’",
    "-": "–—－",
    "~": "～",
    ".": "。．",
    "·": "•●・",
}


@cache
def _character_table() -> U32:
    """One code per BMP character: full width → half width, upper → lower case, controls and spaces → one blank."""
    table = np.arange(0x10000, dtype=np.uint32)
    table[0xFF01:0xFF5F] = np.arange(0x21, 0x7F)
    for code in range(0x10000):
        char = chr(int(table[code]))
        low = char.lower()
        if low != char and len(low) == 1:
            table[code] = ord(low)
        elif char.isspace() or code < 32 or 0x200B <= code <= 0x200F or 0x202A <= code <= 0x202E:
            table[code] = _BLANK
    for new, old in _LOOKALIKES.items():
        for char in old:
            table[ord(char)] = ord(new)
    return table


def normalise(text: str) -> U32:
    """Code points of `text` after normalisation, the same length as `text` (lone surrogates included)."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    return np.where(codes < 0x10000, _character_table()[codes & 0xFFFF], codes).astype(np.uint32)


def mix(values: U32, other: U32 | np.uint32) -> U32:
    """A 32-bit hash step (multiply, xor-shift), order dependent."""
    with np.errstate(over="ignore"):
        out = (values * _MIX[0]) ^ (other * _MIX[1])
        out ^= out >> np.uint32(15)
        out *= _MIX[2]
        out ^= out >> np.uint32(13)
    return out


def unique(values: I64) -> I64:
    """Sorted distinct values; by sorting, which here is several times faster than numpy's hashing `unique`."""
    ordered = np.sort(values)
    return ordered[np.concatenate([[True], ordered[1:] != ordered[:-1]])] if len(ordered) else ordered


@dataclass(frozen=True, slots=True)
class Bags:
    """Rows of unique buckets: row i holds `buckets[starts[i]:starts[i + 1]]`, `values` are L2-normalised weights."""

    buckets: I64
    starts: I64
    values: F32

    @property
    def rows(self) -> int:
        return len(self.starts) - 1


@dataclass(frozen=True, slots=True)
class Grams:
    """Hashes of all n-grams of a batch, flat: `hashes[k]` belongs to text `owners[k]`."""

    hashes: U32
    owners: I64
    rows: int

    def bags(self, bits: int = BITS) -> Bags:
        """Unique buckets a text with values `1 / sqrt(count)`, so that long texts do not outweigh short ones."""
        keys = unique((self.owners << bits) | (self.hashes & np.uint32((1 << bits) - 1)).astype(np.int64))
        counts = np.bincount(keys >> bits, minlength=self.rows)
        starts = np.zeros(self.rows + 1, dtype=np.int64)
        np.cumsum(counts, out=starts[1:])
        scale = (1.0 / np.sqrt(np.maximum(counts, 1))).astype(np.float32)
        return Bags(keys & ((1 << bits) - 1), starts, np.repeat(scale, counts))


def _hash_orders(codes: U32, orders: Sequence[int], salt: int) -> Iterator[tuple[int, U32]]:
    """(order, hashes of the n-gram that starts at each position)."""
    hashes = np.full(len(codes), np.uint32(salt * 7919 + 17))
    for order in range(1, max(orders) + 1):
        size = max(len(codes) - order + 1, 0)
        hashes = mix(hashes[:size], codes[order - 1 : order - 1 + size])
        if order in orders:
            yield order, mix(hashes, np.uint32(order))


def gram_hashes(text: str, orders: Sequence[int], salt: int = 0) -> Iterator[tuple[int, U32]]:
    """N-grams of one text by order; position k stands for the n-gram that starts at character k - 1 (edge first)."""
    edge = np.array([_EDGE], dtype=np.uint32)
    return _hash_orders(np.concatenate([edge, normalise(text), edge]), orders, salt)


def grams(texts: Sequence[str], orders: Sequence[int] = (1, 2, 3), salt: int = 0, limit: int = MAX_CHARS) -> Grams:
    """Hashes of the n-grams of `orders` in each text, edges marked. `salt` keeps fields apart (title, body)."""
    sizes = np.array([min(len(text), limit) + 2 for text in texts], dtype=np.int64)
    codes = normalise("".join(f" {text[:limit]} " for text in texts))  # one pass over all; blanks become the edges
    ends = np.cumsum(sizes)
    codes[ends - 1] = codes[ends - sizes] = _EDGE
    owners = np.repeat(np.arange(len(texts), dtype=np.int64), sizes)
    found, whose = [], []
    for order, hashes in _hash_orders(codes, orders, salt):
        size = len(hashes)
        inside = owners[:size] == owners[order - 1 : order - 1 + size]
        found.append(hashes[inside])
        whose.append(owners[:size][inside])
    return Grams(np.concatenate(found), np.concatenate(whose), len(texts))


def join(*parts: Grams) -> Grams:
    """One bag from several fields of the same rows."""
    return Grams(
        np.concatenate([part.hashes for part in parts]), np.concatenate([part.owners for part in parts]), parts[0].rows
    )
