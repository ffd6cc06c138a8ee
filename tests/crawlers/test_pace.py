"""Hosts that answer with a false page get a rest and are asked less often after that; others are not held up."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import pytest
import scrapy
from scrapy.http import Response

from crawlers.fetch import Fetcher
from crawlers.options import CrawlOptions
from crawlers.pace import Pace
from crawlers.page import Answer
from crawlers.registry import source_named
from regintel.errors import ChallengeError

PORTAL = "<!DOCTYPE html><html><head><title>中国证券监督管理委员会</title></head><body>首页</body></html>".encode()
ROWS = b'{"data": {"total": 0, "results": []}}'


class FakeClock(asyncio.SelectorEventLoop):
    """A loop whose sleeping takes no time: the clock jumps to the next timer."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def time(self) -> float:
        return self.now

    def _run_once(self) -> None:
        if not self._ready and self._scheduled:  # type: ignore[attr-defined]
            self.now = max(self.now, self._scheduled[0]._when)  # type: ignore[attr-defined]
        super()._run_once()  # type: ignore[misc]


def run(work: Coroutine[Any, Any, Any]) -> Any:
    loop = FakeClock()
    try:
        return loop.run_until_complete(work)
    finally:
        loop.close()


async def moments(pace: Pace, urls: list[str]) -> list[float]:
    clock = asyncio.get_running_loop().time

    async def ask(url: str) -> float:
        await pace.wait(url)
        return clock()

    return list(await asyncio.gather(*(ask(url) for url in urls)))


def test_host_that_never_warned_is_not_held_up() -> None:
    async def work() -> list[float]:
        pace = Pace(1.0)
        pace.slow_down("https://slow.gov.cn/a", 30)
        return await moments(pace, ["https://quick.gov.cn/1", "https://quick.gov.cn/2"])

    assert run(work()) == [0.0, 0.0]


@pytest.mark.parametrize(("factor", "rest"), [(1.0, 30.0), (0.0, 1.2)])
def test_rest_then_one_after_the_other(factor: float, rest: float) -> None:
    async def work() -> list[float]:
        pace = Pace(factor)
        for _ in range(5):  # requests that were under way together warn once
            pace.slow_down("https://slow.gov.cn/a", 30)
        return await moments(pace, ["https://slow.gov.cn/1", "https://slow.gov.cn/2", "https://slow.gov.cn/3"])

    assert run(work()) == pytest.approx([rest, rest + 0.3, rest + 0.6])


def test_second_warning_after_the_rest_widens_the_gap() -> None:
    async def work() -> list[float]:
        pace = Pace(0.0)
        pace.slow_down("https://slow.gov.cn/a", 30)
        await asyncio.sleep(2.0)
        pace.slow_down("https://slow.gov.cn/a", 30)
        return await moments(pace, ["https://slow.gov.cn/1", "https://slow.gov.cn/2"])

    assert run(work()) == pytest.approx([3.2, 3.65])


def test_warning_during_a_wait_is_waited_out_too() -> None:
    async def work() -> list[float]:
        pace = Pace(0.0)
        pace.slow_down("https://slow.gov.cn/a", 30)
        asking = asyncio.ensure_future(moments(pace, [f"https://slow.gov.cn/{n}" for n in range(4)]))
        await asyncio.sleep(1.3)
        pace.slow_down("https://slow.gov.cn/a", 30)
        return await asking

    found = run(work())
    assert found[0] == pytest.approx(1.2)
    assert all(moment >= 2.5 for moment in found[1:])


def throttled(portals: int) -> tuple[list[str], Callable[[scrapy.Request], Awaitable[Response]]]:
    """A site that answers with its portal so many times, then with rows; and the addresses that it was asked for."""
    asked: list[str] = []

    async def download(request: scrapy.Request) -> Response:
        asked.append(request.url)
        return Response(request.url, body=PORTAL if len(asked) <= portals else ROWS)

    return asked, download


def read_rows(portals: int) -> int:
    """How often a throttled list was asked for until it gave rows."""
    source = source_named("csrc_penalty_bureaus")
    asked, download = throttled(portals)

    async def work() -> None:
        fetcher = Fetcher(download, source, CrawlOptions(delay_factor=0.0), Pace(0.0))
        await fetcher.read(source.start[0], rows_of)

    def rows_of(answer: Answer) -> int:
        return len(source.list_page(answer, source).items())

    run(work())
    return len(asked)


def test_throttled_list_is_read_after_the_rest() -> None:
    assert read_rows(portals=2) == 3


def test_host_that_stays_throttled_is_a_challenge() -> None:
    with pytest.raises(ChallengeError, match="网页"):
        read_rows(portals=9)
