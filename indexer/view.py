"""The views of many texts at once, as strings ready for an index: what `indexer.analysis` says of one text, quickly.

Units and pairs are found in arrays of code points over a whole batch, which costs a tenth of finding them text by text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

LONGEST_TOKEN = 64
"""Longer runs are cut, so that neither backend meets its own, different limit."""

SEPARATOR = "\x00"
"""Between the texts of a batch; stands in none of them (`joined`)."""

_OTHER, _SPACE, _CHARACTER, _LATIN, _SEPARATOR = range(5)
_UNKNOWN = 255

_Places = NDArray[np.int64]


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


def joined(texts: Sequence[str]) -> str:
    """The texts in one string, of which `split(SEPARATOR)` gives them back; a separator inside one is punctuation."""
    return SEPARATOR.join(text.replace(SEPARATOR, "\x01") if SEPARATOR in text else text for text in texts)


def find_units(folded: str) -> list[tuple[str, str]]:
    """The pairs and the units of every text in a folded string of several (`joined`)."""
    codes = np.frombuffer((folded + " ").encode("utf-32-le"), np.uint32)
    kinds = _kinds(codes)
    starts, lengths = _spans(kinds)
    pairs = _pairs(codes, kinds, starts, lengths).split(SEPARATOR)
    characters = _text(codes[(kinds == _CHARACTER) | (kinds == _SEPARATOR)]).split(SEPARATOR)
    latin = [""] * len(pairs)
    if np.any(kinds == _LATIN):
        wanted = kinds[starts] != _CHARACTER
        latin = _gather(codes, *_spaced(starts[wanted], lengths[wanted], len(codes) - 1)).split(SEPARATOR)
    return [
        (doubles.strip(), " ".join(dict.fromkeys(chain(others.split(), alone) if others else alone)))
        for doubles, alone, others in zip(pairs, characters, latin, strict=True)
    ]


def _kinds(codes: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """What each code point is: part of a run of Latin letters and digits, a unit by itself, white space, or neither."""
    kinds: NDArray[np.uint8] = _TABLE[codes]
    unknown = codes[kinds == _UNKNOWN]
    if len(unknown):
        for code in set(unknown.tolist()):
            char = chr(code)
            if char == SEPARATOR:
                kind = _SEPARATOR
            elif char.isalnum():
                kind = _LATIN if char.isascii() else _CHARACTER
            else:
                kind = _SPACE if char.isspace() else _OTHER
            _TABLE[code] = kind
        kinds = _TABLE[codes]
    return kinds


_TABLE = np.full(0x110000, _UNKNOWN, np.uint8)


def _spans(kinds: NDArray[np.uint8]) -> tuple[_Places, _Places]:
    """Starts and lengths of the units, separators among them as units of their own."""
    member = kinds >= _CHARACTER
    begins = member.copy()
    latin = kinds == _LATIN
    if latin.any():
        place = np.arange(len(kinds))
        first = latin.copy()
        first[1:] &= ~latin[:-1]
        run = np.maximum.accumulate(np.where(first, place, 0))
        begins = member & (~latin | ((place - run) % LONGEST_TOKEN == 0))
    starts = np.flatnonzero(begins)
    lengths = np.bincount(np.cumsum(begins)[member] - 1, minlength=len(starts))
    return starts, lengths


def _pairs(codes: NDArray[np.uint32], kinds: NDArray[np.uint8], starts: _Places, lengths: _Places) -> str:
    """Every two neighbours that nothing but white space parts, and what stands alone; separators stay."""
    if not len(starts):
        return ""
    broken = np.cumsum(kinds == _OTHER)[starts]
    separator = kinds[starts] == _SEPARATOR
    chained = np.zeros(len(starts) + 1, bool)  # whether a unit is chained to the one before
    chained[1:-1] = (broken[1:] == broken[:-1]) & ~separator[1:] & ~separator[:-1]
    to_next = chained[1:]
    kept = np.flatnonzero(to_next | ~chained[:-1])
    following = np.minimum(kept + 1, len(starts) - 1)
    blank = np.full(len(kept), len(codes) - 1)
    places = np.stack((starts[kept], starts[following], blank), axis=1).ravel()
    sizes = np.stack((lengths[kept], np.where(to_next[kept], lengths[following], 0), np.ones_like(kept)), axis=1)
    return _gather(codes, places, sizes.ravel())


def _spaced(starts: _Places, lengths: _Places, blank: int) -> tuple[_Places, _Places]:
    """Spans with a blank after each."""
    places = np.stack((starts, np.full(len(starts), blank)), axis=1).ravel()
    return places, np.stack((lengths, np.ones_like(lengths)), axis=1).ravel()


def _gather(codes: NDArray[np.uint32], starts: _Places, lengths: _Places) -> str:
    """The spans one after another."""
    shift = starts - (np.cumsum(lengths) - lengths)
    return _text(codes[np.repeat(shift, lengths) + np.arange(int(lengths.sum()))])


def _text(codes: NDArray[np.uint32]) -> str:
    return codes.tobytes().decode("utf-32-le")
