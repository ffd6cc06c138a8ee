"""国家互联网信息办公室 (cac.gov.cn). Site facts as of 2026-10.

The first page of a column is HTML, `<folder>/<code>index_1.htm`; the following ones come from POST `/cms/JsonList`
(`…index_2.htm` is a 404, which once made people think that there is no paging). The total stands in a script of the
first page, `P.initMathod({… total:'38', pageSize:'20' …})`; `pagestat()` only counts visits. Pages declare `<html>`
twice and hold `li` inside `div`; addresses are unquoted and without a protocol. Channel A093703 repeats the others.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode, urljoin

from crawlers.body import inline_text, readable_text
from crawlers.day import parse_day
from crawlers.deadline import deadline_of
from crawlers.doc_no import printed_doc_no
from crawlers.easysite import only_names
from crawlers.issuer import joint_issuers
from crawlers.kind import kind_of_title
from crawlers.page import DetailPage, Draft, FileLink, Item, ListPage
from crawlers.payload import answer_html, answer_json, answer_text, file_links, looks_like_html, one_line
from crawlers.source import Expectations, Request, Source
from regintel.errors import ChallengeError, ParseError
from regintel.model import Kind

SITE = "https://www.cac.gov.cn"
ISSUER = "国家互联网信息办公室"
_JSON = f"{SITE}/cms/JsonList"
_PAGE_SIZE = 20
_MAX_PAGES = 2000

# Code → folder of the first page, what the column holds. Folders of the last four are guesses, the code decides
_COLUMNS = {
    "A09370301": ("wxzw/zcfg/fl", Kind.POLICY),  # 法律
    "A09370302": ("wxzw/zcfg/xzfg", Kind.POLICY),  # 行政法规
    "A09370303": ("wxzw/zcfg/bmgz", Kind.POLICY),  # 部门规章
    "A09370304": ("wxzw/zcfg/sfjs", Kind.POLICY),  # 司法解释
    "A09370305": ("wxzw/zcfg/gfxwj", Kind.POLICY),  # 规范性文件
    "A09370306": ("wxzw/zcfg/zcwj", Kind.POLICY),  # 政策文件
    "A09370307": ("wxzw/zcfg/zcjd", Kind.INTERPRETATION),  # 政策解读
    "A093702": ("wxzw/wxfb", Kind.NEWS),  # 网信发布
    "A093704": ("wxzw/wxzf", Kind.NEWS),  # 网信执法
    "A093706": ("wxzw/bgfb", Kind.NEWS),  # 报告
    "A093802": ("hdfw/wxan", Kind.CONSULTATION),  # 征求意见
}
_CODE = re.compile(r"(A\d{6,9})index_1\.htm")
_TOTAL = re.compile(r"total\s*:\s*['\"]?(\d+)")
_SIZE = re.compile(r"pageSize\s*:\s*['\"]?(\d+)")
_SOURCE = re.compile(r"^来源\s*[：:]\s*")


def first_page(code: str) -> Request:
    """The request of a column's HTML page."""
    return Request(f"{SITE}/{_COLUMNS[code][0]}/{code}index_1.htm", meta={"code": code})


def json_page(code: str, number: int) -> Request:
    """The request of a column's page (from 1) in JSON."""
    form = {
        "channelCode": code,
        "perPage": str(_PAGE_SIZE),
        "pageno": str(number),
        "condition": "0",
        "fuhao": "=",
        "value": "",
    }
    headers = {
        "Referer": f"{SITE}/{_COLUMNS[code][0]}/{code}index_1.htm",
        "X-Requested-With": "XMLHttpRequest",
        "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
    }
    return Request(_JSON, "POST", headers, urlencode(form).encode(), {"code": code, "page": str(number)})


