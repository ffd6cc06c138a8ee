"""What only the lines around a line can tell: tables of contents, and text that is quoted rather than enacted."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp.structure.line import Line, looks_like_contents

_OPENS_QUOTE = re.compile(r"[：:，,]\s*$")
_INSERTS = re.compile(
    r"(?:修改为|改为|表述为|调整为|内容为|作为第[^条款项章节]{1,24}[条款项章节]|增加[^。，]{1,12}[条款项章节编])[^。]{0,40}[：:]$"
)
_LONGEST_ENTRY = 70


def contents_range(text: str, lines: Sequence[Line]) -> range:
    """Which of `lines` are the table of contents at the front; an empty range where there is none.

    It begins at 目录, or at the first heading where headings follow each other without words between them, and ends
    where its first entry comes a second time, or at the first article or sentence.
    """
    begin = next((i for i, line in enumerate(lines[:400]) if line.kind in ("contents", "heading", "article")), None)
    if begin is None or lines[begin].kind == "article":
        return range(0)
    named = lines[begin].kind == "contents"
    first = _key(lines[begin + named]) if begin + named < len(lines) else None
    for i in range(begin + 1, len(lines)):
        line = lines[i]
        if i > begin + named and _key(line) == first and line.kind != "text":
            return range(begin, i)
        leader = looks_like_contents(text, line)
        sentence = line.end - line.start > _LONGEST_ENTRY or text[line.end - 1] in "。；："
        if (line.kind in ("article", "table") or sentence) and not leader:
            return range(begin, i) if named and not _swallows(lines, begin, i) else range(0)
    return range(begin, begin + 1) if named else range(0)


def _key(line: Line) -> tuple[str, str, tuple[int, ...]]:
    return ("bare", "", ()) if line.kind == "bare" else (line.kind, line.level, line.value)


def _swallows(lines: Sequence[Line], begin: int, end: int) -> bool:
    """目录 stands there, but what follows is the body itself: one heading, then its articles."""
    return end - begin <= 2 and lines[begin + 1].kind in ("heading", "bare")


def quoted_lines(text: str, lines: Sequence[Line]) -> bytearray:
    """1 for each line inside a quotation that runs over lines, as in 将第十条修改为：“第十条 ……”, else 0.

    Chinese drafting opens every paragraph of a long quotation with “ and closes the last one alone with ”. A
    quotation that never closes is not believed, and one ends at the next number of the list it was opened in.
    """
    flags = bytearray(len(lines))
    if "“" not in text and '"' not in text:
        return flags
    inside, number, last_close = False, 0, max(text.rfind("”"), text.rfind('"'))
    for i, line in enumerate(lines):
        opens_with = text[line.start] in '“"'
        if inside and line.kind == "chinese" and line.value == (number + 1,):
            inside = False
        if inside or opens_with:
            flags[i] = inside or (i > 0 and text[lines[i - 1].end - 1] in '：:”"') or line.kind != "text"
        elif line.kind == "chinese":
            number = line.value[0]
        inside = _stays_open(text, line, inside) and line.end < last_close
    return flags


def _stays_open(text: str, line: Line, inside: bool) -> bool:
    opened, closed = text.rfind("“", line.start, line.end), text.rfind("”", line.start, line.end)
    if opened == closed == -1:
        straight = text.count('"', line.start, line.end)
        if straight % 2 == 0:
            return inside
        position = text.rfind('"', line.start, line.end)
        return not inside and (position == line.start or text[position - 1] in "：:")
    if closed > opened:
        # ”、” and the like in the middle close a word, the end of a quotation ends its line or its sentence
        return (
            inside and opened == -1 and text.count("”", line.start, line.end) == text.count("‘“", line.start, line.end)
        )
    return opened == line.start or bool(_OPENS_QUOTE.search(text, max(line.start, opened - 3), opened))


def announces_insertion(text: str, line: Line) -> bool:
    """Whether a line ends by announcing the words of another law: ……修改为： / ……作为第十条："""
    return text[line.end - 1] in "：:" and bool(_INSERTS.search(text, max(line.start, line.end - 80), line.end))
