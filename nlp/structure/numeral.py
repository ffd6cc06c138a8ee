"""Chinese numerals and clause numbers: 一百二十三 ↔ 123, 第十条之一 → (10, 1).

Regulations write their numbers in Chinese, in Arabic or in full-width digits, and text layers of PDFs put blanks
between them. All forms up to 99,999 (万) are read; the written form is the one of the drafting rules.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

NUMERAL_CHARS = "〇零○\uff2f一二两三四五六七八九十廿卅百千万0-9０-９"
"""Characters of a numeral, ready for a regular expression's character class."""

_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "\uff2f": 0, "O": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_OLD_TENS = str.maketrans({"廿": "二十", "卅": "三十"})
_BLANKS = re.compile(r"[\s\u3000*]+")
_CLAUSE_NUMBER = re.compile(rf"[{NUMERAL_CHARS}]+")


@lru_cache(maxsize=8192)
def parse_numeral(printed: str) -> int:
    """The number that a Chinese, Arabic or full-width numeral stands for, from 0 to 99,999.

    Blanks inside are ignored; 二〇二三 is read digit by digit, 廿一 is 21. Raises `ValueError` for anything else.
    """
    text = unicodedata.normalize("NFKC", _BLANKS.sub("", printed)).translate(_OLD_TENS)
    if text.isascii() and text.isdigit() and len(text) <= 5:
        return int(text)
    if not text or len(text) > 12 or not all(c in _DIGITS or c in _UNITS or c == "万" for c in text):
        raise ValueError(f"not a numeral: {printed[:20]!r}")
    if text.count("万") == 1:
        head, tail = text.split("万")
        return _below_myriad(head, printed) * 10_000 + (_below_myriad(tail, printed) if tail else 0)
    return _below_myriad(text, printed)


def _below_myriad(text: str, printed: str) -> int:
    if text and all(c in _DIGITS for c in text) and len(text) <= 4:
        return int("".join(str(_DIGITS[c]) for c in text))
    total, digit, ceiling = 0, 0, 10_000
    for char in text:
        if char in _DIGITS:
            if digit:
                raise ValueError(f"not a numeral: {printed[:20]!r}")
            digit = _DIGITS[char]
            continue
        unit = _UNITS.get(char, 0)
        if not 0 < unit < ceiling:
            raise ValueError(f"not a numeral: {printed[:20]!r}")
        total, digit, ceiling = total + (digit or 1) * unit, 0, unit
    if not text:
        raise ValueError(f"not a numeral: {printed[:20]!r}")
    return total + digit


def format_numeral(number: int) -> str:
    """`number` (0 to 99,999) as the drafting rules write it: 十, 一百零一, 一千零二十. Raises `ValueError`."""
    if not 0 <= number < 100_000:
        raise ValueError(f"out of range: {number}")
    if number >= 10_000:
        rest = number % 10_000
        tail = ("零" if rest < 1000 else "") + _spell(rest) if rest else ""
        return _spell(number // 10_000) + "万" + tail
    if 10 <= number < 20:
        return _spell(number)[1:]
    return _spell(number) if number else "零"


def _spell(number: int) -> str:
    out, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            out += ("零" if gap and out else "") + "〇一二三四五六七八九"[digit] + name
        gap = not digit
    return out


def clause_value(printed: str) -> tuple[int, ...]:
    """The numbers in a clause number: 第十条 → (10,), 第十条之一 → (10, 1), （三） → (3,), no number → ().

    Tuples compare in the order of the law: (10,) < (10, 1) < (11,).
    """
    values = []
    for part in _CLAUSE_NUMBER.findall(_BLANKS.sub("", printed)):
        try:
            values.append(parse_numeral(part))
        except ValueError:
            return ()
    return tuple(values)


def format_article(value: tuple[int, ...]) -> str:
    """(10, 1) → 第十条之一. Raises `ValueError` for an empty tuple."""
    if not value:
        raise ValueError("no article number")
    return f"第{format_numeral(value[0])}条" + "".join(f"之{format_numeral(part)}" for part in value[1:])
