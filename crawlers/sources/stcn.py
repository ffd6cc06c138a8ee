"""证券时报网 (stcn.com). Site facts as of 2026-10.

One list address answers HTML, or JSON with `X-Requested-With`; the JSON's `data` is a list of objects for 快讯 (kx) and
an HTML fragment for the other channels. `page_time` is the cursor of the next page. Lists print `HH:mm` for today and
`MM-DD HH:mm` without a year otherwise; the detail prints the whole date.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import cached_property
from typing import Any
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

from crawlers.body import inline_text, parse_html, readable_text
from crawlers.day import SHANGHAI, epoch_day, epoch_time, parse_day
from crawlers.page import DetailPage, Draft, Item, ListPage
from crawlers.payload import answer_html, answer_json, looks_like_html, one_line
from crawlers.source import Expectations, Request, Source
from regintel.errors import ParseError
from regintel.model import Kind

SITE = "https://www.stcn.com"
_CHANNELS = ("kx", "yw", "finance", "company")
_HEADERS = {"X-Requested-With": "XMLHttpRequest", "Referer": f"{SITE}/"}
_MONTH_DAY = re.compile(r"(?<!\d)(\d{1,2})-(\d{1,2})(?:\s+\d{1,2}:\d{2})?(?!\d|-)")
_CLOCK = re.compile(r"(?<!\d)\d{2}:\d{2}(?!\d)")
_EPOCH_SECONDS = re.compile(r"\d{10}")


def list_request(channel: str, cursor: str = "") -> Request:
    """The request of a channel's newest rows, or of those before a cursor."""
    query = {"type": channel} | ({"page_time": cursor} if cursor else {})
    return Request(
        f"{SITE}/article/list.html?{urlencode(query)}", headers=_HEADERS, meta={"channel": channel, "cursor": cursor}
    )


