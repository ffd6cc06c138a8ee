"""文号 as a site prints it where no field of its own holds it: in the title, or alone on one of the first lines."""

from __future__ import annotations

import re

# 银发〔2026〕203号, 中国人民银行公告〔2026〕第27号, 银罚决字【2025】10-25号, 国家外汇管理局令2026年第1号
_NUMBER = (
    r"(?!根据|依据|按照|依照|参照|关于|废止|修改)[\u4e00-\u9fff]{1,24}[〔\[【（(［]\s*(?:19|20)\d{2}\s*年?\s*[〕\]】）)］]\s*第?\s*\d[\d\-－—–至~～、,，\s]*号"
    r"|[\u4e00-\u9fff]{2,24}(?:令|公告)\s*(?:19|20)\d{2}\s*年\s*第\s*\d+\s*号"
)
_ALONE = re.compile(rf"[（(]?\s*({_NUMBER})\s*[）)]?")
_FIRST = re.compile(rf"({_NUMBER})")
_LAST = re.compile(rf"[（(]\s*({_NUMBER})\s*[）)]\s*$")
# 中国人民银行令 / 〔2026〕第3号, 科学技术部令 第二十三号: an order's name and its number, on one line or on two
_ORDER = re.compile(
    r"([\u4e00-\u9fff][\u4e00-\u9fff ]{1,30}(?:令|公告))\s*"
    r"((?:[〔\[【（(［]\s*(?:19|20)\d{2}\s*年?\s*[〕\]】）)］])?\s*第?\s*[\d〇一二三四五六七八九十百]{1,6}\s*号)"
)
_LINES = 12


def printed_doc_no(title: str, text: str) -> str:
    """The document's own number as printed, "" where none stands on its own; numbers cited in prose do not count."""
    # A range such as 104-116号 is one number; one between brackets inside a title is that of another document
    for found in (_FIRST.match(title.strip()), _LAST.search(title)):
        if found:
            return found[1].strip()
    for line in _head(text):
        if found := _ALONE.fullmatch(line):
            return found[1].strip()
    return order_no(text)


def order_no(text: str) -> str:
    """The number of an order (令) or announcement that stands alone on the first lines, its two parts joined."""
    lines = _head(text)
    for line, below in zip(lines, [*lines[1:], ""], strict=True):
        if found := _ORDER.fullmatch(line) or _ORDER.fullmatch(f"{line}\n{below}"):
            return "".join(f"{found[1]}{found[2]}".split())
    return ""


def _head(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n", _LINES)[:_LINES]]
