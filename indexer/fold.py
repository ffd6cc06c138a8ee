"""Folding for search: one character in, one character out, so that offsets into the folded text stay true.

Half and full width, compatibility forms, upper and lower case, traditional and simplified characters meet in one form.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import numpy as np
from numpy.typing import NDArray

_SURROGATES = re.compile("[\ud800-\udfff]")


class _Folding(dict[int, str]):
    """A table for `str.translate` that learns each character when it first meets it."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        folded = unicodedata.normalize("NFKC", char).lower()
        if len(folded) != 1:
            folded = char
        self[code] = folded = _simplified().get(folded, folded)
        return folded


@cache
def _simplified() -> dict[str, str]:
    """Traditional → simplified, character by character, from OpenCC's own table (its first choice of several)."""
    from opencc import OpenCC

    chars = [chr(code) for code in range(0x3400, 0xA000)]
    # A line a character, so that no rule for a phrase can join two of them.
    lines = OpenCC("t2s").convert("\n".join(chars)).split("\n")
    pairs = zip(chars, lines, strict=True)
    return {char: simple for char, simple in pairs if len(simple) == 1 and simple != char}


_TABLE = _Folding()


def clean(text: str) -> str:
    """`text` with lone surrogates, which no UTF-8 can carry, replaced by U+FFFD; same length."""
    return text if text.isascii() else _SURROGATES.sub("\ufffd", text)


def fold(text: str) -> str:
    """The form under which texts are compared; same length as `text`."""
    if len(text) < _LONG:
        return clean(text).translate(_TABLE)
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    return fold_codes(codes).tobytes().decode("utf-32-le")


def fold_codes(codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """`fold` for an array of code points, lone surrogates among them; several times quicker for long ones."""
    folded = _CODES[codes]
    unknown = codes[folded == 0]
    if len(unknown):
        for code in set(unknown.tolist()):
            _CODES[code] = ord(fold(chr(code)))
        folded = _CODES[codes]
    return folded


_CODES = np.zeros(0x110000, np.uint32)
"""What `_TABLE` knows, code point by code point; 0 is not met yet (or 0 itself)."""

_LONG = 1000
"""Characters from which on an array is quicker."""
