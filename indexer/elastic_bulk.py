"""Bulk writing: while the server takes one chunk, the next is being tokenised; 429 is waited out; errors are kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Any

from elasticsearch import Elasticsearch
from elasticsearch.helpers import streaming_bulk

from regintel.errors import IndexBackendError, MappingError

CHUNK = 500
CHUNK_BYTES = 8_000_000
_IN_FLIGHT = 2
_RETRIES = 8
_MOST_NAMED = 3
_ANSWER = "errors,items.*._id,items.*.status,items.*.error"
"""What is read of a bulk answer; the rest of it would be most of it."""


def write_bulk(client: Elasticsearch, actions: Iterable[dict[str, Any]], address: str) -> int:
    """Send `actions`; how many were taken.

    Everything is tried before `IndexBackendError` (or `MappingError`, where the server refused a record's form) names
    the first that failed. Two actions on one id are never under way at the same time, so that the later one wins.
    """
    taken, failures = 0, list[tuple[str, int, str]]()
    with ThreadPoolExecutor(_IN_FLIGHT, thread_name_prefix="bulk") as pool:
        flying: dict[Future[tuple[int, list[tuple[str, int, str]]]], set[tuple[str, str]]] = {}
        try:
            for chunk in _chunks(actions):
                keys = {(a["_index"], a["_id"]) for a in chunk}
                while len(flying) >= _IN_FLIGHT or any(keys & others for others in flying.values()):
                    done, _ = wait(flying, return_when=FIRST_COMPLETED)
                    for future in done:
                        del flying[future]
                        count, failed = future.result()
                        taken, failures = taken + count, failures + failed
                flying[pool.submit(_send, client, chunk)] = keys
        finally:
            wait(flying)
        for future in flying:
            count, failed = future.result()
            taken, failures = taken + count, failures + failed
    if failures:
        _report(failures, address)
    return taken


def _chunks(actions: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    chunk: list[dict[str, Any]] = []
    ids: set[tuple[str, str]] = set()
    for action in actions:
        key = (action["_index"], action["_id"])
        if len(chunk) >= CHUNK or key in ids:
            yield chunk
            chunk, ids = [], set()
        chunk.append(action)
        ids.add(key)
    if chunk:
        yield chunk


def _send(client: Elasticsearch, chunk: list[dict[str, Any]]) -> tuple[int, list[tuple[str, int, str]]]:
    """One chunk; how many were taken, and (id, status, reason) of those that were not."""
    taken, failures = 0, []
    results = streaming_bulk(
        client,
        chunk,
        chunk_size=CHUNK,
        max_chunk_bytes=CHUNK_BYTES,
        raise_on_error=False,
        max_retries=_RETRIES,
        retry_on_status=(429, 503),
        initial_backoff=0.5,
        max_backoff=30,
        filter_path=_ANSWER,
    )
    for fine, result in results:
        kind, item = next(iter(result.items()))
        if fine or (kind == "delete" and item.get("status") == 404):
            taken += 1
        else:
            error = item.get("error") or {}
            reason = error.get("reason", "") if isinstance(error, dict) else str(error)
            failures.append((str(item.get("_id", "")), int(item.get("status", 0)), str(reason)))
    return taken, failures


def _report(failures: list[tuple[str, int, str]], address: str) -> None:
    named = "；".join(f"{id}：{reason[:200]}" for id, _, reason in failures[:_MOST_NAMED])
    what = f"Elasticsearch {address} 没有收下 {len(failures)} 条记录，例如 {named}"
    if all(400 <= status < 429 for _, status, _ in failures):
        raise MappingError(what, "其余记录已写入；检查这些记录的字段")
    raise IndexBackendError(what, "其余记录已写入；服务恢复后再运行一次 regintel index")
