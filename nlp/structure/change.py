"""Clauses that end or change another law: 《…》同时废止, 关于修改《…》的决定, lists of repealed documents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from nlp.structure.clause import Structure
from nlp.structure.day import find_days
from nlp.structure.lawname import Title, find_titles, is_law_title
from regintel.model import Span


@dataclass(frozen=True, slots=True)
class Change:
    """A text says that another document is repealed or amended. `span` is where that one is named.

    `day` is when it happens, as far as the sentence says so; else it is the day the changing document takes effect.
    `year` is when the other document was issued, where the text says so (1997年1月2日发布的《…》).
    `listed`: the title comes from a list or table, printed without 《》. `partial`: single articles alone are meant.
    """

    kind: Literal["废止", "修改"]
    title: str
    span: Span
    day: date | None = None
    listed: bool = False
    partial: bool = False
    year: int = 0


_SENTENCE = re.compile(r"[^。；;\n]+")
_ENDS = re.compile(
    r"(?:同时|即行|即|予以|相应|一并|自行|全文)(?:废止|失效|作废)|停止(?:执行|施行|适用)|不再(?:适用|执行|施行)"
    r"|宣布(?:废止|失效)|(?<![被已的或者予、])废止(?=[：:�])|(?:起|现|均|全部)?废止$|起失效|废止下列|现(?:予以)?废止"
)
_BY = re.compile(
    r"(?:被|为|由)[^�，。]{0,40}(?:发布的?|通过(?:并公布)?的?|公布的?|制定的?)?"
    r"�+[^，。]{0,6}(?:代替|取代|废止|替代|吸收|修改)"
)
_NOT_ENDED = re.compile(
    r"不得|可以|需要|应当(?:及时)?(?:修改|废止)|建议|程序|或者废止|以及废止|修改、废止|修改和废止|不(?:停止|影响)"
)
_ARTICLE_OF = re.compile(r"^[^，。�]{0,4}第[^条�]{1,12}条")
_AMENDS = re.compile(
    r"^(?:[（(][^）)]{1,60}[）)])?(?:作如下修改|作出?(?:以下|下列|如下)修改|作修改|予以修改|进行修改|修改如下|作出修改)"
)
_TITLE_AMENDS = re.compile(r"关于修[改正订]|修正案(?:[（(][^）)]*[）)])*$|修改[和、]废止|废止[和、]修改")
_ATTACHED = re.compile(r"\s+附[：:一二件].*$|\s+（?附[：:].*$", re.DOTALL)
# （1994年12月20日国务院令第169号发布 根据……修订） after a listed title; （一） is part of the title.
_LISTED_END = re.compile(
    r"[（(](?=[^（）()]{0,20}(?:\d{2}|发布|公布|制定|通过|批准|修订))[^（）()]*(?:[（(][^（）()]*[)）][^（）()]*){0,6}[)）]\s*$"
)


def find_changes(structure: Structure, title: str = "") -> list[Change]:
    """All repeals and amendments of other documents that a text states, in the order of their spans.

    `title` is its own title. Sentences about repealing in general, and what replaced something (已被《…》代替),
    are left out.
    """
    text = structure.text
    titles = [t for t in find_titles(text) if is_law_title(t.text)]
    tables = [(n.start, n.end) for n in structure.nodes if n.level == "表"]
    found = [
        *_repeals(text, _outside(titles, tables)),
        *_amendments(structure, titles, title),
        *_listed(structure, title),
    ]
    own = re.sub(r"\s", "", title)
    unique = {(c.span, c.kind): c for c in found if c.kind == "废止" or re.sub(r"\s", "", c.title) != own}
    return sorted(unique.values(), key=lambda change: change.span)


def _outside(titles: list[Title], spans: list[tuple[int, int]]) -> list[Title]:
    """Titles that lie in none of the ordered spans."""
    out, at = [], 0
    for title in titles:
        while at < len(spans) and spans[at][1] <= title.start:
            at += 1
        if at >= len(spans) or title.start < spans[at][0]:
            out.append(title)
    return out


def _repeals(text: str, titles: list[Title]) -> Iterator[Change]:
    if not titles:
        return
    masked, at = _mask(text, titles), 0
    for sentence in _SENTENCE.finditer(masked):
        start, end = sentence.span()
        while at < len(titles) and titles[at].start < start:
            at += 1
        if at >= len(titles) or titles[at].start >= end:
            continue
        verb = _ENDS.search(sentence[0])
        if not verb or _NOT_ENDED.search(sentence[0]):
            continue
        forward = verb[0] in ("废止", "宣布废止", "宣布失效", "废止下列") and verb.end() < len(sentence[0])
        replaced = [(start + m.start(), start + m.end()) for m in _BY.finditer(sentence[0])]
        for title in titles[at:]:
            if title.start >= end:
                break
            before = title.start < start + verb.end()
            if any(a <= title.start < b for a, b in replaced) or before == forward:
                continue
            if before and _ground(masked[start : title.start], masked[title.end : start + verb.start()]):
                continue
            partial = bool(_ARTICLE_OF.match(masked[title.end : title.end + 24]))
            year = _year(text, max(start, title.start - 60), title)
            yield Change("废止", title.text, Span(title.start, title.end), partial=partial, year=year)


def _year(text: str, start: int, title: Title) -> int:
    days = list(find_days(text, start, title.start))
    if days:
        return days[-1].day.year
    found = re.match(r"[（(][^（）()]{0,12}[〔\[（]((?:19|20)\d{2})[〕\]）]", text[title.end : title.end + 30])
    return int(found[1]) if found else 0


def _ground(before: str, after: str) -> bool:
    """根据《A》，《B》同时废止: A is the ground, not the end. A comma closes the ground."""
    stop = before.rfind("，")
    return bool(re.search(r"(?:根据|依照|按照|依据|依|与|同)[^，]*$", before[stop + 1 :])) and "�" in after


def _mask(text: str, titles: list[Title]) -> str:
    """The text with titles blanked out, offsets kept: words inside a title say nothing about the sentence."""
    parts, position = [], 0
    for title in titles:
        parts += [text[position : title.start], "�" * (title.end - title.start)]
        position = title.end
    return "".join([*parts, text[position:]])


def _amendments(structure: Structure, titles: list[Title], own: str) -> Iterator[Change]:
    if not _TITLE_AMENDS.search(own):
        return
    named = {t.text for t in find_titles(own) if is_law_title(t.text)}
    seen: set[str] = set()
    quoted = [(n.start, n.end) for n in structure.nodes if n.level == "引文"]
    for title in _outside(titles, quoted):
        after = structure.text[title.end : title.end + 80]
        before = structure.text[max(0, title.start - 2) : title.start]
        direct = before.endswith(("将", "对", "在", "、", "删去", "删除")) and bool(
            re.match(r"[^。]{0,20}第[^条]{1,12}[条章节]|的?名称", after)
        )
        if title.text in seen or not (title.text in named or direct or _AMENDS.match(after)):
            continue
        seen.add(title.text)
        yield Change("修改", title.text, Span(title.start, title.end))


def _listed(structure: Structure, own: str) -> Iterator[Change]:
    """Rows and items of a list of repealed documents: in a decision to repeal, or under a heading that says so."""
    text, active = structure.text, "废止" in own and not re.search(r"修[改正订]", own)
    if "废止" not in own:
        return
    for node in structure.nodes:
        head = text[node.start : min(node.end, node.start + 60)].split("\n", 1)[0] + node.heading
        if node.level in ("附件", "章", "标题", "段") and "废止" in head and not re.search(r"修改", head):
            active = True
        elif node.level == "附件":
            active = False
        if not active:
            continue
        if node.level == "表":
            yield from _rows(text, node.start, node.end)
        elif node.level in ("一级", "二级", "三级", "四级"):
            yield from _entry(text, node.body, node.end)


def _rows(text: str, start: int, end: int) -> Iterator[Change]:
    for row in re.finditer(r"[^\n]+", text[start:end]):
        position = start + row.start()
        for cell in row[0].split("|"):
            words = _ATTACHED.sub("", cell.strip())
            if len(words) >= 8 and is_law_title(_LISTED_END.sub("", words).rstrip("《》")):
                yield from _entry(text, position, position + len(cell))
                break
            position += len(cell) + 1


def _entry(text: str, start: int, end: int) -> Iterator[Change]:
    line = text[start:end].split("\n", 1)[0]
    words = _ATTACHED.sub("", line.strip().strip("*").strip())
    if "。" in words or (words.startswith("《") and not words.endswith("》")):
        return
    words = words[1:-1] if words.startswith("《") and words.count("《") == 1 else words
    bare = _LISTED_END.sub("", words).rstrip("；;，, ")
    if 4 <= len(bare) <= 120 and is_law_title(bare) and "：" not in bare:
        at = start + line.index(bare)
        yield Change("废止", bare, Span(at, at + len(bare)), listed=True)
