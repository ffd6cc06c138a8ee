"""深圳证券交易所 (szse.cn): 监管措施, 纪律处分, 问询函件. Site facts as of 2026-10.

`ShowReport/data` gives a JSON array with one element per tab; only the tab that was asked for holds rows. Field names
differ by catalogue and tab. The link is HTML inside a cell, in the attribute `encode-open` (no `href`), and belongs to
the host reportdocs.static.szse.cn. The text is in the PDF only.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

from crawlers.body import inline_text, parse_html
from crawlers.day import parse_day
from crawlers.page import DetailPage, Draft, FileLink, Item, ListPage
from crawlers.payload import answer_json, file_suffix, one_line
from crawlers.source import Expectations, Request, Source
from regintel.errors import ParseError
from regintel.model import Kind

SITE = "https://www.szse.cn"
ISSUER = "深圳证券交易所"
_REPORT = f"{SITE}/api/report/ShowReport/data"
_FILES = "https://reportdocs.static.szse.cn"
_MAX_PAGES = 3000
# (catalogue, tab): 监管措施 and 纪律处分, the newer catalogue of the latter, 问询函件
_TABS = (("1800_jgxxgk", "tab1"), ("1800_jgxxgk", "tab2"), ("1800_jgxxgk_cf", "tab2"), ("main_wxhj", "tab1"))
# What a field is called in the three shapes of rows
_DAY = ("gkxx_gdrq", "xx_fwrq", "fhrq")
_CODE = ("gkxx_gsdm", "xx_gsdm", "gsdm")
_SHORT = ("gkxx_gsjc", "jc_gsjc", "gsjc")
_ACTION = ("gkxx_jgcs", "xx_cflb", "hjlb")
_PERSONS = ("gkxx_sjdx", "dsr")
_TITLE = ("xx_bt", "hjnr", "gkxx_jgsy")


def report_request(catalogue: str, tab: str, page: int = 1) -> Request:
    """The request of one page (from 1) of a tab."""
    query = {"SHOWTYPE": "JSON", "CATALOGID": catalogue, "TABKEY": tab, "PAGENO": str(page), "selectBkmc": "0"}
    headers = {"Referer": f"{SITE}/disclosure/supervision/measure/", "X-Request-Type": "ajax"}
    meta = {"catalogue": catalogue, "tab": tab, "page": str(page)}
    return Request(f"{_REPORT}?{urlencode(query)}", headers=headers, meta=meta)


class SzseList(ListPage):
    """Rows of the tab that was asked for. A row is the document; its text comes from the PDF."""

    def items(self) -> list[Item]:
        return [self._item(row) for row in self._tab.get("data") or ()]

    def next_lists(self) -> list[Request]:
        page = int(self._asked("page", "PAGENO") or 1)
        last = min(int((self._tab.get("metadata") or {}).get("pagecount") or 0), _MAX_PAGES)
        catalogue, tab = self._asked("catalogue", "CATALOGID"), self._asked("tab", "TABKEY")
        return [report_request(catalogue, tab, n) for n in range(page + 1, last + 1)] if page == 1 else []

    def _asked(self, name: str, parameter: str) -> str:
        return self.answer.meta.get(name) or parse_qs(urlsplit(self.answer.url).query).get(parameter, [""])[0]

    @property
    def _tab(self) -> dict[str, Any]:
        tabs, wanted = answer_json(self.answer), self._asked("tab", "TABKEY")
        found = [t for t in tabs if isinstance(t, dict)] if isinstance(tabs, list) else []
        for tab in found:
            if str((tab.get("metadata") or {}).get("tabkey")) == wanted:
                if tab.get("error"):
                    raise ParseError(
                        f"{self.answer.url} 返回错误：{one_line(tab['error'])}", "接口参数可能已变，请核对"
                    )
                return tab
        raise ParseError(f"{self.answer.url} 的返回中没有栏目 {wanted}", "接口可能改版，请更新栏目编号")

    def _item(self, row: dict[str, Any]) -> Item:
        link = next((a for value in row.values() for a in _links(value)), None)
        if link is None:
            raise ParseError(f"{self.answer.url} 的列表行没有文件链接（encode-open）", "接口可能改版，请更新字段名")
        path, shown = link
        url = urljoin(f"{_FILES}/", path)
        title = _plain(_first(row, _TITLE)) or shown
        code, short = _plain(_first(row, _CODE)), _plain(_first(row, _SHORT))
        action, persons = _plain(_first(row, _ACTION)), _plain(_first(row, _PERSONS))
        day = parse_day(_first(row, _DAY))
        name = title if file_suffix(title) else f"{title}.{file_suffix(url) or 'pdf'}"
        extra = {"stock_code": code, "stock_name": short, "measure": action, "persons": persons}
        draft = Draft(
            title=title,
            kind=Kind.DISCLOSURE if "hjnr" in row or "hjlb" in row else Kind.PENALTY,
            published_on=day,
            issuers=(ISSUER,),
            files=(FileLink(name, Request(url, headers={"Referer": f"{SITE}/"})),),
            body_file=True,
            extra={name: value for name, value in extra.items() if value},
        )
        return Item(url, title, None, day, draft, {"token": f"{title}|{day}|{action}|{persons}"})


class SzseFile(DetailPage):
    """Never asked: a row of the list is the document."""

    def draft(self) -> Draft:
        raise ParseError(f"{self.answer.url} 不是详情页面", "列表行已含全部字段，请检查信息源定义")


def _links(value: object) -> list[tuple[str, str]]:
    """(path, shown text) of the links in a cell's HTML."""
    if not isinstance(value, str) or "encode-open" not in value:
        return []
    nodes = parse_html(f"<div>{value}</div>").xpath("//*[@encode-open]")
    return [(node.get("encode-open").strip(), inline_text(node)) for node in nodes if node.get("encode-open").strip()]


def _first(row: dict[str, Any], names: tuple[str, ...]) -> str:
    return next((str(row[name]) for name in names if row.get(name)), "")


def _plain(value: str) -> str:
    return one_line(inline_text(parse_html(f"<div>{value}</div>"))) if "<" in value else one_line(value)


SOURCES = (
    Source(
        id="szse_measures",
        name="深圳证券交易所监管措施、纪律处分与问询函",
        home=f"{SITE}/disclosure/supervision/measure/",
        kinds=(Kind.PENALTY, Kind.DISCLOSURE),
        start=tuple(report_request(catalogue, tab) for catalogue, tab in _TABS),
        list_page=SzseList,
        detail_page=SzseFile,
        issuer=ISSUER,
        delay=3.0,
        expectations=Expectations(min_items=4, max_age_days=30),
    ),
)
