"""What the link stage keeps: facts of each regulation, its norms, and where it stands among the others."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Select, and_, func, or_, select

from regintel.model import Document
from regintel.policy import (
    POLICY_KINDS,
    PolicyCitation,
    PolicyFacts,
    PolicyLink,
    PolicyNode,
    PolicyNorm,
    PolicyState,
)
from regintel.store import codec
from regintel.store import tables as t
from regintel.store.database import Database

_CHUNK = 500
_KINDS = [kind.value for kind in POLICY_KINDS]
_OUTLINE = tuple[PolicyNode, ...]
_NORMS = tuple[PolicyNorm, ...]


@dataclass(frozen=True, slots=True)
class Unread:
    """A regulation whose current state nobody has read for the link stage."""

    document: Document
    version: str


@dataclass(frozen=True, slots=True)
class PolicyReading:
    """All that one document tells by itself, as JSON, so that workers hand over what is kept as it is.

    `version` is the document's, `producer` who read it.
    """

    document_id: str
    version: str
    producer: str
    facts: str
    outline: str
    norms: str

    @classmethod
    def of(
        cls,
        version: str,
        producer: str,
        facts: PolicyFacts,
        outline: tuple[PolicyNode, ...],
        norms: tuple[PolicyNorm, ...],
    ) -> PolicyReading:
        """From what was found."""
        return cls(
            facts.document_id,
            version,
            producer,
            _dump(PolicyFacts, facts),
            _dump(_OUTLINE, outline),
            _dump(_NORMS, norms),
        )


class PolicyTable(Database):
    """Regulations as a body."""

    def unread_policies(self, producer: str) -> Iterator[Unread]:
        """Regulations that this producer has not read in their current state. Writing meanwhile is allowed."""
        for row in self._paged(self._unread(producer)):
            yield Unread(codec.load_document(row.payload), row.version)

    def count_unread_policies(self, producer: str) -> int:
        """How many `unread_policies` gives."""
        return self._count(self._unread(producer))

    def _unread(self, producer: str) -> Select[Any]:
        d, f = t.documents, t.policy_facts
        stale = or_(f.c.document_id.is_(None), f.c.document_version != d.c.version, f.c.producer != producer)
        query = select(d.c.id, d.c.version, d.c.payload).join(f, f.c.document_id == d.c.id, isouter=True)
        return query.where(d.c.kind.in_(_KINDS), stale)

    def save_policy_readings(self, readings: Iterable[PolicyReading]) -> None:
        """Replace what was read in these documents, in one transaction."""
        rows = [
            {
                "document_id": r.document_id,
                "document_version": r.version,
                "producer": r.producer,
                "payload": r.facts,
                "outline": r.outline,
                "norms": r.norms,
            }
            for r in readings
        ]
        with self._begin() as c:
            _replace(c, t.policy_facts, [str(row["document_id"]) for row in rows], rows)

    def policy_facts(self) -> Iterator[PolicyFacts]:
        """Facts of every document that is a regulation, in order of id."""
        d, f = t.documents, t.policy_facts
        query = select(f.c.document_id.label("id"), f.c.payload).join(d, f.c.document_id == d.c.id)
        for row in self._paged(query.where(d.c.kind.in_(_KINDS)), key=f.c.document_id):
            yield _load(PolicyFacts, row.payload)

    def policy_fact(self, document_id: str) -> PolicyFacts | None:
        """Facts of one document, or None where it is no regulation or was not read yet."""
        payload = self._scalar(select(t.policy_facts.c.payload).where(t.policy_facts.c.document_id == document_id))
        return None if payload is None else _load(PolicyFacts, payload)

    def policy_outline(self, document_id: str) -> tuple[PolicyNode, ...]:
        """The clause tree, parents before children; () where there is none."""
        payload = self._scalar(select(t.policy_facts.c.outline).where(t.policy_facts.c.document_id == document_id))
        return () if payload is None else _load(_OUTLINE, payload)

    def policy_norms(self, document_ids: Sequence[str]) -> list[PolicyNorm]:
        """Norms of these documents, each document's in printed order."""
        f, out = t.policy_facts, []
        for part in _chunks(document_ids):
            query = select(f.c.norms).where(f.c.document_id.in_(part)).order_by(f.c.document_id)
            for row in self._rows(query):
                out += _load(_NORMS, row.norms)
        return out

    def policy_versions(self) -> str:
        """Digest of which state of which regulation was read by whom: unchanged, there is nothing new to link."""
        f, d = t.policy_facts, t.documents
        query = select(f.c.document_id, f.c.document_version, f.c.producer).join(d, f.c.document_id == d.c.id)
        digest = hashlib.sha256()
        for row in self._rows(query.where(d.c.kind.in_(_KINDS)).order_by(f.c.document_id)):
            digest.update("\0".join(row).encode())
        return digest.hexdigest()

    def linked_state(self) -> str:
        """What `save_policies` was last told that it stands for, "" before the first time."""
        return str(self._scalar(select(t.meta.c.value).where(t.meta.c.name == "linked")) or "")

    def save_policies(
        self,
        states: Sequence[PolicyState],
        citations: Mapping[str, Sequence[PolicyCitation]],
        links: Sequence[PolicyLink],
        linked_state: str,
    ) -> int:
        """Bring everything that was linked up to date in one transaction; the number of documents that changed.

        `states` is the whole body: what it lacks is removed.
        """
        p = t.policies
        rows = {s.document_id: _rows_of(s, citations.get(s.document_id, ())) for s in states}
        with self._begin() as c:
            known = {row.document_id: row.digest for row in c.execute(select(p.c.document_id, p.c.digest))}
            changed = [id_ for id_, (row, _) in rows.items() if known.get(id_) != row["digest"]]
            gone = [id_ for id_ in known if id_ not in rows]
            _replace(c, p, [*changed, *gone], [rows[id_][0] for id_ in changed])
            _replace(c, t.policy_citations, [*changed, *gone], [row for id_ in changed for row in rows[id_][1]])
            c.execute(t.policy_links.delete())
            listed = [
                {"number": n, "by_id": x.by, "target_id": x.target, "payload": _dump(PolicyLink, x)}
                for n, x in enumerate(links)
            ]
            if listed:
                c.execute(t.policy_links.insert(), listed)
            c.execute(t.meta.delete().where(t.meta.c.name == "linked"))
            c.execute(t.meta.insert().values(name="linked", value=linked_state))
        return len(changed) + len(gone)

    def policy(self, document_id: str) -> PolicyState | None:
        """Where one document stands, or None where it is no regulation or was not linked yet."""
        return next(iter(self.policies([document_id])), None)

    def policies(self, document_ids: Sequence[str] | None = None) -> list[PolicyState]:
        """These documents, or all, in order of id; unknown ids are left out."""
        p = t.policies
        query = select(p.c.payload).order_by(p.c.document_id)
        if document_ids is None:
            return [_load(PolicyState, row.payload) for row in self._rows(query)]
        found = [row for part in _chunks(document_ids) for row in self._rows(query.where(p.c.document_id.in_(part)))]
        return [_load(PolicyState, row.payload) for row in found]

    def policy_chain(self, chain: str) -> list[PolicyState]:
        """All versions of one law, oldest first; second copies of a version are left out."""
        p = t.policies
        rows = self._rows(select(p.c.payload).where(p.c.chain == chain)) if chain else []
        states = (_load(PolicyState, row.payload) for row in rows)
        return sorted((s for s in states if not s.copy_of), key=lambda s: (s.made, s.document_id))

    def citations_of(self, document_id: str) -> list[PolicyCitation]:
        """What a document cites, in printed order."""
        c = t.policy_citations
        query = select(c.c.payload).where(c.c.document_id == document_id).order_by(c.c.number)
        return [_load(PolicyCitation, row.payload) for row in self._rows(query)]

    def citations_to(self, document_id: str) -> list[PolicyCitation]:
        """Where other documents cite this one."""
        c = t.policy_citations
        where = and_(c.c.target_id == document_id, c.c.document_id != document_id)
        query = select(c.c.payload).where(where).order_by(c.c.document_id, c.c.number)
        return [_load(PolicyCitation, row.payload) for row in self._rows(query)]

    def policy_grounds(self, document_ids: Sequence[str]) -> dict[str, set[str]]:
        """Document id → the documents that it says it was made on (制定依据)."""
        c, out = t.policy_citations, dict[str, set[str]]()
        for part in _chunks(document_ids):
            where = and_(c.c.document_id.in_(part), c.c.payload.contains('"basis":true'), c.c.target_id != "")
            for row in self._rows(select(c.c.document_id, c.c.target_id).where(where).distinct()):
                out.setdefault(str(row.document_id), set()).add(str(row.target_id))
        return out

    def unresolved_citations(self) -> Iterator[PolicyCitation]:
        """Everything that a citation names and that was not found, by citing document."""
        c = t.policy_citations
        query = select(c.c.payload).where(c.c.complete.is_(False)).order_by(c.c.document_id, c.c.number)
        for row in self._rows(query):
            yield _load(PolicyCitation, row.payload)

    def count_citations(self) -> tuple[int, int]:
        """(all, complete) citations."""
        c = t.policy_citations
        rows = self._rows(select(c.c.complete, func.count().label("n")).group_by(c.c.complete))
        counts = {bool(row.complete): int(row.n) for row in rows}
        return sum(counts.values()), counts.get(True, 0)

    def citation_edges(self) -> list[tuple[str, str, int]]:
        """(citing, cited, times) between different documents."""
        c = t.policy_citations
        where = and_(c.c.target_id != "", c.c.target_id != c.c.document_id)
        query = select(c.c.document_id, c.c.target_id, func.count().label("n")).where(where)
        rows = self._rows(query.group_by(c.c.document_id, c.c.target_id))
        return [(str(row.document_id), str(row.target_id), int(row.n)) for row in rows]

    def decided_statuses(self) -> dict[str, str]:
        """Document id → its decided 时效性, of those where something decides it."""
        p = t.policies
        rows = self._rows(select(p.c.document_id, p.c.decided).where(p.c.decided != ""))
        return {row.document_id: row.decided for row in rows}

    def policy_links(self, document_id: str) -> list[PolicyLink]:
        """Links from and to a document, in order of day."""
        x = t.policy_links
        where = or_(x.c.by_id == document_id, x.c.target_id == document_id)
        rows = self._rows(select(x.c.payload).where(where).order_by(x.c.number))
        return [_load(PolicyLink, row.payload) for row in rows]


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _dump(kind: Any, value: object) -> str:
    return _adapter(kind).dump_json(value).decode()


