"""Progress of annotation and indexing: what is stale, what is done."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, func, or_, select

from regintel.model import Analysis, Document
from regintel.store import codec
from regintel.store import tables as t
from regintel.store.database import Database

_CHUNK = 1_000
_FAMILY = func.coalesce(func.nullif(t.policies.c.chain, ""), t.clusters.c.cluster_id, "")

RecordIds = Mapping[str, list[str]]
"""Collection → ids of a document's records there."""


@dataclass(frozen=True, slots=True)
class Pending:
    """A document that an index lacks in its current state. `held` is what the index has of an earlier one.

    `status` is the 时效性 that other documents or its own days decide, "" where nothing does; `importance` is how often
    other regulations cite it (`PolicyState.importance`). `edition`: `PolicyState.edition`; `family` is what it shares
    with the other versions of its law, or with the other reports of its event, "" where it stands alone.
    """

    document: Document
    analysis: Analysis
    version: str
    held: RecordIds
    status: str = ""
    importance: int = 0
    edition: str = ""
    family: str = ""

    def claim(self, record_ids: RecordIds) -> Mark:
        """What to remember before writing: the index may hold old and new records, and is in no finished state."""
        both = {c: sorted({*self.held.get(c, ()), *record_ids.get(c, ())}) for c in {*self.held, *record_ids}}
        return Mark(self.document.id, "", self.analysis.producer, both)

    def mark(self, record_ids: RecordIds) -> Mark:
        """What to remember once the index holds these records durably."""
        return Mark(
            self.document.id,
            self.version,
            self.analysis.producer,
            record_ids,
            self.status,
            self.importance,
            self.edition,
            self.family,
        )


@dataclass(frozen=True, slots=True)
class Mark:
    """An index holds these records of this state of a document."""

    document_id: str
    version: str
    producer: str
    record_ids: RecordIds
    status: str = ""
    importance: int = 0
    edition: str = ""
    family: str = ""


class StageTable(Database):
    """Analyses, and what each index holds."""

    def analysis(self, document_id: str) -> Analysis | None:
        """What was found in the document when it was last annotated, or None."""
        payload = self._scalar(select(t.analyses.c.payload).where(t.analyses.c.document_id == document_id))
        return None if payload is None else codec.load_analysis(payload)

    def unannotated(self, producer: str) -> Iterator[Document]:
        """Documents that this producer has not seen in their current state."""
        for row in self._paged(self._unannotated(producer)):
            yield codec.load_document(row.payload)

    def count_unannotated(self, producer: str) -> int:
        """How many `unannotated` gives."""
        return self._count(self._unannotated(producer))

    def _unannotated(self, producer: str) -> Select[Any]:
        d, a = t.documents, t.analyses
        stale = or_(
            a.c.document_id.is_(None), a.c.document_version != d.c.version, a.c.producer != producer
        )  # outer join: None where never annotated
        return select(d.c.id, d.c.payload).join(a, a.c.document_id == d.c.id, isouter=True).where(stale)

    def save_analyses(self, pairs: Iterable[tuple[Document, Analysis]]) -> None:
        """Replace the analyses of these documents, in one transaction."""
        a = t.analyses
        rows = [
            {
                "document_id": found.document_id,
                "text_sha256": found.text_sha256,
                "document_version": codec.version(document),
                "producer": found.producer,
                "payload": codec.dump(found),
            }
            for document, found in pairs
        ]
        if not rows:
            return
        with self._begin() as c:
            c.execute(a.delete().where(a.c.document_id.in_([r["document_id"] for r in rows])))
            c.execute(a.insert(), rows)

    def unindexed(self, target: str) -> Iterator[Pending]:
        """What this index lacks in its current state. Writing meanwhile is allowed."""
        yield from map(_pending, self._paged(self._unindexed(target)))

    def indexable(self, target: str) -> Iterator[Pending]:
        """Everything that this index should hold, done or not."""
        yield from map(_pending, self._paged(self._indexable(target)))

    def count_unindexed(self, target: str) -> int:
        """How many `unindexed` gives."""
        return self._count(self._unindexed(target))

    def _unindexed(self, target: str) -> Select[Any]:
        a, i, p = t.analyses, t.indexed, t.policies
        stale = or_(
            i.c.document_id.is_(None),
            i.c.document_version != a.c.document_version,
            i.c.producer != a.c.producer,
            i.c.status != func.coalesce(p.c.decided, ""),
            i.c.importance != func.coalesce(p.c.importance, 0),
            i.c.edition != func.coalesce(p.c.edition, ""),
            i.c.family != _FAMILY,
        )
        return self._indexable(target).where(stale)

    @staticmethod
    def _indexable(target: str) -> Select[Any]:
        d, a, i, p, k = t.documents, t.analyses, t.indexed, t.policies, t.clusters
        return (
            select(
                d.c.id,
                d.c.version,
                d.c.payload,
                a.c.payload.label("found"),
                i.c.record_ids,
                p.c.decided,
                p.c.importance,
                p.c.edition,
                _FAMILY.label("family"),
            )
            .join(a, a.c.document_id == d.c.id)
            .join(p, p.c.document_id == d.c.id, isouter=True)
            .join(k, k.c.document_id == d.c.id, isouter=True)
            .join(i, and_(i.c.document_id == d.c.id, i.c.target == target), isouter=True)
            .where(a.c.document_version == d.c.version)
        )

    def mark_indexed(self, target: str, marks: Iterable[Mark]) -> None:
        """Remember what the index holds, in one transaction."""
        i = t.indexed
        values = [
            {
                "target": target,
                "document_id": m.document_id,
                "document_version": m.version,
                "producer": m.producer,
                "record_ids": json.dumps(dict(m.record_ids)),
                "status": m.status,
                "importance": m.importance,
                "edition": m.edition,
                "family": m.family,
            }
            for m in marks
        ]
        if not values:
            return
        with self._begin() as c:
            for start in range(0, len(values), _CHUNK):
                chunk = values[start : start + _CHUNK]
                ids = [v["document_id"] for v in chunk]
                c.execute(i.delete().where(i.c.target == target, i.c.document_id.in_(ids)))
                c.execute(i.insert(), chunk)

    def indexed_ids(self, target: str) -> Iterator[tuple[str, Mapping[str, list[str]]]]:
        """Document id and record ids by collection, of everything that the index should hold."""
        i = t.indexed
        query = select(i.c.document_id.label("id"), i.c.record_ids).where(i.c.target == target)
        for row in self._paged(query, key=i.c.document_id):
            yield row.id, json.loads(row.record_ids)

    def forget_index(self, target: str) -> None:
        """Everything counts as not indexed there."""
        with self._begin() as c:
            c.execute(t.indexed.delete().where(t.indexed.c.target == target))


def _pending(row: Any) -> Pending:
    return Pending(
        codec.load_document(row.payload),
        codec.load_analysis(row.found),
        row.version,
        json.loads(row.record_ids) if row.record_ids else {},
        row.decided or "",
        row.importance or 0,
        row.edition or "",
        row.family or "",
    )
