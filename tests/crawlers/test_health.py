"""What makes a run healthy, and which sources there are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request, Spider
from scrapy.core.downloader import Slot
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.settings import Settings

from crawlers import registry
from crawlers import sources as package
from crawlers.checks import Tally, verdict
from crawlers.fetch import PassingError
from crawlers.options import CrawlOptions
from crawlers.page import Item
from crawlers.registry import broken, crawlable, source_named, sources
from crawlers.runner import run_crawl
from crawlers.settings import host_slots
from crawlers.source import Blocked, Expectations, Source
from crawlers.throttle import HostThrottle
from regintel.archive import Archive
from regintel.errors import ChallengeError, ConfigError, ParseError
from regintel.store import open_store

TODAY = date(2026, 11, 22)
FIELDS = ("title", "text")


def source(**expectations: Any) -> Source:
    filled = {"title": 1.0, "text": 0.9}
    wanted = Expectations(**{"min_items": 3, "filled": filled, "max_age_days": 30, **expectations})
    return replace(source_named("stcn"), expectations=wanted)


def tally(listed: int = 10, kept: int = 10, text: str = "x", newest: date = TODAY) -> Tally:
    counts = Tally()
    for number in range(listed):
        counts.list_item(Item(f"https://e.org/{number}", "t", None, newest))
    for _ in range(kept):
        counts.keep(SimpleNamespace(title="t", text=text, published_on=newest), "new", FIELDS)  # type: ignore[arg-type]
    return counts


def test_a_healthy_run_has_no_reasons() -> None:
    assert verdict(source(), tally(), CrawlOptions(), TODAY) == (True, ())


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        (tally(listed=0, kept=0), "没有任何条目"),
        (tally(listed=2), "少于预期的 3 条"),
        (tally(text=""), "字段 text 的填充率 0%"),
        (tally(newest=date(2026, 9, 1)), "已 82 天未更新"),
    ],
)
def test_what_is_wrong_is_said(counts: Tally, words: str) -> None:
    ok, reasons = verdict(source(), counts, CrawlOptions(), TODAY)
    assert not ok
    assert words in reasons[0]


def test_a_list_that_shrank_is_told_from_its_own_past() -> None:
    earlier = [{"listed": 100}, {"listed": 98}, {"listed": 3}]
    ok, reasons = verdict(source(), tally(listed=20), CrawlOptions(), TODAY, earlier)
    assert not ok
    assert "此前通常有 98 条" in reasons[0]
    assert verdict(source(), tally(listed=20), CrawlOptions(limit=20), TODAY, earlier)[0]


def test_failures() -> None:
    challenged = tally(kept=500)
    challenged.fail(ChallengeError("甲页面是验证页"))
    assert "甲页面是验证页" in verdict(source(), challenged, CrawlOptions(), TODAY)[1][0]
    few = tally(kept=500)
    few.fail(ParseError("乙"))
    assert verdict(source(), few, CrawlOptions(), TODAY)[0]
    lost = tally()
    lost.fail_list(PassingError("丙 连接被中断", ""))
    ok, reasons = verdict(source(), lost, CrawlOptions(), TODAY)
    assert not ok
    assert reasons == ("1 个列表页失败（FetchError）：丙 连接被中断",)
    assert lost.stats()["failed_FetchError"] == 1


def test_a_mirror_is_not_judged_by_its_age() -> None:
    old = tally(newest=date(2020, 1, 1))
    assert verdict(source(), old, CrawlOptions(mirror="http://m:1"), TODAY)[0]


def test_every_source_is_well_stated() -> None:
    assert set(sources()) >= {"pbc_penalty_hq", "nfra_policy", "nfra_penalty", "flk_npc", "stcn"}
    for ident, known in sources().items():
        assert known.id == ident
        if isinstance(known, Blocked):
            assert known.reason
        else:
            assert known.kinds
            assert known.start
            assert known.delay >= 1, f"{ident} must be read politely"


def test_unknown_and_blocked_ids() -> None:
    with pytest.raises(ConfigError, match="nfra_polcy") as caught:
        source_named("nfra_polcy")
    assert "nfra_policy" in caught.value.mend
    blocked = [s for s in sources().values() if isinstance(s, Blocked)]
    for known in blocked:
        with pytest.raises(ConfigError, match="不能抓取"):
            source_named(known.id)
    assert [s.id for s in crawlable(["stcn", "flk_npc", "stcn"])] == ["stcn", "flk_npc"]


def test_hosts_that_sources_share_are_read_as_the_strictest_wants() -> None:
    quick, slow = source_named("nfra_policy"), replace(source_named("nfra_penalty"), delay=9.0)
    slots = host_slots([quick, slow], 0.5)
    assert slots["www.nfra.gov.cn"]["delay"] == 4.5
    assert slots["www.nfra.gov.cn"]["concurrency"] == 1
    assert host_slots([quick], 0)["www.nfra.gov.cn"]["delay"] == 0


def test_throttling_never_goes_below_the_polite_delay() -> None:
    settings = Settings({"AUTOTHROTTLE_ENABLED": True, "DOWNLOAD_SLOTS": {"a.org": {"delay": 3.0}}})
    throttle = HostThrottle(Crawler(Spider, settings))
    throttle.mindelay, throttle.maxdelay = 2.0, 60.0
    request = Request("https://a.org/", meta={"download_slot": "a.org"})
    slot = Slot(concurrency=1, delay=3.0, jitter=0.0)
    throttle._adjust_delay(slot, 0.01, Response("https://a.org/", request=request))
    assert slot.delay == 3.0
    throttle._adjust_delay(slot, 20.0, Response("https://a.org/", request=request))
    assert slot.delay == 20.0


@pytest.fixture
def broken_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A module of sources that cannot be imported; its text names the source `broken_source`."""
    (tmp_path / "zz_broken.py").write_text('ID = "broken_source"\nraise KeyError("a slip")\n', "utf-8")
    monkeypatch.setattr(package, "__path__", [*package.__path__, str(tmp_path)])
    registry._loaded.cache_clear()
    yield "zz_broken"
    registry._loaded.cache_clear()


def test_a_broken_module_costs_its_own_sources_only(broken_module: str, tmp_path: Path) -> None:
    assert "stcn" in sources()
    assert [*broken()] == [broken_module]
    with pytest.raises(ConfigError, match=r"zz_broken\.py 无法载入（KeyError"):
        source_named("broken_source")
    store = open_store(f"sqlite:///{tmp_path / 'regintel.db'}")
    with Archive(tmp_path / "archive") as archive:
        (report,) = run_crawl(["broken_source"], store, archive)
    assert not report.ok
    assert "zz_broken.py" in report.reasons[0]
    assert store.latest_runs()["broken_source"].reasons == report.reasons
    store.close()
