"""The one spider: it opens Scrapy's engine and lets each source's `Harvest` drive it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from scrapy import Spider

from crawlers.fetch import Download

Work = Callable[[Download], Awaitable[None]]


class SourcesSpider(Spider):
    """Calls `work` with the engine's download function; an error of it is kept in `error` for the runner to raise."""

    name = "regintel"

    def __init__(self, work: Work, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._work = work
        self.error: BaseException | None = None

    async def start(self) -> AsyncIterator[Any]:
        """Yields nothing: requests go straight to the engine, so that each step can be awaited and its failure kept."""
        try:
            await asyncio.ensure_future(self._work(self.crawler.engine.download_async))
        except Exception as error:  # noqa: BLE001  Scrapy would log it and end the run as if all were well
            self.error = error
        if False:
            yield  # an asynchronous generator is what Scrapy asks for
