"""Lengths of time: 6个月, 三年, 20个工作日, 七日内, 12-24个月."""

from __future__ import annotations

import re

from nlp.facts.found import Found
from nlp.facts.number import parse_number, plain

LABEL = "期限"
_NUMBER = r"(?:\d{1,4}(?:\.\d)?|[一二两三四五六七八九十百]{1,5})"
_UNITS = "个工作日|个交易日|个自然日|工作日|交易日|自然日|个月|个季度|季度|小时|周年|周岁|年期|年|天|日|周|月期|期"
_ANCHOR = re.compile("个(?:工作日|交易日|自然日|月|季度)|工作日|交易日|自然日|小时|周年|年期|年|天|日|周|月期")
_BEFORE = re.compile(rf"(?:(?P<low>{_NUMBER})\s*[-—–~～－至到]\s*)?(?P<number>{_NUMBER})\s*$")
_AFTER = re.compile("(?:以?内|以上|以下|之?后|之?前)?")
# `三年` is a term, `2019年`, `十月三日`, `第三年`, `每日`, `3月5日`, `一九九八年` are not.
_DATE_BEFORE = re.compile(r"(?:月|第|[年月]\s*\d{1,2}|\d|[〇零○一二三四五六七八九]{3,4})$")
_UNIT = {"个工作日": "工作日", "个交易日": "交易日", "个自然日": "日", "自然日": "日", "个月": "个月", "月期": "个月",
         "个季度": "季度", "周年": "年", "年期": "年", "天": "日"}  # fmt: skip


def find_terms(text: str) -> list[Found]:
    """Every term, in order; `number` in `unit` (年, 个月, 周, 日, 工作日, 小时, 季度), `value` joins them."""
    found: list[Found] = []
    for anchor in _ANCHOR.finditer(text):
        start = max(0, anchor.start() - 12)
        before = _BEFORE.search(text[start : anchor.start()])
        if before is None:
            continue
        at = start + before.start()
        number = parse_number(before["number"])
        if number is None or not _is_term(text, at, before["number"], anchor[0]):
            continue
        unit = _UNIT.get(anchor[0], anchor[0])
        low = parse_number(before["low"]) if before["low"] else None
        value = (f"{plain(low)}-" if low is not None else "") + plain(number) + unit
        lower, upper = (float(low), float(number)) if low is not None else (float(number), None)
        found.append(Found(LABEL, value, at, anchor.end(), lower, upper, unit))
    return found


def _is_term(text: str, at: int, number: str, unit: str) -> bool:
    if _DATE_BEFORE.search(text[max(0, at - 4) : at]):
        return False
    if unit == "年" and len(number) == 4 and number[0] in "12" and number.isdigit():
        return False
    return not (unit == "日" and text[max(0, at - 1) : at] in ("月", "即", "逐"))
