"""Crawls sources in one reactor and gives each its report. Blocking; once per process, for a reactor cannot restart."""

from __future__ import annotations

import asyncio
import logging
import signal
import threading
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from crawlers.attachments import Extractor
from crawlers.checks import Tally, verdict
from crawlers.day import SHANGHAI
from crawlers.options import CrawlOptions, OnProgress, RunReport, silent
from crawlers.pipelines import Keeper
from crawlers.registry import broken, broken_module, crawlable
from crawlers.registry import sources as known_sources
from crawlers.source import Source
from regintel.archive import Archive
from regintel.errors import ConfigError, RegintelError, StoreError
from regintel.store import Store

if TYPE_CHECKING:
    from crawlers.harvest import Harvest

_has_run = threading.Event()


def run_crawl(
    sources: Sequence[str | Source],
    store: Store,
    archive: Archive,
    options: CrawlOptions | None = None,
    on_progress: OnProgress = silent,
    urls: Sequence[str] = (),
) -> list[RunReport]:
    """Crawl the sources (ids or definitions; none: all that are switched on) and return their reports in that order.

    `urls` are pages of any site, read as articles; where they are given, an empty `sources` means no source.
    SIGINT ends it gracefully: what is under way is finished and kept. A module of sources that cannot be loaded is a
    failed report, behind the others. Raises `ConfigError` for an unknown or blocked id and for a second call in one
    process, `StoreError` where store or archive fail (then the run is not finished).
    """
    options = options or CrawlOptions()
    chosen, failed = ([], {}) if urls and not sources else _chosen(sources, store)
    if urls:
        from crawlers.single_page import page_source

        chosen.append(page_source(urls))
    if chosen and _has_run.is_set():
        raise ConfigError("同一进程只能抓取一次", "请在新的进程中再次运行")
    reports = []
    if chosen:
        _has_run.set()
        reports = _Crawl(chosen, store, archive, options, on_progress).run()
    return reports + [_unloadable(store, name, error) for name, error in failed.items()]


def chosen_sources(sources: Sequence[str | Source], store: Store) -> list[Source]:
    """The definitions to crawl, each once; a source that is switched off runs only where it is named."""
    return _chosen(sources, store)[0]


def _chosen(sources: Sequence[str | Source], store: Store) -> tuple[list[Source], dict[str, ConfigError]]:
    """What to crawl, and what was asked for but cannot be loaded: by id where one was named, else by module."""
    if not sources:
        return [source for source in crawlable() if store.source_enabled(source.id)], dict(broken())
    found: dict[str, Source] = {}
    failed: dict[str, ConfigError] = {}
    for wanted in sources:
        if isinstance(wanted, str) and (module := _module_at_fault(wanted)):
            failed[wanted] = broken()[module]
            continue
        source = wanted if isinstance(wanted, Source) else crawlable([wanted])[0]
        found[source.id] = source
    return list(found.values()), failed


def _module_at_fault(ident: str) -> str:
    return "" if ident in known_sources() else broken_module(ident)


def _unloadable(store: Store, name: str, error: ConfigError) -> RunReport:
    """A failed run, kept like any other so that health pages show it."""
    stats: dict[str, int | str] = {"failed": 1, "failed_ConfigError": 1}
    store.finish_run(store.begin_run(name), False, stats, (error.what,))
    return RunReport(name, False, stats, (error.what,))


