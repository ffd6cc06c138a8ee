"""A document's text laid out for reading: lines, anchors of clauses, and everything found in it as marks. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Literal
from zlib import crc32

from insights.mark import split_at_marks
from regintel.model import Analysis, Annotation, Clause, Signal, Span

MOST_CHARACTERS = 400_000
"""Longer texts are cut on the page; the whole text is one link away."""

COLOURS = {
    "机构": 0, "平台": 0, "公司": 0, "主体": 0,
    "引用": 1, "法规": 1,
    "文号": 2,
    "日期": 3, "期限": 3,
    "金额": 4,
    "比率": 5, "指标": 5,
    "义务": 6, "规范": 6,
}  # fmt: skip
"""Label → colour number; other labels get a lasting number from 7 on."""

_OTHER_COLOURS = (7, 8, 9)
_HEADING = re.compile(r"^\s*第[〇零一二三四五六七八九十百千\d]+[编章节](?:\s|$)|^\s*附\s*[则录件]\s*$")
_ROW = re.compile(r"\t|\s\|\s|^\|")


LineKind = Literal["text", "heading", "contents", "row", "blank"]
_CONTENTS_LINES = 5


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a line. `colour` is that of the innermost annotation (-1: none); `severity` 0: no trigger.

    `title` says what was found, for the pointer; `quoted` that it stands in a signal's evidence sentence.
    """

    text: str
    colour: int = -1
    title: str = ""
    severity: int = 0
    quoted: bool = False
    number: bool = False
    anchors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the text, without its line break."""

    kind: LineKind
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Label:
    """A line of the legend."""

    name: str
    colour: int
    count: int


@dataclass(frozen=True, slots=True)
class Reading:
    """The laid-out text. `cut` characters at the end are not shown."""

    title: tuple[Run, ...]
    lines: tuple[Line, ...]
    legend: tuple[Label, ...]
    cut: int


def colour_of(label: str) -> int:
    """The colour number of a label, the same on every page."""
    return COLOURS.get(label, _OTHER_COLOURS[crc32(label.encode()) % len(_OTHER_COLOURS)])


def read(title: str, text: str, analysis: Analysis | None) -> Reading:
    """Lay out. Joined with line breaks, the lines' runs are `text` again (up to the cut)."""
    found = analysis or Analysis("", "", "")
    shown = text[:MOST_CHARACTERS]
    return Reading(
        tuple(_runs(title, "title", found)),
        tuple(_lines(_runs(shown, "text", found))),
        _legend(found.annotations),
        len(text) - len(shown),
    )


@dataclass(frozen=True, slots=True)
class _Mark:
    span: Span
    about: Annotation | Signal | Clause | None


def _runs(text: str, field: str, found: Analysis) -> list[Run]:
    marks = [_Mark(a.span, a) for a in found.annotations if a.span.field == field]
    marks += [_Mark(s.span, s) for s in found.signals if s.span.field == field]
    marks += [_Mark(s.evidence, None) for s in found.signals if s.evidence.field == field]
    anchors: dict[int, list[str]] = {}
    for clause in found.clauses:
        if clause.span.field == field:
            marks.append(_number(clause, text))
            anchors.setdefault(clause.span.start, []).append(clause.id)
    for signal in found.signals:
        if signal.span.field == field:
            anchors.setdefault(signal.span.start, []).append(signal.id)
    pieces = split_at_marks(text, [(m.span.start, m.span.end) for m in marks], anchors)
    return [_run(p.text, [marks[i] for i in p.marks], tuple(anchors.get(p.start, ()))) for p in pieces]


def _number(clause: Clause, text: str) -> _Mark:
    """The clause's number where the text prints it at the clause's start."""
    end = clause.span.start + len(clause.number)
    printed = text[clause.span.start : end] == clause.number
    return _Mark(Span(clause.span.start, end if printed else clause.span.start, clause.span.field), clause)


def _run(text: str, marks: Sequence[_Mark], anchors: tuple[str, ...]) -> Run:
    annotations = [m.about for m in marks if isinstance(m.about, Annotation)]
    signals = [m.about for m in marks if isinstance(m.about, Signal)]
    inner = min(annotations, key=lambda a: (a.span.end - a.span.start, a.label), default=None)
    words = [f"{s.type}（{s.certainty}）{'：' + s.entity if s.entity else ''}" for s in signals]
    words += [f"{a.label}：{a.value}" for a in annotations]
    return Run(
        text,
        colour_of(inner.label) if inner else -1,
        "；".join(dict.fromkeys(words)),
        max((s.severity for s in signals), default=0),
        any(m.about is None for m in marks),
        any(isinstance(m.about, Clause) for m in marks),
        anchors,
    )


def _lines(runs: Sequence[Run]) -> list[Line]:
    rows: list[list[Run]] = [[]]
    for run in runs:
        for number, part in enumerate(run.text.split("\n")):
            if number:
                rows.append([])
            if part or (number == 0 and run.anchors):
                rows[-1].append(replace(run, text=part, anchors=run.anchors if number == 0 else ()))
    texts = ["".join(r.text for r in row) for row in rows]
    return [Line(kind, tuple(row)) for kind, row in zip(_kinds(texts), rows, strict=True)]


def _kinds(texts: Sequence[str]) -> list[LineKind]:
    """What each line is. Many headings in a row are a table of contents, up to where its first one comes again."""
    kinds = [_kind(text) for text in texts]
    at = 0
    while at < len(kinds):
        block = list(takewhile(lambda n: kinds[n] in ("heading", "blank"), range(at, len(kinds))))
        headings = [n for n in block if kinds[n] == "heading"]
        if len(headings) >= _CONTENTS_LINES:
            first = "".join(texts[headings[0]].split())
            again = [n for n in headings[1:] if "".join(texts[n].split()) == first]
            for n in headings:
                if n < (again[0] if again else headings[-1]):
                    kinds[n] = "contents"
        at += len(block) or 1
    return kinds


def _kind(text: str) -> LineKind:
    if not text.strip():
        return "blank"
    if len(text) <= 60 and _HEADING.match(text):
        return "heading"
    return "row" if _ROW.search(text) else "text"


def _legend(annotations: Sequence[Annotation]) -> tuple[Label, ...]:
    counts: dict[str, int] = {}
    for annotation in annotations:
        counts[annotation.label] = counts.get(annotation.label, 0) + 1
    labels = (Label(name, colour_of(name), count) for name, count in counts.items())
    return tuple(sorted(labels, key=lambda label: (label.colour, label.name)))
