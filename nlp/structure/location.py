"""第…条第…款第…项 and lists and ranges of them: the second half of a citation, parsed by itself."""

from __future__ import annotations

import re
from typing import NamedTuple

from nlp.structure.numeral import NUMERAL_CHARS, clause_value, parse_numeral

_NUM = rf"[{NUMERAL_CHARS}]{{1,10}}"
_SEP = r"[ ]?(?:、|，|,|和|及|以及|与|或者|或|至|到|—|－|-|~|～)[ ]?"
_BLANK = r"[ \u3000]?"
_LIST_ARTICLE = re.compile(
    rf"第{_BLANK}({_NUM}){_BLANK}"
    rf"(?:条((?:之[一二三四五六七八九十]{{1,3}})*)|((?:{_SEP}第?{_NUM}){{1,30}})条)"
)
_LIST_PARAGRAPH = re.compile(rf"第({_NUM})((?:{_SEP}第?{_NUM}){{0,12}})款")
_LIST_ITEM = re.compile(rf"第?[（(]?({_NUM})[)）]?((?:{_SEP}第?[（(]?{_NUM}[)）]?){{0,30}})项(?!目)")
_SEPARATOR = re.compile(_SEP)
_NEXT = re.compile(rf"(?:第[（(]?|[（(]){_NUM}")
_PART = re.compile(rf"({_SEP})?第?[（(]?({_NUM})[)）]?")
_RANGE = ("至", "到", "—", "－", "-", "~", "～")
_WIDEST_RANGE = 300
_LONGEST_LIST = 1000  # clauses of one list, before its ranges are no longer counted out

STARTS = re.compile(
    rf"第{_BLANK}{_NUM}{_BLANK}(?:条|款|(?:{_SEP}第?{_NUM}){{1,30}}条)"
    rf"|第[（(]?{_NUM}[)）]?(?:{_SEP}第?[（(]?{_NUM}[)）]?){{0,30}}项(?!目)"
)
"""Where a location may begin."""


class Location(NamedTuple):
    """One clause as printed at `[start, end)`; () and 0 where a level is not named. 款 and 项 count from 1."""

    start: int
    end: int
    article: tuple[int, ...]
    paragraph: int
    item: int


def parse_locations(text: str, start: int, article: tuple[int, ...] = (), paragraph: int = 0) -> list[Location]:
    """All clauses of the list or range that begins at `start`; empty where none begins there.

    第十条、第十二条第一款和第十五条至第十七条 gives five. A later part inherits what it leaves out: in
    第三条第一款、第二款 both are of 第三条. `article` and `paragraph` are what the first part inherits. Ranges wider
    than 300 give their ends alone.
    """
    out: list[Location] = []
    position, joiner = start, ""
    while True:
        found = _one(text, position, article, paragraph)
        if not found:
            return out
        if out and joiner in _RANGE and len(out) < _LONGEST_LIST:
            out += _between(out[-1], found[0])
        out += found
        article, paragraph, position = found[-1].article, found[-1].paragraph, found[-1].end
        separator = _SEPARATOR.match(text, position)
        if not separator or not _NEXT.match(text, separator.end()):
            return out
        joiner, position = separator[0].strip(), separator.end()


def _one(text: str, start: int, article: tuple[int, ...], paragraph: int) -> list[Location]:
    position, articles, paragraphs, items = start, [article], [paragraph], [0]
    if found := _LIST_ARTICLE.match(text, position):
        articles = [(n,) for n in _numbers(found[1], found[3])] if found[3] else [clause_value(found[0])]
        position, paragraphs = found.end(), [0]
        position = _over_blank(text, position)
    if found := _LIST_PARAGRAPH.match(text, position):
        position, paragraphs = found.end(), _numbers(found[1], found[2])
    if found := _LIST_ITEM.match(text, position):
        position, items = found.end(), _numbers(found[1], found[2])
    if position == start or not all((articles, paragraphs, items)):
        return []
    while position > start and text[position - 1] in " \u3000":
        position -= 1
    out = [Location(start, position, a, 0, 0) for a in articles[:-1]]
    out += [Location(start, position, articles[-1], p, 0) for p in paragraphs[:-1]]
    return out + [Location(start, position, articles[-1], paragraphs[-1], i) for i in items]


def _over_blank(text: str, position: int) -> int:
    return position + 1 if text[position : position + 2] in (" 第", "\u3000第") else position


def _numbers(first: str, rest: str) -> list[int]:
    """第一 + 、第三至第五 → [1, 3, 4, 5]; [] where a part is no numeral."""
    out: list[int] = []
    for part in _PART.finditer(first + (rest or "")):
        try:
            value = parse_numeral(part[2])
        except ValueError:
            return []
        if out and (part[1] or "").strip() in _RANGE and out[-1] < value <= out[-1] + _WIDEST_RANGE:
            out += range(out[-1] + 1, value)
        out.append(value)
    return out


def _between(first: Location, last: Location) -> list[Location]:
    """What 第十五条至第十七条 means between its ends, with the span of the whole range."""
    start, end = first.start, last.end
    if first.article != last.article:
        if len(first.article) != 1 or not last.article or last.article[0] - first.article[0] > _WIDEST_RANGE:
            return []
        return [Location(start, end, (n,), 0, 0) for n in range(first.article[0] + 1, last.article[0])]
    if first.item and last.item:
        return [Location(start, end, first.article, first.paragraph, n) for n in range(first.item + 1, last.item)]
    if not first.item and not last.item:
        return [Location(start, end, first.article, n, 0) for n in range(first.paragraph + 1, last.paragraph)]
    return []
