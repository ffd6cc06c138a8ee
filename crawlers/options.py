"""What a crawl is asked to do and what it answers; free of Scrapy, so that the command line can build it fast."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

OnProgress = Callable[[str, int, int], None]
"""Called with (source id, items done, items known so far)."""


def silent(_source_id: str, _done: int, _known: int) -> None:
    """Listens to nothing."""


@dataclass(frozen=True, slots=True)
class CrawlOptions:
    """`mirror`: `https://host/path` is fetched as `MIRROR/host/path`; the mirror's own address needs no permission.

    `limit`: at most so many of the newest documents of each source (0: all). `since`: only documents published on or
    after that day. `delay_factor` scales every source's delay, 0 turns delays off (mirrors, tests). `allow_private`:
    `host:port` pairs in private, loopback or link-local ranges that may be reached. `workers`: file-parsing processes.
    `retries`: repeats of a request that failed in a way that may pass. `timeout`: seconds for one page, five times
    that for one file. `max_page_bytes` and `max_file_bytes`: larger answers are refused.
    `max_list_pages`: a source that reveals ever more list pages is left after so many, as failed.
    """

    mirror: str = ""
    limit: int = 0
    since: date | None = None
    delay_factor: float = 1.0
    user_agent: str = "RegIntel/0.1"
    allow_private: tuple[str, ...] = ()
    workers: int = 2
    retries: int = 4
    timeout: float = 60.0
    max_page_bytes: int = 64 * 2**20
    max_file_bytes: int = 200 * 2**20
    max_list_pages: int = 10_000


@dataclass(frozen=True, slots=True)
class RunReport:
    """One source's run: `ok` is the verdict of `crawlers.checks`, `reasons` says in Chinese what is wrong."""

    source_id: str
    ok: bool
    stats: Mapping[str, int | str]
    reasons: tuple[str, ...]
