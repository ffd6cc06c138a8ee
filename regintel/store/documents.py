"""Documents and their revisions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import Connection, bindparam, func, select

from regintel.model import Document, Kind
from regintel.store import codec
from regintel.store import tables as t
from regintel.store.database import Database

Saved = Literal["new", "revised", "updated", "same"]
"""`revised`: the text changed. `updated`: only facts beside the text changed (a status, an attachment)."""


# built once: making a statement costs more than running it
_STATE = select(t.documents.c.version, t.documents.c.text_sha256, t.documents.c.revision).where(
    t.documents.c.id == bindparam("wanted")
)
_INSERT = t.documents.insert()


@dataclass(frozen=True, slots=True)
class Revision:
    """One state of a document's text. The last one is the current."""

    number: int
    text_sha256: str
    fetched_at: datetime
    document: Document


class DocumentTable(Database):
    """What was published."""

    def save_document(self, document: Document) -> Saved:
        """Insert, or replace where the document changed, keeping the earlier text as a revision."""
        return self.save_documents((document,))[0]

    def save_documents(self, documents: Iterable[Document]) -> list[Saved]:
        """Several at once, in one transaction; the outcome of each, in order."""
        with self._begin() as c:
            return [self._save(c, codec.storable(d)) for d in documents]

    def _save(self, c: Connection, document: Document) -> Saved:
        d = t.documents
        row = c.execute(_STATE, {"wanted": document.id}).one_or_none()
        version = codec.version(document)
        values = {
            "source_id": document.source_id,
            "kind": document.kind.value,
            "url": document.url,
            "published_on": document.published_on,
            "text_sha256": document.text_sha256,
            "version": version,
            "payload": codec.dump(document),
        }
        if row is None:
            c.execute(_INSERT, {"id": document.id, "revision": 1, "first_seen": document.fetched_at, **values})
            return "new"
        if row.version == version:
            return "same"
        if row.text_sha256 == document.text_sha256:
            c.execute(d.update().where(d.c.id == document.id).values(**values))
            return "updated"
        payload = c.execute(select(d.c.payload).where(d.c.id == document.id)).scalar_one()
        c.execute(
            t.revisions.insert().values(
                document_id=document.id, number=row.revision, text_sha256=row.text_sha256, payload=payload
            )
        )
        c.execute(d.update().where(d.c.id == document.id).values(revision=row.revision + 1, **values))
        return "revised"

    def document(self, id: str) -> Document | None:
        """The current state, or None."""
        payload = self._scalar(select(t.documents.c.payload).where(t.documents.c.id == id))
        return None if payload is None else codec.load_document(payload)

    def revisions(self, id: str) -> list[Revision]:
        """Every state of the text, oldest first; empty for an unknown document."""
        r, d = t.revisions, t.documents
        with self._begin() as c:
            rows = list(
                c.execute(
                    select(r.c.number, r.c.text_sha256, r.c.payload).where(r.c.document_id == id).order_by(r.c.number)
                )
            )
            rows += list(c.execute(select(d.c.revision, d.c.text_sha256, d.c.payload).where(d.c.id == id)))
        loaded = [(n, sha, codec.load_document(payload)) for n, sha, payload in rows]
        return [Revision(n, sha, doc.fetched_at, doc) for n, sha, doc in loaded]

    def documents(
        self,
        source_ids: Sequence[str] = (),
        kinds: Sequence[Kind] = (),
        since: date | None = None,
        until: date | None = None,
    ) -> Iterator[Document]:
        """Stream in order of id. Writing meanwhile is allowed."""
        d = t.documents
        query = select(d.c.id, d.c.payload)
        if source_ids:
            query = query.where(d.c.source_id.in_(source_ids))
        if kinds:
            query = query.where(d.c.kind.in_([k.value for k in kinds]))
        if since:
            query = query.where(d.c.published_on >= since)
        if until:
            query = query.where(d.c.published_on <= until)
        for row in self._paged(query):
            yield codec.load_document(row.payload)

    def count_documents(self) -> dict[str, int]:
        """Source id → number of documents."""
        d = t.documents
        rows = self._rows(select(d.c.source_id, func.count().label("n")).group_by(d.c.source_id))
        return {row.source_id: row.n for row in rows}
