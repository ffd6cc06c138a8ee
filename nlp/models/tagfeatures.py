"""Feature templates of the sequence taggers: for every character a fixed number of hashed features, all in numpy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from nlp.models.features import I64, U32, mix, normalise
from nlp.models.words import words

MAX_BITS = 20
_MASK = (1 << MAX_BITS) - 1
_FIRST = 101
PAD = 4
"""Padding characters between texts; no template looks further."""
WEIGHTS = Path(__file__).parent / "weights"


@dataclass(frozen=True, slots=True)
class Frame:
    """A batch as one line of characters: text i is `codes[offsets[i]:offsets[i] + sizes[i]]`."""

    codes: U32
    offsets: I64
    sizes: I64
    kinds: U32


@cache
def word_classes() -> tuple[U32, U32]:
    """Sorted word hashes, and for each its class: fine class (0–999) plus 1,000 times the coarse one (0–63)."""
    with np.load(WEIGHTS / "wordclass.npz") as stored:
        return stored["hashes"], stored["classes"].astype(np.uint32)


@cache
def _kind_table() -> U32:
    """Coarse kind of each BMP character before case folding: CJK, digit, upper, lower, blank, punctuation classes."""
    table = np.full(0x10000, 1, dtype=np.uint32)
    for code in range(0x10000):
        char = chr(code)
        if 0x4E00 <= code <= 0x9FFF:
            table[code] = 2
        elif char in "一二三四五六七八九十百千万亿零〇两":
            table[code] = 3
        elif char.isdigit() or 0xFF10 <= code <= 0xFF19:
            table[code] = 4
        elif "A" <= char <= "Z":
            table[code] = 5
        elif "a" <= char <= "z":
            table[code] = 6
        elif char.isspace():
            table[code] = 7
        elif char in "，。；！？,;!?、":
            table[code] = 8
        elif char in '（(【[《<“"「『':
            table[code] = 9
        elif char in '）)】]》>”"」』':
            table[code] = 10
        elif char.isalpha():
            table[code] = 11
    for char in "一二三四五六七八九十百千万亿零两":
        table[ord(char)] = 3
    return table


def frame(texts: Sequence[str]) -> Frame:
    """Concatenate texts with padding on both sides of each."""
    sizes = np.array([len(text) for text in texts], dtype=np.int64)
    offsets = np.cumsum(sizes + PAD) - sizes
    codes = np.zeros(int(sizes.sum()) + PAD * (len(texts) + 1), dtype=np.uint32)
    kinds = np.zeros(len(codes), dtype=np.uint32)
    for text, offset in zip(texts, offsets, strict=True):
        raw = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        codes[offset : offset + len(text)] = normalise(text)
        kinds[offset : offset + len(text)] = np.where(raw < 0x10000, _kind_table()[raw & 0xFFFF], 12)
    return Frame(codes, offsets, sizes, kinds)


def _shift(values: U32, by: int) -> U32:
    """`values[i + by]` at i, zero outside."""
    out = np.zeros_like(values)
    keep = max(len(values) - abs(by), 0)
    if by >= 0:
        out[:keep] = values[by : by + keep]
    else:
        out[-by : -by + keep] = values[:keep]
    return out


def _grams(codes: U32) -> list[U32]:
    """Character n-grams around each position, and two with a gap."""
    at = {k: _shift(codes, k) for k in range(-3, 4)}
    windows: list[tuple[int, ...]] = [(k,) for k in (-2, -1, 0, 1, 2)]
    windows += [(-2, -1), (-1, 0), (0, 1), (1, 2), (-1, 1), (-3, -2), (2, 3)]
    windows += [(-2, -1, 0), (-1, 0, 1), (0, 1, 2), (-3, -2, -1), (1, 2, 3)]
    windows += [(-3, -2, -1, 0), (0, 1, 2, 3), (-2, -1, 0, 1), (-1, 0, 1, 2)]
    out: list[U32] = []
    for window in windows:
        value = at[window[0]]
        for further in window[1:]:
            value = mix(value, at[further])
        out.append(value)
    return out


def _kinds(kinds: U32) -> list[U32]:
    near = kinds
    for k in (-1, 1):
        near = near * np.uint32(16) + _shift(kinds, k)
    wide = near
    for k in (-2, 2):
        wide = wide * np.uint32(16) + _shift(kinds, k)
    return [near, wide]


def _word_views(batch: Frame) -> list[U32]:
    """The word a character stands in, its neighbours, their parts of speech and classes, with the place inside."""
    found = words(batch.codes, batch.offsets.tolist(), batch.sizes.tolist())
    size = len(batch.codes)
    if not len(found.starts):
        return [np.zeros(size, dtype=np.uint32)] * 14
    lengths = found.ends - found.starts
    index = np.zeros(size, dtype=np.int64)
    inside = np.zeros(size, dtype=bool)
    where = np.repeat(found.starts, lengths) + (
        np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    )
    index[where] = np.repeat(np.arange(len(lengths)), lengths)
    inside[where] = True
    place = np.zeros(size, dtype=np.uint32)
    place[found.starts] |= np.uint32(1)
    place[found.ends - 1] |= np.uint32(2)
    hashes, classes = word_classes()
    slot = np.minimum(np.searchsorted(hashes, found.hashes), len(hashes) - 1)
    label = np.where(hashes[slot] == found.hashes, classes[slot] + 1, 0).astype(np.uint32)
    fine, coarse = label % np.uint32(1000), label // np.uint32(1000)
    texts = np.searchsorted(batch.offsets, found.starts, side="right")
    tail = batch.codes[found.ends - 1]

    def neighbour(values: U32, by: int) -> U32:
        moved = _shift(values, by)
        moved[_shift(texts.astype(np.uint32), by) != texts] = 0
        return moved

    w, t = found.hashes, found.tags
    before, after = neighbour(w, -1), neighbour(w, 1)
    tag3 = mix(mix(neighbour(t, -1), t), neighbour(t, 1))
    per_word = [w, before, after, mix(before, w), mix(w, after), t, tag3, fine, coarse]
    per_word += [neighbour(fine, -1), neighbour(fine, 1), mix(neighbour(coarse, -1), neighbour(coarse, 1))]
    per_word += [tail, mix(tail, neighbour(tail, 1))]
    return [np.where(inside, mix(values, np.uint32(3))[index] + place, 0).astype(np.uint32) for values in per_word]


def tag_features(batch: Frame) -> I64:
    """Buckets of every character, shape (templates, characters), under `MAX_BITS` bits; a tagger may use fewer."""
    views = _grams(batch.codes) + _kinds(batch.kinds) + _word_views(batch)
    out = np.empty((len(views), len(batch.codes)), dtype=np.int64)
    for k, view in enumerate(views):
        out[k] = mix(view, np.uint32(_FIRST + k)) & np.uint32(_MASK)
    return out
