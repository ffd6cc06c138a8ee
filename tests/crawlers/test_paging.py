"""Where lists go on and where they end, and what requests and complaints carry."""

from __future__ import annotations

import json
import re
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.moment import NOW_MS, stamped
from crawlers.page import Answer
from crawlers.registry import source_named
from crawlers.source import Source
from crawlers.sources.heimao import without_numbers


def list_of(source: Source, url: str, value: Any, **meta: str) -> Any:
    body = value if isinstance(value, bytes) else json.dumps(value, ensure_ascii=False).encode()
    return source.list_page(Answer(url, body, meta=meta), source)


def hkma(offset: int, count: int) -> list[str]:
    source = source_named("hkma")
    link = "https://www.hkma.gov.hk/chi/news-and-media/press-releases/2026/10/20261009-1/"
    rows = [{"title": "新聞", "link": link, "date": "2026-10-09"}] * count
    url = source.start[0].url.replace("offset=0", f"offset={offset}")
    return [
        r.url for r in list_of(source, url, {"header": {"success": True}, "result": {"records": rows}}).next_lists()
    ]


def test_a_list_without_a_total_goes_on_while_pages_are_full() -> None:
    assert [re.findall(r"offset=(\d+)", url) for url in hkma(0, 100)] == [["100"]]
    assert [re.findall(r"offset=(\d+)", url) for url in hkma(100, 100)] == [["200"]]
    assert hkma(200, 99) == []
    assert hkma(200, 0) == []


def telegraphs(count: int, before: int, page: int) -> list[dict[str, str]]:
    source = source_named("cls_telegraph")
    rows = [{"id": i, "content": f"第{i}条", "ctime": 1_791_561_540 - i} for i in range(count)]
    url = source.start[0].url.replace("lastTime=0", f"lastTime={before}")
    found = list_of(source, url, {"data": {"roll_data": rows}}, page=str(page)).next_lists()
    return [{"url": r.url, **r.meta} for r in found]


def test_a_cursor_moves_back_and_stops_where_the_site_ignores_it() -> None:
    (following,) = telegraphs(50, 0, 1)
    assert "lastTime=1791561491" in following["url"]
    assert following["page"] == "2"
    assert telegraphs(50, 1_791_561_491, 2) == []  # the same rows again
    assert telegraphs(49, 0, 1) == []
    assert telegraphs(50, 0, 10) == []


@pytest.mark.parametrize(("ident", "size"), [("eastmoney_news", 50), ("yicai", 20)])
def test_numbered_pages_end_with_the_first_that_is_not_full(ident: str, size: int) -> None:
    source = source_named(ident)
    rows: list[dict[str, str]] = [{}] * size
    for count, goes_on in ((size, True), (size - 1, False)):
        part = rows[:count]
        value: Any = part if ident == "yicai" else {"data": {"list": part}}
        page = list_of(source, source.start[0].url, value, **source.start[0].meta)
        assert bool(page.next_lists()) is goes_on


def test_the_roll_ends_at_its_total_or_at_a_page_that_is_not_full() -> None:
    source = source_named("sina_finance")
    row = {"url": "https://finance.sina.com.cn/a.shtml", "title": "甲", "ctime": "1791158400"}

    def further(count: int, total: int | None, page: int) -> int:
        result = {"status": {"code": 0}, "data": [row] * count} | ({} if total is None else {"total": total})
        url = source.start[0].url.replace("page=1", f"page={page}")
        return len(list_of(source, url, {"result": result}, list="roll").next_lists())

    assert [further(50, 100, 1), further(50, 100, 2), further(50, None, 1), further(49, None, 1)] == [1, 0, 1, 0]
    assert further(50, 100_000, 100) == 0


def test_the_moment_of_sending_is_written_into_a_header() -> None:
    before = int(time.time() * 1000)
    headers = stamped({"timestamp": NOW_MS, "Referer": "https://a.example.org/"})
    assert before <= int(headers["timestamp"]) <= int(time.time() * 1000)
    assert headers["Referer"] == "https://a.example.org/"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("电话13812345678。", "电话138****5678。"),
        ("身份证11010519491231002X", "身份证110105********002X"),
        ("卡号6222020000001234567", "卡号6222********4567"),
        ("欠款12345678元，订单20261005", "欠款12345678元，订单20261005"),
    ],
)
def test_numbers_of_persons_are_masked(said: str, kept: str) -> None:
    assert without_numbers(said) == kept


@given(st.text(alphabet="0123456789Xx 元，", max_size=60))
def test_no_whole_number_of_a_phone_is_left(text: str) -> None:
    masked = without_numbers(text)
    assert re.search(r"(?<!\d)1[3-9]\d{9}(?!\d)", masked) is None
    assert without_numbers(masked) == masked
