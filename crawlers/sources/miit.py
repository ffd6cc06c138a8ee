"""工业和信息化部 (miit.gov.cn). Site facts as of 2026-08.

`GET /search-front-server/api/search/info` gives `data.searchResult.dataResults`, whose rows hold `data` or
`groupData[0].data`. Categories: 51 文件发布, 183 政策发布, 163 解读. `deploytime` is an epoch in milliseconds,
`infoextends` a JSON string with the 文号. Details have the body in `#con_con`.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cached_property
from typing import Any, ClassVar
from urllib.parse import urlencode, urljoin

from crawlers.column_article import ColumnArticle
from crawlers.day import epoch_day, parse_day
from crawlers.label import names_in
from crawlers.page import Draft, Item, ListPage
from crawlers.payload import answer_json, one_line
from crawlers.source import Expectations, Request, Source
from regintel.errors import ParseError
from regintel.model import Kind

SITE = "https://www.miit.gov.cn"
_PAGE_SIZE = 20
_MAX_PAGES = 1000
_CATEGORIES = {"51": Kind.POLICY, "183": Kind.POLICY, "163": Kind.INTERPRETATION}
_DOC_NO = re.compile(r"[\u4e00-\u9fff]{1,12}[〔\[（(]\s*(?:19|20)\d{2}\s*[〕\]）)]\s*第?\s*\d+\s*号")


def list_request(category: str, page: int = 1) -> Request:
    """One page (from 1) of a category, newest first."""
    query = {
        "websiteid": "110000000000000",
        "category": category,
        "pg": str(_PAGE_SIZE),
        "p": str(page),
        "scope": "basic",
        "dateField": "deploytime",
    }
    meta = {"category": category, "page": str(page), "kind": _CATEGORIES[category].value}
    headers = {"Referer": f"{SITE}/search/zcwjk.html"}
    return Request(f"{SITE}/search-front-server/api/search/info?{urlencode(query)}", headers=headers, meta=meta)


class MiitList(ListPage):
    """One page of a category. Where no total is given, a full page is followed by another."""

    @cached_property
    def _result(self) -> dict[str, Any]:
        value = answer_json(self.answer)
        data = value.get("data") if isinstance(value, dict) else None
        result = data.get("searchResult") if isinstance(data, dict) else None
        if not isinstance(result, dict) or "dataResults" not in result:
            raise ParseError(f"{self.answer.url} 的返回中没有 searchResult.dataResults", "接口可能改版，请更新字段名")
        return result

    @property
    def _rows(self) -> list[dict[str, Any]]:
        rows = []
        for row in self._result["dataResults"] or ():
            grouped = row.get("groupData") or ()
            data = row.get("data") or (grouped[0].get("data") if grouped else None)
            if not isinstance(data, dict):
                raise ParseError(f"{self.answer.url} 的列表行没有 data", "接口可能改版，请更新字段名")
            rows.append(data)
        return rows

    def items(self) -> list[Item]:
        return [self._item(row) for row in self._rows]

    def next_lists(self) -> list[Request]:
        page, category = int(self.answer.meta.get("page", "1")), self.answer.meta.get("category", "51")
        total = self._result.get("total") or self._result.get("totalCount")
        more = page * _PAGE_SIZE < int(total) if total else len(self._rows) == _PAGE_SIZE
        return [list_request(category, page + 1)] if more and self._rows and page < _MAX_PAGES else []

    def _item(self, row: dict[str, Any]) -> Item:
        printed, title = str(row.get("url") or "").strip(), one_line(row.get("title"))
        if not printed or not title:
            raise ParseError(f"{self.answer.url} 的列表行没有 url 或 title", "接口可能改版，请更新字段名")
        url = urljoin(SITE, printed)
        meta = {
            "kind": self.answer.meta.get("kind", Kind.POLICY.value),
            "doc_no": _doc_no(row.get("infoextends")),
            "publisher": one_line(row.get("publishgroupname")),
        }
        day = epoch_day(row.get("deploytime")) or parse_day(row.get("jsearch_date"))
        return Item(url, title, Request(url, headers={"Referer": f"{SITE}/search/zcwjk.html"}), day, meta=meta)


class MiitArticle(ColumnArticle):
    """The page of a document; 文号 and department come from the list where the page prints none."""

    host = "miit.gov.cn"
    bodies: ClassVar[tuple[str, ...]] = ("#con_con",)
    headings: ClassVar[tuple[str, ...]] = ("#con_title", "h1", "h2")

    def draft(self) -> Draft:
        draft, known = super().draft(), self.item.meta
        departments = names_in(known.get("publisher", ""))
        extra = dict(draft.extra) | ({"department": "、".join(departments)} if departments else {})
        return replace(draft, doc_no=draft.doc_no or known.get("doc_no", ""), extra=extra)


def _doc_no(extends: object) -> str:
    """The first value of `infoextends` that reads like a 文号; its keys differ between categories."""
    try:
        values = json.loads(str(extends or "{}"))
    except ValueError:
        return ""
    texts = values.values() if isinstance(values, dict) else ()
    return next((found[0] for text in texts if (found := _DOC_NO.search(str(text)))), "")


SOURCES = (
    Source(
        id="miit_policy",
        name="工业和信息化部文件发布与政策解读",
        home=f"{SITE}/search/zcwjk.html",
        kinds=(Kind.POLICY, Kind.INTERPRETATION, Kind.CONSULTATION),
        start=tuple(list_request(category) for category in _CATEGORIES),
        list_page=MiitList,
        detail_page=MiitArticle,
        issuer="工业和信息化部",
        delay=4.0,
        expectations=Expectations(min_items=100, max_age_days=30),
    ),
)
