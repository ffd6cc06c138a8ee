"""Regulations chosen, ordered and counted by the database: pages read what they show, never the whole body."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, and_, func, select, true

from regintel.model import Kind
from regintel.policy import PolicyState
from regintel.store import tables as t
from regintel.store.database import Database
from regintel.store.policies import load_state

Order = Literal["date", "cited", "deadline"]


@dataclass(frozen=True, slots=True)
class PolicyChoice:
    """Which regulations. Empty values choose all; `title` and `issuer` are parts of a name, `status` "无" means none.

    `current`: neither ended nor replaced nor a second copy. `warned`: made on a ground that was repealed. `open_on`:
    what may be commented on until that day or longer.
    """

    title: str = ""
    issuer: str = ""
    rank: str = ""
    status: str = ""
    kind: str = Kind.POLICY.value
    current: bool = False
    warned: bool = False
    open_on: date | None = None
    order: Order = "date"


class PolicyCatalogue(Database):
    """Lists and counts of regulations."""

    def find_policies(self, choice: PolicyChoice, limit: int, offset: int = 0) -> tuple[int, list[PolicyState]]:
        """How many there are, and the `limit` of them behind the first `offset`."""
        p, where = t.policies, and_(true(), *_conditions(choice))
        total = int(self._scalar(select(func.count()).select_from(p).where(where)) or 0)
        newest = (p.c.published_on.is_(None), p.c.published_on.desc(), p.c.document_id)
        orders: dict[Order, Sequence[ColumnElement[Any]]] = {
            "date": newest,
            "cited": (p.c.cited_by.desc(), p.c.document_id),
            "deadline": (p.c.deadline.is_(None), p.c.deadline, *newest),
        }
        query = select(p.c.payload).where(where).order_by(*orders[choice.order]).limit(limit).offset(offset)
        return total, [load_state(row.payload) for row in self._rows(query)]

    def count_policies(self, column: Literal["rank", "status", "kind"], choice: PolicyChoice) -> dict[str, int]:
        """Value → regulations of the choice that have it, most first; "" where it has none."""
        by, n = t.policies.c[column], func.count().label("n")
        query: Select[Any] = (
            select(by.label("value"), n).where(*_conditions(choice)).group_by(by).order_by(n.desc(), by)
        )
        return {str(row.value): int(row.n) for row in self._rows(query)}

    def most_cited_laws(self, limit: int) -> list[PolicyState]:
        """The newest versions of the laws that most documents of other laws cite (`law_cited_by`)."""
        p = t.policies
        query = select(p.c.payload).where(p.c.law_cited_by > 0).order_by(p.c.law_cited_by.desc(), p.c.document_id)
        states = [load_state(row.payload) for row in self._rows(query.limit(2 * limit))]
        laws = {s.chain or s.document_id: s for s in reversed(states)}  # versions of one day may all be newest
        return list(reversed(laws.values()))[:limit]

    def count_edges(self) -> int:
        """Pairs of documents of which one cites the other."""
        c = t.policy_citations
        pairs = select(c.c.document_id, c.c.target_id).where(c.c.target_id != "", c.c.target_id != c.c.document_id)
        return int(self._scalar(select(func.count()).select_from(pairs.distinct().subquery())) or 0)


def _conditions(choice: PolicyChoice) -> list[ColumnElement[bool]]:
    p = t.policies
    out = [p.c.title.contains(choice.title, autoescape=True)] if choice.title else []
    out += [p.c.issuers.contains(choice.issuer, autoescape=True)] if choice.issuer else []
    out += [p.c.rank == choice.rank] if choice.rank else []
    out += [p.c.status == choice.status.replace("无", "")] if choice.status else []
    out += [p.c.kind == choice.kind] if choice.kind else []
    out += [p.c.is_current.is_(True)] if choice.current else []
    out += [p.c.is_warned.is_(True)] if choice.warned else []
    if choice.open_on:
        out += [p.c.deadline >= choice.open_on]
    return out
