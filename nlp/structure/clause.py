"""The clause tree of a regulation: 编/分编/章/节/条/款/项/目 with exact spans, and its clauses for the index.

`parse_structure(text)` takes plain text as it comes out of HTML, PDF, DOCX or Markdown. The tree is kept flat, in
the order of the text, each node naming its parent, so that a law of 1,260 articles stays cheap. Every character
belongs to exactly one piece (`Structure.pieces`), and the pieces put together are the text again.

Levels: 附件 部分 编 分编 章 节 条 款 项 目; in texts without articles 一级 … 五级 for 一、（一）1.（1）①; and leaves
标题 文号 题注 目录 序言 段 表 引文 (words of another law quoted over several lines) 署名.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from nlp.structure.assembly import OUTLINE, RANKS, Assembler
from nlp.structure.numeral import clause_value, format_article
from regintel.ids import part_id
from regintel.model import Clause, Span


class Node(NamedTuple):
    """One unit. `[start, end)` holds number, heading and children; `body` is where its own words begin.

    `number` is as printed (第十条之一, （三）, 一、), "" for paragraphs; `parent` is an index into `Structure.nodes`
    or -1.
    """

    level: str
    number: str
    heading: str
    start: int
    end: int
    body: int
    parent: int

    @property
    def value(self) -> tuple[int, ...]:
        """Its number as integers: 第十条之一 → (10, 1); () where it has none."""
        return clause_value(self.number)

    @property
    def label(self) -> str:
        """Number and heading, as a path shows them: 第二章 防范."""
        if self.level in OUTLINE:
            return f"{self.number.strip()}{self.heading}"
        return f"{self.number} {self.heading}".strip()


class Piece(NamedTuple):
    """Some characters and the innermost node they belong to; `node` is -1 between nodes."""

    start: int
    end: int
    node: int


@dataclass(frozen=True)
class Structure:
    """The tree of one text. `nodes` are in the order of the text, parents before their children."""

    text: str
    nodes: tuple[Node, ...]

    @cached_property
    def _children(self) -> dict[int, list[int]]:
        children: dict[int, list[int]] = {}
        for i, node in enumerate(self.nodes):
            children.setdefault(node.parent, []).append(i)
        return children

    def children(self, index: int = -1) -> tuple[int, ...]:
        """Indices of the nodes right below `index`; -1 is the whole text."""
        return tuple(self._children.get(index, ()))

    def ancestors(self, index: int) -> tuple[int, ...]:
        """Indices from the outermost level down to the parent of `index`."""
        out = []
        while (index := self.nodes[index].parent) >= 0:
            out.append(index)
        return tuple(reversed(out))

    def path(self, index: int) -> tuple[str, ...]:
        """Labels from the outermost level down to the node itself: ("第二章 防范", "第十六条")."""
        return tuple(self.nodes[i].label for i in (*self.ancestors(index), index) if self.nodes[i].label)

    def pieces(self) -> Iterator[Piece]:
        """Cuts the whole text into pieces without gap or overlap, each with the innermost node it belongs to."""
        position, stack = 0, [(-1, len(self.text))]
        for i, node in enumerate(self.nodes):
            while node.start >= stack[-1][1]:
                owner, end = stack.pop()
                if position < end:
                    yield Piece(position, end, owner)
                    position = end
            if position < node.start:
                yield Piece(position, node.start, stack[-1][0])
                position = node.start
            stack.append((i, node.end))
        for owner, end in reversed(stack):
            if position < end:
                yield Piece(position, end, owner)
                position = end

    def articles(self) -> tuple[int, ...]:
        """Indices of all 条, in printed order, those of annexes included."""
        return tuple(i for i, node in enumerate(self.nodes) if node.level == "条")

    def units(self) -> tuple[int, ...]:
        """Indices of what is indexed: the articles, and the outermost outline items of what has none.

        That is a part (the main text or one 附件) without articles, and what stands before the first article: the items
        of a notice or decision in front of the rule that it issues.
        """
        found: dict[int, list[int]] = {}
        outline: dict[int, list[int]] = {}
        for i, node in enumerate(self.nodes):
            if node.level == "条":
                found.setdefault(self._part(i), []).append(i)
            elif node.level in OUTLINE and (node.parent < 0 or self.nodes[node.parent].level not in OUTLINE):
                outline.setdefault(self._part(i), []).append(i)
        for part, items in outline.items():
            articles = found.setdefault(part, [])
            before = [i for i in items if not articles or i < articles[0]]
            top = min((OUTLINE.index(self.nodes[i].level) for i in before), default=0)
            articles += [i for i in before if OUTLINE.index(self.nodes[i].level) == top]
        return tuple(sorted(i for items in found.values() for i in items))

    def _part(self, index: int) -> int:
        for i in (*self.ancestors(index), index):
            if self.nodes[i].level == "附件":
                return i
        return -1

    def find(self, article: str | tuple[int, ...], paragraph: int = 0, item: int = 0) -> int | None:
        """Index of an article of the main text, its n-th 款 and of that the n-th 项 (from 1; 0 = the level above).

        None where there is no such thing. 第X条第（X）项 without 款 means the first 款 that has such an item.
        """
        wanted = clause_value(article) if isinstance(article, str) else article
        found = self._article_index.get(wanted)
        if found is None or not (paragraph or item):
            return found
        paragraphs = [i for i in self.children(found) if self.nodes[i].level == "款"]
        if paragraph:
            paragraphs = paragraphs[paragraph - 1 : paragraph]
        if not item:
            return paragraphs[0] if paragraphs else None
        items = (i for p in (*paragraphs, found) for i in self.children(p) if self.nodes[i].level == "项")
        return next((i for i in items if self.nodes[i].value == (item,)), None)

    @cached_property
    def _article_index(self) -> dict[tuple[int, ...], int]:
        index: dict[tuple[int, ...], int] = {}
        for i in self.articles():
            if self._part(i) < 0:
                index.setdefault(self.nodes[i].value, i)
        return index

    def at(self, offset: int) -> int:
        """Index of the innermost node that holds a character; -1 between nodes."""
        i = bisect_right(self._starts, offset) - 1
        while i >= 0 and self.nodes[i].end <= offset:
            i = self.nodes[i].parent if self.nodes[i].parent >= 0 else -1
        return i

    @cached_property
    def _starts(self) -> list[int]:
        return [node.start for node in self.nodes]

    def gaps(self) -> tuple[str, ...]:
        """Articles that the numbering of the main text leaves out, as 第X条; it is counted on from what is printed."""
        missing, last = [], 0
        for i in self.articles():
            if self._part(i) >= 0 or not (value := self.nodes[i].value):
                continue
            missing += [format_article((n,)) for n in range(last + 1, min(value[0], last + 1000))]
            last = value[0]
        return tuple(missing)

    def clauses(self, document_id: str) -> list[Clause]:
        """The indexed units as `Clause`s. Ids depend on the path, so that they survive changes elsewhere."""
        out: list[Clause] = []
        seen: dict[tuple[str, ...], int] = {}
        for ordinal, i in enumerate(self.units()):
            node, path = self.nodes[i], self.path(i)
            times = seen[path] = seen.get(path, -1) + 1
            span = Span(node.start, node.end)
            words = self.text[node.start : node.end]
            seed = (label.encode("utf-8", "replace").decode() for label in path)  # lone surrogates cannot be hashed
            id_ = part_id(document_id, "clause", *seed, times)
            out.append(Clause(id_, document_id, node.level, node.number, path, words, span, ordinal, node.heading))
        return out


def parse_structure(text: str) -> Structure:
    """The clause tree of a regulation's text. Never fails: text without structure gives paragraphs alone.

    Linear in the length of the text. Tables of contents, quotations in amendment decisions and citations at the
    start of a line are not taken for headings or articles.
    """
    drafts = Assembler(text).run()
    return Structure(text, tuple(Node(d.level, d.number, d.heading, d.start, d.end, d.body, d.parent) for d in drafts))


__all__ = ["RANKS", "Node", "Piece", "Structure", "parse_structure"]
