"""证券期货法规数据库 (neris.csrc.gov.cn/falvfagui). Site facts as of 2026-07, of medium confidence.

Lists: POST form `rdqsHeader/informationController` with `pageNo` (from 1) and `lawType` (1 法规, 2 文书), 20 rows a
page; `pageUtil.rowCount` counts them all. The text of a law comes from POST `rdqsHeader/lawlist`; a writ is a page of
its own, `lawWritInfo`, with label cells `td.table_bg` and the text in `pre.pre_law`. Days are milliseconds.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from crawlers.body import inline_text, parse_html, readable_text
from crawlers.day import epoch_day, parse_day
from crawlers.kind import kind_of_title
from crawlers.page import DetailPage, Draft, Item, ListPage
from crawlers.payload import answer_html, answer_json, one_line
from crawlers.source import Expectations, Request, Source
from regintel.errors import ParseError
from regintel.model import Kind, Status

SITE = "https://neris.csrc.gov.cn/falvfagui/"
_LAW, _WRIT = "1", "2"
_PAGE_SIZE = 20
_MAX_PAGES = 2000
_HEADERS = {
    "Origin": "https://neris.csrc.gov.cn",
    "Referer": SITE,
    "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
}
# 4 is 未知: no status is claimed
_STATUS = {"0": Status.NOT_YET, "1": Status.IN_FORCE, "2": Status.AMENDED, "3": Status.REPEALED, "4": None}


def list_request(law_type: str, page: int = 1) -> Request:
    """The request of one page (from 1) of laws or of writs."""
    form = urlencode({"pageNo": page, "lawType": law_type})
    meta = {"type": law_type, "page": str(page)}
    return Request(f"{SITE}rdqsHeader/informationController", "POST", _HEADERS, form.encode(), meta)


def law_request(ident: str) -> Request:
    """The request of a law's text."""
    form = {
        "body": "",
        "secFutrsLawId": ident,
        "secFutrsLawEntryId": "",
        "navbarId": "3",
        "lawEntryClsfCde": "",
        "pageNo": "0",
        "relativeType": "law",
    }
    return Request(f"{SITE}rdqsHeader/lawlist", "POST", _HEADERS, urlencode(form).encode(), {"type": _LAW, "id": ident})


