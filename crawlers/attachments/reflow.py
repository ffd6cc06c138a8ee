"""Printed lines → paragraphs: a sentence broken over lines or pages is whole again, an article starts a line.

Geometry decides first (a full line goes on, an indented line begins), wording where geometry cannot tell.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from crawlers.attachments.layout import Line, body_size

_NUM = r"[一二三四五六七八九十百千零〇○\d]"
_ARTICLE = re.compile(rf"第\s*{_NUM}+\s*条(?:之{_NUM}+)?(?=[\s　]|$)")
_HEADING = re.compile(rf"第\s*{_NUM}+\s*(?:编|分编|章|节)(?=[\s　]|$|[^，。；的和、规至])")
_ITEM = re.compile(
    rf"[（(]{_NUM}{{1,3}}[)）]|[一二三四五六七八九十]{{1,3}}、|\d{{1,2}}[.．、](?=\D)|[①-⑳]|"
    r"附\s*件\s*\d*\s*(?:[:：]|$)|附\s*(?:则|表|录)\s*\d*\s*(?:[:：]|$)|目\s*录$"
)
_STOP = "。；;！!？?：:…"
_CLOSE = "”’\"'）)》】〕」"
_DOC_ENDS = re.compile(
    r"(?:通知|办法|规定|决定|公告|意见|条例|细则|批复|规则|指引|令|函|通告|方案|法)(?:[（(].{1,12}[)）])?$"
)
_PAIRS = {"《": "》", "（": "）", "(": ")", "〈": "〉", "【": "】", "〔": "〕"}
_CJK = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’…—]")


@dataclass(slots=True)
class _Paragraph:
    text: str
    last: Line
    centered: bool
    size: float
    indented: bool = False
    breaks: list[tuple[int, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where running text begins and ends on a page."""

    left: float
    right: float

    def centered(self, line: Line) -> bool:
        lead, tail = line.x0 - self.left, self.right - line.x1
        return lead > 2.5 * line.size and abs(lead - tail) < max(2 * line.size, 0.12 * (lead + tail))


@dataclass(frozen=True, slots=True)
class Flow:
    """The text of a file, where its pages begin and its most title-like paragraph."""

    text: str
    pages: tuple[int, ...]
    title: str


def reflow(pages: Sequence[Sequence[Line]]) -> Flow:
    """Joins the lines of all pages. A page without text begins where the next one does."""
    body = body_size(pages)
    frames = _frames(pages)
    paragraphs: list[_Paragraph] = []
    for number, lines in enumerate(pages):
        main, notes = _split_notes(lines, body)
        previous: Line | None = paragraphs[-1].last if paragraphs else None
        pitch = _pitch(main)
        for position, line in enumerate(main):
            paragraph = paragraphs[-1] if paragraphs else None
            gap = line.top - previous.bottom if previous is not None and position else 0.0
            spaced = position > 0 and gap > pitch + 0.9 * line.size
            before = frames[number if position else max(0, number - 1)]
            if paragraph is None or _begins(paragraph, line, frames[number], before, spaced):
                frame = frames[number]
                indented = line.x0 - frame.left > 1.2 * line.size
                paragraphs.append(_Paragraph(line.text, line, frame.centered(line), line.size, indented))
                if not position:
                    paragraphs[-1].breaks.append((number, 0))
            else:
                if not position:
                    joined = _join(paragraph.text, line.text)
                    paragraph.breaks.append((number, len(joined) - len(line.text)))
                paragraph.text = _join(paragraph.text, line.text)
                paragraph.last = line
            previous = line
        # Footnotes stand under a paragraph that may go on overleaf: they follow it, so that it stays whole.
        if notes and paragraphs:
            last = paragraphs.pop()
            paragraphs += [_Paragraph(n.text, n, False, n.size) for n in _merge_notes(notes)]
            paragraphs.append(last)
    return Flow(*_assemble(paragraphs, len(pages)), _title(paragraphs, body))


def _assemble(paragraphs: Sequence[_Paragraph], count: int) -> tuple[str, tuple[int, ...]]:
    starts: dict[int, int] = {}
    offset = 0
    for paragraph in paragraphs:
        starts |= {number: offset + at for number, at in paragraph.breaks}
        offset += len(paragraph.text) + 1
    text = "\n".join(p.text for p in paragraphs)
    pages, following = [], len(text)
    for number in reversed(range(count)):
        following = min(following, starts.get(number, following))
        pages.append(following)
    return text, tuple(reversed(pages))


def _begins(paragraph: _Paragraph, line: Line, frame: _Frame, before: _Frame, spaced: bool) -> bool:
    """Whether `line` begins a paragraph of its own."""
    last = paragraph.last
    heading = bool(_ARTICLE.match(line.text) or _HEADING.match(line.text))
    enclosed = paragraph.centered or not frame.centered(line) or paragraph.text[0] in "(（〔"
    if _open_bracket(paragraph.text) and not heading and enclosed:
        return False
    if abs(line.size - last.size) > 0.15 * max(line.size, last.size) or line.cells > 1 or last.cells > 1:
        return True
    if paragraph.centered and frame.centered(line):
        # A title over two lines; two centred headings are two paragraphs.
        return bool(heading or _DOC_ENDS.search(paragraph.text) or not _DOC_ENDS.search(line.text))
    full = before.right - last.x1 < _room(line.text) * last.size
    if not full or frame.centered(line) or paragraph.centered:
        return True
    return _begins_after_full(paragraph, line, line.x0 - frame.left, last.x0 - before.left, heading, spaced, before)


