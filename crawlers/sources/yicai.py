"""第一财经 (yicai.com). Site facts as of 2025-2026.

The list interface answers an array of rows with relative addresses; `CreateDate` has no zone and is China's time.
Videos and picture series have no text and are left out.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

from crawlers.day import parse_day
from crawlers.listed_article import ListedArticle, has_class
from crawlers.page import Item, ListPage
from crawlers.payload import answer_json, one_line
from crawlers.source import Expectations, Request, Source
from regintel.errors import ParseError
from regintel.model import Kind

SITE = "https://www.yicai.com"
_PAGE_SIZE = 20
_MAX_PAGES = 25
_READABLE = re.compile(r"/(?:news|brief)/\d+\.html$")


def news_request(page: int) -> Request:
    """The request of one page (from 1) of the newest articles."""
    url = f"{SITE}/api/ajax/getjuhelist?action=news&page={page}&pagesize={_PAGE_SIZE}"
    return Request(url, headers={"Referer": f"{SITE}/"})


class YicaiList(ListPage):
    """An array of rows; a full page is followed by another one."""

    def items(self) -> list[Item]:
        return [item for row in self._rows if (item := self._item(row))]

    def next_lists(self) -> list[Request]:
        page = int(parse_qs(urlsplit(self.answer.url).query).get("page", ["1"])[0])
        return [news_request(page + 1)] if len(self._rows) >= _PAGE_SIZE and page < _MAX_PAGES else []

    @cached_property
    def _rows(self) -> list[dict[str, Any]]:
        value = answer_json(self.answer)
        if not isinstance(value, list):
            raise ParseError(f"{self.answer.url} 返回的不是列表", "接口可能改版，请更新字段名")
        return value

    @staticmethod
    def _item(row: dict[str, Any]) -> Item | None:
        url, title = urljoin(SITE, one_line(row.get("url"))), one_line(row.get("NewsTitle"))
        if not _READABLE.search(urlsplit(url).path) or not title:
            return None
        return Item(
            url, title, Request(url, headers={"Referer": f"{SITE}/"}), parse_day(row.get("CreateDate")), None,
            {"token": title},
        )  # fmt: skip


class YicaiArticle(ListedArticle):
    """`.multiText`, `#multi-text` or `.txt`."""

    body_path = f"//*[{has_class('multiText')} or @id='multi-text']|//*[{has_class('m-txt')} or {has_class('txt')}]"
    title_path = f"//*[{has_class('title')}]//h1|//h1"


SOURCES = (
    Source(
        id="yicai",
        name="第一财经新闻",
        home=f"{SITE}/",
        kinds=(Kind.NEWS,),
        start=(news_request(1),),
        list_page=YicaiList,
        detail_page=YicaiArticle,
        delay=2.0,
        expectations=Expectations(min_items=20, max_age_days=3),
    ),
)