def load_state(payload: str) -> PolicyState:
    """A state as it was stored."""
    state: PolicyState = _load(PolicyState, payload)
    return state


def _load(kind: Any, payload: str) -> Any:
    return _adapter(kind).validate_json(payload)


def _rows_of(state: PolicyState, found: Sequence[PolicyCitation]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    payload = _dump(PolicyState, state)
    cited = [
        {
            "document_id": state.document_id,
            "number": x.number,
            "target_id": x.target_id,
            "complete": x.complete,
            "payload": _dump(PolicyCitation, x),
        }
        for x in found
    ]
    digest = hashlib.sha256("\n".join([payload, *(str(row["payload"]) for row in cited)]).encode()).hexdigest()
    decided = state.status.value if state.decided and state.status else ""
    row = {
        "document_id": state.document_id,
        "chain": state.chain,
        "decided": decided,
        "importance": state.importance,
        "edition": state.edition,
        "kind": state.kind.value,
        "title": state.title,
        "issuers": "、".join(state.issuers),
        "rank": state.rank,
        "status": state.status.value if state.status else "",
        "published_on": state.published,
        "deadline": state.deadline,
        "cited_by": state.cited_by,
        "is_current": state.current,
        "is_warned": bool(state.warning),
        "law_cited_by": state.law_cited_by if state.newest and not state.copy_of else 0,
        "digest": digest,
        "payload": payload,
    }
    return row, cited


def _chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), _CHUNK):
        yield ids[start : start + _CHUNK]


def _replace(c: Connection, table: Any, ids: Sequence[str], rows: Sequence[dict[str, Any]]) -> None:
    for part in _chunks(ids):
        c.execute(table.delete().where(table.c.document_id.in_(part)))
    if rows:
        c.execute(table.insert(), list(rows))
