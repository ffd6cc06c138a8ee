"""国家法律法规数据库 (flk.npc.gov.cn). Site facts as of 2026-10.

The list is a POST in which every field must be present and `orderByParam` must be an object in descending order, else
code 500. The detail holds headings only: the text is in a DOCX behind a signed address that lives 3600 s. Expired and
unsigned addresses answer with the page's shell and status 200.
"""

from __future__ import annotations

import json
from datetime import date
from functools import cached_property
from typing import Any

from crawlers.day import parse_day
from crawlers.page import Answer, DetailPage, Draft, FileLink, Item, ListPage
from crawlers.payload import answer_json, one_line
from crawlers.source import Expectations, Request, Source
from regintel.errors import ChallengeError, ParseError
from regintel.model import Kind, Status

SITE = "https://flk.npc.gov.cn"
_LIST = f"{SITE}/law-search/search/list"
_HEADERS = {"Referer": f"{SITE}/", "Accept": "application/json"}
_PAGE_SIZE = 100
_MAX_PAGES = 1000
_STATUS = {"1": Status.REPEALED, "2": Status.AMENDED, "3": Status.IN_FORCE, "4": Status.NOT_YET}

# National level: 宪法, 法律 and decisions, 行政法规, 监察法规, 司法解释; without local regulations (221, 222: 20,000)
_NATIONAL = (100, 101, 102, 180, 190, 195, 200, 201, 210, 215, 220, 311, 320, 330, 340, 350)
_QUERY: dict[str, Any] = {
    "searchRange": 1,
    "searchType": 2,
    "searchContent": "",
    "sxx": [],
    "flfgCodeId": list(_NATIONAL),
    "zdjgCodeId": [],
    "gbrq": [],
    "sxrq": [],
    "gbrqYear": [],
    "orderByParam": {"order": "-1", "sort": ""},
}


def list_request(page: int) -> Request:
    """The request of one page (from 1), newest first."""
    body = json.dumps(_QUERY | {"pageNum": page, "pageSize": _PAGE_SIZE}, separators=(",", ":"))
    headers = _HEADERS | {"Content-Type": "application/json;charset=utf-8"}
    return Request(_LIST, "POST", headers, body.encode(), {"page": str(page)})


class LawList(ListPage):
    """`rows` of one page; `total` tells how many pages follow."""

    @cached_property
    def _found(self) -> dict[str, Any]:
        return _payload(self.answer)

    def items(self) -> list[Item]:
        return [self._item(row) for row in self._found.get("rows") or ()]

    def next_lists(self) -> list[Request]:
        payload, page = self._found, int(self.answer.meta.get("page", "1"))
        if not payload.get("rows"):
            return []
        size = min(len(payload["rows"]), _PAGE_SIZE) if page == 1 else _PAGE_SIZE
        last = min(-(-int(payload.get("total") or 0) // size), _MAX_PAGES)
        return [list_request(n) for n in range(page + 1, last + 1)]

    @staticmethod
    def _item(row: dict[str, Any]) -> Item:
        ident = str(row.get("bbbs") or "")
        if not ident.isalnum():
            raise ParseError(f"{_LIST} 的列表行没有 bbbs", "接口可能改版，请更新字段名")
        return Item(
            url=f"{SITE}/detail?id={ident}",
            title=one_line(row.get("title")),
            request=Request(
                f"{SITE}/law-search/search/flfgDetails?bbbs={ident}",
                headers=_HEADERS,
                meta={"step": "detail", "id": ident},
            ),
            published_on=parse_day(row.get("gbrq")),
            # A change of validity is a change of the document, although title and day stay
            meta={"token": f"{one_line(row.get('title'))}|{row.get('gbrq')}|{row.get('sxrq')}|{row.get('sxx')}"},
        )


class LawDetail(DetailPage):
    """Three answers: the detail, a signed address of the DOCX (of the PDF where there is none), the file."""

    def draft(self) -> Draft:
        step = self.answer.meta["step"]
        if step == "detail":
            return Draft(next=self._sign("docx", _known(_payload(self.answer).get("data"), self.answer.url)))
        address = (_payload(self.answer).get("data") or {}).get("url")
        if not address:
            if step == "docx":
                return Draft(next=self._sign("pdf", dict(self.answer.meta)))
            raise ParseError(f"{self.item.url} 没有可下载的正文文件", "请在浏览器中核对原文")
        return self._document(step, str(address))

    def _sign(self, kind: str, known: dict[str, str]) -> Request:
        url = f"{SITE}/law-search/download/pc?format={kind}&bbbs={self.answer.meta['id']}&fileId="
        return Request(url, headers=_HEADERS, meta=known | {"step": kind, "id": self.answer.meta["id"]})

    def _document(self, suffix: str, address: str) -> Draft:
        known = self.answer.meta
        title = known.get("title") or self.item.title
        status = known.get("sxx", "")
        if status and status not in _STATUS:
            raise ParseError(f"{self.item.url} 的时效性代码 {status} 未知", "请在 crawlers/sources/npc.py 中补充含义")
        return Draft(
            title=title,
            kind=Kind.POLICY,
            published_on=_day(known, "gbrq") or self.item.published_on,
            effective_on=_day(known, "sxrq"),
            status=_STATUS.get(status),
            issuers=tuple(name for name in known.get("zdjgName", "").replace("，", "、").split("、") if name),
            rank=known.get("flxz", ""),
            files=(FileLink(f"{title}.{suffix}", Request(address, headers={"Referer": f"{SITE}/"})),),
            body_file=True,
        )


def _payload(answer: Answer) -> dict[str, Any]:
    value = answer_json(answer)
    code = value.get("code") if isinstance(value, dict) else None
    if code == 429:
        raise ChallengeError(f"{answer.url} 提示访问过于频繁（code 429）", "请降低抓取速度后重试")
    if code != 200:
        said = value.get("msg") if isinstance(value, dict) else "不是对象"
        raise ParseError(f"{answer.url} 返回 code {code}（{said}）", "接口参数可能已变，请核对")
    payload: dict[str, Any] = value
    return payload


def _known(data: object, url: str) -> dict[str, str]:
    if not isinstance(data, dict):
        raise ParseError(f"{url} 没有 data 字段", "接口可能改版，请更新字段名")
    known = {name: str(data.get(name) or "") for name in ("gbrq", "sxrq", "sxx", "flxz", "zdjgName")}
    return known | {"title": one_line(data.get("title"))}


def _day(known: Any, name: str) -> date | None:
    return parse_day(known.get(name, ""))


SOURCES = (
    Source(
        id="flk_npc",
        name="国家法律法规数据库",
        home=f"{SITE}/",
        kinds=(Kind.POLICY,),
        start=(list_request(1),),
        list_page=LawList,
        detail_page=LawDetail,
        delay=2.0,
        expectations=Expectations(
            min_items=5, filled={"title": 1.0, "text": 0.98, "published_on": 0.98, "issuers": 0.9}, max_age_days=365
        ),
    ),
)
