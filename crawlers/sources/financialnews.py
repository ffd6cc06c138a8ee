"""中国金融新闻网, 金融时报 (financialnews.com.cn). Site facts as of 2026-10, low confidence.

The site was rebuilt: articles have addresses like `/2026-09/30/content_12345.html`, which state the day. How columns
page on is not known, so the home page and the columns that it links on its own host are read; runs should come daily.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urljoin, urlsplit

from crawlers.body import inline_text
from crawlers.day import parse_day
from crawlers.listed_article import ListedArticle
from crawlers.page import Item, ListPage
from crawlers.payload import answer_html, one_line
from crawlers.source import Expectations, Request, Source
from regintel.errors import ParseError
from regintel.model import Kind

SITE = "https://www.financialnews.com.cn"
_ARTICLE = re.compile(r"/(?:m/)?((?:19|20)\d{2}-\d{2}/\d{2})/content_\d+\.html?$")
_COLUMN = re.compile(r"^/(?:[a-z]{2,20}/){1,2}(?:index\.html?|node_\d+\.html?)?$|^/node_\d+\.html?$")
_MAX_COLUMNS = 40
_SHORTEST_TITLE = 6


class FinancialNewsList(ListPage):
    """Links to articles; from the home page also the columns."""

    def items(self) -> list[Item]:
        found: dict[str, tuple[str, str]] = {}
        for link, url in self._links():
            day = _ARTICLE.search(urlsplit(url).path)
            title = one_line(link.get("title") or inline_text(link))
            if day and len(title) >= _SHORTEST_TITLE:
                place = url.replace("/m/", "/", 1)
                found[place] = (day[1], max(title, found.get(place, ("", ""))[1], key=len))
        if not found and self._is_home:
            raise ParseError(f"{self.answer.url} 中找不到文章链接（content_数字.html）", "网站可能改版，请更新解析规则")
        return [
            Item(url, title, Request(url), parse_day(day.replace("/", "-")), None, {"token": title})
            for url, (day, title) in found.items()
        ]

    def next_lists(self) -> list[Request]:
        if not self._is_home:
            return []
        columns = [url for _, url in self._links() if _COLUMN.match(urlsplit(url).path)]
        return [Request(url) for url in list(dict.fromkeys(columns))[:_MAX_COLUMNS]]

    @property
    def _is_home(self) -> bool:
        return urlsplit(self.answer.url).path in ("", "/")

    def _links(self) -> list[tuple[Any, str]]:
        links = []
        for link in answer_html(self.answer).xpath("//a[@href]"):
            url = urljoin(self.answer.url, link.get("href").strip())
            if urlsplit(url).hostname == urlsplit(SITE).hostname:
                links.append((link, url.split("#")[0]))
        return links


SOURCES = (
    Source(
        id="financialnews",
        name="中国金融新闻网",
        home=f"{SITE}/",
        kinds=(Kind.NEWS,),
        start=(Request(f"{SITE}/"),),
        list_page=FinancialNewsList,
        detail_page=ListedArticle,
        delay=3.0,
        expectations=Expectations(min_items=20, max_age_days=3),
    ),
)
