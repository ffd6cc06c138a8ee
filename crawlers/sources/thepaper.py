"""澎湃新闻财经 (thepaper.cn). Site facts as of 2025-2026.

The list is a POST; `startTime`, the milliseconds of the last row, is its cursor (`pageNum` alone changes nothing). The
mobile page of an article carries the whole of it as JSON in `#__NEXT_DATA__`.
"""

from __future__ import annotations

import json
from functools import cached_property
from typing import Any

from crawlers.body import parse_html, readable_text
from crawlers.day import epoch_day, parse_day
from crawlers.page import DetailPage, Draft, Item, ListPage
from crawlers.payload import answer_html, answer_json, one_line
from crawlers.source import Expectations, Request, Source
from regintel.errors import ParseError
from regintel.model import Kind

SITE = "https://www.thepaper.cn"
_LIST = "https://api.thepaper.cn/contentapi/nodeCont/getByChannelId"
_FINANCE = "25951"
_PAGE_SIZE = 20
_MAX_PAGES = 20


def channel_request(page: int = 1, start_time: str = "") -> Request:
    """The request of the rows before a moment in milliseconds ("": the newest)."""
    query: dict[str, Any] = {"channelId": _FINANCE, "pageSize": _PAGE_SIZE, "pageNum": page, "excludeContIds": []}
    body = json.dumps(query | ({"startTime": start_time} if start_time else {}), separators=(",", ":")).encode()
    headers = {"Content-Type": "application/json", "Referer": f"{SITE}/"}
    return Request(_LIST, "POST", headers, body, {"page": str(page), "start": start_time})


class ChannelList(ListPage):
    """`data.list`; `data.startTime`, or the time of the last row, asks for the next page."""

    def items(self) -> list[Item]:
        return [item for row in self._data["list"] if (item := self._item(row))]

    def next_lists(self) -> list[Request]:
        rows, page = self._data["list"], int(self.answer.meta.get("page", "1"))
        cursor = one_line(self._data.get("startTime") or (rows[-1].get("pubTimeLong") if rows else ""))
        is_last = not rows or page >= _MAX_PAGES or str(self._data.get("hasNext")).lower() == "false"
        if is_last or not cursor.isdecimal() or cursor == self.answer.meta.get("start"):
            return []
        return [channel_request(page + 1, cursor)]

    @cached_property
    def _data(self) -> dict[str, Any]:
        value = answer_json(self.answer)
        data = value.get("data") if isinstance(value, dict) else None
        if not isinstance(data, dict) or not isinstance(data.get("list"), list):
            said = one_line(value.get("desc")) if isinstance(value, dict) else "不是对象"
            raise ParseError(f"{self.answer.url} 缺少 data.list（{said}）", "接口可能改版，请更新字段名")
        return data

    @staticmethod
    def _item(row: dict[str, Any]) -> Item | None:
        number, title = one_line(row.get("contId")), one_line(row.get("name"))
        if not number.isdecimal() or not title:
            return None
        return Item(
            f"{SITE}/newsDetail_forward_{number}",
            title,
            Request(f"https://m.thepaper.cn/detail/{number}", headers={"Referer": "https://m.thepaper.cn/"}),
            epoch_day(row.get("pubTimeLong")),
            meta={"token": title},
        )


class PaperArticle(DetailPage):
    """`props.pageProps.detailData.contentDetail` of the page's JSON."""

    def draft(self) -> Draft:
        script = next(iter(answer_html(self.answer).xpath("//script[@id='__NEXT_DATA__']/text()")), "")
        try:
            value: Any = json.loads(script or "null", strict=False)
            for name in ("props", "pageProps", "detailData", "contentDetail"):
                value = value[name]
            content = str(value["content"])
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise ParseError(
                f"{self.answer.url} 中找不到正文（contentDetail）", "网站可能改版，请更新解析规则"
            ) from error
        # Videos and picture series have no text: they are kept by their title, the share of filled texts watches them
        text = readable_text(parse_html(content))
        extra = {"media": one_line(value.get("source")), "author": one_line(value.get("author"))}
        return Draft(
            title=one_line(value.get("name")) or self.item.title,
            text=text,
            kind=Kind.NEWS,
            published_on=self.item.published_on or parse_day(value.get("pubTime")),
            extra={name: said for name, said in extra.items() if said},
        )


SOURCES = (
    Source(
        id="thepaper",
        name="澎湃新闻财经频道",
        home=f"{SITE}/channel_{_FINANCE}",
        kinds=(Kind.NEWS,),
        start=(channel_request(),),
        list_page=ChannelList,
        detail_page=PaperArticle,
        delay=3.0,
        expectations=Expectations(
            min_items=15, filled={"title": 1.0, "text": 0.9, "published_on": 0.98}, max_age_days=3
        ),
    ),
)
