"""One source's run: lists, then the details that are new, each by its own steps and with its own failure."""

from __future__ import annotations

import asyncio
import hashlib
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from crawlers.assemble import FileResult, identity_of
from crawlers.checks import Tally
from crawlers.fetch import Fetcher, GoneError, refuse_malformed
from crawlers.options import CrawlOptions, OnProgress
from crawlers.page import NOT_MODIFIED, Answer, Draft, FileLink, Item
from crawlers.payload import file_suffix, looks_like_html
from crawlers.pipelines import Found, Held, Keeper
from crawlers.source import Request, Source
from regintel.errors import CrawlError, FetchError, ParseError, StoreError
from regintel.ids import canonical_url

_MAX_STEPS = 5  # answers that one detail page may ask for, one after the other
_DETAILS_AT_ONCE = 32  # per source, being fetched or written; bounds memory, and lets groups of writes grow
_TRIES_OF_A_FILE = 3  # runs after which an unreadable attachment is accepted with its notice
_SIGNED_AGAIN = 1
_FILE_MARK = "#附件="  # between a document's address and an attachment's name in the key of a failure


@dataclass(slots=True)
class _Chain:
    """The pages of one list, read one after the other; `rows` counts what it gave."""

    queue: deque[Request]
    seen: set[str] = field(default_factory=set)
    rows: int = 0
    queued: set[str] = field(default_factory=set)

    def append(self, further: list[Request]) -> None:
        """Every page names all that follow: each is queued once."""
        for request in further:
            key = request_key(request)
            if key not in self.seen and key not in self.queued:
                self.queued.add(key)
                self.queue.append(request)


@dataclass(frozen=True, slots=True)
class _Row:
    """A list row with the answer that it stood in and the id of its capture."""

    item: Item
    token: str
    answer: Answer
    capture: str


