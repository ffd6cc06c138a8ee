"""Records → what a backend writes, in several processes where there is enough of them and the tokeniser can travel."""

from __future__ import annotations

import gc
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from itertools import chain, islice
from multiprocessing import forkserver, get_context
from typing import Any, Generic, TypeVar

from indexer.analysis import Analyser
from indexer.base import Cut
from indexer.entry import Entry, build_entries
from regintel.errors import IndexBackendError
from regintel.model import FieldValue, Record, Token

CHUNK_CHARACTERS = 75_000
"""A unit of work: large against the cost of handing it over, small against memory and a processor's cache."""

OWN_CHUNKS = 8
"""So many chunks are prepared in this process: starting others takes as long."""

NICENESS = 2
"""Of the other processes: who writes goes first, so that little is left to write when the last record is prepared."""

_OVERHEAD = 200
_T = TypeVar("_T")


class Preparation(Generic[_T]):
    """`form` of the entry of every record, in order. `form` must be importable by name.

    With `workers` above 1 and an analyser that has a `cut` of its own, long streams are prepared in that many
    processes, which stay until `close`. Thread-safe as far as `ProcessPoolExecutor` is.
    """

    def __init__(self, analyser: Analyser, form: Callable[[Entry], _T], workers: int = 1) -> None:
        self._analyser = analyser
        self._form = form
        self._workers = workers if analyser.cut else 1
        self._pool: ProcessPoolExecutor | None = None

    def __call__(self, records: Iterable[Record]) -> Iterator[_T]:
        """Raises `MappingError` for a record that does not fit, `IndexBackendError` where a process dies."""
        chunks = _chunks(records)
        if self._workers <= 1:
            yield from self._prepared_here(chunks)
            return
        first = list(islice(chunks, OWN_CHUNKS))
        if len(first) < OWN_CHUNKS:
            yield from self._prepared_here(first)
            return
        try:
            if self._pool is None:
                _get_ready(self._analyser.cut, self._form)
                yield from self._prepared_here(first)
                first = []
            yield from self._pooled(chain(first, chunks))
        except BrokenProcessPool as error:
            self.close()
            raise IndexBackendError(
                "索引进程意外退出（多为内存不足）", "减小 REGINTEL_WORKERS 后重新运行 regintel index"
            ) from error

    def _prepared_here(self, chunks: Iterable[Sequence[Record]]) -> Iterator[_T]:
        for part in chunks:
            yield from map(self._form, build_entries(part, self._analyser))

    def _pooled(self, chunks: Iterator[Sequence[Record]]) -> Iterator[_T]:
        """As many chunks are under way as keep all processes busy, so that memory stays flat."""
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                self._workers,
                mp_context=get_context("forkserver"),
                initializer=partial(_start, self._analyser.cut, self._form),
            )
        waiting: deque[Future[list[_T]]] = deque()
        try:
            for part in chunks:
                waiting.append(self._pool.submit(_prepare, [(r.id, r.collection, r.fields) for r in part]))
                if len(waiting) > self._workers + 1:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()

    def close(self) -> None:
        """End the processes."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None


def _get_ready(*functions: Callable[..., object] | None) -> None:
    """Have the server that processes are forked from started, and load what they run, once for all; without waiting."""
    forkserver.set_forkserver_preload(["__main__", *(f.__module__ for f in functions if f)])
    forkserver.ensure_running()


def _chunks(records: Iterable[Record]) -> Iterator[list[Record]]:
    chunk: list[Record] = []
    size = 0
    for record in records:
        chunk.append(record)
        size += len(str(record.fields.get("text") or "")) + _OVERHEAD
        if size >= CHUNK_CHARACTERS:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


# --- in the other processes ---

_job: list[tuple[Analyser, Callable[[Entry], object]]] = []


def _start(cut: Cut | None, form: Callable[[Entry], object]) -> None:
    _job[:] = [(Analyser(_unplaced, cut), form)]
    os.nice(NICENESS)
    # Entries hold no cycles: looking for some among them, and in dictionaries that stay for good, only costs.
    gc.freeze()
    gc.set_threshold(100_000)


def _prepare(rows: Sequence[tuple[str, str, Mapping[str, FieldValue]]]) -> list[Any]:
    """Records come as plain rows, which take a fraction of the time of an object of ours to send."""
    analyser, form = _job[0]
    return list(map(form, build_entries([Record(*row) for row in rows], analyser)))


def _unplaced(text: str) -> Sequence[Token]:
    raise NotImplementedError("the index holds no places")