class CacList(ListPage):
    """The HTML page or one of JSON rows (`topic`, `infourl`, `pubtime`)."""

    def items(self) -> list[Item]:
        if self._is_json:
            return [
                self._item(str(row.get("infourl") or ""), row.get("topic"), row.get("pubtime")) for row in self._rows()
            ]
        root = answer_html(self.answer)
        box = root.xpath("//*[@id='loadingInfoPage']")
        if not box:
            raise ParseError(f"{self.answer.url} 中找不到列表（#loadingInfoPage）", "网站可能改版，请更新列表解析规则")
        return [
            self._item(
                link.get("href"),
                link.get("title") or inline_text(link),
                next((inline_text(n) for n in row.xpath(".//*[contains(@class,'times')]")), ""),
            )
            for row in box[0].xpath(".//li")
            for link in row.xpath(".//h5//a[@href]")[:1]
        ]

    def next_lists(self) -> list[Request]:
        if self._is_json:
            return []
        text = answer_text(self.answer)
        total, size = _TOTAL.search(text), _SIZE.search(text)
        if not total:
            raise ParseError(f"{self.answer.url} 中找不到总条数（P.initMathod）", "网站可能改版，请更新翻页解析规则")
        rows = int(size[1]) if size else _PAGE_SIZE
        if rows != _PAGE_SIZE:  # rows of another size would not fit behind those of the first page
            pages = range(1, min(-(-int(total[1]) // _PAGE_SIZE), _MAX_PAGES) + 1)
        else:
            pages = range(2, min(-(-int(total[1]) // rows), _MAX_PAGES) + 1)
        return [json_page(self._code, number) for number in pages]

    @property
    def _is_json(self) -> bool:
        return self.answer.url.split("?", maxsplit=1)[0] == _JSON

    @property
    def _code(self) -> str:
        found = _CODE.search(self.answer.url)
        return self.answer.meta.get("code") or (found[1] if found else "")

    def _rows(self) -> list[dict[str, Any]]:
        value = answer_json(self.answer)
        rows = value.get("list") if isinstance(value, dict) else None
        if not isinstance(rows, list):
            raise ParseError(f"{self.answer.url} 的返回中没有 list", "接口可能改版，请更新字段名")
        return rows

    def _item(self, href: str, title: object, day: object) -> Item:
        url = urljoin(self.answer.url, href.strip())
        if not href.strip():
            raise ParseError(f"{self.answer.url} 的列表行没有网址", "接口可能改版，请更新字段名")
        kind = _COLUMNS[self._code][1]
        return Item(url, one_line(title), Request(url), parse_day(day), meta={"kind": kind.value})


class CacDetail(DetailPage):
    """`h1.title`, `span#pubtime`, `span#source`, `#BodyLabel` inside `div.main-content`."""

    def draft(self) -> Draft:
        root = answer_html(self.answer)
        body = root.xpath("//*[@id='BodyLabel']") or root.xpath(
            "//div[contains(concat(' ',@class,' '),' main-content ')]"
        )
        if not body:
            if looks_like_html(self.answer.body) and not root.xpath("//*[@id='pubtime']|//h1"):
                raise ChallengeError(f"{self.answer.url} 返回的不是文章页面", "请在浏览器中打开核对")
            raise ParseError(f"{self.answer.url} 中找不到正文（#BodyLabel）", "网站可能改版，请更新正文解析规则")
        heading = next((t for n in root.xpath("//h1") if (t := inline_text(n))), "")
        title = one_line(heading) or self.item.title
        day = next((d for n in root.xpath("//*[@id='pubtime']") if (d := parse_day(inline_text(n)))), None)
        day = day or self.item.published_on
        text = readable_text(body[0])
        kind = kind_of_title(title, Kind(self.item.meta["kind"]))
        said = next((inline_text(n) for n in root.xpath("//*[@id='source']")), "")
        media = _SOURCE.sub("", said).strip(" \u3000")
        links = file_links(body[0], self.answer.url)
        return Draft(
            title=title,
            text=text,
            kind=kind,
            published_on=day,
            doc_no=printed_doc_no(title, text) if kind is Kind.POLICY else "",
            issuers=joint_issuers(title) or (ISSUER,),
            deadline=deadline_of(text, day) if kind is Kind.CONSULTATION else None,
            files=tuple(FileLink(name, Request(url, headers={"Referer": self.answer.url})) for name, url in links),
            body_file=bool(links) and only_names(text, [name for name, _ in links]),
            extra={"media": media} if media else {},
        )


SOURCES = (
    Source(
        id="cac_policy",
        name="国家网信办政策法规、执法与征求意见",
        home=f"{SITE}/wxzw/zcfg/A093703index_1.htm",
        kinds=(Kind.POLICY, Kind.INTERPRETATION, Kind.CONSULTATION, Kind.NEWS),
        start=tuple(first_page(code) for code in _COLUMNS),
        list_page=CacList,
        detail_page=CacDetail,
        issuer=ISSUER,
        expectations=Expectations(min_items=10, max_age_days=30),
    ),
)