class _Crawl:
    def __init__(
        self,
        sources: Sequence[Source],
        store: Store,
        archive: Archive,
        options: CrawlOptions,
        on_progress: OnProgress,
    ) -> None:
        self._sources = sources
        self._store = store
        self._archive = archive
        self._options = options
        self._on_progress = on_progress
        self._stops: list[Callable[[], None]] = []
        self._reports: dict[str, RunReport] = {}

    def run(self) -> list[RunReport]:
        from scrapy.crawler import AsyncCrawlerProcess
        from twisted.logger import globalLogBeginner

        from crawlers.settings import scrapy_settings
        from crawlers.spider import SourcesSpider

        # until someone begins Twisted's logging, it writes what it finds critical to the error output by itself
        globalLogBeginner.beginLoggingTo([], discardBuffer=True, redirectStandardIO=False)
        process = AsyncCrawlerProcess(scrapy_settings(self._sources, self._options))
        _quiet_logs()
        crawler = process.create_crawler(SourcesSpider)
        with Extractor(self._options.workers) as extractor:
            keeper = Keeper(self._store, self._archive, extractor, self._options.workers)
            try:
                process.crawl(crawler, work=lambda download: self._work(download, keeper))
                process.start(install_signal_handlers=False)
            finally:
                keeper.close()
        error: BaseException | None = getattr(crawler.spider, "error", None)
        if error is not None:
            raise _root_cause(error)
        return [self._reports[source.id] for source in self._sources if source.id in self._reports]

    async def _work(self, download: Callable[..., object], keeper: Keeper) -> None:
        from crawlers.fetch import Fetcher
        from crawlers.harvest import Harvest
        from crawlers.pace import Pace

        failures = await keeper.write(keeper.failures)
        pace = Pace(self._options.delay_factor)
        harvests = [
            Harvest(
                source,
                Fetcher(download, source, self._options, pace),  # type: ignore[arg-type]  # Scrapy's engine is untyped
                keeper,
                self._options,
                failures.get(source.id, {}),
                self._on_progress,
            )
            for source in self._sources
        ]
        self._stops = [harvest.stop for harvest in harvests]
        restore = self._catch_interrupt()
        try:
            async with asyncio.TaskGroup() as group:
                for harvest in harvests:
                    group.create_task(self._one(harvest, keeper))
        finally:
            restore()

    async def _one(self, harvest: Harvest, keeper: Keeper) -> None:
        source = harvest.source
        number = await keeper.write(lambda: self._store.begin_run(source.id))
        tally = await _tally(harvest)
        self._reports[source.id] = await keeper.write(lambda: self._finish(source, number, tally))

    def _finish(self, source: Source, number: int, tally: Tally) -> RunReport:
        earlier = [
            run.stats
            for run in self._store.runs(source.id, limit=10)
            if run.id != number and run.finished_at is not None and run.stats.get("is_full") == 1
        ]
        ok, reasons = verdict(source, tally, self._options, _today(), earlier)
        is_full = not (self._options.limit or self._options.since or tally.list_failures or tally.is_stopped)
        stats = tally.stats() | {"is_full": int(is_full)}
        self._store.finish_run(number, ok, stats, reasons)
        return RunReport(source.id, ok, stats, reasons)

    def _catch_interrupt(self) -> Callable[[], None]:
        """The first SIGINT or SIGTERM ends the crawl gently, the next one acts as it did before."""
        if threading.current_thread() is not threading.main_thread():
            return lambda: None
        loop, caught = asyncio.get_running_loop(), (signal.SIGINT, signal.SIGTERM)
        before = {number: signal.getsignal(number) for number in caught}

        def restore() -> None:
            for number, handler in before.items():
                loop.remove_signal_handler(number)
                signal.signal(number, handler)

        def stop() -> None:
            for end in self._stops:
                end()
            restore()

        for number in caught:
            loop.add_signal_handler(number, stop)
        return restore


async def _tally(harvest: Harvest) -> Tally:
    """The counts of a run; a defect that ends it counts as a failed list, for the other sources go on."""
    from crawlers.harvest import defect

    try:
        return await harvest.run()
    except ExceptionGroup as group:
        if group.subgroup(StoreError) is not None:
            raise
        inner: Exception = group
        while isinstance(inner, ExceptionGroup):
            inner = inner.exceptions[0]
        harvest.tally.fail_list(defect(harvest.source.id, inner))
        return harvest.tally


def _today() -> date:
    return datetime.now(SHANGHAI).date()


def _root_cause(error: BaseException) -> BaseException:
    """The error of ours inside a task group's; anything else is a defect and is raised as it is."""
    if isinstance(error, BaseExceptionGroup):
        known = error.subgroup(RegintelError)
        inner: BaseException = known or error
        while isinstance(inner, BaseExceptionGroup):
            inner = inner.exceptions[0]
        return inner
    return error


def _quiet_logs() -> None:
    """Scrapy's and Twisted's logs go where the program sends logs, else nowhere; Scrapy resets this as it starts."""
    for name in ("scrapy", "twisted", "asyncio"):
        logger = logging.getLogger(name)
        if not logging.getLogger().handlers:
            logger.addHandler(logging.NullHandler())
            logger.propagate = False
            logger.setLevel(logging.CRITICAL)  # a record that nobody reads is not made either


__all__ = ["CrawlOptions", "RunReport", "StoreError", "chosen_sources", "run_crawl"]