class StcnList(ListPage):
    """Both shapes of JSON, and the HTML page where something on the way drops the header."""

    def items(self) -> list[Item]:
        data, _ = self._parts
        if isinstance(data, list):
            return [self._object_item(row) for row in data]
        rows = data.xpath("//li[.//*[contains(concat(' ',@class,' '),' tt ')]//a]|//li[.//div[@class='tt']/a]")
        return [self._row_item(row) for row in rows]

    def next_lists(self) -> list[Request]:
        data, cursor = self._parts
        rows = len(data) if isinstance(data, list) else len(data.xpath("//li"))
        if not rows or not cursor or cursor == self.answer.meta.get("cursor"):
            return []
        if _EPOCH_SECONDS.fullmatch(cursor):
            # Rows of the cursor's own second may have been cut off by the page's end: ask for them again
            cursor = str(int(cursor) + 1)
            if cursor == self.answer.meta.get("cursor"):
                return []
        return [list_request(self._channel(), cursor)]

    def _channel(self) -> str:
        query = parse_qs(urlsplit(self.answer.url).query)
        return self.answer.meta.get("channel") or query.get("type", ["yw"])[0]

    @cached_property
    def _parts(self) -> tuple[Any, str]:
        """(list of objects or an element tree of rows, cursor of the next page)."""
        if looks_like_html(self.answer.body):
            root = answer_html(self.answer)
            if not root.xpath("//ul[contains(@class,'list')]"):
                raise ParseError(f"{self.answer.url} 中找不到列表（ul.list）", "网站可能改版，请更新列表解析规则")
            return root, next(iter(root.xpath("//@data-page_time")), "")
        value = answer_json(self.answer)
        if not isinstance(value, dict) or value.get("state") not in (1, "1", True) or "data" not in value:
            raise ParseError(f"{self.answer.url} 返回的 state 不是 1 或缺少 data", "接口可能改版，请更新字段名")
        data = value["data"]
        cursor = str(value.get("page_time") or "")
        if isinstance(data, list):
            return data, cursor or (str(data[-1].get("time") or "") if data and "page_time" not in value else "")
        return parse_html(f"<ul>{data or ''}</ul>"), cursor

    def _object_item(self, row: dict[str, Any]) -> Item:
        url = urljoin(SITE, str(row.get("url") or f"/article/detail/{row.get('id')}.html"))
        title, moment = one_line(row.get("title")), epoch_time(row.get("time"))
        return Item(
            url,
            title,
            Request(url, headers={"Referer": f"{SITE}/"}),
            epoch_day(row.get("time")) or parse_day(row.get("time")),
            meta={"token": title, "time": f"{moment:%H:%M}" if moment else ""},
        )

    def _row_item(self, row: Any) -> Item:
        link = row.xpath(".//*[contains(concat(' ',@class,' '),' tt ')]//a")[0]
        url, title = urljoin(SITE, link.get("href", "").strip()), one_line(inline_text(link))
        shown = " ".join(row.xpath(".//*[contains(@class,'info')]//span/text()"))
        clock = _CLOCK.search(shown)
        meta = {"token": title, "time": clock[0] if clock else ""}
        return Item(url, title, Request(url, headers={"Referer": f"{SITE}/"}), self._row_day(shown), meta=meta)

    def _row_day(self, shown: str) -> date | None:
        """The year is that of the page's cursor, which is the time of its last row; None for `HH:mm`."""
        if day := parse_day(shown):
            return day
        found = _MONTH_DAY.search(shown)
        reference = self._reference
        if not found or reference is None:
            return None
        month, number = int(found[1]), int(found[2])
        # rows above the last one are newer, so an earlier month belongs to the next year
        later = (month, number) >= (reference.month, reference.day)
        return parse_day(f"{reference.year + (not later)}-{month}-{number}")

    @cached_property
    def _reference(self) -> datetime | None:
        _, cursor = self._parts
        if moment := epoch_time(cursor):
            return moment
        upper = epoch_time(self.answer.meta.get("cursor")) or self.answer.fetched_at
        # last page: all rows lie before the cursor that was asked for, within the year before it
        return upper.astimezone(SHANGHAI).replace(year=upper.year - 1, day=min(upper.day, 28)) if upper else None


class StcnDetail(DetailPage):
    """`.detail-title`, `.detail-info` (来源, author, time), `.detail-content`, `.detail-content-tags`."""

    def draft(self) -> Draft:
        root = answer_html(self.answer)
        body = root.xpath("//*[contains(concat(' ',@class,' '),' detail-content ')]")
        if not body:
            raise ParseError(f"{self.answer.url} 中找不到正文（.detail-content）", "网站可能改版，请更新正文解析规则")
        title = next((inline_text(n) for n in root.xpath("//*[contains(concat(' ',@class,' '),' detail-title ')]")), "")
        info = [inline_text(n) for n in root.xpath("//*[contains(concat(' ',@class,' '),' detail-info ')]//span")]
        media = next((t.split("：", 1)[1].strip() for t in info if t.startswith("来源：")), "")
        tags = [
            t for n in root.xpath("//*[contains(@class,'detail-content-tags')]//*[not(*)]") if (t := inline_text(n))
        ]
        day = next((d for t in reversed(info) if (d := parse_day(t))), None) or self.item.published_on
        extra = {"media": media, "tags": "、".join(tags)}
        return Draft(
            title=one_line(title) or self.item.title,
            text=readable_text(body[0]),
            kind=Kind.NEWS,
            published_on=day,
            extra={name: value for name, value in extra.items() if value},
        )


SOURCES = (
    Source(
        id="stcn",
        name="证券时报网",
        home=f"{SITE}/",
        kinds=(Kind.NEWS,),
        start=tuple(list_request(channel) for channel in _CHANNELS),
        list_page=StcnList,
        detail_page=StcnDetail,
        delay=3.0,
        expectations=Expectations(min_items=10, max_age_days=7),
    ),
)
