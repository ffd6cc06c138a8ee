"""上海证券交易所 (sse.com.cn): 监管措施. Site facts as of 2026-10, of medium confidence.

`commonSoaQuery.do` answers JSON (JSONP where a callback is named). Without a Referer of the site it answers 系统繁忙
with status 200. The charset is unreliable (UTF-8 or GB18030). `docURL` has no protocol and is a PDF, a DOC or a page.
"""

from __future__ import annotations

import json
import re
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from crawlers.body import inline_text, readable_text
from crawlers.day import parse_day
from crawlers.easysite import only_names
from crawlers.page import DetailPage, Draft, FileLink, Item, ListPage
from crawlers.payload import answer_html, answer_text, file_links, file_suffix, looks_like_html, one_line
from crawlers.source import Expectations, Request, Source
from regintel.errors import ChallengeError, ParseError
from regintel.model import Kind

ISSUER = "上海证券交易所"
_HOME = "https://www.sse.com.cn/regulation/supervision/measures/"
_QUERY = "https://query.sse.com.cn/commonSoaQuery.do"
_PAGE_SIZE = 100
_MAX_PAGES = 500
_CALLBACK = re.compile(r"^\s*[\w$.]+\((.*)\)\s*;?\s*$", re.DOTALL)
_BODIES = (
    "//div[contains(concat(' ',@class,' '),' allZoom ')]",
    "//div[contains(@class,'article-infor')]",
    "//div[contains(@class,'article_content')]",
)


def query_request(page: int = 1) -> Request:
    """The request of one page (from 1), newest first."""
    query = {
        "isPagination": "true",
        "pageHelp.pageSize": str(_PAGE_SIZE),
        "pageHelp.pageNo": str(page),
        "pageHelp.beginPage": str(page),
        "pageHelp.endPage": str(page),
        "pageHelp.cacheSize": "1",
        "sqlId": "BS_KCB_GGLL_NEW",
        "siteId": "28",
        "channelId": "10007,10008,10009,10010",
        "type": "",
        "stockcode": "",
        "extTeacher": "",
        "extWTFL": "",
        "createTime": "",
        "createTimeEnd": "",
        "order": "createTime|desc,stockcode|asc",
    }
    return Request(f"{_QUERY}?{urlencode(query)}", headers={"Referer": _HOME}, meta={"page": str(page)})


class SseList(ListPage):
    """`pageHelp.data` (or `result`) of one page. A row whose document is a file is complete."""

    def items(self) -> list[Item]:
        rows = self._help.get("data")
        if rows is None:
            rows = self._payload.get("result")
        if not isinstance(rows, list):
            raise ParseError(f"{self.answer.url} 的返回中没有 pageHelp.data", "接口可能改版，请更新字段名")
        return [self._item(row) for row in rows]

    def next_lists(self) -> list[Request]:
        page = int(self.answer.meta.get("page", "1"))
        last = min(int(self._help.get("pageCount") or 0), _MAX_PAGES)
        return [query_request(n) for n in range(2, last + 1)] if page == 1 else []

    @cached_property
    def _payload(self) -> dict[str, Any]:
        text = answer_text(self.answer)
        if looks_like_html(self.answer.body) or "系统繁忙" in text[:2000]:
            raise ChallengeError(f"{self.answer.url} 提示系统繁忙或返回网页", "请核对请求的 Referer 后稍后重试")
        wrapped = _CALLBACK.match(text)
        try:
            value = json.loads(wrapped[1] if wrapped else text, strict=False)
        except (ValueError, RecursionError) as error:
            raise ParseError(f"{self.answer.url} 返回的不是有效的 JSON：{error}", "请核对接口是否改版") from error
        if not isinstance(value, dict):
            raise ParseError(f"{self.answer.url} 返回的不是对象", "接口可能改版，请更新字段名")
        return value

    @property
    def _help(self) -> dict[str, Any]:
        found = self._payload.get("pageHelp")
        return found if isinstance(found, dict) else {}

    def _item(self, row: dict[str, Any]) -> Item:
        url, title = address_of(row.get("docURL")), one_line(row.get("docTitle"))
        if not url or not title:
            raise ParseError(f"{self.answer.url} 的列表行没有 docURL 或 docTitle", "接口可能改版，请更新字段名")
        day = parse_day(row.get("createTime"))
        names = {
            "stock_code": row.get("stockcode"),
            "stock_name": row.get("extGSJC"),
            "measure": row.get("extWTFL") or row.get("extTYPE"),
            "persons": row.get("extTeacher"),
        }
        extra = {name: text for name, value in names.items() if (text := one_line(value))}
        time = re.search(r"\d{2}:\d{2}", str(row.get("createTime") or ""))
        token = {
            "time": time[0] if time else "",
            "token": f"{title}|{day}|{extra.get('measure', '')}|{extra.get('persons', '')}",
        }
        request = Request(url, headers={"Referer": _HOME})
        if not (suffix := file_suffix(url)):
            return Item(url, title, request, day, meta=extra | token)
        draft = Draft(
            title=title,
            kind=Kind.PENALTY,
            published_on=day,
            issuers=(ISSUER,),
            files=(FileLink(title if file_suffix(title) else f"{title}.{suffix}", request),),
            body_file=True,
            extra=extra,
        )
        return Item(url, title, None, day, draft, token)


class SseDetail(DetailPage):
    """A page of a measure: `div.allZoom` with the text, or only with the link to a file."""

    def draft(self) -> Draft:
        root = answer_html(self.answer)
        body = next((nodes[0] for path in _BODIES if (nodes := root.xpath(path))), None)
        if body is None:
            raise ParseError(f"{self.answer.url} 中找不到正文（.allZoom）", "网站可能改版，请更新正文解析规则")
        text, links = readable_text(body), file_links(body, self.answer.url)
        heading = next((t for n in root.xpath("//h1|//h2") if (t := inline_text(n))), "")
        return Draft(
            title=one_line(heading) or self.item.title,
            text=text,
            kind=Kind.PENALTY,
            published_on=self.item.published_on,
            issuers=(ISSUER,),
            files=tuple(FileLink(name, Request(url, headers={"Referer": _HOME})) for name, url in links),
            body_file=bool(links) and only_names(text, [name for name, _ in links]),
            extra={k: v for k, v in self.item.meta.items() if k not in ("token", "time")},
        )


def address_of(value: object) -> str:
    """`docURL` with a protocol: it comes as `www.sse.com.cn/…`, `//…` or a path."""
    text = str(value or "").strip()
    if not text or text.startswith(("http://", "https://")):
        return text.replace("http://", "https://", 1)
    if text.startswith("//"):
        return f"https:{text}"
    return f"https://www.sse.com.cn{text}" if text.startswith("/") else f"https://{text}"


SOURCES = (
    Source(
        id="sse_measures",
        name="上海证券交易所监管措施",
        home=_HOME,
        kinds=(Kind.PENALTY,),
        start=(query_request(),),
        list_page=SseList,
        detail_page=SseDetail,
        issuer=ISSUER,
        delay=3.0,
        expectations=Expectations(min_items=100, max_age_days=30),
    ),
)
