"""Documents that tell the same text: sketches to find candidates by, and the clusters that were confirmed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Select, func, or_, select

from regintel.model import Document
from regintel.store import codec
from regintel.store import tables as t
from regintel.store.database import Database

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Sketch:
    """Keys of a document's text: two texts that are much alike share at least one. Keys are signed 64-bit numbers."""

    document_id: str
    text_sha256: str
    keys: tuple[int, ...]


class ClusterTable(Database):
    """Every document is in at most one cluster; a document alone is in none. Each keeps its own source."""

    def unsketched(self, producer: str) -> Iterator[Document]:
        """Documents that this producer has not sketched in their current text. Writing meanwhile is allowed."""
        for row in self._paged(self._unsketched(producer)):
            yield codec.load_document(row.payload)

    def count_unsketched(self, producer: str) -> int:
        """How many `unsketched` gives."""
        return self._count(self._unsketched(producer))

    def _unsketched(self, producer: str) -> Select[tuple[str, str]]:
        d, s = t.documents, t.sketches
        stale = or_(s.c.document_id.is_(None), s.c.text_sha256 != d.c.text_sha256, s.c.producer != producer)
        return select(d.c.id, d.c.payload).join(s, s.c.document_id == d.c.id, isouter=True).where(stale)

    def save_sketches(self, producer: str, sketches: Iterable[Sketch]) -> None:
        """Replace the sketches of these documents, in one transaction.

        A text that changed may have held its cluster together, so that the whole cluster waits to be confirmed anew.
        """
        s, b, found = t.sketches, t.sketch_keys, list(sketches)
        with self._begin() as c:
            for start in range(0, len(found), _CHUNK):
                chunk = found[start : start + _CHUNK]
                ids = [sketch.document_id for sketch in chunk]
                self._dissolve(c, ids)
                c.execute(s.delete().where(s.c.document_id.in_(ids)))
                c.execute(b.delete().where(b.c.document_id.in_(ids)))
                c.execute(
                    s.insert(),
                    [
                        {
                            "document_id": sketch.document_id,
                            "text_sha256": sketch.text_sha256,
                            "producer": producer,
                            "is_confirmed": False,
                        }
                        for sketch in chunk
                    ],
                )
                keys = [{"key": k, "document_id": sketch.document_id} for sketch in chunk for k in set(sketch.keys)]
                if keys:
                    c.execute(b.insert(), keys)

    @staticmethod
    def _dissolve(c: Connection, document_ids: Sequence[str]) -> None:
        k, s = t.clusters, t.sketches
        clusters = list(c.scalars(select(k.c.cluster_id).distinct().where(k.c.document_id.in_(document_ids))))
        if clusters:
            members = select(k.c.document_id).where(k.c.cluster_id.in_(clusters))
            c.execute(s.update().where(s.c.document_id.in_(members)).values(is_confirmed=False))
            c.execute(k.delete().where(k.c.cluster_id.in_(clusters)))

    def unconfirmed(self) -> Iterator[str]:
        """Ids of sketched documents whose candidates were not compared yet. Writing meanwhile is allowed."""
        s = t.sketches
        query = select(s.c.document_id.label("id")).where(s.c.is_confirmed.is_(False))
        for row in self._paged(query, key=s.c.document_id):
            yield row.id

    def count_unconfirmed(self) -> int:
        """How many `unconfirmed` gives."""
        return self._count(select(t.sketches.c.document_id).where(t.sketches.c.is_confirmed.is_(False)))

    def candidates(self, document_id: str, most: int) -> list[str]:
        """Documents that share keys with this one, those that share most first."""
        b = t.sketch_keys
        own = select(b.c.key).where(b.c.document_id == document_id)
        shared = func.count().label("shared")
        query = (
            select(b.c.document_id, shared)
            .where(b.c.key.in_(own), b.c.document_id != document_id)
            .group_by(b.c.document_id)
            .order_by(shared.desc(), b.c.document_id)
            .limit(most)
        )
        return [row.document_id for row in self._rows(query)]

    def confirm(self, document_id: str, same: Iterable[str]) -> None:
        """The documents `same` tell what this one tells: they and their clusters become one, in one transaction."""
        k, s = t.clusters, t.sketches
        ids = sorted({document_id, *same})
        with self._begin() as c:
            if len(ids) > 1:
                held = c.scalars(select(k.c.cluster_id).distinct().where(k.c.document_id.in_(ids)))
                clusters: list[str] = list(held)
                name = min([*clusters, *ids])
                c.execute(k.update().where(k.c.cluster_id.in_(clusters)).values(cluster_id=name))
                known = set(c.scalars(select(k.c.document_id).where(k.c.document_id.in_(ids))))
                fresh = [{"document_id": id, "cluster_id": name} for id in ids if id not in known]
                if fresh:
                    c.execute(k.insert(), fresh)
            c.execute(s.update().where(s.c.document_id == document_id).values(is_confirmed=True))

    def cluster(self, document_id: str) -> tuple[str, ...]:
        """All documents of this one's cluster in order of id, itself among them; () where it stands alone."""
        k = t.clusters
        own = select(k.c.cluster_id).where(k.c.document_id == document_id)
        query = select(k.c.document_id).where(k.c.cluster_id.in_(own)).order_by(k.c.document_id)
        return tuple(row.document_id for row in self._rows(query))

    def clusters(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """(cluster id, documents in order of id) of every cluster, in order of its id."""
        k = t.clusters
        query = select(k.c.cluster_id.label("id")).distinct()
        for row in self._paged(query, key=k.c.cluster_id):
            members = self._rows(select(k.c.document_id).where(k.c.cluster_id == row.id).order_by(k.c.document_id))
            yield row.id, tuple(member.document_id for member in members)
