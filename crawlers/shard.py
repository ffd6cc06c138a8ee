"""One machine's share of the sources, so that several crawl without talking to each other.

The site of a source decides, not its id: all sources of one site, sub-domains included, stay on one machine, which
keeps the site's delay.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawlers.source import Source
from regintel.errors import UsageError

_TWO_LABELS = re.compile(r"\.(?:gov|com|org|net|edu)\.[a-z]{2}$")  # gov.cn, org.hk


@dataclass(frozen=True, slots=True)
class Shard:
    """Share `number` (from 1) of `count`. The shares of one count are disjoint and hold every source together."""

    number: int
    count: int

    @classmethod
    def parse(cls, text: str) -> Shard:
        """From `I/N`. Raises `UsageError` unless 1 ≤ I ≤ N."""
        found = re.fullmatch(r"\s*(\d{1,4})\s*/\s*(\d{1,4})\s*", text)
        if not found or not 1 <= int(found[1]) <= int(found[2]):
            raise UsageError(f"分片写法无效：{text}", "写成 I/N，1 ≤ I ≤ N，例：--shard 2/4")
        return cls(int(found[1]), int(found[2]))

    def holds(self, source: Source) -> bool:
        """The same on every machine and in every run, as long as the count is."""
        digest = hashlib.sha256(site_of(source.home).encode()).digest()
        return int.from_bytes(digest[:8], "big") % self.count == self.number - 1


def site_of(url: str) -> str:
    """The registered domain of an address: `pbc.gov.cn` of https://beijing.pbc.gov.cn/, `bis.org` of https://www.bis.org/."""
    host = (urlsplit(url).hostname or "").lower().rstrip(".")
    return ".".join(host.split(".")[-3 if _TWO_LABELS.search(host) else -2 :])
