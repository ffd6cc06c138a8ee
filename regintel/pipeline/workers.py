"""Work in several processes: batches of documents, results in order, memory flat."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import get_context
from typing import TypeVar

from regintel.errors import AnnotateError

BATCH_CHARACTERS = 400_000
"""A batch holds documents of about this many characters: a unit of work, of memory and of one transaction."""

_T = TypeVar("_T")
_R = TypeVar("_R")


def batches(items: Iterable[_T], size_of: Callable[[_T], int]) -> Iterator[list[_T]]:
    """Lists of about `BATCH_CHARACTERS`, `size_of` giving the characters of one item."""
    batch: list[_T] = []
    size = 0
    for item in items:
        batch.append(item)
        size += size_of(item) + 200
        if size >= BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def run_batches(function: Callable[[list[_T]], _R], parts: Iterator[list[_T]], workers: int) -> Iterator[_R]:
    """`function` of every batch, in order; in this process where one worker is asked for.

    Raises `AnnotateError` where a process dies. `function` must be importable by name.
    """
    if workers <= 1:
        yield from map(function, parts)
        return
    try:
        with ProcessPoolExecutor(workers, mp_context=get_context("forkserver")) as pool:
            yield from _ordered(pool, function, parts, workers + 2)
    except BrokenProcessPool as error:
        raise AnnotateError(
            "标注进程意外退出（多为内存不足）", "减小 REGINTEL_WORKERS 后重新运行 regintel annotate，已完成的部分已保存"
        ) from error


def _ordered(
    pool: ProcessPoolExecutor, function: Callable[[list[_T]], _R], parts: Iterator[list[_T]], ahead: int
) -> Iterator[_R]:
    """Results in order, with at most `ahead` batches in flight, so that memory stays flat."""
    waiting = [pool.submit(function, part) for part in islice(parts, ahead)]
    while waiting:
        result = waiting.pop(0).result()
        waiting += [pool.submit(function, part) for part in islice(parts, 1)]
        yield result
