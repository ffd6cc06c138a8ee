"""What was fetched is kept, in an order in which a kill at any moment loses nothing and repeats nothing.

Captures go to the archive first, then the document to the store, then the list row is marked as done. A run that dies
in between fetches that row again: the store finds the document unchanged.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from typing import Protocol, TypeVar

from crawlers.assemble import FileResult, assemble
from crawlers.attachments import Extractor
from crawlers.page import Answer, Draft, Item
from crawlers.source import Source
from regintel.archive import Archive
from regintel.errors import RegintelError
from regintel.ids import raw_sha256
from regintel.model import Capture, Document
from regintel.store import Store

T = TypeVar("T")


class FailureBook(Protocol):
    """What failed in earlier runs: address → tries."""

    def get(self, key: str, default: int, /) -> int:
        """Tries of that address so far."""


class Keeper:
    """Archive, store and file reading behind one door. All writing happens in one thread, in order."""

    def __init__(self, store: Store, archive: Archive, extractor: Extractor, workers: int) -> None:
        self._store = store
        self._archive = archive
        self._extractor = extractor
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="crawl-write")
        self._readers = ThreadPoolExecutor(workers, thread_name_prefix="crawl-read")

    def close(self) -> None:
        """Waits for what is being written and read."""
        self._readers.shutdown()
        self._writer.shutdown()

    async def write(self, work: Callable[[], T]) -> T:
        """Run `work` in the writing thread, after all that was handed in before."""
        return await asyncio.get_running_loop().run_in_executor(self._writer, work)

    async def new_items(self, source: Source, items: Sequence[tuple[Item, str]]) -> list[tuple[Item, str]]:
        """Those (row, token) pairs that have not become a document in this state."""
        return await self.write(
            lambda: [(item, token) for item, token in items if not self._store.has_item(source.id, item.url, token)]
        )

    async def list_capture(self, answer: Answer, key: str) -> None:
        """Archive a list page if it changed since it was last archived. `key` tells POST requests apart."""
        digest = raw_sha256(answer.body)

        def work() -> None:
            state = self._store.page_state(key)
            if state is None or state.raw_sha256 != digest:
                self._capture(answer)
                self._store.save_page_state(key, "", "", digest)

        await self.write(work)

    async def read_file(self, answer: Answer, name: str, url: str) -> FileResult:
        """Archive an attachment and read its text. A file that cannot be read gives a result with its error."""
        capture = await self.write(lambda: self._capture(answer))
        media_type = next((v for k, v in answer.headers.items() if k.lower() == "content-type"), "")
        result = FileResult(name, url, capture, len(answer.body))
        loop = asyncio.get_running_loop()
        try:
            found = await loop.run_in_executor(self._readers, self._extractor.extract, answer.body, name, media_type)
        except RegintelError as error:
            return replace(result, error=error)
        return replace(result, extracted=found)

    async def save(
        self,
        source: Source,
        item: Item,
        token: str,
        draft: Draft,
        answers: Sequence[Answer],
        files: Sequence[FileResult],
        is_final: bool,
    ) -> tuple[Document, str]:
        """Archive the answers, store the document, mark the row as done if `is_final`.

        Gives the document and `new`, `revised` or `same`. `answers` are those of the detail page's steps, the last
        one is what the draft was made of.
        """

        def work() -> tuple[Document, str]:
            captures = [self._capture(answer) for answer in answers]
            document = assemble(source, item, draft, answers[-1], captures[-1], files)
            saved = self._store.save_document(document)
            if is_final:
                self._store.save_item(source.id, item.url, token, document.id)
            return document, saved

        return await self.write(work)

    async def keep_failure(self, source: Source, key: str, error: RegintelError) -> None:
        """Keep a failure under an address, so that the next run and people know of it."""
        await self.write(lambda: self._store.save_failure("crawl", key, source.id, error))

    async def clear_failure(self, key: str) -> None:
        """Forget a failure that was made good."""
        await self.write(lambda: self._store.clear_failure("crawl", key))

    def failures(self) -> Mapping[str, Mapping[str, int]]:
        """Source id → address → tries, of earlier runs."""
        known: dict[str, dict[str, int]] = {}
        for failure in self._store.failures("crawl"):
            known.setdefault(failure.source_id, {})[failure.key] = failure.tries
        return known

    def _capture(self, answer: Answer) -> Capture:
        moment = answer.fetched_at or datetime.now(UTC)
        return self._archive.append(answer.url, answer.status, list(answer.headers.items()), answer.body, moment)
