"""东方财富 (eastmoney.com), columns 要闻 345 and 350. Site facts as of 2026.

The list interface refuses a query without `req_trace`, whose value does not matter. Rows have the time as printed;
articles stand in `#ContentBody`.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from crawlers.day import parse_day
from crawlers.listed_article import ListedArticle, has_class
from crawlers.page import Item, ListPage
from crawlers.payload import answer_json, one_line
from crawlers.source import Expectations, Request, Source
from regintel.errors import ParseError
from regintel.model import Kind

SITE = "https://finance.eastmoney.com"
_LIST = "https://np-listapi.eastmoney.com/comm/web/getNewsByColumns"
_HEADERS = {"Referer": f"{SITE}/"}
_COLUMNS = ("345", "350")
_PAGE_SIZE = 50
_MAX_PAGES = 20


def column_request(column: str, page: int = 1) -> Request:
    """The request of one page (from 1) of a column."""
    query = {
        "client": "web",
        "biz": "web_news_col",
        "column": column,
        "order": 1,
        "needInteractData": 0,
        "page_index": page,
        "page_size": _PAGE_SIZE,
        "req_trace": "regintel",
        "fields": "code,showTime,title,mediaName,summary,url,uniqueUrl",
        "types": "1,20",
    }
    return Request(f"{_LIST}?{urlencode(query)}", headers=_HEADERS, meta={"column": column, "page": str(page)})


class EastmoneyList(ListPage):
    """`data.list`; a full page is followed by another one."""

    def items(self) -> list[Item]:
        return [item for row in self._rows if (item := self._item(row))]

    def next_lists(self) -> list[Request]:
        page = int(self.answer.meta["page"])
        is_last = len(self._rows) < _PAGE_SIZE or page >= _MAX_PAGES
        return [] if is_last else [column_request(self.answer.meta["column"], page + 1)]

    @cached_property
    def _rows(self) -> list[dict[str, Any]]:
        value = answer_json(self.answer)
        data = value.get("data") if isinstance(value, dict) else None
        rows = data.get("list") if isinstance(data, dict) else None
        if not isinstance(rows, list):
            said = one_line(value.get("message")) if isinstance(value, dict) else "不是对象"
            raise ParseError(f"{self.answer.url} 缺少 data.list（{said}）", "接口参数可能已变，请核对")
        return rows

    @staticmethod
    def _item(row: dict[str, Any]) -> Item | None:
        url = one_line(row.get("uniqueUrl") or row.get("url"))
        title = one_line(row.get("title"))
        if not url.startswith("http") or not title:
            return None
        url = url.replace("http://", "https://", 1)
        meta = {"token": title, "media": one_line(row.get("mediaName"))}
        return Item(url, title, Request(url, headers=_HEADERS), parse_day(row.get("showTime")), meta=meta)


class EastmoneyArticle(ListedArticle):
    """`#ContentBody` without the notes of the site below it."""

    body_path = "//*[@id='ContentBody']"
    title_path = f"//*[{has_class('title')} and ancestor::*[{has_class('topbox')}]]|//h1"


SOURCES = (
    Source(
        id="eastmoney_news",
        name="东方财富要闻",
        home=f"{SITE}/",
        kinds=(Kind.NEWS,),
        start=tuple(column_request(column) for column in _COLUMNS),
        list_page=EastmoneyList,
        detail_page=EastmoneyArticle,
        delay=2.0,
        expectations=Expectations(min_items=40, max_age_days=3),
    ),
)