class Harvest:
    """Runs once. Raises `StoreError` only: all else is counted and kept as a failure of its address."""

    def __init__(
        self,
        source: Source,
        fetcher: Fetcher,
        keeper: Keeper,
        options: CrawlOptions,
        failures: Mapping[str, int],
        on_progress: OnProgress,
    ) -> None:
        self.source = source
        self.tally = Tally()
        self._fetcher = fetcher
        self._keeper = keeper
        self._options = options
        self._failures = dict(failures)
        self._on_progress = on_progress
        self._seen: set[str] = set()
        self._listed_urls: set[str] = set()
        self._collected: list[_Row] = []
        self._twins: dict[str, _Row] = {}
        self._slots = asyncio.Semaphore(_DETAILS_AT_ONCE)
        self._done = self._scheduled = 0
        self._is_stopping = self._is_endless = False
        self._list_requests = 0

    def stop(self) -> None:
        """Begin nothing new; what is under way is finished."""
        self._is_stopping = self.tally.is_stopped = True

    async def run(self) -> Tally:
        """The counts of the whole run."""
        async with asyncio.TaskGroup() as details:
            async with asyncio.TaskGroup() as lists:
                for request in self.source.start:
                    lists.create_task(self._read_chain(_Chain(deque([request])), details))
            rows = [row for row in self._twins.values() if not self._is_old(row.item.published_on)]
            if self._options.limit:
                self._collected += rows
                rows = self._newest()
            await self._schedule(rows, details)
        if not (self._options.limit or self._options.since or self.tally.list_failures or self._is_stopping):
            await self._forget_unlisted()
        return self.tally

    # ------------------------------------------------------------ lists
    async def _read_chain(self, chain: _Chain, details: asyncio.TaskGroup) -> None:
        while chain.queue and not self._is_stopping:
            request = chain.queue.popleft()
            key = request_key(request)
            if key in chain.seen:
                continue
            if self._list_requests == self._options.max_list_pages:
                self._stop_endless_lists(request)
                return
            self._list_requests += 1
            chain.seen.add(key)
            try:
                refuse_malformed(request.url)
                held = await self._held(request)
                answer, (items, further) = await self._fetcher.read(request, self._parse_list, held=held)
            except CrawlError as error:
                self.tally.fail_list(error)
                await self._keeper.keep_failure(self.source, key, error)
                self._failures.pop(key, None)
                continue
            await self._clear(key)
            capture = self._unchanged(held, answer)
            if not capture and any(item.draft for item in items):
                capture = await self._keeper.list_capture(answer, key)
            elif not capture:  # nothing below needs it: the next page need not wait for the disk
                details.create_task(self._keeper.list_capture(answer, key))
            self.tally.list_pages += 1
            chain.rows += len(items)
            own, others = _split_chains(request, further)
            chain.append(own)
            await self._offer([_Row(i, item_token(i), answer, capture) for i in items], details)
            for other in others:
                await self._read_chain(_Chain(deque([other]), chain.seen), details)
            if self._may_stop(chain, items):
                return

    def _stop_endless_lists(self, request: Request) -> None:
        if not self._is_endless:
            self._is_endless = True
            what = f"{self.source.id} 的列表页超过 {self._options.max_list_pages} 个，停在 {request.url}"
            self.tally.fail_list(ParseError(what, "网站可能无限翻页，请检查翻页规则"))

    def _parse_list(self, answer: Answer) -> tuple[list[Item], list[Request]]:
        page = self.source.list_page(answer, self.source)
        return page.items(), page.next_lists()

    def _may_stop(self, chain: _Chain, items: list[Item]) -> bool:
        """Lists are newest first: enough rows, or a whole page older than what is wanted, end them."""
        if self._options.limit and chain.rows >= self._options.limit:
            return True
        return bool(items) and all(self._is_old(item.published_on) and item.published_on for item in items)

    def _is_old(self, day: date | None) -> bool:
        return bool(self._options.since and day and day < self._options.since)

    async def _offer(self, rows: list[_Row], details: asyncio.TaskGroup) -> None:
        fresh = []
        for row in rows:
            item = row.item
            try:
                key, address = identity_of(item), canonical_url(item.url)
            except ValueError:
                await self._fail(item.url, ParseError(f"列表中的网址 {item.url} 格式不正确", "请在浏览器中核对该列表"))
                continue
            self._listed_urls.add(address)
            is_twin = "twin" in item.meta
            if is_twin and (key not in self._twins or address < canonical_url(self._twins[key].item.url)):
                self._twins[key] = row
            if key in self._seen:
                continue
            self._seen.add(key)
            self.tally.list_item(item)
            if not is_twin and not self._is_old(item.published_on):
                fresh.append(row)
        if self._options.limit:
            self._collected += fresh
        else:
            await self._schedule(fresh, details)

    def _newest(self) -> list[_Row]:
        """The newest rows over all lists of the source; rows without a day keep their printed place in front."""
        newest = sorted(self._collected, key=lambda row: moment_of(row.item), reverse=True)
        return newest[: self._options.limit]

    async def _schedule(self, rows: list[_Row], details: asyncio.TaskGroup) -> None:
        states = await self._keeper.states(self.source, [(identity_of(row.item), row.token) for row in rows])
        fresh = [(row, state) for row, state in zip(rows, states, strict=True) if state != "same"]
        self.tally.known += len(rows) - len(fresh)
        self._scheduled += len(rows)
        self._done += len(rows) - len(fresh)
        self._on_progress(self.source.id, self._done, self._scheduled)
        for row, state in fresh:
            await self._slots.acquire()
            if self._is_stopping:
                self._slots.release()
                return
            details.create_task(self._collect(row, is_known=state == "changed"))

    # ------------------------------------------------------------ details
    async def _collect(self, row: _Row, is_known: bool) -> None:
        item = row.item
        try:
            await self._one(row, is_known)
        except CrawlError as error:
            await self._fail(item.url, error)
        except StoreError:
            raise
        except Exception as error:  # noqa: BLE001  a defect that one row meets must not end the others
            await self._fail(item.url, defect(item.url, error))
        else:
            await self._clear(item.url)
        finally:
            self._slots.release()
            self._done += 1
            self._on_progress(self.source.id, self._done, self._scheduled)

    async def _fail(self, key: str, error: CrawlError) -> None:
        self.tally.fail(error)
        await self._keeper.keep_failure(self.source, key, error)

    async def _one(self, row: _Row, is_known: bool) -> None:
        item = row.item
        for attempt in range(_SIGNED_AGAIN + 1):
            answers, draft, capture = await self._draft(row, is_known)
            if self._is_old(draft.published_on):
                return
            files = [await self._file(link) for link in draft.files]
            # A signed address may have expired while it waited in the queue: the detail gives a new one
            if attempt == _SIGNED_AGAIN or not any(isinstance(file.error, _ExpiredError) for file in files):
                break
        is_final = await self._judge_files(item, draft, files)
        found = Found(self.source, item, row.token, draft, answers, files, capture)
        document, saved = await self._keeper.save(found, is_final)
        self.tally.keep(document, saved, list(self.source.expectations.filled))

    async def _held(self, request: Request) -> Held | None:
        is_plain = request.method == "GET" and not request.body
        return await self._keeper.held(request_key(request)) if is_plain else None

    def _unchanged(self, held: Held | None, answer: Answer) -> str:
        """The capture of an answer that the site says is still the one held, else ""."""
        if held is None or answer.status != NOT_MODIFIED:
            return ""
        self.tally.not_modified += 1
        return held.state.capture

    async def _draft(self, row: _Row, is_known: bool) -> tuple[list[Answer], Draft, str]:
        """The answers, what they say, and the capture of the last one where it is archived already."""
        item = row.item
        if item.draft is not None:
            return [row.answer], item.draft, row.capture
        if item.request is None:
            raise ParseError(f"{item.url} 既没有详情请求也没有内容", f"请检查信息源 {self.source.id} 的列表解析规则")
        request, answers = item.request, []
        for _ in range(_MAX_STEPS):
            refuse_malformed(request.url)
            held = await self._held(request) if is_known else None
            answer, draft = await self._fetcher.read(
                request, lambda a: self.source.detail_page(a, self.source, item).draft(), item.title, held
            )
            answers.append(answer)
            if draft.next is None:
                return answers, draft, self._unchanged(held, answer)
            request = draft.next
        raise ParseError(f"{item.url} 需要的请求超过 {_MAX_STEPS} 步", f"请检查信息源 {self.source.id} 的详情解析规则")

    async def _file(self, link: FileLink) -> FileResult:
        url = link.request.url
        try:
            refuse_malformed(url)
            answer = await self._fetcher.file(link.request)
        except FetchError as error:
            return FileResult(link.name, url, error=error)
        expected = file_suffix(link.name) or file_suffix(url)
        if expected and looks_like_html(answer.body):
            self._fetcher.warned(link.request)
            expired = _ExpiredError(f"{link.name} 的下载地址返回了网页而不是文件", "地址可能已过期，下次运行会重新获取")
            return FileResult(link.name, url, error=expired)
        return await self._keeper.read_file(answer, link.name, url)

    async def _judge_files(self, item: Item, draft: Draft, files: list[FileResult]) -> bool:
        """Whether the row is done with these files. Raises the error of a body that may still be had."""
        is_final = True
        for file in files:
            key = item.url + _FILE_MARK + file.name
            if file.error is None:
                await self._clear(key)
                continue
            self.tally.file_failures += 1
            await self._keeper.keep_failure(self.source, key, file.error)
            is_read_error = not isinstance(file.error, FetchError)
            tries = self._failures.get(key, 0) + 1
            if (is_read_error and tries >= _TRIES_OF_A_FILE) or isinstance(file.error, GoneError):
                continue
            is_final = False
        failed = next((file.error for file in files if file.error), None)
        if draft.body_file and not is_final and failed and not any(file.extracted for file in files):
            raise failed
        return is_final

    async def _clear(self, key: str) -> None:
        if self._failures.pop(key, None) is not None:
            await self._keeper.clear_failure(key)

    async def _forget_unlisted(self) -> None:
        """Failures of rows that the site does not list any more can never be made good."""
        for key in list(self._failures):
            if _comparable(key.split(_FILE_MARK)[0]) not in self._listed_urls:
                await self._clear(key)


