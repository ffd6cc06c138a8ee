"""Numbers as official Chinese writes them, to `Decimal`: 1,234.5 · 1.15万 · 12亿3000万 · 三百二十万零五千 · 伍拾万."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

_DIGITS = {
    c: i
    for i, row in enumerate(("零〇○", "一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"))
    for c in row
}
_SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_LARGE = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
HAN_DIGITS = "零〇○一二两三四五六七八九壹贰叁肆伍陆柒捌玖"
HAN_NUMERALS = HAN_DIGITS + "十百千万亿拾佰仟萬億"
_PART = re.compile(r"(\d[\d,，]*(?:\.\d+)?)\s*([十百千万亿萬億]*)")
_MAX = 40


def parse_number(text: str) -> Decimal | None:
    """The value of a number in digits, numerals or both, blanks and 余/多 ignored; None for anything else."""
    text = re.sub(r"[\s余多]+", "", text)
    if not text or len(text) > _MAX:
        return None
    if text[0].isdigit() and text[0] < "\u0100":
        return _mixed(text)
    if "点" in text:
        whole, _, rest = text.partition("点")
        scale = rest[len(rest.rstrip("万亿萬億")) :]
        rest = rest.removesuffix(scale)
        base = _numerals(whole)
        if base is None or not rest or any(c not in _DIGITS for c in rest):
            return None
        number = Decimal(f"{base}.{''.join(str(_DIGITS[c]) for c in rest)}")
        return number * _scale(scale)
    value = _numerals(text)
    return None if value is None else Decimal(value)


def _scale(units: str) -> int:
    factor = 1
    for unit in units:
        factor *= _LARGE.get(unit) or _SMALL.get(unit) or 1
    return factor


def _mixed(text: str) -> Decimal | None:
    total, at = Decimal(0), 0
    while at < len(text):
        part = _PART.match(text, at)
        if part is None:
            return None
        try:
            total += Decimal(re.sub("[,，]", "", part[1])) * _scale(part[2])
        except InvalidOperation:
            return None
        at = part.end()
    return total


def _numerals(text: str) -> int | None:
    """Positional (二〇二六) or with units (三百二十万零五千)."""
    if not text:
        return None
    if all(c in _DIGITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    if text[0] in _LARGE:  # a unit without a figure: 几万元, 上亿元
        return None
    total = section = digit = 0
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in _SMALL:
            section += (digit or 1) * _SMALL[char]
            digit = 0
        elif char in _LARGE:
            section += digit
            total = (total + section) * _LARGE[char] if _LARGE[char] > 10**4 or not total else total + section * 10**4
            section = digit = 0
        else:
            return None
    return total + section + digit


def plain(number: Decimal | float) -> str:
    """Without exponent and trailing zeros: 200000, 12.5."""
    text = format(Decimal(str(number)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
