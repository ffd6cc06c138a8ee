"""Words and vectors together: an `Engine` whose first hits are ordered by both, the rest by words alone.

Vectors bring up what means the same as the question, though it may share no word with it; every filter of the plan
holds. The very first hits are then read (`indexer.reading`), which changes the order among them. Fusion happens here,
on our side, so that both backends agree and any server will do.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from indexer.base import Bucket, Collection, Explanation, Reason, Sort
from indexer.engine import Engine, Find, Found, Row
from indexer.entry import ID
from indexer.plan import And, Beside, Everything, Node, OneOf, Without, replaced
from indexer.prior import IN_FORCE, standing_of
from indexer.reading import READ, bonuses

if TYPE_CHECKING:
    from indexer.vector import Vector, VectorIndex

DEPTH = 60
"""How many of the best by words are ordered again."""

NEAREST = 80
"""How many of the nearest by vectors join them. Each costs a look at its record, the more the longer."""

_MEANWHILE = ThreadPoolExecutor(8, "vectors")
"""Vectors are compared while words are searched: tantivy leaves the interpreter free, a server does both at once."""

_MEANING = "与问题意思相近、写法相合"
_ROUNDING = 1e-3


class Blend:
    """`Engine` over another, for one question. Lives for one request.

    `words`: the part of every node asked for that stands for the question's words. `near` is what vectors know, if
    there are any. `read`: the question, if the first hits are to be read for it.
    """

    def __init__(self, engine: Engine, words: Node, near: Near | None, read: str = "") -> None:
        self._engine = engine
        self._words = words
        self._vectors = near
        self._read = read
        self._depth = DEPTH if near else READ
        self._asked = _MEANWHILE.submit(near.nearest) if near else None
        self._heads: dict[Node, tuple[Found, list[Row], int]] = {}
        self._scale: _Scale | None = None

    def find(self, request: Find) -> Found:
        """See `Engine.find`. A page that begins behind the blended hits goes on in the order of words."""
        if request.sort is not Sort.RELEVANCE:
            return self._engine.find(request)
        if not self._vectors and not self._read:
            return self._engine.find(request)
        by_words, rows, brought = self._head(request)
        rank = request.after.rank if request.after else request.offset
        page = rows[rank : rank + request.limit]
        left = request.limit - len(page)
        if not by_words.more:
            return replace(by_words, rows=tuple(page), more=rank + request.limit < len(rows))
        if not left:
            return replace(by_words, rows=tuple(page), more=True)
        after = request.after if request.after and rank > len(rows) else None
        offset = 0 if after else max(rank, len(rows)) - brought
        rest = self._engine.find(
            Find(request.collection, self._behind(request.node), request.sort, left, offset, after)
        )
        return replace(by_words, rows=(*page, *rest.rows), more=rest.more, snapshot=rest.snapshot)

    @cached_property
    def _near(self) -> dict[str, float]:
        """The nearest by vectors, which were asked for while words were searched."""
        return self._asked.result() if self._asked else {}

    def _head(self, request: Find) -> tuple[Found, list[Row], int]:
        """The best by words (with total and facets), the blended rows, and how many of these vectors brought."""
        if request.node not in self._heads:
            by_words = self._engine.find(replace(request, limit=self._depth, offset=0, after=None))
            likeness = self._likeness(by_words.rows)
            far = set(self._near).difference(row.id for row in by_words.rows) if by_words.more else set[str]()
            brought = self._matching(request, sorted(far))
            rows = self._ordered(by_words.rows, brought, {**likeness.result(), **self._near} if likeness else {})
            wordless = {row.id for row in brought if not row.score}.intersection(row.id for row in rows)
            counted = replace(by_words, total=by_words.total + len(wordless))
            self._heads[request.node] = (counted, rows, len(rows) - len(by_words.rows))
        return self._heads[request.node]

    def _likeness(self, rows: Sequence[Row]) -> Future[dict[str, float]] | None:
        """The cosines of those rows that are not among the nearest, asked for beside what follows."""
        lacking = [row.id for row in rows if row.id not in self._near]
        return _MEANWHILE.submit(self._vectors.similarities, lacking) if self._vectors else None

    def _matching(self, request: Find, ids: Sequence[str]) -> tuple[Row, ...]:
        """Those of `ids` that match the request but for its words, with their scores by words."""
        if not ids:
            return ()
        others = replaced(request.node, self._words, Everything())
        node = Beside(And((others, OneOf(ID, tuple(ids)))), self._words)
        return self._engine.find(Find(request.collection, node, request.sort, len(ids))).rows

    def _ordered(self, by_words: Sequence[Row], brought: Sequence[Row], similar: Mapping[str, float]) -> list[Row]:
        """All by score, without what vectors brought in vain: below the last by words it stays in its own place."""
        rows = [*by_words, *brought]
        least = by_words[-1].score if by_words else 0.0
        scale = self._scale = self._scale or _scale_of(rows, similar, self._vectors.weight if self._vectors else 0.0)
        scored = [(row.score + scale.bonus(similar.get(row.id)), row) for row in rows]
        kept = scored[: len(by_words)] + [pair for pair in scored[len(by_words) :] if pair[0] > least]
        ordered = sorted([Row(row.id, score, row.day, row.fields) for score, row in kept], key=_place)
        if not self._read:
            return ordered
        head = ordered[:READ]
        read = []
        for row, more in zip(head, bonuses(self._read, head, similar), strict=True):
            lost = 1 - standing_of(row.fields) / IN_FORCE  # what is repealed earns less by meaning, as it does by words
            score = row.score + more - lost * (more + scale.bonus(similar.get(row.id)))
            read.append(Row(row.id, score, row.day, row.fields))
        return sorted([*read, *ordered[READ:]], key=_place)

    def _behind(self, node: Node) -> Node:
        """What stands behind the blended hits: all but those that vectors brought."""
        by_words, rows, _ = self._heads[node]
        brought = {row.id for row in rows}.difference(row.id for row in by_words.rows)
        return Without(node, (OneOf(ID, tuple(sorted(brought))),)) if brought else node

    # --- not a matter of order ---

    def count(self, collection: Collection, nodes: Sequence[Node]) -> list[int]:
        """See `Engine.count`."""
        return self._engine.count(collection, nodes)

    def values(self, collection: Collection, name: str, most: int) -> tuple[Bucket, ...]:
        """See `Engine.values`."""
        return self._engine.values(collection, name, most)

    def keys(self, collection: Collection, prefix: str, most: int) -> list[tuple[str, int]]:
        """See `Engine.keys`."""
        return self._engine.keys(collection, prefix, most)


@dataclass(frozen=True, slots=True)
class Near:
    """What vectors know of one question, whose own vector is `asked`.

    `weight`: what the nearest record earns, as a share of the best score by words.
    """

    vectors: VectorIndex
    asked: Vector
    weight: float

    def nearest(self) -> dict[str, float]:
        """The nearest records and their cosines."""
        return dict(self.vectors.nearest(self.asked, NEAREST))

    def similarities(self, ids: Sequence[str]) -> dict[str, float]:
        """The cosines of those of `ids` that have a vector."""
        return self.vectors.similarities(self.asked, ids)


def _place(row: Row) -> tuple[float, int, str]:
    """The total order: score, date, id."""
    return (-row.score, -(-1 if row.day is None else row.day), row.id)


@dataclass(frozen=True, slots=True)
class _Scale:
    """What similarity is worth to this question: nothing at `low`, `most` at `high`.

    Taken from the first hits and kept, so that a record has one score on every page and under every further filter.
    """

    low: float
    high: float
    most: float

    def bonus(self, similarity: float | None) -> float:
        """What is added to a score by words; nothing where there is no vector."""
        if similarity is None or self.high <= self.low:
            return 0.0
        return self.most * min(max((similarity - self.low) / (self.high - self.low), 0.0), 1.0)


def _scale_of(rows: Sequence[Row], similar: Mapping[str, float], weight: float) -> _Scale:
    known = [similar[row.id] for row in rows if row.id in similar]
    best = max((row.score for row in rows), default=0.0)
    return _Scale(min(known, default=0.0), max(known, default=0.0), weight * best)


def explain_meaning(explained: Mapping[str, Explanation], rows: Sequence[Row]) -> dict[str, Explanation]:
    """Explanations by words with what vectors and reading added: all of a score that words leave open."""
    told = {}
    for row in rows:
        explanation = explained[row.id]
        factor = math.prod(reason.score for reason in explanation.factors)
        added = row.score / factor - sum(reason.score for reason in explanation.reasons)
        reasons = explanation.reasons
        if added > _ROUNDING * row.score:
            reasons = tuple(sorted((*reasons, Reason(_MEANING, added)), key=lambda r: (-r.score, r.text)))
        told[row.id] = replace(explanation, reasons=reasons)
    return told
