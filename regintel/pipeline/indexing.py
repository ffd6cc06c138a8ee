"""The index stage: brings one index into line with the store, and proves that it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from regintel.model import Record
from regintel.pipeline.progress import Progress, StageReport, silent
from regintel.pipeline.records import pending_records
from regintel.store import Mark, Pending, Store

if TYPE_CHECKING:
    from indexer.base import SearchIndex

BATCH_RECORDS = 20_000
"""Records between two commits of the index: what a kill has to do again, at most."""


def target_name(index_url: str) -> str:
    """The name under which the store remembers what an index holds: its address and the version of its fields."""
    from indexer.schema import VERSION

    return f"{index_url}#v{VERSION}"[:200]


def index_stale(store: Store, index: SearchIndex, target: str, on_progress: Progress = silent) -> StageReport:
    """Write what the index lacks in its current state, remove records that later versions of a document lack.

    A batch is claimed in the store before and marked after the index made it durable: a kill between the two repeats
    the batch, writing is idempotent, and no record that was half written is ever forgotten. Raises
    `IndexNotReadyError` where the index cannot be reached.
    """
    if not any(index.health().counts.values()):
        store.forget_index(target)  # an index that was deleted or never filled holds nothing, whatever we remember
    total = store.count_unindexed(target)
    done = written = 0
    on_progress(0, total)
    batch: list[Pending] = []
    size = 0
    for pending in store.unindexed(target):
        batch.append(pending)
        size += 1 + len(pending.analysis.clauses) + len(pending.analysis.signals)
        if size >= BATCH_RECORDS:
            written += _write(store, index, target, batch)
            done += len(batch)
            on_progress(done, total)
            batch, size = [], 0
    if batch:
        written += _write(store, index, target, batch)
        done += len(batch)
        on_progress(done, total)
    return StageReport(done, 0, written)


def rebuild(store: Store, index: SearchIndex, target: str, on_progress: Progress = silent) -> StageReport:
    """Write everything into a new index beside the live one and swap; queries go on meanwhile."""
    store.forget_index(target)
    total = store.count_unindexed(target)
    marks: list[Mark] = []

    def stream() -> Iterator[Record]:
        for n, pending in enumerate(store.unindexed(target), 1):
            rows = list(pending_records(pending))
            marks.append(pending.mark(_ids(rows)))
            yield from rows
            on_progress(n, total)

    written = index.rebuild(stream())
    index.refresh()
    store.mark_indexed(target, marks)
    return StageReport(len(marks), 0, written)


def _write(store: Store, index: SearchIndex, target: str, batch: list[Pending]) -> int:
    from indexer.base import Collection

    rows = [(pending, list(pending_records(pending))) for pending in batch]
    marks = [pending.mark(_ids(own)) for pending, own in rows]
    store.mark_indexed(target, [pending.claim(_ids(own)) for pending, own in rows])
    for collection in Collection:
        gone: set[str] = set()
        for pending, mark in zip(batch, marks, strict=True):
            gone |= set(pending.held.get(collection, ())) - set(mark.record_ids.get(collection, ()))
        if gone:
            index.delete(collection, gone)
    written = index.upsert(record for _, own in rows for record in own)
    index.refresh()
    store.mark_indexed(target, marks)
    return written


def _ids(rows: list[Record]) -> dict[str, list[str]]:
    ids: dict[str, list[str]] = {}
    for record in rows:
        ids.setdefault(record.collection, []).append(record.id)
    return ids
