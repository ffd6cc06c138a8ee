"""国家金融监督管理总局 (nfra.gov.cn, formerly cbirc). Site facts as of 2026-10.

HTML pages are AngularJS shells, so lists and details come from the JSON interface. Lists: GET only (POST gives
rptCode 0), pages count from 1, at most 20 rows a page, 18 is the site's own size. `docId` is sometimes a number and
sometimes a string. `docClob` is a whole Word page. Items 915 and 931 include their children.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import Any
from urllib.parse import urljoin

from crawlers.body import parse_html, readable_text
from crawlers.day import parse_day
from crawlers.issuer import joint_issuers
from crawlers.page import Answer, DetailPage, Draft, FileLink, Item, ListPage
from crawlers.payload import answer_json, file_suffix, one_line
from crawlers.penalty_table import penalties_in
from crawlers.source import Expectations, Request, Source
from regintel.errors import ParseError
from regintel.model import Kind

SITE = "https://www.nfra.gov.cn"
ISSUER = "国家金融监督管理总局"
_LIST = f"{SITE}/cbircweb/DocInfo/SelectDocByItemIdAndChild"
_DETAIL = f"{SITE}/cbircweb/DocInfo/SelectByDocId?docId="
_STATIC_DETAIL = f"{SITE}/cn/static/data/DocInfo/SelectByDocId/data_docId="
_HEADERS = {"Referer": f"{SITE}/cn/view/pages/ItemList.html"}
_PAGE_SIZE = 18
_MAX_PAGES = 5000

# Columns of the policy channel and what they publish; rows of other (child) columns inherit from the list they are in
_KINDS = {
    "915": Kind.NEWS,
    "916": Kind.INTERPRETATION,
    "925": Kind.POLICY,
    "926": Kind.POLICY,
    "927": Kind.POLICY,
    "928": Kind.POLICY,
    "4214": Kind.POLICY,
    "4215": Kind.POLICY,
    "4216": Kind.POLICY,
    "951": Kind.CONSULTATION,
    "963": Kind.NEWS,
    "4097": Kind.NEWS,
    "954": Kind.DISCLOSURE,
    "876": Kind.POLICY,
    "931": Kind.PENALTY,
    "932": Kind.PENALTY,
    "4113": Kind.PENALTY,
    "4114": Kind.PENALTY,
    "4115": Kind.PENALTY,
}


def list_request(item: str, page: int = 1) -> Request:
    """The request of one page (from 1) of a column."""
    url = f"{_LIST}?itemId={item}&pageSize={_PAGE_SIZE}&pageIndex={page}"
    return Request(url, headers=_HEADERS, meta={"item": item, "page": str(page)})


class NfraList(ListPage):
    """`data.rows` of one page of a column (`data.lists` from the search interface); `data.total` tells the pages."""

    def items(self) -> list[Item]:
        return [self._item(row) for row in self._rows]

    @property
    def _rows(self) -> list[dict[str, Any]]:
        return list(self._data.get("rows") or self._data.get("lists") or ())

    def next_lists(self) -> list[Request]:
        data, page = self._data, int(self.answer.meta.get("page", "1"))
        rows, total = len(self._rows), int(data.get("total") or 0)
        if not rows:
            return []
        # The server may give fewer rows than asked for: its first page tells the size that it keeps to
        size = min(rows, _PAGE_SIZE) if page == 1 else _PAGE_SIZE
        last = min(-(-total // size), _MAX_PAGES)
        return [list_request(self.answer.meta["item"], n) for n in range(page + 1, last + 1)]

    @cached_property
    def _data(self) -> dict[str, Any]:
        return _payload(self.answer)

    def _item(self, row: dict[str, Any]) -> Item:
        number = str(row.get("docId") or "").strip()
        if not number.isdecimal():
            raise ParseError(f"{self.answer.url} 的列表行没有 docId", "接口可能改版，请更新字段名")
        item = str(row.get("itemId") or self.answer.meta["item"])
        general = row.get("generaltype") or "0"
        kind = _KINDS.get(item) or _KINDS[self.answer.meta["item"]]
        return Item(
            url=f"{SITE}/cn/view/pages/ItemDetail.html?docId={number}&itemId={item}&generaltype={general}",
            title=one_line(row.get("docSubtitle") or row.get("docTitle")),
            request=Request(_DETAIL + number, headers=_HEADERS, meta={"doc": number}),
            published_on=parse_day(row.get("publishDate")),
            meta={"kind": kind.value, "key": f"nfra:{number}", "time": str(row.get("publishDate") or "")[11:16]},
        )


class NfraDetail(DetailPage):
    """One document of the JSON interface. Where the interface has none, the static copy is asked once."""

    def draft(self) -> Draft:
        try:
            data = _payload(self.answer)
        except ParseError:
            if self.answer.meta.get("static"):
                raise
            number = self.answer.meta["doc"]
            return Draft(
                next=Request(f"{_STATIC_DETAIL}{number}.json", headers=_HEADERS, meta={"doc": number, "static": "1"})
            )
        title = one_line(data.get("docSubtitle") or data.get("docTitle") or self.item.title)
        body = parse_html(str(data.get("docClob") or ""))
        text = readable_text(body)
        files = self._files(data)
        if not text and not files:
            raise ParseError(f"{self.answer.url} 的正文字段 docClob 为空且没有附件", "请在浏览器中核对原文")
        draft = Draft(
            title=title,
            text=text,
            kind=Kind(self.item.meta["kind"]),
            published_on=parse_day(data.get("publishDate")) or self.item.published_on,
            doc_no=one_line(data.get("documentNo")),
            index_no=one_line(data.get("indexNo")),
            issuers=joint_issuers(title) or (self.source.issuer,),
            files=files,
            body_file=not text,
            related=tuple(url for url in (_link(data.get("remark2")),) if url),
            extra={"department": one_line(data.get("agencyTypeName") or data.get("docSource"))},
        )
        return self._penalty(draft, body) if draft.kind is Kind.PENALTY else draft

    @staticmethod
    def _penalty(draft: Draft, body: Any) -> Draft:
        """The authority of a penalty is the office that decided it; prose is left to the annotator."""
        penalties = penalties_in(body)
        authorities = tuple(dict.fromkeys(p.authority for p in penalties if p.authority))
        numbers = {p.doc_no for p in penalties if p.doc_no}
        office = draft.extra.get("department", "")
        return replace(
            draft,
            penalties=penalties,
            issuers=authorities or ((office,) if office else draft.issuers),
            doc_no=draft.doc_no or (numbers.pop() if len(numbers) == 1 else ""),
        )

    @staticmethod
    def _files(data: dict[str, Any]) -> tuple[FileLink, ...]:
        links: dict[str, str] = {}
        for row in data.get("attachmentInfoVOList") or ():
            url = _link(row.get("attachmentUrl") or row.get("urlOtherName"))
            if url:
                links.setdefault(url, one_line(row.get("attachmentName")))
        for name in ("docFileUrl", "pdfFileUrl"):
            if url := _link(data.get(name)):
                links.setdefault(url, "")
        return tuple(FileLink(_file_name(name, url), Request(url, headers=_HEADERS)) for url, name in links.items())


def _payload(answer: Answer) -> dict[str, Any]:
    value = answer_json(answer)
    code = value.get("rptCode") if isinstance(value, dict) else None
    if code != 200 or not isinstance(value.get("data"), dict):
        said = value.get("msg") if isinstance(value, dict) else "不是对象"
        raise ParseError(f"{answer.url} 返回 rptCode {code}（{said}）", "接口参数可能已变，请核对")
    data: dict[str, Any] = value["data"]
    return data


def _link(value: object) -> str:
    text = str(value or "").strip()
    return urljoin(SITE + "/", text) if text and not text.lower().startswith("javascript") else ""


def _file_name(name: str, url: str) -> str:
    leaf = url.split("?", maxsplit=1)[0].rsplit("/", 1)[-1]
    suffix = file_suffix(url)
    name = name or leaf
    return name if file_suffix(name) or not suffix else f"{name}.{suffix}"


SOURCES = (
    Source(
        id="nfra_policy",
        name="国家金融监督管理总局政策法规与公告",
        home=f"{SITE}/cn/view/pages/zhengwuxinxi/zhengwuxinxi.html",
        kinds=(Kind.POLICY, Kind.INTERPRETATION, Kind.CONSULTATION, Kind.NEWS, Kind.DISCLOSURE),
        start=tuple(list_request(item) for item in ("926", "925", "951", "916", "963", "4097", "954", "876", "915")),
        list_page=NfraList,
        detail_page=NfraDetail,
        issuer=ISSUER,
        expectations=Expectations(min_items=5, max_age_days=60),
    ),
    Source(
        id="nfra_penalty",
        name="国家金融监督管理总局行政处罚",
        home=f"{SITE}/cn/view/pages/ItemList.html?itemPId=923&itemId=931",
        kinds=(Kind.PENALTY,),
        start=(list_request("931"),),
        list_page=NfraList,
        detail_page=NfraDetail,
        issuer=ISSUER,
        expectations=Expectations(min_items=3, max_age_days=60),
    ),
)
