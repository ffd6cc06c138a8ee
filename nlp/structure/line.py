"""One line of a regulation: which kind of line is it, taken by itself?

The line alone cannot decide everything: 第三条 at its start may be a citation that a PDF wrapped. `assembly` decides
with the lines around it; here only what the characters say is recorded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from nlp.structure.numeral import NUMERAL_CHARS, clause_value

_NUM = rf"[{NUMERAL_CHARS}](?:[{NUMERAL_CHARS} \u3000]{{0,14}}[{NUMERAL_CHARS}])?"
_RAW_LINE = re.compile(r"[^\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
# Markdown that a converter left in front of the words: quote marks, heading marks, bullets, bold.
_MARKUP = re.compile(
    r"[ \t\u3000\xa0\u200b\ufeff]*(?:>[ \t\u3000]*){0,8}(?:#{1,6}[ \t]+)?(?:[-*+•][ \t]+)?(?:\*\*)?[ \t\u3000\xa0]*"
)
_RULE = re.compile(r"[-*_=—]{3,}$")
# — 12 —, - 12 -, 第12页, 第 3 页 共 8 页: what a printer put at the foot of a page.
_PAGE = re.compile(
    r"[ \t\u3000]*(?:[-—－–―─]{1,2}[ \u3000]?[0-9０-９]{1,4}[ \u3000]?[-—－–―─]{1,2}"
    r"|第[ ]?[0-9０-９]{1,4}[ ]?页(?:[ ,，/]*[（(]?共[ ]?[0-9０-９]{1,4}[ ]?页[)）]?)?)[ \t\u3000]*$"
)
_ARTICLE = re.compile(rf"第[ \u3000]?({_NUM})[ \u3000]?条((?:[ ]?之[ ]?[一二三四五六七八九十]{{1,3}})*)")
_HEADING = re.compile(rf"第[ \u3000]?({_NUM})[ \u3000]?(分编|编|章|节|部分)")
_ITEM = re.compile(rf"[（(][ \u3000]?({_NUM})[ \u3000]?[)）]")
# 一、二、三级医院 is a sentence, not an item.
_CHINESE = re.compile(rf"({_NUM})[ \u3000]?、(?![一二三四五六七八九十]{{1,3}}[、级审等类线期])")
_ARABIC = re.compile(r"([0-9０-９]{1,3})[ \u3000]?[.．、](?![0-9０-９])")
_DECIMAL = re.compile(r"[0-9]{1,2}(?:\.[0-9]{1,3}){1,3}(?=[ \u3000])")
_LETTERED = re.compile(r"([A-Z])(?:\.[0-9]{1,3}){1,3}(?=[ \u3000])")
# 3 要求 in a technical standard: the first level of 3.1 总体要求.
_SECTION = re.compile(r"([0-9]{1,2})[ \u3000]{1,2}(?=[\u4e00-\u9fff][^。；：，;:,]{0,29}$)")
_CIRCLED = re.compile(r"[①-⑳]")
_ANNEX = re.compile(
    rf"(?:附[ \u3000]*[件录表图])[ \u3000]*({_NUM}|[A-Z])?"
    r"(?=$|[\s：:．.、—－\u3000《（(*]|[\u4e00-\u9fff])|附(?=[：:]|$)"
)
_BARE = re.compile(r"(?:序[ \u3000]*言|前[ \u3000]*言|引[ \u3000]*言|总[ \u3000]*则|附[ \u3000]*则|罚[ \u3000]*则)$")
_CONTENTS = re.compile(r"目[ \u3000]*[录次]$")
_DATE = re.compile(
    r"[0-9０-９〇○\uff2f零一二三四五六七八九十 ]{4,9}年[ ]?[0-9０-９一二三四五六七八九十 ]{1,4}月"
    r"[ ]?[0-9０-９一二三四五六七八九十 ]{1,5}[日号]$"
)
_LEADER = re.compile(r"[.…·．。 ]{4,}[0-9０-９]{1,4}$|[ \t\u3000]+[0-9]{1,4}$|（[0-9]{1,4}）$|\.{2,}$|…$")
_NOT_A_HEADING = re.compile(r"[。；;：:]|^(?:[ ]?(?:规定|所|的|第|、|，|和|至|到|及|中|或|以|之))")
# What follows a number that is cited, not set: 第三条第二款, 第三条规定的, 第三条、第四条, 第三条修改为.
_CITES = re.compile(
    r"[ \u3000]?(?:第|规定|所[称列规]|、|，|,|和|至|到|及|以及|与|或|的|中|之|内|前|后|"
    r"修[改正]|改为|增加|删[去除]|作为|调整|合并|"
    r"[一二两三四五六七八九十0-9]+[款项]|（|\()"
)
_CITED_PART = re.compile(r"[*\s\u3000]*第[^\n条章节]{1,6}[款项]")
# Lines that a converter ran into one: 第五章　公众参与第五十三条 公民……, ……解释如下：第一条 具有……, ……甲。第二条 乙。
_AFTER_HEADING = re.compile(rf"(?<=[\u4e00-\u9fff \u3000])第{_NUM}条(?:之[一二三四五六七八九十]+)?[ \u3000]")
_AFTER_SENTENCE = re.compile(
    rf"(?:。|如下[：:])[ \u3000]{{0,2}}(?=第{_NUM}(?:条(?:之[一二三四五六七八九十]+)?|章|节)[ \u3000])"
)
_PAGE_ENDS = frozenset("-—－–―─页)）")
_MAY_RUN_ON = ("。第", "。 第", "。\u3000第", "如下：第", "如下:第")


class Line(NamedTuple):
    """A line with words in it. `start` and `end` leave out blanks and Markdown marks; `body` is after its number.

    `kind`: heading, article, item （一）, chinese 一、, arabic 1., paren-arabic （1）, decimal 1.1 and A.1, section 1
    (of a standard), circled ①, annex, bare (附则), contents (目录), date, table, page (its number), text. `level` is
    编, 章 … for headings. `loose`: words follow the number without a blank. `cites`: what follows is what follows a
    citation. `bold`: Markdown says it is set, not cited.
    """

    kind: str
    start: int
    end: int
    body: int
    number: str = ""
    value: tuple[int, ...] = ()
    level: str = ""
    loose: bool = False
    cites: bool = False
    bold: bool = False


def read_lines(text: str) -> Iterator[Line]:
    """The lines of `text` that hold words, in order; rules (`---`) and blank lines are left out."""
    for raw in _RAW_LINE.finditer(text):
        first, end = raw.span()
        markup = _MARKUP.match(text, first, end)
        start = markup.end() if markup else first
        while end > start and (text[end - 1].isspace() or text[end - 1] == "*"):
            end -= 1
        if start >= end or _RULE.match(text, start, end):
            continue
        if end - start <= 24 and text[end - 1] in _PAGE_ENDS and _PAGE.match(text, first, end):
            yield Line("page", start, end, start)
            continue
        bold = text[first:start].rstrip("\u3000 ").endswith("**")
        for cut in _cuts(text, start, end):
            yield _classify(text, start, cut, bold)
            start, bold = cut, False
        yield _classify(text, start, end, bold)


def _cuts(text: str, start: int, end: int) -> list[int]:
    """Where further lines begin that lost their line break."""
    starts = [start]
    if text[start] != "|" and any(text.find(mark, start, end) >= 0 for mark in _MAY_RUN_ON):
        starts += [found.end() for found in _AFTER_SENTENCE.finditer(text, start, end)]
    cuts = starts[1:]
    for position in starts:
        if text[position] == "第" and (heading := _HEADING.match(text, position, end)):
            found = _AFTER_HEADING.search(text, heading.end(), min(end, heading.end() + 60))
            cuts += [found.start()] if found else []
    return sorted(set(cuts))


def _classify(text: str, start: int, end: int, bold: bool) -> Line:
    while end > start + 1 and text[end - 1].isspace():
        end -= 1
    char = text[start]
    reader = _READERS.get(char)
    if reader is not None:
        line = reader(text, start, end)
        if line is not None:
            return line._replace(bold=True) if bold else line
    kind = "table" if text.find(" | ", start, end) >= 0 else "text"
    return Line(kind, start, end, start, bold=bold)


def _read_numbered(text: str, start: int, end: int) -> Line | None:
    if found := _ARTICLE.match(text, start, end):
        return _article(text, found, end)
    if found := _HEADING.match(text, start, end):
        rest = text[found.end() : end]
        loose = bool(rest) and not rest[0].isspace() and rest[0] != "*"
        if len(rest) > 60 or (loose and (len(rest) > 30 or _NOT_A_HEADING.search(rest))) or rest.endswith(("。", "；")):
            return None
        body = _skip(text, found.end(), end)
        return Line("heading", start, end, body, found[0], clause_value(found[1]), found[2], loose=loose)
    return None


def _article(text: str, found: re.Match[str], end: int) -> Line:
    after = found.end()
    tail = text[after : after + 1] if after < end else ""
    loose = not (tail == "" or tail.isspace() or tail in "*【［[：:")
    cites = bool(_CITES.match(text, after, end))
    value = clause_value(found[0])
    return Line("article", found.start(), end, _skip(text, after, end), found[0], value, "条", loose, cites)


def _read_item(text: str, start: int, end: int) -> Line | None:
    found = _ITEM.match(text, start, end)
    if not found:
        return None
    kind = "paren-arabic" if found[1][0].isdigit() and found[1].strip(" \u3000").isdecimal() else "item"
    return Line(kind, start, end, _skip(text, found.end(), end), found[0], clause_value(found[1]))


def _read_chinese(text: str, start: int, end: int) -> Line | None:
    found = _CHINESE.match(text, start, end)
    if found and (value := clause_value(found[1])):
        return Line("chinese", start, end, _skip(text, found.end(), end), found[0], value)
    return _read_date(text, start, end)


def _read_arabic(text: str, start: int, end: int) -> Line | None:
    if found := _ARABIC.match(text, start, end):
        return Line("arabic", start, end, _skip(text, found.end(), end), found[0], clause_value(found[1]))
    if found := _DECIMAL.match(text, start, end):
        value = tuple(int(part) for part in found[0].split("."))
        return Line("decimal", start, end, _skip(text, found.end(), end), found[0], value)
    if (found := _SECTION.match(text, start, end)) and not _DATE.match(text, start, end):
        return Line("section", start, end, found.end(), found[1], clause_value(found[1]))
    return _read_date(text, start, end)


def _read_lettered(text: str, start: int, end: int) -> Line | None:
    found = _LETTERED.match(text, start, end)
    if not found:
        return None
    value = (ord(found[1]) - ord("A") + 1, *(int(part) for part in found[0].split(".")[1:]))
    return Line("decimal", start, end, _skip(text, found.end(), end), found[0], value)


def _read_date(text: str, start: int, end: int) -> Line | None:
    return Line("date", start, end, start) if end - start <= 24 and _DATE.match(text, start, end) else None


def _read_circled(text: str, start: int, end: int) -> Line | None:
    return Line("circled", start, end, _skip(text, start + 1, end), text[start], (ord(text[start]) - ord("①") + 1,))


def _read_annex(text: str, start: int, end: int) -> Line | None:
    if end - start <= 60 and (found := _ANNEX.match(text, start, end)) and text[end - 1] not in "。；":
        body = _skip(text, found.end(), end)
        return Line("annex", start, end, body, found[0].rstrip(), clause_value(found[1] or ""))
    return _read_bare(text, start, end)


def _read_bare(text: str, start: int, end: int) -> Line | None:
    return Line("bare", start, end, start) if end - start <= 8 and _BARE.match(text, start, end) else None


def _read_contents(text: str, start: int, end: int) -> Line | None:
    return Line("contents", start, end, start) if end - start <= 10 and _CONTENTS.match(text, start, end) else None


def _read_table(_: str, start: int, end: int) -> Line:
    return Line("table", start, end, start)


def _skip(text: str, start: int, end: int) -> int:
    while start < end and (text[start].isspace() or text[start] in "*：:"):
        start += 1
    return start


def cites_part(text: str, line: Line) -> bool:
    """Whether an article number is followed by a 款 or 项, as only a citation is: 第四十五条 第二款规定的……"""
    return bool(_CITED_PART.match(text, line.start + len(line.number), line.end))


def looks_like_contents(text: str, line: Line) -> bool:
    """Whether a line ends the way lines of a table of contents do: dots or a page number."""
    return bool(_LEADER.search(text, max(line.start, line.end - 80), line.end))


_READERS = (
    dict.fromkeys("一二两三四五六七八九十廿卅百〇零○", _read_chinese)
    | dict.fromkeys("0123456789０１２３４５６７８９", _read_arabic)
    | dict.fromkeys("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳", _read_circled)
    | dict.fromkeys("ABCDEFGH", _read_lettered)
    | dict.fromkeys("序前引总罚", _read_bare)
    | {
        "第": _read_numbered,
        "（": _read_item,
        "(": _read_item,
        "附": _read_annex,
        "目": _read_contents,
        "|": _read_table,
    }
)
