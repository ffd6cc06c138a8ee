"""One hit for all versions of a law and for all reports of an event: the best of them, wherever a page begins.

Made from ordinary requests, so that every backend does the same, at any depth of paging.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from indexer.cursor import Position
from indexer.engine import Find, Found, Row
from indexer.plan import And, Constant, OneOf

FAMILY = "family"
_MOST_ROWS = 1000
_MOST_MEMBERS = 1000


@dataclass(frozen=True, slots=True)
class Collapsed:
    """`found` with the heads alone as rows; `shown`: how many heads there are in all.

    `rank`: how many rows, heads or not, stand up to the last one of the page.
    """

    found: Found
    shown: int
    rank: int


def collapse(request: Find, find: Callable[[Find], Found]) -> Collapsed:
    """As `find(request)`, with one row a family. `offset` and `limit` count heads; `total` still counts matches."""
    heads: list[tuple[Row, int]] = []
    need = request.offset + request.limit + 1 if request.after is None else request.limit + 1
    seen: set[str] = set()
    first: Found | None = None
    after, rank = request.after, request.after.rank if request.after else 0
    while True:
        size = min(_MOST_ROWS, max(need - len(heads), 1) + 16)
        found = find(replace(request, offset=0, after=after, limit=size, families=first is None))
        first = first or found
        chosen = _heads(found.rows, seen, request, find)
        heads += [(row, rank + n) for n, row in enumerate(found.rows, 1) if row.id in chosen][: need - len(heads)]
        if len(heads) >= need or not found.more or not found.rows:
            break
        last = found.rows[-1]
        rank += len(found.rows)
        after = Position(last.score, last.day, last.id, rank, 0, found.snapshot)
    start = request.offset if request.after is None else 0
    page = heads[start : start + request.limit]
    hidden = sum(count - 1 for count in first.families.values())
    more = len(heads) > start + request.limit
    rows = tuple(row for row, _ in page)
    shown = first.total - hidden
    return Collapsed(replace(first, rows=rows, more=more, snapshot=found.snapshot), shown, page[-1][1] if page else 0)


def _heads(rows: Sequence[Row], seen: set[str], request: Find, find: Callable[[Find], Found]) -> set[str]:
    """Ids of the rows before which no other of their family stands. After a cursor the others are asked for."""
    fresh = {f for row in rows if (f := _family(row)) and f not in seen}
    best: dict[str, str] = {}
    if request.after is not None and fresh:
        members = And((request.node, Constant(OneOf(FAMILY, tuple(sorted(fresh))))))
        asked = replace(request, node=members, after=None, offset=0, limit=_MOST_MEMBERS, facets=(), families=False)
        for member in find(asked).rows:
            best.setdefault(_family(member), member.id)
    heads = set()
    for row in rows:
        family = _family(row)
        if not family:
            heads.add(row.id)
        elif family not in seen:
            seen.add(family)
            if best.get(family, row.id) == row.id:
                heads.add(row.id)
    return heads


def _family(row: Row) -> str:
    return str(row.fields.get(FAMILY) or "")
