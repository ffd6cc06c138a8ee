"""香港金融管理局 (hkma.gov.hk). Site facts as of 2026-10.

The open interface lists press releases without their text: `lang` must be given (400 otherwise), at most 100 rows a
page, `offset` counts rows. A release stands under /chi/ (traditional), /eng/ and /gb_chi/ with the same number; the
traditional one is the document here, the English one is named as related.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from crawlers.body import inline_text, readable_text
from crawlers.day import parse_day
from crawlers.page import DetailPage, Draft, FileLink, Item, ListPage
from crawlers.payload import answer_html, answer_json, file_links, one_line
from crawlers.source import Expectations, Request, Source
from regintel.errors import ParseError
from regintel.model import Kind

ISSUER = "香港金融管理局"
_LIST = "https://api.hkma.gov.hk/public/press-releases"
_PAGE_SIZE = 100
_BODY = (
    "//*[contains(concat(' ',normalize-space(@class),' '),' template-content-area ')]"
    "|//*[contains(concat(' ',normalize-space(@class),' '),' press-release-content ')]"
)
_CONSULTATION = re.compile(r"(?:進行|展開|發表|公開|公眾|業界)諮詢|諮詢(?:文件|公眾|業界|市場|意見)")
_CONSULTED = re.compile(r"諮詢(?:總結|結果|完結)")
_PENALTY = re.compile(r"紀律(?:處分)?行動|紀律處分|處以罰款|罰款|譴責|暫時吊銷|撤銷.{0,12}(?:註冊|認可|牌照)")
_DAY = r"(\d{4})年(\d{1,2})月(\d{1,2})日"
_CLOSES = re.compile(rf"(?:至|截至|截止|於|在)\s*{_DAY}\s*(?:或之前|或以前|前|之前|以前|結束|止|截止|屆滿|完結|截止)")


def list_request(offset: int = 0) -> Request:
    """The request of the rows from `offset`, newest first."""
    query = {"lang": "tc", "pagesize": _PAGE_SIZE, "offset": offset}
    return Request(f"{_LIST}?{urlencode(query)}", headers={"Accept": "application/json"}, meta={"offset": str(offset)})


class HkmaList(ListPage):
    """`result.records` of one page. The interface gives no total: a full page is followed by another one."""

    def items(self) -> list[Item]:
        return [self._item(row) for row in self._records]

    def next_lists(self) -> list[Request]:
        if len(self._records) < _PAGE_SIZE:
            return []
        stated = parse_qs(urlsplit(self.answer.url).query).get("offset", ["0"])[0]
        return [list_request(int(stated) + len(self._records))]

    @cached_property
    def _records(self) -> list[dict[str, Any]]:
        value = answer_json(self.answer)
        header = value.get("header") if isinstance(value, dict) else None
        if not isinstance(header, dict) or header.get("success") is not True:
            said = header.get("err_msg") if isinstance(header, dict) else "没有 header"
            raise ParseError(f"{self.answer.url} 没有成功（{said}）", "接口参数可能已变，请核对")
        records = (value.get("result") or {}).get("records")
        if not isinstance(records, list):
            raise ParseError(f"{self.answer.url} 缺少 result.records", "接口可能改版，请更新字段名")
        return records

    def _item(self, row: dict[str, Any]) -> Item:
        url = one_line(row.get("link"))
        if not url.startswith(("http://", "https://")):
            raise ParseError(f"{self.answer.url} 的列表行没有 link", "接口可能改版，请更新字段名")
        return Item(url, one_line(row.get("title")), Request(url), parse_day(row.get("date")))


class HkmaRelease(DetailPage):
    """`.press-release-title`, `.press-release-date`, `.template-content-area`."""

    def draft(self) -> Draft:
        root = answer_html(self.answer)
        areas = [area for area in root.xpath(_BODY) if inline_text(area)]
        if not areas:
            raise ParseError(
                f"{self.answer.url} 中找不到正文（.template-content-area）", "网站可能改版，请更新解析规则"
            )
        heading = root.xpath("//*[contains(@class,'press-release-title')]|//main//h1")
        title = next((t for node in heading if (t := one_line(inline_text(node)))), "") or self.item.title
        shown = root.xpath("//*[contains(@class,'press-release-date')]")
        day = next((d for node in shown if (d := parse_day(inline_text(node)))), None) or self.item.published_on
        text = "\n".join(readable_text(area) for area in areas if not set(area.iterancestors()) & set(areas))
        kind = kind_of(title)
        links = [link for area in areas for link in file_links(area, self.answer.url)]
        return Draft(
            title=title,
            text=text,
            kind=kind,
            published_on=day,
            issuers=(self.source.issuer,),
            deadline=_deadline(text) if kind is Kind.CONSULTATION else None,
            files=tuple(FileLink(name, Request(url)) for name, url in dict.fromkeys(links)),
            related=tuple(url for url in (self.item.url.replace("/chi/", "/eng/", 1),) if url != self.item.url),
        )


def kind_of(title: str) -> Kind:
    """What a release announces; news where its title says nothing else."""
    if _PENALTY.search(title):
        return Kind.PENALTY
    if _CONSULTATION.search(title) and not _CONSULTED.search(title):
        return Kind.CONSULTATION
    return Kind.NEWS


def _deadline(text: str) -> Any:
    found = _CLOSES.search(text)
    return parse_day(f"{found[1]}-{found[2]}-{found[3]}") if found else None


SOURCES = (
    Source(
        id="hkma",
        name="香港金融管理局新闻稿",
        home="https://www.hkma.gov.hk/",
        kinds=(Kind.NEWS, Kind.CONSULTATION, Kind.PENALTY),
        start=(list_request(),),
        list_page=HkmaList,
        detail_page=HkmaRelease,
        issuer=ISSUER,
        language="zh-Hant",
        region="香港",
        delay=1.0,
        expectations=Expectations(
            min_items=3, filled={"title": 1.0, "text": 0.98, "published_on": 1.0}, max_age_days=14
        ),
    ),
)