class NerisList(ListPage):
    """`pageUtil.pageList` of one page."""

    @cached_property
    def _page(self) -> dict[str, Any]:
        value = answer_json(self.answer)
        found = value.get("pageUtil") if isinstance(value, dict) else None
        if not isinstance(found, dict):
            raise ParseError(f"{self.answer.url} 的返回中没有 pageUtil", "接口可能改版，请更新字段名")
        return found

    def items(self) -> list[Item]:
        return [self._item(row) for row in self._page.get("pageList") or ()]

    def next_lists(self) -> list[Request]:
        if self.answer.meta.get("page", "1") != "1" or not self._page.get("pageList"):
            return []
        last = min(-(-int(self._page.get("rowCount") or 0) // _PAGE_SIZE), _MAX_PAGES)
        return [list_request(self.answer.meta["type"], n) for n in range(2, last + 1)]

    def _item(self, row: dict[str, Any]) -> Item:
        if ident := str(row.get("secFutrsLawId") or ""):
            title, day = one_line(row.get("secFutrsLawName")), epoch_day(row.get("pubDate"))
            url = f"{SITE}rdqsHeader/mainbody?navbarId=3&secFutrsLawId={ident}"
            state = row.get("lawAthrtyStsCde")
            meta = {"type": _LAW, "token": f"{title}|{day}|{state}|{row.get('secFutrsLawVersion')}"}
            return Item(url, title, law_request(ident), day, meta=meta)
        if ident := str(row.get("lawWritId") or ""):
            url = f"{SITE}rdqsHeader/lawWritInfo?navbarId=1&lawWritId={ident}"
            title, day = one_line(row.get("name")), epoch_day(row.get("dsptDate"))
            return Item(url, title, Request(url, headers={"Referer": SITE}), day, meta={"type": _WRIT})
        raise ParseError(f"{self.answer.url} 的列表行没有 secFutrsLawId 或 lawWritId", "接口可能改版，请更新字段名")


class NerisDetail(DetailPage):
    """A law as JSON of entries, or a writ as a page."""

    def draft(self) -> Draft:
        return self._law() if self.item.meta["type"] == _LAW else self._writ()

    def _law(self) -> Draft:
        value = answer_json(self.answer)
        found = value.get("lawlist") if isinstance(value, dict) else None
        law = found.get("law") if isinstance(found, dict) else None
        if not isinstance(found, dict) or not isinstance(law, dict):
            raise ParseError(f"{self.answer.url} 的返回中没有 lawlist.law", "接口可能改版，请更新字段名")
        status = str(law.get("lawAthrtyStsCde") or "")
        if status and status not in _STATUS:
            raise ParseError(f"{self.item.url} 的时效性代码 {status} 未知", "请在 crawlers/sources/neris.py 中补充含义")
        title = one_line(law.get("secFutrsLawName")) or self.item.title
        issuers = one_line(law.get("lawPubOrgName")).replace("，", "、").replace(",", "、").split("、")
        return Draft(
            title=title,
            text=law_text(law, found.get("lawEntryVOs")),
            kind=kind_of_title(title, Kind.POLICY),
            published_on=epoch_day(law.get("pubDate")) or self.item.published_on,
            doc_no=one_line(law.get("fileno")),
            issuers=tuple(name.strip() for name in issuers if name.strip()),
            effective_on=epoch_day(law.get("efctvDate")),
            repealed_on=epoch_day(law.get("inefctvDate")),
            status=_STATUS.get(status),
        )

    def _writ(self) -> Draft:
        root = answer_html(self.answer)
        body = root.xpath("//pre[contains(@class,'pre_law')]")
        if not body:
            raise ParseError(f"{self.answer.url} 中找不到文书正文（pre.pre_law）", "网站可能改版，请更新正文解析规则")
        cells = root.xpath("//td[contains(@class,'table_bg')][following-sibling::td]")
        known = {inline_text(cell): inline_text(cell.xpath("./following-sibling::td[1]")[0]) for cell in cells}
        # A writ may hold a table of parties between its lines of preformatted text
        text = "\n".join(t for node in body if (t := readable_text(node)))
        return Draft(
            title=one_line(known.get("文件名称")) or self.item.title,
            text=text,
            kind=Kind.PENALTY,
            published_on=parse_day(known.get("发文日期")) or self.item.published_on,
            doc_no=known.get("文号", ""),
            issuers=(known["发文单位"],) if known.get("发文单位") else (),
            extra={"writ_type": known["文书类型"]} if known.get("文书类型") else {},
        )


def law_text(law: dict[str, Any], entries: object) -> str:
    """What stands before the articles, the headings and articles in order, what stands after them."""
    parts = [law.get("bodyAgoCntnt")]
    for entry in entries if isinstance(entries, list) else ():
        items = [item for item in entry.get("itemList") or () if isinstance(item, dict)]
        parts.append(_entry(entry))
        parts += [_entry(item) for item in items]
    parts.append(law.get("bodyAftCntnt"))
    lines = (readable_text(parse_html(f"<div>{part}</div>")) for part in parts if part)
    return "\n".join(line for line in lines if line)


def _entry(entry: dict[str, Any]) -> str:
    """Its heading (第一条) and its words; the words often begin with the heading."""
    title, words = str(entry.get("title") or "").strip(), str(entry.get("cntnt") or "").strip()
    printed = inline_text(parse_html(f"<div>{words}</div>")) if words else ""
    if not title or "".join(printed.split()).startswith("".join(title.split())):
        return words
    return f"{title} {words}".strip()


SOURCES = (
    Source(
        id="csrc_neris",
        name="证券期货法规数据库",
        home=SITE,
        kinds=(Kind.POLICY, Kind.PENALTY, Kind.CONSULTATION, Kind.INTERPRETATION),
        start=(list_request(_LAW), list_request(_WRIT)),
        list_page=NerisList,
        detail_page=NerisDetail,
        issuer="中国证监会",
        delay=3.0,
        expectations=Expectations(
            min_items=1000, filled={"title": 1.0, "text": 0.95, "published_on": 0.95, "issuers": 0.9}, max_age_days=60
        ),
    ),
)
