"""文号 as a site prints it where no field of its own holds it: in the title, or alone on one of the first lines."""

from __future__ import annotations

import re

# 银发〔2026〕203号, 中国人民银行公告〔2026〕第27号, 银罚决字【2025】10-25号, 国家外汇管理局令2026年第1号
_NUMBER = (
    r"[\u4e00-\u9fff]{1,24}[〔\[【（(［]\s*(?:19|20)\d{2}\s*年?\s*[〕\]】）)］]\s*第?\s*\d[\d\-－—–至~～、,，\s]*号"
    r"|[\u4e00-\u9fff]{2,24}令\s*(?:19|20)\d{2}\s*年\s*第\s*\d+\s*号"
)
_ALONE = re.compile(rf"[（(]?\s*({_NUMBER})\s*[）)]?")
_FIRST = re.compile(rf"({_NUMBER})")
_LAST = re.compile(rf"[（(]\s*({_NUMBER})\s*[）)]\s*$")
_ORDER = re.compile(r"([\u4e00-\u9fff][\u4e00-\u9fff ]{1,30}令)\s*(第\s*[\d〇一二三四五六七八九十百]{1,6}\s*号)")
# 中国人民银行令 / 〔2026〕第3号: the order's name and its number on a line each
_ORDER = re.compile(r"[\u4e00-\u9fff]{2,24}(?:令|公告)")
_NUMBER_ALONE = re.compile(r"(?:[〔\[【（(［]\s*(?:19|20)\d{2}\s*年?\s*[〕\]】）)］])?\s*第?\s*\d{1,4}\s*号")
_LINES = 12


def printed_doc_no(title: str, text: str) -> str:
    """The document's own number as printed, "" where none stands on its own; numbers cited in prose do not count."""
    # A range such as 104-116号 is one number; one between brackets inside a title is that of another document
    for found in (_FIRST.match(title.strip()), _LAST.search(title)):
        if found:
            return found[1].strip()
    lines = [line.strip() for line in text.split("\n", _LINES)[:_LINES]]
    for line, below in zip(lines, [*lines[1:], ""], strict=True):
        if found := _ALONE.fullmatch(line):
            return found[1].strip()
        if _ORDER.fullmatch(line) and _NUMBER_ALONE.fullmatch(below):
            return f"{line}{below}"
    return ""
