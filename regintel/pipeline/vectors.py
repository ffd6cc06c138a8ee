"""The vector stage: brings the vectors of clauses into line with the store, batch by batch.

It keeps its books as the index stage does, under a name of its own, so that it can be stopped, killed and run again,
run alone and long after the index; vectors are written before they are marked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from regintel.model import Clause, Document
from regintel.pipeline.progress import Progress, StageReport, silent
from regintel.store import Pending, Store

if TYPE_CHECKING:
    from indexer.vector import VectorIndex
    from nlp.embedding.embedder import Embedder


def vector_target(index_url: str, embedder: Embedder) -> str:
    """The name under which the store remembers which vectors an index holds."""
    return f"{index_url}#{embedder.name}"[:200]


def passage(document: Document, clause: Clause) -> str:
    """What of a clause its vector stands for: the law's name tells a question where it belongs."""
    return f"{document.title.replace('中华人民共和国', '')} {clause.text}"


def embed_stale(
    store: Store, vectors: VectorIndex, embedder: Embedder, target: str, on_progress: Progress = silent
) -> StageReport:
    """Make the vectors that are lacking or of an older text, remove those of clauses that are no more.

    `vectors` that hold none are filled from the start, whatever the store remembers. Raises `MappingError` where they
    are of another dimension.
    """
    if not next(iter(vectors.ids()), ""):
        store.forget_index(target)
    total = store.count_unindexed(target)
    done = written = size = 0
    on_progress(0, total)
    batch: list[Pending] = []
    for pending in store.unindexed(target):
        batch.append(pending)
        size += len(pending.analysis.clauses)
        if size >= embedder.batch:
            written += _write(store, vectors, embedder, target, batch)
            done += len(batch)
            on_progress(done, total)
            batch, size = [], 0
    if batch:
        written += _write(store, vectors, embedder, target, batch)
        done += len(batch)
        on_progress(done, total)
    return StageReport(done, 0, written)


def _write(store: Store, vectors: VectorIndex, embedder: Embedder, target: str, batch: list[Pending]) -> int:
    clauses = [(pending.document, clause) for pending in batch for clause in pending.analysis.clauses]
    held = {id for pending in batch for id in pending.held.get("clauses", ())}
    gone = held.difference(clause.id for _, clause in clauses)
    if gone:
        vectors.delete(sorted(gone))
    if clauses:
        made = embedder.passages([passage(document, clause) for document, clause in clauses])
        vectors.upsert([clause.id for _, clause in clauses], made)
    vectors.refresh()
    store.mark_indexed(target, [p.mark({"clauses": [c.id for c in p.analysis.clauses]}) for p in batch])
    return len(clauses)