def _split_chains(request: Request, further: list[Request]) -> tuple[list[Request], list[Request]]:
    """Pages of the same list, and first pages of lists of their own: see `Request.meta`."""
    name = request.meta.get("chain", "")
    own = [r for r in further if r.meta.get("chain", "") == name]
    return own, [r for r in further if r.meta.get("chain", "") != name]


class _ExpiredError(FetchError):
    """An address that answers with a page where a file was."""


def defect(where: str, error: Exception) -> ParseError:
    """A mistake of ours, named by what it met."""
    return ParseError(f"{where} 处理出错（{type(error).__name__}: {error}）"[:300], "请把该网址报告给维护者")


def _comparable(url: str) -> str:
    try:
        return canonical_url(url)
    except ValueError:
        return url


def request_key(request: Request) -> str:
    """The address of a request, with a digest of what it posts."""
    if not request.body:
        return request.url
    return f"{request.url}?post={hashlib.sha256(request.body).hexdigest()[:16]}"


def moment_of(item: Item) -> tuple[date, str]:
    """The day of a row and, where its page states one in `meta`, the time of day (HH:MM): what `--limit` sorts by.

    `meta["about"]` (YYYY-MM-DD) is a day near the publication, for lists that print no other.
    """
    about = item.meta.get("about")
    return item.published_on or (date.fromisoformat(about) if about else date.max), item.meta.get("time", "")


def item_token(item: Item) -> str:
    """What tells whether a list row changed: a digest of the row's own token, else of its title and day."""
    seed = item.meta.get("token") or f"{item.title}|{item.published_on}"
    return hashlib.sha256(seed.encode("utf-8", "surrogatepass")).hexdigest()[:16]
