"""`regintel check`: do store, index and archive agree?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from regintel.archive import Archive
from regintel.errors import StoreError
from regintel.store import Store

if TYPE_CHECKING:
    from indexer.base import SearchIndex

_SHOWN = 5
_MEND = "运行 regintel index --rebuild"


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
        held_there = set(index.ids(collection))
        lacking, extra = wanted[collection.value] - held_there, held_there - wanted[collection.value]
        for label, differing in (("缺少", lacking), ("多出", extra)):
            if differing:
                shown = "、".join(sorted(differing)[:_SHOWN])
                problems.append(
                    f"索引集合 {collection.value} {label} {len(differing)} 条记录：{shown}（处理办法：{_MEND}）"
                )
    return problems


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
