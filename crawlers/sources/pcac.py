"""中国支付清算协会 (pcac.org.cn). Site facts as of 2026-10, medium confidence.

An `eportal` site: everything is `/eportal/ui` with parameters. `articleKey` and `columnId` name an article, `pageId` is
only the template and differs between lists, so it is no part of what a document is recognised by. `currentPage` pages
on where the pager prints it (a guess from other sites of this family).
"""

from __future__ import annotations

import re
from typing import Any, ClassVar
from urllib.parse import parse_qs, urljoin, urlsplit

from crawlers.body import inline_text
from crawlers.column import column, row_day, row_title
from crawlers.column_article import ColumnArticle
from crawlers.page import Item, ListPage
from crawlers.payload import answer_html
from crawlers.source import Expectations, Request, Source
from regintel.errors import ParseError
from regintel.model import Kind

SITE = "https://www.pcac.org.cn"
_PAGE = re.compile(r"[?&]currentPage=(\d+)")
_MAX_PAGES = 200


def _list(page: int, kind: Kind) -> Request:
    return column(f"{SITE}/eportal/ui?pageId={page}", kind)


class EportalList(ListPage):
    """Rows of `.fglist-title`; other links to articles stand in menus and at the side."""

    def items(self) -> list[Item]:
        root = answer_html(self.answer)
        links = root.xpath("//*[contains(concat(' ',normalize-space(@class),' '),' fglist-title ')]//a[@href]")
        if not links and not root.xpath("//*[contains(@class,'fglist')]"):
            raise ParseError(f"{self.answer.url} 中找不到列表行（.fglist-title）", "网站可能改版，请更新列表解析规则")
        return [item for link in links if (item := self._item(link))]

    def next_lists(self) -> list[Request]:
        root, current = answer_html(self.answer), _PAGE.search(self.answer.url)
        if current:
            return []
        hrefs = [urljoin(self.answer.url, href) for href in root.xpath("//a/@href") if _PAGE.search(href)]
        numbers = [int(found[1]) for href in hrefs if (found := _PAGE.search(href))]
        if not numbers:
            return []
        pages = range(2, min(max(numbers), _MAX_PAGES) + 1)
        return [Request(_PAGE.sub(_numbered(n), hrefs[0]), meta=dict(self.answer.meta)) for n in pages]

    def _item(self, link: Any) -> Item | None:
        url = urljoin(SITE, link.get("href").strip())
        query = parse_qs(urlsplit(url).query)
        article, folder = query.get("articleKey", [""])[0], query.get("columnId", [""])[0]
        if not article:
            return None
        row = next(iter(link.xpath("./ancestor::li[1]|./ancestor::tr[1]|./ancestor::dl[1]")), link.getparent())
        meta = {"kind": self.answer.meta["kind"], "key": f"pcac:{folder}:{article}", "twin": "1"}
        return Item(url, row_title(link) or inline_text(link), Request(url), row_day(row, link), meta=meta)


def _numbered(page: int) -> Any:
    return lambda found: f"{found[0][0]}currentPage={page}"


class EportalArticle(ColumnArticle):
    """An article; where its body stands is a guess, attachments lie under `/eportal/fileDir/`."""

    host = "pcac.org.cn"
    bodies: ClassVar[tuple[str, ...]] = (".article-content", ".articleContent", ".news_content", ".content", "#content")
    headings: ClassVar[tuple[str, ...]] = (".article-title", ".articleTitle", "h1", "h2", "h3")
    attached = ".attachment, .fujian"


SOURCES = (
    Source(
        id="pcac",
        name="中国支付清算协会政策法规、监管动态与自律规范",
        home=f"{SITE}/",
        kinds=(Kind.POLICY, Kind.NEWS, Kind.DISCLOSURE, Kind.CONSULTATION, Kind.INTERPRETATION),
        start=(
            _list(595021, Kind.POLICY),  # 政策法规
            _list(595027, Kind.POLICY),  # 自律规范
            _list(595043, Kind.NEWS),  # 监管动态
            _list(595046, Kind.NEWS),  # 行业动态
            _list(595055, Kind.DISCLOSURE),  # 行业数据
        ),
        list_page=EportalList,
        detail_page=EportalArticle,
        issuer="中国支付清算协会",
        delay=1.5,
        expectations=Expectations(min_items=30, max_age_days=60),
    ),
)
