"""`regintel check` and `regintel index verify`: do store, index and archive agree?"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from typing import TYPE_CHECKING

from regintel.archive import Archive
from regintel.errors import StoreError
from regintel.model import FieldValue, Record
from regintel.pipeline.progress import Progress, silent
from regintel.pipeline.records import pending_records
from regintel.store import Store

if TYPE_CHECKING:
    from indexer.base import SearchIndex
    from indexer.vector import VectorIndex

_SHOWN = 5
_MEND = "运行 regintel index rebuild"
_VECTORS_MEND = "运行 regintel index vectors --rebuild"


def check_index(store: Store, index: SearchIndex, target: str) -> list[str]:
    """Chinese lines naming what differs between store and index, both ways; empty when they agree."""
    from indexer.base import Collection

    health = index.health()
    if not health.ok:
        return [f"索引不可用：{health.detail}"]
    wanted: dict[str, set[str]] = {c.value: set() for c in Collection}
    for _, held in store.indexed_ids(target):
        for collection, ids in held.items():
            wanted[collection].update(ids)
    problems = []
    waiting = store.count_unindexed(target)
    if waiting:
        problems.append(f"有 {waiting} 份文件尚未写入索引（处理办法：运行 regintel index）")
    for collection in Collection:
        problems += _compared(
            f"索引集合 {collection.value}", wanted[collection.value], set(index.ids(collection)), _MEND
        )
    return problems


def check_vectors(store: Store, vectors: VectorIndex, target: str) -> list[str]:
    """Chinese lines naming clauses without a vector and vectors without a clause; empty when they agree.

    `target` is the name under which the vector stage keeps its books.
    """
    wanted = {id for _, held in store.indexed_ids(target) for id in held.get("clauses", ())}
    waiting = store.count_unindexed(target)
    problems = [f"有 {waiting} 份文件尚无向量（处理办法：运行 regintel index vectors）"] if waiting else []
    return problems + _compared("向量", wanted, set(vectors.ids()), _VECTORS_MEND)


def _compared(what: str, wanted: set[str], held: set[str], mend: str) -> list[str]:
    return [
        f"{what} {label} {len(differing)} 条记录：{'、'.join(sorted(differing)[:_SHOWN])}（处理办法：{mend}）"
        for label, differing in (("缺少", wanted - held), ("多出", held - wanted))
        if differing
    ]


def check_records(
    store: Store, index: SearchIndex, target: str, on_progress: Progress = silent
) -> tuple[int, list[str]]:
    """How many records were compared, field by field, with what the store would write; Chinese lines naming the stale.

    What is missing or extra is for `check_index` to say. Memory holds a digest a record.
    """
    from indexer.base import Collection

    wanted: dict[tuple[str, str], bytes] = {}
    for pending in store.indexable(target):
        for record in pending_records(pending):
            wanted[record.collection, record.id] = _digest(record)
    done, problems = 0, []
    for collection in Collection:
        stale = []
        for record in index.scan(collection):
            expected = wanted.get((collection.value, record.id))
            if expected is not None:
                done += 1
                if expected != _digest(record):
                    stale.append(record.id)
            on_progress(done, len(wanted))
        if stale:
            shown = "、".join(sorted(stale)[:_SHOWN])
            problems.append(
                f"索引集合 {collection.value} 有 {len(stale)} 条记录与数据库不同：{shown}（处理办法：{_MEND}）"
            )
    return done, problems


def _digest(record: Record) -> bytes:
    """Of the fields that hold something, in order of their names."""
    kept: Mapping[str, FieldValue] = {n: v for n, v in sorted(record.fields.items()) if v not in (None, "", ())}
    return blake2b(repr(kept).encode("utf-8", "surrogatepass"), digest_size=16).digest()


def check_archive(store: Store, archive: Archive) -> list[str]:
    """Chinese lines naming damaged files, and documents whose capture cannot be read."""
    problems = archive.verify()
    for document in store.documents():
        for capture in (document.capture, *(a.capture for a in document.attachments)):
            if not capture:
                continue
            try:
                archive.read(capture)
            except StoreError as error:
                problems.append(f"文件 {document.id} 的存档缺失：{error.what}")
    return problems
