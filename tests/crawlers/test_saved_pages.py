"""Real pages as saved from their sites, with what other people's parsers expect of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crawlers.page import Answer, Draft, Item
from crawlers.registry import source_named
from crawlers.source import Source

pytestmark = pytest.mark.shared

SOURCES = {
    "www.most.gov.cn": "most_policy",
    "www.ndrc.gov.cn": "ndrc_policy",
    "www.sasac.gov.cn": "sasac_policy",
    "www.nfra.gov.cn": "nfra_policy",
    "www.pbc.gov.cn": "pbc_news",
}
META = {"kind": "policy", "item": "876", "page": "2"}
# What other parsers count as text although it is not the document's
NOT_TEXT = re.compile(r"【责任编辑：[^】]*】|责任编辑：\S+|\s")
# A day printed by the page in any form
DIGITS = re.compile(r"\d+")


class Saved:
    """The saved answers of the mirror."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "mirror" / "data"
        if not (self._folder / "saved.json").is_file():
            pytest.skip(f"no saved pages in {self._folder}")
        self._files: dict[str, dict[str, str]] = json.loads((self._folder / "saved.json").read_text("utf-8"))

    def answer(self, url: str) -> tuple[Answer, Source]:
        file = self._files[url]
        body = (self._folder / file["file"]).read_bytes()
        return Answer(url, body, 200, {"Content-Type": file["type"]}, META), source_named(SOURCES[url.split("/")[2]])

    def expectations(self, host: str, *, is_list: bool) -> Iterator[tuple[str, dict[str, Any]]]:
        """(address, golden) of the lists or the details of a host; there must be some."""
        lines = (self._folder / "saved_golden.jsonl").read_text("utf-8").splitlines()
        found = 0
        for line in lines:
            row = json.loads(line)
            golden = row["golden"].get("parse_list") or row["golden"].get("parse_detail") or row["golden"]
            counts = "detail_links" in golden or "expected_min_detail_links" in golden
            if host in row["url"] and counts == is_list:
                found += 1
                yield row["url"], golden
        assert found, f"no expectations for {host}"

    def addresses(self, part: str) -> list[str]:
        return [url for url in self._files if part in url]


@pytest.fixture
def saved(shared: Path) -> Saved:
    return Saved(shared)


def draft_of(answer: Answer, source: Source) -> Draft:
    item = Item(answer.url, "", None, meta={"kind": "policy"})
    return source.detail_page(answer, source, item).draft()


def bare(text: str) -> str:
    return NOT_TEXT.sub("", text)


def test_ndrc_list(saved: Saved) -> None:
    for url, golden in saved.expectations("www.ndrc.gov.cn", is_list=True):
        answer, source = saved.answer(url)
        page = source.list_page(answer, source)
        items = page.items()
        wanted = golden["detail_links"]
        assert [item.url for item in items][: len(wanted)] == wanted
        assert {url, *(request.url for request in page.next_lists())} == set(golden["next_pages"])
        assert all(item.published_on and item.title for item in items)


def test_ndrc_details(saved: Saved) -> None:
    for url, golden in saved.expectations("www.ndrc.gov.cn", is_list=False):
        draft = draft_of(*saved.answer(url))
        assert draft.title == golden["title"]
        assert bare(draft.text) in bare(golden["body_text"])
        assert bare(draft.text).endswith("日"), "the day of signing ends an order"
        assert "打印" not in draft.text
        assert f"{draft.published_on:%Y/%m/%d}" == golden["source_metadata"]["发布时间"]
        assert draft.extra["source"] == golden["source_metadata"]["来源"]
        assert [file.name.rsplit(".", 1)[1] for file in draft.files] == ["pdf", "ofd"]
        assert all(file.name in golden["body_text"] for file in draft.files)
        assert re.fullmatch(r"中华人民共和国国家发展和改革委员会令第\d+号", draft.doc_no)
        assert draft.effective_on


def test_most_list(saved: Saved) -> None:
    for url, golden in saved.expectations("www.most.gov.cn", is_list=True):
        answer, source = saved.answer(url)
        urls = [item.url for item in source.list_page(answer, source).items()]
        assert len(urls) >= golden["expected_min_detail_links"]
        assert all(any(path in found for found in urls) for path in golden["expected_paths"])
        assert not any(path in found for found in urls for path in golden["excluded_paths"])


def test_most_details(saved: Saved) -> None:
    for url, golden in saved.expectations("www.most.gov.cn", is_list=False):
        draft = draft_of(*saved.answer(url))
        said = golden["required_metadata"]
        assert golden["title_contains"] in draft.title
        assert len(draft.text) >= golden["min_body_len"]
        assert draft.index_no == said["索引号"]
        assert " ".join(draft.issuers) == said["发文机构"]
        assert draft.doc_no == said.get("发文字号", "")
        assert draft.published_on
        assert [draft.published_on.year, draft.published_on.month, draft.published_on.day] == [
            int(number) for number in DIGITS.findall(said["发布日期"])
        ]


def test_sasac_lists(saved: Saved) -> None:
    for url, golden in saved.expectations("www.sasac.gov.cn", is_list=True):
        answer, source = saved.answer(url)
        page = source.list_page(answer, source)
        assert [item.url for item in page.items()] == golden["detail_links"]
        assert {request.url for request in page.next_lists()} == set(golden["next_pages"])
        assert all(item.published_on for item in page.items())


def test_sasac_details(saved: Saved) -> None:
    for url, golden in saved.expectations("www.sasac.gov.cn", is_list=False):
        draft = draft_of(*saved.answer(url))
        assert draft.title == golden["title"].removesuffix("－国务院国有资产监督管理委员会")
        assert bare(draft.text) == bare(golden["body_text"])
        assert draft.published_on


def test_nfra_search_pages(saved: Saved) -> None:
    for url, golden in saved.expectations("www.nfra.gov.cn", is_list=True):
        answer, source = saved.answer(url)
        items = source.list_page(answer, source).items()
        assert [item.request.url for item in items if item.request] == golden["detail_links"]
        assert all(item.title and item.published_on for item in items)


def test_pbc_lists(saved: Saved) -> None:
    addresses = saved.addresses("/_saved/")
    assert addresses
    for url in addresses:
        answer, source = saved.answer(url)
        page = source.list_page(answer, source)
        items = page.items()
        assert len(items) >= 10
        assert all(item.published_on and not item.title.endswith("...") for item in items)
        days = [item.published_on for item in items]
        assert days == sorted(days, reverse=True)  # type: ignore[type-var]  # None was ruled out above
        assert len(page.next_lists()) > 10
