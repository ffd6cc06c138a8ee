"""What a regulation says of itself at its head and end: 文号, issuers, day of publication, day of effect.

Only plain forms are read, such as `（2024年1月30日某某局令2024年第3号公布 自2024年7月1日起施行）`; where a text says
nothing in such a form, the field stays empty.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from crawlers.day import parse_day
from regintel.ids import normalise_doc_no

_HEAD, _TAIL, _LINES = 2500, 1500, 25
_DAY = r"(?:19|20)\d{2}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日"
_BODY = (
    r"(?![日由经])[\u4e00-\u9fff]{2,24}?"
    r"(?:委员会|代表大会|常务会议|总局|国务院|银行|办公厅|办公室|部|局|署|院|厅|会|交易所|中央|政府)"
)
_NUMBERED = re.compile(
    r"[\u4e00-\u9fffA-Za-z]{2,14}\s*[〔\[【（(]\s*(?:19|20)\d{2}\s*[〕\]】）)]\s*(?:第\s*)?\d{1,5}\s*号"
)
_ORDER = re.compile(
    r"[\u4e00-\u9fff][\u4e00-\u9fff、 　]{1,60}令\s*(?:[〔\[（(]?\s*(?:19|20)\d{2}\s*年?\s*[〕\]）)]?\s*)?"
    r"第\s*[\d一二三四五六七八九十百〇零]{1,6}\s*号"
)
_MADE = re.compile(rf"({_DAY})((?:(?!{_DAY})[^。\n]){{0,120}}?)(公布|发布|發布|印发|通过|修订|修正|公告|令)")
_EFFECT = re.compile(rf"自\s*({_DAY}|公布之日|发布之日|印发之日)\s*起\s*(?:施行|实施|执行|生效)")
_BODIES = re.compile(rf"(?:中华人民共和国)?({_BODY})(?=令|公布|发布|公告|第|、|\s|　|$)")
_INNER = re.compile(r"审判委员会|检察委员会|检委会|常务会议|办公会|局务会|部务会|行务会|主席会议|委务会")
_MEETING = re.compile(r"(全国人民代表大会(?:常务委员会)?|最高人民法院|最高人民检察院)")


@dataclass(frozen=True, slots=True)
class Imprint:
    """Empty fields are not stated."""

    doc_no: str = ""
    doc_no_printed: str = ""
    issuers: tuple[str, ...] = ()
    published_on: date | None = None
    effective_on: date | None = None


def read_imprint(text: str) -> Imprint:
    """The imprint of a regulation's text; of several days of publication and amendment the latest, as of this text."""
    head = "\n".join(text[:_HEAD].split("\n", _LINES)[:_LINES])
    first_article = re.search(r"^第[一1]条[\s　]", head, re.MULTILINE)
    if first_article:
        head = head[: first_article.start()]
    printed = _doc_no(head)
    made = [(day, found[2], found[3]) for found in _MADE.finditer(head) if (day := parse_day(found[1]))]
    # What the issuer's own meeting passed is made public later: that day is not the one of publication.
    published = max((day for day, words, verb in made if verb != "通过" or not _INNER.search(words)), default=None)
    effect = [*_EFFECT.finditer(head)][:1] or [*_EFFECT.finditer(text[-_TAIL:])][-1:]
    effective = (parse_day(effect[0][1]) or published) if effect else None
    if effective and published and effective < published and len({day for day, _, _ in made}) > 1:
        # The day of effect of the first version; the text does not say when the amended one takes effect.
        effective = None
    return Imprint(normalise_doc_no(printed), printed, _issuers(printed, made), published, effective)


def _doc_no(head: str) -> str:
    for pattern in (_ORDER, _NUMBERED):
        for found in pattern.finditer(head):
            # An order follows its day: `…30日某某局令`. A number in brackets after 》 belongs to another document.
            printed = re.sub(r"\s+", " ", re.sub(r"^.*?\d?日\s*(?=[\u4e00-\u9fff]{2})|^[由经]", "", found[0])).strip()
            before = head[max(0, found.start() - 2) : found.start()]
            if not before.endswith(("》（", "》(")) and (pattern is _NUMBERED or _BODIES.search(printed)):
                return printed
    return ""


def _issuers(printed: str, made: list[tuple[date, str, str]]) -> tuple[str, ...]:
    for words in (printed.partition("令")[0] if "令" in printed else "", *(w for _, w, _ in made)):
        meetings = _MEETING.findall(words)
        if meetings:
            return tuple(dict.fromkeys(meetings))
        found = [m[1].removeprefix("中华人民共和国") for m in _BODIES.finditer(words)]
        if found:
            return tuple(dict.fromkeys(found))
    return ()
