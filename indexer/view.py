"""The views of many texts at once, as strings ready for an index: what `indexer.analysis` says of one text, quickly.

Units and pairs are found in arrays of code points over a whole batch, which costs a tenth of finding them text by text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from indexer.fold import fold_codes

LONGEST_TOKEN = 64
"""Longer runs are cut, so that neither backend meets its own, different limit."""

_OTHER, _SPACE, _CHARACTER, _LATIN, _SEPARATOR, _UNKNOWN = range(6)
_SEPARATOR_CHAR = "\x00"
_CODE_BITS = 21

_Codes = NDArray[np.uint32]
_Places = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class View:
    """What an index holds of a text: `words` and `pairs` in order, `units` without repetition, joined by blanks; and
    its 文号 and article numbers."""

    words: str
    pairs: str
    units: str
    references: tuple[str, ...]

    @classmethod
    def joined(cls, views: Sequence[View]) -> View:
        """The view of texts one after another; only `units` and `references` may then hold something twice."""
        return cls(
            " ".join([v.words for v in views if v.words]),
            " ".join([v.pairs for v in views if v.pairs]),
            " ".join([v.units for v in views if v.units]),
            tuple(chain.from_iterable([v.references for v in views])),
        )


@dataclass(frozen=True, slots=True)
class Units:
    """A text in its folded form, its `pairs` in order and its `units` without repetition, joined by blanks."""

    folded: str
    pairs: str
    units: str


def find_units(texts: Sequence[str]) -> list[Units]:
    """The pairs and units of every text."""
    if not texts:
        return []
    # The texts in one string, with a blank at its end for `_gather`; a separator inside one is punctuation like others.
    separate = (t.replace(_SEPARATOR_CHAR, "\x01") if _SEPARATOR_CHAR in t else t for t in texts)
    whole = (_SEPARATOR_CHAR.join(separate) + " ").encode("utf-32-le", "surrogatepass")
    codes = fold_codes(np.frombuffer(whole, np.uint32))
    kinds = _kinds(codes)
    starts, lengths = _spans(kinds)
    pairs = _pairs(codes, kinds, starts, lengths)
    singles, latin = _distinct(codes, kinds), [""] * len(texts)
    if np.any(kinds == _LATIN):
        wanted = kinds[starts] != _CHARACTER
        latin = _gather(codes, *_spaced(starts[wanted], lengths[wanted], len(codes) - 1))
    return [
        Units(folded, doubles.strip(), f"{' '.join(dict.fromkeys(runs.split()))} {alone}".strip())
        for folded, doubles, alone, runs in zip(_texts(codes[:-1]), pairs, singles, latin, strict=True)
    ]


def _kinds(codes: _Codes) -> NDArray[np.uint8]:
    """Of what kind each folded code point is: part of a run of Latin letters and digits, a unit by itself, white space,
    or none of these."""
    kinds: NDArray[np.uint8] = _KINDS[codes]
    unknown = codes[kinds == _UNKNOWN]
    if len(unknown):
        for code in set(unknown.tolist()):
            _KINDS[code] = _kind(chr(code))
        kinds = _KINDS[codes]
    return kinds


_KINDS = np.full(0x110000, _UNKNOWN, np.uint8)


def _kind(char: str) -> int:
    if char == _SEPARATOR_CHAR:
        return _SEPARATOR
    if char.isalnum():
        return _LATIN if char.isascii() else _CHARACTER
    return _SPACE if char.isspace() else _OTHER


def _distinct(codes: _Codes, kinds: NDArray[np.uint8]) -> list[str]:
    """The characters that are units by themselves, each once a text, in order of code points, joined by blanks."""
    kept = (kinds == _CHARACTER) | (kinds == _SEPARATOR)
    text_number = np.cumsum(kinds == _SEPARATOR, dtype=np.int64)[kept]  # a separator, code 0, comes before its text
    keys = np.sort(text_number << _CODE_BITS | codes[kept])
    first = np.ones(len(keys), bool)
    first[1:] = keys[1:] != keys[:-1]
    found = np.full((int(first.sum()), 2), ord(" "), np.uint32)
    found[:, 0] = keys[first] & ((1 << _CODE_BITS) - 1)
    return _texts(found.ravel())


def _spans(kinds: NDArray[np.uint8]) -> tuple[_Places, _Places]:
    """Starts and lengths of the units, separators among them as units of their own."""
    member = kinds >= _CHARACTER
    latin = kinds == _LATIN
    if not latin.any():
        starts = np.flatnonzero(member).astype(np.int32)
        return starts, np.ones_like(starts)
    place = np.arange(len(kinds), dtype=np.int32)
    first = latin.copy()
    first[1:] &= ~latin[:-1]
    run = np.maximum.accumulate(np.where(first, place, 0))
    begins = member & (~latin | ((place - run) % LONGEST_TOKEN == 0))
    starts = np.flatnonzero(begins).astype(np.int32)
    lengths = np.bincount(np.cumsum(begins)[member] - 1, minlength=len(starts))
    return starts, lengths.astype(np.int32)


def _pairs(codes: _Codes, kinds: NDArray[np.uint8], starts: _Places, lengths: _Places) -> list[str]:
    """Every two neighbours that nothing but white space parts, and what stands alone, text by text."""
    if not len(starts):
        return [""]
    broken = np.cumsum(kinds == _OTHER, dtype=np.int32)[starts]
    separator = kinds[starts] == _SEPARATOR
    chained = np.zeros(len(starts) + 1, bool)  # whether a unit is chained to the one before
    chained[1:-1] = (broken[1:] == broken[:-1]) & ~separator[1:] & ~separator[:-1]
    kept = np.flatnonzero(chained[1:] | ~chained[:-1])
    following = np.minimum(kept + 1, len(starts) - 1)
    places = np.full((len(kept), 3), len(codes) - 1, np.int32)
    places[:, 0], places[:, 1] = starts[kept], starts[following]
    sizes = np.ones((len(kept), 3), np.int32)
    sizes[:, 0], sizes[:, 1] = lengths[kept], lengths[following] * chained[kept + 1]
    return _gather(codes, places.ravel(), sizes.ravel())


def _spaced(starts: _Places, lengths: _Places, blank: int) -> tuple[_Places, _Places]:
    """Spans with a blank after each."""
    places = np.stack((starts, np.full_like(starts, blank)), axis=1).ravel()
    return places, np.stack((lengths, np.ones_like(lengths)), axis=1).ravel()


def _gather(codes: _Codes, starts: _Places, lengths: _Places) -> list[str]:
    """The spans one after another, text by text."""
    ends = np.cumsum(lengths, dtype=np.int32)
    shift = np.repeat(starts - (ends - lengths), lengths)
    shift += np.arange(len(shift), dtype=np.int32)
    return _texts(codes[shift])


def _texts(codes: _Codes) -> list[str]:
    return codes.tobytes().decode("utf-32-le").split(_SEPARATOR_CHAR)
