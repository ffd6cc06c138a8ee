"""Amounts of money, from the currency word backwards: 罚款20万元, 人民币伍拾万元整, 5万至10万美元, ¥1,234.50."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from nlp.facts.found import Found
from nlp.facts.number import HAN_DIGITS, HAN_NUMERALS, parse_number, plain

LABEL = "金额"
_NUMBER = (
    rf"(?:\d[\d,，]*(?:\.\d+)?\s*[余多]?[十百千万亿萬億]{{0,3}}(?:\d+(?:\.\d+)?[百千万亿]{{1,2}})?"
    rf"|[{HAN_NUMERALS}]+(?:点[{HAN_DIGITS}]+[万亿]*)?)"
)
_PREFIX = r"(?:人民币|美元|美金|港元|港币|欧元|日元|英镑|RMB|CNY|USD|HKD|EUR|US\$|HK\$|[¥￥$€£])"
_CODES = {
    "元": "元", "块": "元", "人民币": "元", "RMB": "元", "CNY": "元", "¥": "元", "￥": "元",
    "美元": "美元", "美金": "美元", "USD": "美元", "US$": "美元", "$": "美元",
    "港元": "港元", "港币": "港元", "HKD": "港元", "HK$": "港元", "欧元": "欧元", "EUR": "欧元", "€": "欧元",
    "日元": "日元", "英镑": "英镑", "£": "英镑", "韩元": "韩元", "澳元": "澳元", "加元": "加元", "卢布": "卢布",
    "新加坡元": "新加坡元", "瑞士法郎": "瑞士法郎", "泰铢": "泰铢",
}  # fmt: skip
# A currency word, or a currency sign with its number: the two places from which an amount can be read.
_ANCHOR = re.compile(
    rf"新加坡元|[美港欧日韩澳加]元|元|美金|港币|英镑|卢布|瑞士法郎|泰铢|(?P<sign>US\$|HK\$|RMB|CNY|USD"
    rf"|HKD|EUR|[¥￥$€£])\s*(?P<value>{_NUMBER})(?!\s*[元美港])"
)
_BEFORE = re.compile(
    rf"(?P<prefix>{_PREFIX}\s*)?(?:(?P<low>{_NUMBER})\s*(?P<lowunit>元)?\s*(?:以上)?(?P<to>[-—–~～－至到])\s*)?(?P<high>{_NUMBER})\s*(?:多"
    rf"|余)?$"
)
_AFTER = re.compile(
    r"(?:人民币)?(?:[整正]"
    r"|[零]?(?P<jiao>[\d壹贰叁肆伍陆柒捌玖一二三四五六七八九])角(?:(?P<fen>[\d壹贰叁肆伍陆柒捌玖一二三四五六七八九])分)?整?)?"
)
_WINDOW = 48
_NOT_MONEY = re.compile(r"^(?:旦|素|件|年|宵|化|老|首|帅|气|宇宙|月)")


def find_amounts(text: str) -> list[Found]:
    """Every amount, in order. `value` is `<figure><currency>`; ranges `<low>-<high><currency>`; 余 and 多 drop out."""
    return list(_find(text))


def _find(text: str) -> Iterator[Found]:
    done = 0
    for anchor in _ANCHOR.finditer(text):
        if anchor["sign"]:
            number = parse_number(anchor["value"])
            if number is not None and anchor.start() >= done:
                done = anchor.start() + len(anchor[0].rstrip())
                yield _make(number, None, _CODES[anchor["sign"]], anchor.start(), done)
            continue
        if _NOT_MONEY.match(text, anchor.end()) or _NOT_MONEY.match(text[anchor.end() : anchor.end() + 3]):
            continue
        start = max(done, anchor.start() - _WINDOW)
        window = text[start : anchor.start()]
        if not window or not _ends_as_number(window):
            continue
        before = _BEFORE.search(window)
        if before is None:
            continue
        found = _read(text, start, before, anchor)
        if found is not None:
            done = found.end
            yield found


def _ends_as_number(window: str) -> bool:
    last = window.rstrip()[-1:]
    return bool(last) and (last.isdigit() or last in HAN_NUMERALS or last in "多余")


def _read(text: str, offset: int, before: re.Match[str], anchor: re.Match[str]) -> Found | None:
    high = parse_number(before["high"])
    if high is None:
        return None
    currency = _CODES[anchor[0]]
    prefix = (before["prefix"] or "").strip()
    if currency == "元" and prefix:
        currency = _CODES[prefix]
    start, end = offset + before.start(), anchor.end()
    after = _AFTER.match(text, end)
    if after is not None and after.end() > end:
        end = after.end()
        high += Decimal(parse_number(after["jiao"] or "零") or 0) / 10
        high += Decimal(parse_number(after["fen"] or "零") or 0) / 100
    low = parse_number(before["low"]) if before["low"] else None
    if low is not None and not before["lowunit"]:
        unit = re.search("[万亿萬億]+$", before["high"].strip())
        if unit and not re.search("[万亿萬億]", before["low"]):
            low = parse_number(before["low"].strip() + unit[0])
    if low is not None and low > high:
        start, low = offset + before.start("high"), None
    return _make(low if low is not None else high, high if low is not None else None, currency, start, end)


def _make(number: Decimal, upper: Decimal | None, currency: str, start: int, end: int) -> Found:
    figure = plain(number) if upper is None else f"{plain(number)}-{plain(upper)}"
    return Found(LABEL, figure + currency, start, end, float(number), None if upper is None else float(upper), currency)
