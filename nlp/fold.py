"""Folding that keeps every offset: one character in, one character out."""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import cache

_RANGES = ((0x41, 0x5B), (0xC0, 0x590), (0x1E00, 0x2000), (0x2070, 0x20A0), (0x2100, 0x2150), (0x2460, 0x24EB))
_CJK_RANGES = (
    (0x2E80, 0x2FE0),
    (0x3000, 0x3001),
    (0x3220, 0x3400),
    (0xF900, 0xFB00),
    (0xFE10, 0xFE70),
    (0xFF00, 0xFFF0),
)


@cache
def _fold_table() -> dict[int, str]:
    table = {}
    for first, last in _RANGES + _CJK_RANGES:
        for code in range(first, last):
            folded = unicodedata.normalize("NFKC", chr(code)).lower()
            if len(folded) == 1 and folded != chr(code):
                table[code] = folded
    return table


def fold(text: str) -> str:
    """Half width, compatibility forms resolved (NFKC), lower case, wherever that is one character; same length."""
    return text.translate(_fold_table())


@cache
def _simplify_table() -> dict[int, str]:
    """Traditional → simplified, one to one, from OpenCC's own character table."""
    from opencc import OpenCC

    convert = OpenCC("t2s").convert
    table = {}
    codes = list(range(0x4E00, 0xA000))
    # One conversion of all characters, a line each, so that no phrase rule can join two of them.
    lines = convert("\n".join(map(chr, codes))).split("\n")
    for code, simple in zip(codes, lines, strict=True):
        if len(simple) == 1 and simple != chr(code):
            table[code] = sys.intern(simple)
    return table


def simplify_characters(text: str) -> str:
    """Traditional characters as simplified ones; same length, so offsets stay."""
    return text.translate(_simplify_table())


_FIGURES = re.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff05\uff0e\uff0b]+")


def fold_figures(text: str) -> str:
    """Full-width letters, digits, ％, ． and ＋ as half-width ones; same length. Punctuation keeps its width."""
    if _FIGURES.search(text) is None:
        return text
    return _FIGURES.sub(lambda match: "".join(chr(ord(char) - 0xFEE0) for char in match[0]), text)


# Traditional forms of very frequent characters that simplified text never has.
_TRADITIONAL = re.compile("[個們來對時會國過學發這還進說點無與開從電業產監險證貸資銀]")
_SAMPLE = 3000


def has_traditional(text: str) -> bool:
    """Whether the text is in traditional characters: one of a hundred in its first 3,000."""
    sample = text[:_SAMPLE]
    return len(_TRADITIONAL.findall(sample)) * 100 > len(sample) > 0
