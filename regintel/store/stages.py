"""Progress of annotation and indexing: what is stale, what is done."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Select, and_, or_, select

from regintel.model import Analysis, Document
from regintel.store import codec
from regintel.store import tables as t
from regintel.store.database import Database


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

    def unindexed(self, target: str) -> Iterator[tuple[Document, Analysis, Mapping[str, list[str]]]]:
        """What this index lacks in its current state: document, analysis, and the record ids it holds of it by
        collection (so that clauses which are gone can be deleted)."""
        for row in self._paged(self._unindexed(target)):
            held = json.loads(row.record_ids) if row.record_ids else {}
            yield codec.load_document(row.payload), codec.load_analysis(row.found), held

    def count_unindexed(self, target: str) -> int:
        """How many `unindexed` gives."""
        return self._count(self._unindexed(target))

    def _unindexed(self, target: str) -> Select[Any]:
        d, a, i = t.documents, t.analyses, t.indexed
        stale = or_(
            i.c.document_id.is_(None),
            i.c.document_version != a.c.document_version,
            i.c.producer != a.c.producer,
        )
        return (
            select(d.c.id, d.c.payload, a.c.payload.label("found"), i.c.record_ids)
            .join(a, a.c.document_id == d.c.id)
            .join(i, and_(i.c.document_id == d.c.id, i.c.target == target), isouter=True)
            .where(stale, a.c.document_version == d.c.version)
        )

    def mark_indexed(self, target: str, rows: Iterable[tuple[Document, Analysis, Mapping[str, list[str]]]]) -> None:
        """Remember that the index holds these, with the ids of their records by collection."""
        i = t.indexed
        values = [
            {
                "target": target,
                "document_id": d.id,
                "document_version": codec.version(d),
                "producer": a.producer,
                "record_ids": json.dumps(dict(ids)),
            }
            for d, a, ids in rows
        ]
        if not values:
            return
        with self._begin() as c:
            c.execute(i.delete().where(i.c.target == target, i.c.document_id.in_([v["document_id"] for v in values])))
            c.execute(i.insert(), values)

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
