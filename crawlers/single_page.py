"""Any article address as a source of its own: `regintel crawl --url`. The page is list and detail in one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from crawlers.article import ArticlePage
from crawlers.kind import kind_of_title
from crawlers.page import Item, ListPage
from crawlers.source import Expectations, Request, Source
from regintel.ids import raw_sha256
from regintel.model import Kind

SOURCE_ID = "web_page"
_ARTICLES = re.compile(r"^第一条[\s　].*^第二条[\s　]", re.MULTILINE | re.DOTALL)


class SinglePage(ListPage):
    """The one document that a page is."""

    def items(self) -> list[Item]:
        url = self.answer.url
        bare = Item(url, "", None)
        draft = ArticlePage(self.answer, self.source, bare).draft()
        is_official = bool(draft.doc_no or draft.index_no or draft.status or _ARTICLES.search(draft.text))
        draft = replace(draft, kind=kind_of_title(draft.title, Kind.POLICY if is_official else Kind.NEWS))
        token = raw_sha256(self.answer.body)
        return [Item(url, draft.title, None, draft.published_on, draft, {"token": token})]

    def next_lists(self) -> list[Request]:
        return []


def page_source(urls: Iterable[str]) -> Source:
    """A source whose documents are the pages at these addresses."""
    requests = tuple(Request(url) for url in dict.fromkeys(urls))
    return Source(
        id=SOURCE_ID,
        name="指定网址的文章",
        home=requests[0].url if requests else "",
        kinds=(Kind.NEWS, Kind.POLICY, Kind.CONSULTATION, Kind.INTERPRETATION),
        start=requests,
        list_page=SinglePage,
        detail_page=ArticlePage,
        delay=2.0,
        expectations=Expectations(filled={"title": 1.0, "text": 1.0}, max_age_days=100_000),
    )
