"""Word-level views of a batch of texts: boundaries, part of speech and distributional class of every character's word.

The segmenter here is a private rjieba with its own dictionary and no domain words, so that the features of a trained
model do not move when the project's lexicon grows. Word classes are k-means clusters of published Chinese word
vectors; they are kept as hashes of words, in `weights/wordclass.npz`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from nlp.models.features import U32, normalise

U64 = npt.NDArray[np.uint64]
I64 = npt.NDArray[np.int64]
_BASE = np.uint64(0x9E3779B97F4A7C15)
_BASE_INVERSE = np.uint64(pow(0x9E3779B97F4A7C15, -1, 1 << 64))
_REPLACEMENT = 0xFFFD


@cache
def _segmenter() -> Any:
    import rjieba

    return rjieba.Jieba()


def plain(codes: U32) -> str:
    """Normalised codes as a string that every library accepts: lone surrogates become U+FFFD, the length stays."""
    clean = np.where((codes >= 0xD800) & (codes < 0xE000), np.uint32(_REPLACEMENT), codes)
    return clean.astype("<u4").tobytes().decode("utf-32-le")


@cache
def _powers(size: int) -> tuple[U64, U64]:
    with np.errstate(over="ignore"):
        up: U64 = np.cumprod(np.full(size, _BASE, dtype=np.uint64), dtype=np.uint64)
        down: U64 = np.cumprod(np.full(size, _BASE_INVERSE, dtype=np.uint64), dtype=np.uint64)
    return up, down


def hash_slices(codes: U32, starts: I64, ends: I64) -> U32:
    """Hash of `codes[start:end]` for all slices at once: the same characters give the same hash wherever they stand.

    A polynomial in an odd base modulo 2**64; the base is invertible, so a slice's hash is a difference of prefix
    sums shifted back to position 0.
    """
    size = 1 << max(10, len(codes).bit_length())
    up, down = _powers(size)
    with np.errstate(over="ignore"):
        sums = np.zeros(len(codes) + 1, dtype=np.uint64)
        np.cumsum((codes.astype(np.uint64) + np.uint64(1)) * up[: len(codes)], out=sums[1:])
        shift = np.where(starts > 0, down[np.maximum(starts - 1, 0)], np.uint64(1))
        value = (sums[ends] - sums[starts]) * shift
        value ^= value >> np.uint64(32)
        value *= np.uint64(0xD6E8FEB86659FD93)
    return (value >> np.uint64(32)).astype(np.uint32)


@dataclass(frozen=True, slots=True)
class Words:
    """All words of a batch; `starts`/`ends` are positions in the batch's concatenated codes."""

    starts: I64
    ends: I64
    tags: U32
    hashes: U32


def words(codes: U32, offsets: Sequence[int], sizes: Sequence[int]) -> Words:
    """Segment each text `codes[offset:offset + size]`."""
    segmenter = _segmenter()
    starts: list[npt.NDArray[np.int64]] = []
    lengths: list[npt.NDArray[np.int64]] = []
    tags: list[str] = []
    for offset, size in zip(offsets, sizes, strict=True):
        pairs = segmenter.tag(plain(codes[offset : offset + size]))
        own, said = zip(*pairs, strict=True) if pairs else ((), ())
        count = np.fromiter(map(len, own), dtype=np.int64, count=len(own))
        lengths.append(count)
        starts.append(np.cumsum(count) - count + offset)
        tags += said
    numbers = {tag: int.from_bytes(tag.encode()[:4], "little") for tag in set(tags)}
    begin = np.concatenate(starts) if starts else np.zeros(0, dtype=np.int64)
    end = begin + (np.concatenate(lengths) if lengths else np.zeros(0, dtype=np.int64))
    marks = np.fromiter(map(numbers.__getitem__, tags), dtype=np.uint32, count=len(tags))
    return Words(begin, end, marks, hash_slices(codes, begin, end))


def hash_word(word: str) -> int:
    """The hash under which `words` finds a word, for tables that are built beforehand."""
    codes = normalise(word)
    return int(hash_slices(codes, np.array([0]), np.array([len(codes)]))[0])
