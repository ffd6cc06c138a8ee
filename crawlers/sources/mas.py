"""新加坡金融管理局 (mas.gov.sg). Site facts as of 2026.

The site's own search answers JSON. A client that does not look like a browser gets a maintenance page with 200, hence
the header, which still names us. Consultations close on a day that the search states.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode, urljoin

from crawlers.day import parse_day
from crawlers.listed_article import ListedArticle, has_class
from crawlers.page import Draft, Item, ListPage
from crawlers.payload import answer_json, one_line
from crawlers.source import Expectations, Request, Source
from regintel.errors import ParseError
from regintel.model import Kind

SITE = "https://www.mas.gov.sg"
_HEADERS = {"User-Agent": "Mozilla/5.0 (compatible; RegIntel)", "Accept": "application/json, text/html"}
_PAGE_SIZE = 50
_MAX_ROWS = 2000
_TYPES = ("News", "Publications")
_KINDS = {
    "enforcement actions": Kind.PENALTY,
    "consultations": Kind.CONSULTATION,
    "consultation": Kind.CONSULTATION,
    "circulars": Kind.POLICY,
    "notices": Kind.POLICY,
    "guidelines": Kind.POLICY,
    "regulations and guidance": Kind.POLICY,
}


def search_request(content: str, start: int = 0) -> Request:
    """The request of the rows from `start` (0) of one type of content, newest first."""
    query = {
        "q": "*:*",
        "fq": f'mas_mastercontenttypes_sm:"{content}"',
        "sort": "mas_date_tdt desc",
        "start": start,
        "rows": _PAGE_SIZE,
        "json.nl": "map",
        "wt": "json",
    }
    url = f"{SITE}/api/v1/search?{urlencode(query)}"
    return Request(url, headers=_HEADERS, meta={"content": content, "start": str(start)})


class MasSearch(ListPage):
    """`response.docs` of one page of results."""

    def items(self) -> list[Item]:
        return [item for row in self._found["docs"] if (item := self._item(row))]

    def next_lists(self) -> list[Request]:
        rows, start = len(self._found["docs"]), int(self.answer.meta.get("start", "0"))
        total = min(int(self._found.get("numFound") or 0), _MAX_ROWS)
        if not rows or start + rows >= total:
            return []
        return [search_request(self.answer.meta["content"], start + rows)]

    @cached_property
    def _found(self) -> dict[str, Any]:
        value = answer_json(self.answer)
        found = value.get("response") if isinstance(value, dict) else None
        if not isinstance(found, dict) or not isinstance(found.get("docs"), list):
            raise ParseError(f"{self.answer.url} 缺少 response.docs", "接口可能改版，请更新字段名")
        return found

    @staticmethod
    def _item(row: dict[str, Any]) -> Item | None:
        path = one_line(row.get("page_url_s"))
        if not path:
            return None
        url = urljoin(SITE, path)
        closing = parse_day(row.get("masconsultation_closingdate_tdt"))
        meta = {"type": one_line(row.get("mas_contenttype_s")), "closing": closing.isoformat() if closing else ""}
        return Item(
            url, one_line(row.get("document_title_string_s")), Request(url, headers=_HEADERS),
            parse_day(row.get("mas_date_tdt")), meta=meta,
        )  # fmt: skip


class MasPage(ListedArticle):
    """`.mas-rte-content`."""

    body_path = f"//*[{has_class('mas-rte-content')}]"
    has_files = True

    def draft(self) -> Draft:
        """The page with what the search said of it."""
        kind = self.item.meta.get("type", "")
        closing = parse_day(self.item.meta.get("closing"))
        return replace(super().draft(), deadline=closing, extra={"type": kind} if kind else {})

    def kind(self, title: str) -> Kind:  # noqa: ARG002  the title says less than the search
        """By the type of content, which the search names; a closing day makes a consultation."""
        if self.item.meta.get("closing"):
            return Kind.CONSULTATION
        return _KINDS.get(self.item.meta.get("type", "").lower(), Kind.NEWS)


SOURCES = (
    Source(
        id="mas_sg",
        name="新加坡金融管理局",
        home=f"{SITE}/",
        kinds=(Kind.NEWS, Kind.POLICY, Kind.CONSULTATION, Kind.PENALTY),
        start=tuple(search_request(content) for content in _TYPES),
        list_page=MasSearch,
        detail_page=MasPage,
        issuer="新加坡金融管理局",
        language="en",
        region="新加坡",
        delay=3.0,
        expectations=Expectations(min_items=20, max_age_days=14),
    ),
)
