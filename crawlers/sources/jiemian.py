"""界面新闻 (jiemian.com). Site facts as of 2025-2026.

Columns are HTML; only the first page is there without the site's own loading script, so runs should come daily.
"""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urljoin

from crawlers.body import inline_text
from crawlers.day import epoch_day
from crawlers.listed_article import ListedArticle, has_class
from crawlers.page import Draft, Item, ListPage
from crawlers.payload import answer_html, one_line
from crawlers.source import Expectations, Request, Source
from regintel.errors import ParseError
from regintel.model import Kind

SITE = "https://www.jiemian.com"
_COLUMNS = ("9", "112", "174", "800", "4", "1330kb")  # 金融、证券、宏观、财经、快报、监管通报
_ARTICLE = re.compile(r"/article/\d+\.html$")


class JiemianList(ListPage):
    """Links to articles, each once; of several links to one article the one with the longest text is its title."""

    def items(self) -> list[Item]:
        titles: dict[str, str] = {}
        for link in answer_html(self.answer).xpath("//a[@href]"):
            url = urljoin(SITE, link.get("href").strip())
            if _ARTICLE.search(url):
                shown = one_line(link.get("title") or inline_text(link))
                titles[url] = max(titles.get(url, ""), shown, key=len)
        if not titles:
            raise ParseError(
                f"{self.answer.url} 中找不到文章链接（/article/数字.html）", "网站可能改版，请更新解析规则"
            )
        return [Item(url, title, Request(url), meta={"token": title}) for url, title in titles.items() if title]

    def next_lists(self) -> list[Request]:
        return []


class JiemianArticle(ListedArticle):
    """`.article-header h1`, `span[data-article-publish-time]`, `.article-content`."""

    body_path = f"//div[{has_class('article-content')}]"
    title_path = f"//div[{has_class('article-header')}]//h1"

    def draft(self) -> Draft:
        """The page; its time is an attribute in seconds."""
        draft = super().draft()
        stamps = answer_html(self.answer).xpath("//@data-article-publish-time")
        day = next((d for stamp in stamps if (d := epoch_day(stamp))), None)
        return replace(draft, published_on=day or draft.published_on)


SOURCES = (
    Source(
        id="jiemian",
        name="界面新闻财经各栏目",
        home=f"{SITE}/",
        kinds=(Kind.NEWS,),
        start=tuple(Request(f"{SITE}/lists/{column}.html") for column in _COLUMNS),
        list_page=JiemianList,
        detail_page=JiemianArticle,
        delay=2.0,
        expectations=Expectations(min_items=20, max_age_days=3),
    ),
)
