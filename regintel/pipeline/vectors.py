"""The vector stage: brings the vectors of clauses into line with the store, batch by batch.

It keeps its books as the index stage does, under a name of its own, so that it can be stopped, killed and run again,
run alone and long after the index; vectors are written before they are marked.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from regintel.model import Clause, Document
from regintel.pipeline.progress import Progress, StageReport, silent
from regintel.pipeline.workers import run_batches
from regintel.store import Pending, Store

if TYPE_CHECKING:
    from indexer.vector import VectorIndex
    from nlp.embedding.embedder import Embedder, Matrix

_WORTH = 40
"""Documents a process from which on starting processes is worth it."""
_AT_ONCE = 2_500
"""Clauses that a process reads at once."""


def vector_target(index_url: str, embedder: Embedder) -> str:
    """The name under which the store remembers which vectors an index holds."""
    return f"{index_url}#{embedder.name}"[:200]


def passage(document: Document, clause: Clause) -> str:
    """What of a clause its vector stands for: the law's name tells a question where it belongs."""
    return f"{document.title.replace('中华人民共和国', '')} {clause.text}"


def embed_stale(
    store: Store,
    vectors: VectorIndex,
    embedder: Embedder,
    target: str,
    on_progress: Progress = silent,
    workers: int = 1,
) -> StageReport:
    """Make the vectors that are lacking or of an older text, remove those of clauses that are no more.

    `vectors` that hold none are filled from the start, whatever the store remembers. A `quick` embedder works in
    `workers` processes, others use the cores themselves. Raises `MappingError` where they are of another dimension.
    """
    if not next(iter(vectors.ids()), ""):
        store.forget_index(target)
    total = store.count_unindexed(target)
    on_progress(0, total)
    waiting: deque[list[Pending]] = deque()
    held: list[tuple[list[Pending], Matrix]] = []
    done = written = size = 0
    parts = _parts(store.unindexed(target), waiting, embedder.batch)
    many = workers if embedder.quick and total > workers * _WORTH else 1
    for made in run_batches(partial(_passages, embedder), parts, many):
        held.append((waiting.popleft(), made))
        size += len(made)
        if size >= embedder.batch:
            written += _write(store, vectors, target, held)
            done += sum(len(batch) for batch, _ in held)
            on_progress(done, total)
            held, size = [], 0
    if held:
        written += _write(store, vectors, target, held)
        done += sum(len(batch) for batch, _ in held)
        on_progress(done, total)
    return StageReport(done, 0, written)


def _parts(source: Iterable[Pending], waiting: deque[list[Pending]], most: int) -> Iterator[list[str]]:
    """The passages of some documents at a time, about `most` and `_AT_ONCE`; the documents go to `waiting`."""
    batch: list[Pending] = []
    texts: list[str] = []
    for pending in source:
        batch.append(pending)
        texts += [passage(pending.document, clause) for clause in pending.analysis.clauses]
        if len(texts) >= min(most, _AT_ONCE):
            waiting.append(batch)
            yield texts
            batch, texts = [], []
    if batch:
        waiting.append(batch)
        yield texts


def _passages(embedder: Embedder, texts: list[str]) -> Matrix:
    """What a worker does."""
    return embedder.passages(texts)


def _write(store: Store, vectors: VectorIndex, target: str, parts: list[tuple[list[Pending], Matrix]]) -> int:
    batch = [pending for some, _ in parts for pending in some]
    kept = [clause.id for pending in batch for clause in pending.analysis.clauses]
    gone = {id for pending in batch for id in pending.held.get("clauses", ())}.difference(kept)
    if gone:
        vectors.delete(sorted(gone))
    if kept:
        vectors.upsert(kept, np.concatenate([made for _, made in parts if len(made)]))
    vectors.refresh()
    store.mark_indexed(target, [p.mark({"clauses": [c.id for c in p.analysis.clauses]}) for p in batch])
    return len(kept)
