"""Sources split over machines."""

from __future__ import annotations

from collections import defaultdict

import pytest

from crawlers.registry import crawlable
from crawlers.shard import Shard, site_of
from regintel.errors import UsageError


@pytest.mark.parametrize("count", [1, 2, 3, 7, 12])
def test_every_source_is_on_exactly_one_machine(count: int) -> None:
    shards = [Shard(number, count) for number in range(1, count + 1)]
    for source in crawlable():
        assert sum(shard.holds(source) for shard in shards) == 1


def test_a_site_stays_on_one_machine() -> None:
    places = defaultdict(set)
    for source in crawlable():
        places[site_of(source.home)].add(tuple(Shard(n, 5).holds(source) for n in range(1, 6)))
    assert all(len(found) == 1 for found in places.values())
    assert len({found for place in places.values() for found in place}) > 1


@pytest.mark.parametrize("text", ["", "0/4", "5/4", "1", "1/0", "a/b", "-1/4", "1/4/2"])
def test_a_bad_share_is_named(text: str) -> None:
    with pytest.raises(UsageError, match="分片写法无效"):
        Shard.parse(text)


def test_a_share_is_read() -> None:
    assert Shard.parse(" 2/4 ") == Shard(2, 4)


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://beijing.pbc.gov.cn/a/index.html", "pbc.gov.cn"),
        ("http://www.pbc.gov.cn", "pbc.gov.cn"),
        ("https://www.bis.org/", "bis.org"),
        ("https://api.hkma.gov.hk/x", "hkma.gov.hk"),
        ("https://WWW.STCN.com:443/", "stcn.com"),
    ],
)
def test_sub_domains_belong_to_their_site(url: str, site: str) -> None:
    assert site_of(url) == site
