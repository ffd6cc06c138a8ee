"""香港证监会 (apps.sfc.hk). Site facts as of 2026.

The e-distribution interface: POST of JSON, pages from 0, `total` rows; the fields of news, circulars and consultations
have different names. The text is HTML inside JSON, asked for by reference number. Circulars before about 2000 are not
there; some hold a PDF only.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from crawlers.body import parse_html, readable_text
from crawlers.day import parse_day
from crawlers.page import DetailPage, Draft, FileLink, Item, ListPage
from crawlers.payload import answer_json, file_links, one_line
from crawlers.source import Expectations, Request, Source
from regintel.errors import ParseError
from regintel.model import Kind

SITE = "https://apps.sfc.hk"
_API = f"{SITE}/edistributionWeb/api"
_HEADERS = {"Content-Type": "application/json", "Referer": f"{SITE}/edistributionWeb/gateway/TC/"}
_PAGE_SIZE = 50
_MAX_PAGES = 40


@dataclass(frozen=True, slots=True)
class _Channel:
    """Names of a channel's fields, and where people read its documents. `kind` is what it publishes as a rule."""

    number: str
    day: str
    title: str
    address: str
    kind: Kind
    deadline: str = ""


_CHANNELS = {
    "news": _Channel("newsRefNo", "issueDate", "title", "news-and-announcements/news/doc?refNo=", Kind.NEWS),
    "circular": _Channel("refNo", "releasedDate", "title", "circular/doc?refNo=", Kind.POLICY),
    "consultation": _Channel(
        "cpRefNo", "cpIssueDate", "cpTitle", "consultation/doc?refNo=", Kind.CONSULTATION, "commentDeadline"
    ),
}


def search_request(channel: str, page: int = 0) -> Request:
    """The request of one page (from 0) of a channel, newest first."""
    query = {
        "lang": "TC",
        "category": "all",
        "year": "all",
        "month": "all",
        "pageNo": page,
        "pageSize": _PAGE_SIZE,
        "sort": {"field": _CHANNELS[channel].day, "order": "desc"},
    }
    body = json.dumps(query, separators=(",", ":")).encode()
    return Request(f"{_API}/{channel}/search", "POST", _HEADERS, body, {"channel": channel, "page": str(page)})


class SfcList(ListPage):
    """`items` of one page; `total` tells how many pages follow."""

    def items(self) -> list[Item]:
        return [self._item(row) for row in self._found["items"]]

    def next_lists(self) -> list[Request]:
        rows, page = len(self._found["items"]), int(self.answer.meta["page"])
        last = min(-(-int(self._found.get("total") or 0) // _PAGE_SIZE), _MAX_PAGES)
        return [search_request(self.answer.meta["channel"], page + 1)] if rows and page + 1 < last else []

    @cached_property
    def _found(self) -> dict[str, Any]:
        value = answer_json(self.answer)
        if not isinstance(value, dict) or not isinstance(value.get("items"), list):
            raise ParseError(f"{self.answer.url} 缺少 items", "接口可能改版，请更新字段名")
        return value

    def _item(self, row: dict[str, Any]) -> Item:
        name = self.answer.meta["channel"]
        channel = _CHANNELS[name]
        number = one_line(row.get(channel.number))
        if not number:
            raise ParseError(f"{self.answer.url} 的列表行没有 {channel.number}", "接口可能改版，请更新字段名")
        kind = Kind.PENALTY if row.get("newsType") == "EF" else channel.kind
        closes = parse_day(row.get(channel.deadline)) if channel.deadline else None
        meta = {"channel": name, "number": number, "kind": kind.value, "closes": closes.isoformat() if closes else ""}
        return Item(
            f"{SITE}/edistributionWeb/gateway/TC/{channel.address}{number}",
            one_line(row.get(channel.title)),
            Request(f"{_API}/{name}/content?{urlencode({'refNo': number, 'lang': 'TC'})}", headers=_HEADERS),
            parse_day(row.get(channel.day)),
            meta=meta,
        )


class SfcContent(DetailPage):
    """`html` of one document; a circular without any is its PDF."""

    def draft(self) -> Draft:
        value = answer_json(self.answer)
        if not isinstance(value, dict):
            raise ParseError(f"{self.answer.url} 返回的不是对象", "接口可能改版，请更新字段名")
        root = parse_html(str(value.get("html") or value.get("content") or ""))
        text = readable_text(root)
        meta = self.item.meta
        links = file_links(root, self.answer.url)
        if not text and meta["channel"] == "circular":
            query = urlencode({"lang": "TC", "refNo": meta["number"]})
            links = [(f"{meta['number']}.pdf", f"{_API}/circular/openFile?{query}")]
        if not text and not links:
            raise ParseError(f"{self.answer.url} 没有正文（html）", "接口可能改版，请更新字段名")
        return Draft(
            title=one_line(value.get("title")) or self.item.title,
            text=text,
            kind=Kind(meta["kind"]),
            published_on=self.item.published_on,
            doc_no=meta["number"],
            issuers=(self.source.issuer,),
            deadline=parse_day(meta.get("closes")),
            files=tuple(FileLink(name, Request(url)) for name, url in links),
            body_file=not text,
        )


SOURCES = (
    Source(
        id="sfc_hk",
        name="香港证监会新闻、通函与咨询",
        home=f"{SITE}/edistributionWeb/gateway/TC/",
        kinds=(Kind.NEWS, Kind.PENALTY, Kind.POLICY, Kind.CONSULTATION),
        start=tuple(search_request(channel) for channel in _CHANNELS),
        list_page=SfcList,
        detail_page=SfcContent,
        issuer="香港证券及期货事务监察委员会",
        language="zh-Hant",
        region="香港",
        delay=2.0,
        expectations=Expectations(min_items=50, max_age_days=14),
    ),
)
