"""The views of many texts at once, as strings ready for an index: what `indexer.analysis` says of one text, quickly.

Units and pairs are found in arrays of code points over a whole batch, which costs a tenth of finding them text by text.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.fold import fold_codes

LONGEST_TOKEN = 64
"""Longer runs are cut, so that neither backend meets its own, different limit."""

_OTHER, _SPACE, _CHARACTER, _LATIN, _SEPARATOR, _UNKNOWN = range(6)
_SEPARATOR_CHAR = "\x00"
_CODE_BITS = 21
_BLANK = ord(" ")

_Codes = NDArray[np.uint32]
_Places = NDArray[np.intp]


class View(NamedTuple):
    """What an index holds of a text: `words` and `pairs` in order, `units` without repetition, joined by blanks; and
    its 文号 and article numbers."""

    words: str
    pairs: str
    units: str
    references: tuple[str, ...]

    @classmethod
    def joined(cls, views: Sequence[View]) -> View:
        """The view of texts one after another; only `units` and `references` may then hold something twice."""
        if not views:
            return cls("", "", "", ())
        words, pairs, units, references = zip(*views, strict=True)
        return cls(
            " ".join(filter(None, words)),
            " ".join(filter(None, pairs)),
            " ".join(filter(None, units)),
            tuple(chain.from_iterable(references)),
        )


class Units(NamedTuple):
    """A text in its folded form, its `pairs` in order and its `units` without repetition, joined by blanks."""

    folded: str
    pairs: str
    units: str


def find_units(texts: Sequence[str]) -> list[Units]:
    """The pairs and units of every text."""
    if not texts:
        return []
    # The texts in one string; a separator inside one is punctuation like others.
    separate = (t.replace(_SEPARATOR_CHAR, "\x01") if _SEPARATOR_CHAR in t else t for t in texts)
    whole = _SEPARATOR_CHAR.join(separate).encode("utf-32-le", "surrogatepass")
    codes = fold_codes(np.frombuffer(whole, np.uint32))
    kinds = _kinds(codes)
    starts, lengths = _spans(kinds)
    pairs = _pairs(codes, kinds, starts, lengths)
    singles, latin = _distinct(codes, kinds), [""] * len(texts)
    wanted = np.flatnonzero(kinds[starts] != _CHARACTER)
    if len(wanted) >= len(texts):  # more than the separators between the texts
        latin = _spaced(codes, starts[wanted], lengths[wanted])
    return [
        Units(folded, doubles.strip(), _units(runs, alone.strip()))
        for folded, doubles, alone, runs in zip(_texts(codes), pairs, singles, latin, strict=True)
    ]


def _units(runs: str, alone: str) -> str:
    """Runs of Latin letters and digits, each once, and the other units."""
    found = dict.fromkeys(runs.split())
    if not found:
        return alone
    return " ".join((*found, alone)) if alone else " ".join(found)


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
    found = np.full((int(first.sum()), 2), _BLANK, np.uint32)
    found[:, 0] = keys[first] & ((1 << _CODE_BITS) - 1)
    return _texts(found.ravel())


def _spans(kinds: NDArray[np.uint8]) -> tuple[_Places, _Places]:
    """Starts and lengths of the units, separators among them as units of their own."""
    begins = kinds >= _CHARACTER
    latin = np.flatnonzero(kinds == _LATIN)
    number = np.arange(len(latin))
    new_run = np.ones(len(latin), bool)
    new_run[1:] = np.diff(latin) > 1
    run = np.maximum.accumulate(np.where(new_run, number, 0))
    inside = (number - run) % LONGEST_TOKEN != 0
    begins[latin[inside]] = False
    starts = np.flatnonzero(begins)
    lengths = np.ones_like(starts)
    first = np.flatnonzero(~inside)
    lengths[np.searchsorted(starts, latin[first])] = np.diff(first, append=len(latin))
    return starts, lengths


def _pairs(codes: _Codes, kinds: NDArray[np.uint8], starts: _Places, lengths: _Places) -> list[str]:
    """Every two neighbours that nothing but white space parts, and what stands alone, text by text."""
    if not len(starts):
        return [""]
    broken = np.cumsum(kinds == _OTHER, dtype=np.int32)[starts]
    separator = kinds[starts] == _SEPARATOR
    chained = np.zeros(len(starts) + 1, bool)  # whether a unit is chained to the one before
    chained[1:-1] = (broken[1:] == broken[:-1]) & ~separator[1:] & ~separator[:-1]
    before, after = chained[:-1], chained[1:]
    # A unit closes the pair with the one before, and after a blank opens the pair with the one after.
    twice = before & after
    sizes = lengths + lengths * twice + (before | ~after)
    ends = np.cumsum(sizes)
    made = np.full(ends[-1], _BLANK, np.uint32)
    again = np.flatnonzero(twice)
    _copy(codes, starts, lengths, made, ends - sizes)
    _copy(codes, starts[again], lengths[again], made, (ends - lengths)[again])
    return _texts(made)


def _spaced(codes: _Codes, starts: _Places, lengths: _Places) -> list[str]:
    """The spans with a blank after each, text by text."""
    ends = np.cumsum(lengths + 1)
    made = np.full(ends[-1], _BLANK, np.uint32)
    _copy(codes, starts, lengths, made, ends - lengths - 1)
    return _texts(made)


def _copy(codes: _Codes, starts: _Places, lengths: _Places, made: _Codes, places: _Places) -> None:
    """Put every span of `codes` at its place in `made`."""
    made[places] = codes[starts]
    several = np.flatnonzero(lengths > 1)  # few, for a CJK character is a span by itself
    counts = lengths[several] - 1
    inside = np.arange(1, counts.sum() + 1) - np.repeat(np.cumsum(counts) - counts, counts)
    made[np.repeat(places[several], counts) + inside] = codes[np.repeat(starts[several], counts) + inside]


def _texts(codes: _Codes) -> list[str]:
    return codes.tobytes().decode("utf-32-le").split(_SEPARATOR_CHAR)
