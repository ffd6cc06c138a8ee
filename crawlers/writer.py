"""One thread that writes for the whole crawl, with one fsync and one transaction for all that waits.

A crawl of many hosts hands in work faster than a disk can sync each piece by itself; what came in while the disk was
busy is written together. Nothing counts as done before all of its group is on the disk: records of the archive first,
then the transaction of the store.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from regintel.archive import Archive
from regintel.errors import CrawlError
from regintel.store import Store

T = TypeVar("T")

_MOST_AT_ONCE = 64  # pieces of work in one transaction, so that other processes get their turn at the database


@dataclass(slots=True)
class _Job:
    work: Callable[[], Any]
    future: asyncio.Future[Any]
    result: Any = None
    error: BaseException | None = None

    def settle(self) -> None:
        if self.future.done():
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.result)


class Writer:
    """Runs work in the order in which it was handed in."""

    def __init__(self, store: Store, archive: Archive) -> None:
        self._store = store
        self._archive = archive
        self._queue: SimpleQueue[_Job | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="crawl-write", daemon=True)
        self._thread.start()

    async def do(self, work: Callable[[], T]) -> T:
        """The result of `work` once it is on the disk. A `CrawlError` of it is raised here only; any other error is
        raised for all that was written together with it, for none of that is kept.
        """
        job = _Job(work, asyncio.get_running_loop().create_future())
        self._queue.put(job)
        result: T = await job.future
        return result

    def close(self) -> None:
        """Waits for what was handed in."""
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        is_open = True
        while is_open:
            jobs = [self._queue.get()]
            with suppress(Empty):
                while jobs[-1] is not None and len(jobs) < _MOST_AT_ONCE:
                    jobs.append(self._queue.get_nowait())
            is_open = jobs[-1] is not None
            self._write([job for job in jobs if job is not None])

    def _write(self, jobs: list[_Job]) -> None:
        if not jobs:
            return
        try:
            with self._store.together(), self._archive.batch():
                for job in jobs:
                    try:
                        job.result = job.work()
                    except CrawlError as error:
                        job.error = error
        except BaseException as error:  # noqa: BLE001  it is raised where the work was handed in
            for job in jobs:
                job.error = error
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            jobs[0].future.get_loop().call_soon_threadsafe(_settle, jobs)


def _settle(jobs: list[_Job]) -> None:
    for job in jobs:
        job.settle()
