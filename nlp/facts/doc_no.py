"""文号 in every bracket style, ranges, orders (令第N号) and case numbers of courts."""

from __future__ import annotations

import re
from bisect import bisect_right

from nlp.facts.found import Found
from regintel.ids import normalise_doc_no

LABEL = "文号"
_SERIAL = r"第?\s*(?:字第)?\s*\d+(?:\s*[-－—–~～至、]\s*\d+)*\s*号(?:之[一二三四五六七八九十]+)?"
_YEARED = re.compile(
    rf"[〔\[【（(［﹝]\s*(?:19|20)\d{{2}}\s*年?\s*[〕\]】）)］﹞]\s*(?P<court>[\u4e00-\u9fff\d]{{2,14}}?)??{_SERIAL}"
)
_ORDER = re.compile(
    r"(?:令|公告)\s*[〔\[【（(]?\s*(?:(?:19|20)\d{2}\s*年\s*)?第?\s*(?:\d+"
    r"|[〇零一二三四五六七八九十百]+)\s*号(?:令)?\s*[〕\]】）)]?"
)
_COURT = re.compile(r"[\u4e00-\u9fff]\d{0,4}[\u4e00-\u9fff]{1,3}$")
_HEAD = re.compile(r"[\u4e00-\u9fffA-Za-z0-9·]{1,24}\Z")
# Words after which the number's own letters begin: 根据|银发〔2026〕4号.
_LEAD = re.compile(
    r".*(?:根据|依据|按照|依照|参照|遵照|执行|以及|(?<!呼)和|及|与|的|为|关于|印发|发布|下发|转发|出具"
    r"|作出|收到|送达|详见|见|即|原|号"
    r"|并|由|经|以|废止|修订|决定书|通知书|文号|文件|通知)(?=.)"
)
_BRACKETED_ORDER = re.compile("〔(第[^〕]*号)〕$")


def find_doc_nos(text: str) -> list[Found]:
    """Every 文号, in order; `value` as `regintel.ids.normalise_doc_no` spells it."""
    found: list[Found] = []
    for match in _YEARED.finditer(text):
        bracket = text[match.start()]
        court = match["court"] or ""
        if court and not _COURT.search(court):
            continue
        start = match.start() if court else _start_of_head(text, match.start())
        if bracket in "（(" and start == match.start() and not court:
            continue  # （2023）5号 alone is more often a list than a 文号
        found.append(Found(LABEL, normalise_doc_no(text[start : match.end()]), start, match.end()))
    ends = [item.end for item in found]  # in order, and none overlaps another
    starts = [item.start for item in found]
    for match in _ORDER.finditer(text):
        index = bisect_right(ends, match.start())
        if index < len(starts) and starts[index] < match.end():
            continue
        start = _start_of_head(text, match.start())
        if start == match.start():
            continue
        end = match.end()
        if not _balanced(text[match.start() : end]):
            end -= 1
        value = _BRACKETED_ORDER.sub(r"\1", normalise_doc_no(text[start:end]))
        found.append(Found(LABEL, value, start, end))
    return sorted(found, key=lambda f: f.start)


def _balanced(text: str) -> bool:
    return sum(c in "〔[【（(" for c in text) == sum(c in "〕]】）)" for c in text)


def _start_of_head(text: str, at: int) -> int:
    """Where the letters before a bracket begin (银罚决字, 中国人民银行令)."""
    end = at
    while end > 0 and text[end - 1] in " \u3000":
        end -= 1
    head = _HEAD.search(text, max(0, end - 24), end)
    if head is None:
        return at
    lead = _LEAD.match(head[0])
    start = head.start() + (lead.end() if lead else 0)
    return start if start < end else at
