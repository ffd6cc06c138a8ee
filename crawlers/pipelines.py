"""What was fetched is kept, in an order in which a kill at any moment loses nothing and repeats nothing.

Captures go to the archive first, then the document to the store, then the list row is marked as done. A run that dies
in between fetches that row again: the store finds the document unchanged.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TypeVar

from crawlers.assemble import FileResult, assemble, identity_of
from crawlers.attachments import Extractor
from crawlers.checks import public_class
from crawlers.page import NOT_MODIFIED, Answer, Draft, Item
from crawlers.source import Source
from crawlers.writer import Writer
from regintel.archive import Archive
from regintel.errors import RegintelError, StoreError
from regintel.ids import raw_sha256
from regintel.model import Capture, Document
from regintel.store import PageState, Store
from regintel.store.crawls import ItemState

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Held:
    """What is archived of a page, to be used again where the site says that it has not changed."""

    state: PageState
    headers: Mapping[str, str]
    body: bytes

    def conditions(self) -> dict[str, str]:
        """Headers of a conditional request."""
        asked = {"If-None-Match": self.state.etag, "If-Modified-Since": self.state.last_modified}
        return {name: value for name, value in asked.items() if value}


@dataclass(frozen=True, slots=True)
class Found:
    """All that was found of one row. `answers` are those of the detail's steps, the draft was made of the last one.

    `capture` is the id of the capture that holds that answer already; "": not archived yet.
    """

    source: Source
    item: Item
    token: str
    draft: Draft
    answers: Sequence[Answer]
    files: Sequence[FileResult]
    capture: str = ""


class Keeper:
    """Archive, store and file reading behind one door. All writing happens in one thread, in order."""

    def __init__(self, store: Store, archive: Archive, extractor: Extractor, workers: int) -> None:
        self._store = store
        self._archive = archive
        self._extractor = extractor
        self._may_hold: bool | None = None
        self._writer = Writer(store, archive)
        self._readers = ThreadPoolExecutor(workers, thread_name_prefix="crawl-read")

    def close(self) -> None:
        """Waits for what is being written and read."""
        self._readers.shutdown()
        self._writer.close()

    async def write(self, work: Callable[[], T]) -> T:
        """Run `work` in the writing thread, after all that was handed in before."""
        return await self._writer.do(work)

    async def states(self, source: Source, rows: Sequence[tuple[str, str]]) -> list[ItemState]:
        """For each (identity, token): whether it has become a document, in this state."""
        return await self.write(lambda: self._store.item_states(source.id, rows))

    async def held(self, key: str) -> Held | None:
        """The archived answer of an address, where the site gave it a validator that can be asked about."""

        if self._may_hold is None:  # in a first crawl there is nothing to ask for, page after page
            self._may_hold = await self.write(self._store.has_validators)
        if not self._may_hold:
            return None

        def work() -> Held | None:
            state = self._store.page_state(key)
            if state is None or not state.capture or not (state.etag or state.last_modified):
                return None
            try:
                _, headers, body = self._archive.read(state.capture)
            except StoreError:  # the archive was moved away: the page is simply fetched again
                return None
            return Held(state, dict(headers), body) if raw_sha256(body) == state.raw_sha256 else None

        return await self.write(work)

    async def list_capture(self, answer: Answer, key: str) -> str:
        """The id of the capture that holds this list page; it is archived if it changed since it last was.

        `key` tells POST requests to one address apart.
        """
        digest = raw_sha256(answer.body)

        def work() -> str:
            state = self._store.page_state(key)
            capture = state.capture if state is not None and state.raw_sha256 == digest else ""
            capture = capture or self._capture(answer).id
            if (now := page_state(answer, capture)) != state:
                self._store.save_page_state(key, now)
            return capture

        return await self.write(work)

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

    async def save(self, found: Found, is_final: bool) -> tuple[Document, str]:
        """Archive the answers, store the document, mark the row as done if `is_final`.

        Gives the document and how it was saved (`regintel.store.Saved`).
        """

        def work() -> tuple[Document, str]:
            capture = found.capture
            for answer in found.answers:
                if capture or answer.status == NOT_MODIFIED:
                    continue
                capture = self._capture(answer).id
                if any(validators(answer)):
                    self._store.save_page_state(answer.url, page_state(answer, capture))
            document = assemble(found.source, found.item, found.draft, found.answers[-1], capture, found.files)
            saved = self._store.save_document(document)
            if is_final:
                self._store.save_item(found.source.id, identity_of(found.item), found.token, document.id)
            return document, saved

        return await self.write(work)

    async def keep_failure(self, source: Source, key: str, error: RegintelError) -> None:
        """Keep a failure under an address, so that the next run and people know of it."""
        public = public_class(error)(_storable(error.what), error.mend)
        await self.write(lambda: self._store.save_failure("crawl", _storable(key), source.id, public))

    async def clear_failure(self, key: str) -> None:
        """Forget a failure that was made good."""
        await self.write(lambda: self._store.clear_failure("crawl", _storable(key)))

    def failures(self) -> Mapping[str, Mapping[str, int]]:
        """Source id → address → tries, of earlier runs."""
        known: dict[str, dict[str, int]] = {}
        for failure in self._store.failures("crawl"):
            known.setdefault(failure.source_id, {})[failure.key] = failure.tries
        return known

    def _capture(self, answer: Answer) -> Capture:
        moment = answer.fetched_at or datetime.now(UTC)
        return self._archive.append(answer.url, answer.status, list(answer.headers.items()), answer.body, moment)


def validators(answer: Answer) -> tuple[str, str]:
    """`ETag` and `Last-Modified` of an answer, "" where it has none."""
    named = {name.lower(): value for name, value in answer.headers.items()}
    return named.get("etag", ""), named.get("last-modified", "")


def page_state(answer: Answer, capture: str) -> PageState:
    """What is remembered of an answer."""
    return PageState(*validators(answer), raw_sha256(answer.body), capture)


def _storable(text: str) -> str:
    """Without NUL and lone surrogates, which sites send in JSON and no database takes."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()
