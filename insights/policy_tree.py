"""A regulation's clause tree laid out for reading: one row a unit, in printed order. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from regintel.model import Clause
from regintel.policy import PolicyNode


@dataclass(frozen=True, slots=True)
class TreeRow:
    """One unit. `depth` counts from 0; `text` are its own words without those of the units below it.

    `clause_id` is the id under which the unit is searched and linked, "" where it is no clause of its own.
    """

    depth: int
    level: str
    number: str
    heading: str
    text: str
    start: int
    end: int
    clause_id: str = ""


def tree_rows(outline: Sequence[PolicyNode], text: str, clauses: Sequence[Clause] = ()) -> list[TreeRow]:
    """Every unit of the tree. `text` is the document's; `clauses` give ids by where they begin."""
    ids = {clause.span.start: clause.id for clause in clauses}
    return list(_rows(outline, text, ids))


def _rows(outline: Sequence[PolicyNode], text: str, ids: dict[int, str]) -> Iterator[TreeRow]:
    depths: list[int] = []
    for n, node in enumerate(outline):
        depths.append(depths[node.parent] + 1 if node.parent >= 0 else 0)
        below = outline[n + 1].start if n + 1 < len(outline) and outline[n + 1].parent == n else node.end
        start = min(node.body, below)
        own = text[start:below].strip()
        clause = ids.get(node.start, "") if node.level not in ("款", "项", "目") else ""
        heading = node.heading if node.heading not in own else ""
        yield TreeRow(depths[n], node.level, node.number, heading, own, node.start, node.end, clause)


def count_levels(rows: Sequence[TreeRow]) -> dict[str, int]:
    """How many units of each level, in order of first appearance."""
    counts: dict[str, int] = {}
    for row in rows:
        counts[row.level] = counts.get(row.level, 0) + 1
    return counts