def _begins_after_full(
    paragraph: _Paragraph, line: Line, indent: float, last_indent: float, heading: bool, spaced: bool, before: _Frame
) -> bool:
    """The same where the line before reaches the margin, so that it may go on."""
    indented = indent > 1.2 * line.size
    ended = _ends(paragraph.text)
    item = bool(_ITEM.match(line.text))
    if heading:
        return indented or ended or _short_heading(paragraph.text)
    if indented:
        # Further lines of an indented block stand under its first line.
        return abs(indent - last_indent) > 0.6 * line.size or ended or item
    return spaced or (ended and (item or (not paragraph.indented and _full_stop(paragraph, before))))


def _room(text: str) -> float:
    """How wide a rest of a line, in type sizes, may be before `text` would have begun there.

    Two Han characters (one may be kept off the margin by punctuation), or the whole of an unbreakable token.
    """
    token = re.match(r"[!-~×]+", text)
    return max(2.2, 1.2 + 0.55 * min(len(token[0]), 40)) if token else 2.2


def _full_stop(paragraph: _Paragraph, frame: _Frame) -> bool:
    # Without indents, a line that ends with a stop just before the margin most often ends a paragraph.
    return frame.right - paragraph.last.x1 > 0.6 * paragraph.last.size and paragraph.text.rstrip()[-1] in "。；;：:"


def _ends(text: str) -> bool:
    stripped = text.rstrip()
    return stripped.rstrip(_CLOSE)[-1:] in _STOP or stripped[-1:] in _STOP


def _short_heading(text: str) -> bool:
    return bool(_HEADING.match(text)) and len(text) < 40


def _open_bracket(text: str) -> bool:
    return any(text.rfind(o) > text.rfind(c) and len(text) - text.rfind(o) < 120 for o, c in _PAIRS.items())


def _join(left: str, right: str) -> str:
    left = left.rstrip()
    if not left or not right:
        return left + right
    if left[-1] == "\xad" or (left.endswith("-") and len(left) > 1 and left[-2].islower() and right[0].islower()):
        return left[:-1] + right
    latin = not _CJK.match(left[-1]) and not _CJK.match(right[0])
    # A number broken by the margin is one number; two words are two.
    digits = left[-1].isdigit() and right[0].isdigit()
    return left + (" " if latin and not digits and not left.endswith(("-", "/")) else "") + right


def _frames(pages: Sequence[Sequence[Line]]) -> list[_Frame]:
    """Text areas: a page's own where it has enough lines, else that of the whole file."""
    whole = _frame([line for lines in pages for line in lines])
    return [_frame(lines) if len(lines) >= 12 else _widest(_frame(lines), whole) for lines in pages]


def _frame(lines: Sequence[Line]) -> _Frame:
    if not lines:
        return _Frame(0.0, 0.0)
    lefts = Counter(round(line.x0 / max(line.size, 1) * 2) for line in lines)
    # The leftmost margin that at least a tenth of the lines share: stamps and line numbers stick out of it.
    shared = [k for k, n in lefts.items() if n >= max(2, len(lines) / 10)] or list(lefts)
    near = [line.x0 for line in lines if round(line.x0 / max(line.size, 1) * 2) <= min(shared)]
    rights = sorted(line.x1 for line in lines)
    return _Frame(max(near), rights[int(0.97 * (len(rights) - 1))])


def _widest(own: _Frame, whole: _Frame) -> _Frame:
    return _Frame(min(own.left, whole.left), max(own.right, whole.right)) if own.right else whole


def _pitch(lines: Sequence[Line]) -> float:
    gaps = sorted(b.top - a.bottom for a, b in pairwise(lines) if b.top > a.top)
    return gaps[len(gaps) // 2] if gaps else 0.0


def _split_notes(lines: Sequence[Line], body: float) -> tuple[Sequence[Line], Sequence[Line]]:
    """The lines in small type at the foot of a page are footnotes, unless the whole page is small."""
    at = len(lines)
    while at and lines[at - 1].size < 0.87 * body:
        at -= 1
    return (lines[:at], lines[at:]) if at >= 3 else (lines, [])


def _merge_notes(notes: Sequence[Line]) -> list[Line]:
    merged: list[Line] = []
    for note in notes:
        if merged and not re.match(r"[\d①-⑳*※注\[]", note.text):
            head = merged[-1]
            merged[-1] = Line(_join(head.text, note.text), head.x0, head.top, note.x1, note.bottom, head.size)
        else:
            merged.append(note)
    return merged


def _title(paragraphs: Sequence[_Paragraph], body: float) -> str:
    """The first paragraph in the largest type near the start, else the first centred one."""
    head = [p for p in paragraphs[:8] if 4 <= len(re.sub(r"\s", "", p.text)) <= 90 and not _ends(p.text)]
    large = [p for p in head if p.size > 1.1 * body]
    if large:
        top = max(p.size for p in large)
        return next(p.text for p in large if p.size > 0.97 * top)
    return next((p.text for p in head if p.centered and not _HEADING.match(p.text)), "")
