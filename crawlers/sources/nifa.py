"""中国互联网金融协会: 互联网金融登记披露服务平台 (dp.nifa.org.cn) and the association's own site.

Platform (facts of 2018-2021, low confidence): one address `/HomePage`, told apart by `method`. `getPublishedInfo` lists
the institutions with the day of their last update, 10 a page, `currentPage` from 1; `getOperateInfo` lists the same
ones with their loans outstanding, so it is not read. `getTargetOrgInfo` prints all blocks of one institution as
label–value tables. P2P lending ended in 2020: the platform may be frozen, hence the patient expectation of age.

The association's site (facts of 2018-2020, low confidence) ran an old Easysite: rows link `/nifa/…/index.html`, pages
after the first are `index1.html`, `index2.html`, or `<prefix>-N.html` should it have been rebuilt as others were.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

from crawlers.article import ArticlePage
from crawlers.body import inline_text, lines_of
from crawlers.column import ColumnList, column
from crawlers.column_article import ColumnArticle
from crawlers.day import parse_day
from crawlers.page import DetailPage, Draft, FileLink, Item, ListPage
from crawlers.payload import answer_html, file_links, one_line
from crawlers.source import Expectations, Request, Source
from crawlers.table import grid_of
from regintel.errors import ParseError
from regintel.model import Kind

SITE = "http://www.nifa.org.cn"
PLATFORM = "https://dp.nifa.org.cn"
_MAX_PAGES = 500
_PAGES = re.compile(r"共\s*(\d+)\s*页")
_UPDATED = re.compile(r"更新(?:日期|时间)|披露(?:日期|时间)|报告(?:日期|期)")
_NUMBERED = re.compile(r"(?:^|/|['\"])(index|[0-9a-f]{6,}-)(\d{1,3})\.html")
_BLOCKS = ("base-info", "govern-info", "out-info", "trade-log")


def institutions_request(page: int) -> Request:
    """The request of one page (from 1) of the institutions."""
    query = urlencode({"method": "getPublishedInfo", "currentPage": page})
    return Request(f"{PLATFORM}/HomePage?{query}", meta={"page": str(page)})


class NoticeList(ColumnList):
    """Notices and news; further pages are those that the pager names, in either form, and those between them."""

    link = re.compile(r"^/nifa/[\w/]+/\d{5,}/index\.html$")

    def next_lists(self) -> list[Request]:
        folder, _, leaf = urlsplit(self.answer.url).path.rpartition("/")
        if leaf not in ("", "index.html", "index1.html"):
            return []
        named = self.root.xpath("//a/@href|//a/@tagname|//@onclick")
        found = [hit for text in named for hit in _NUMBERED.finditer(text)]
        if not found:
            return []
        last = min(max(int(hit[2]) for hit in found), _MAX_PAGES)
        first = min(int(hit[2]) for hit in found)
        urls = [urljoin(self.answer.url, f"{folder}/{found[0][1]}{n}.html") for n in range(first, last + 1)]
        return [Request(url, meta=dict(self.answer.meta)) for url in urls if url != self.answer.url]


class Notice(ColumnArticle):
    """`td.dabiaoti` and a table of 720 pixels, or one of the newer templates, or as on any page."""

    host = "nifa.org.cn"
    bodies: ClassVar[tuple[str, ...]] = ("#easysiteText", "#zoom", ".xxy_text", "table[width='720']")
    headings: ClassVar[tuple[str, ...]] = ("td.dabiaoti", "h1", "h2")

    def draft(self) -> Draft:
        try:
            return super().draft()
        except ParseError:  # the template is not known for sure
            found = ArticlePage(self.answer, self.source, self.item).draft()
            return replace(found, kind=self.kind(found.title), issuers=(self.source.issuer,))

    def day(self, labels: Mapping[str, str]) -> date | None:
        """As of any column, or `td.zi8`."""
        shown = next((d for node in self.root.cssselect("td.zi8") if (d := parse_day(inline_text(node)))), None)
        return super().day(labels) or shown


class InstitutionList(ListPage):
    """Rows of `#runinfotbody`; the column of the update day is found by its form."""

    def __init__(self, answer: Any, source: Source) -> None:
        super().__init__(answer, source)
        self._root = answer_html(answer)
        if not self._root.xpath("//tbody[@id='runinfotbody']"):
            raise ParseError(f"{answer.url} 中找不到机构列表（#runinfotbody）", "网站可能改版，请更新列表解析规则")

    def items(self) -> list[Item]:
        found = []
        for row in self._root.xpath("//tbody[@id='runinfotbody']//tr"):
            for link in row.xpath(".//a[contains(@href,'sorganation=')]")[:1]:
                url = urljoin(PLATFORM, link.get("href").strip())
                cells = [inline_text(cell) for cell in row.xpath("./td")]
                day = next((d for cell in reversed(cells) if (d := parse_day(cell))), None)
                code = parse_qs(urlsplit(url).query).get("sorganation", [""])[0]
                found.append(Item(url, one_line(inline_text(link)), Request(url), day, meta={"code": code}))
        return found

    def next_lists(self) -> list[Request]:
        pager = _PAGES.search(" ".join(lines_of(self._root)))
        page = int(self.answer.meta.get("page", "1"))
        last = min(int(pager[1]), _MAX_PAGES) if pager else page
        return [institutions_request(n) for n in range(page + 1, last + 1)] if self.items() else []


class Institution(DetailPage):
    """The blocks of one institution, each label with its value on a line."""

    def draft(self) -> Draft:
        root = answer_html(self.answer)
        blocks = [node for name in _BLOCKS for node in root.xpath("//div[@id=$name]", name=name)]
        if not blocks:
            raise ParseError(f"{self.answer.url} 中找不到披露信息（#base-info 等）", "网站可能改版，请更新正文解析规则")
        facts: dict[str, str] = {}
        lines: list[str] = []
        for block in blocks:
            lines += [t for node in block.xpath(".//h2|.//h3|.//h4") if (t := inline_text(node))]
            for label, value in _pairs(block):
                facts.setdefault(label, value)
                lines.append(f"{label}：{value}")
        name = facts.get("机构全称") or facts.get("公司名称") or ""
        updated = next((d for k, v in facts.items() if _UPDATED.search(k) and (d := parse_day(v))), None)
        title = next((t for n in root.xpath("//h3|//h2|//h1") if (t := one_line(inline_text(n)))), "")
        wanted = {"platform": "平台名称", "credit_code": "统一社会信用代码", "platform_status": "平台状态"}
        extra = {key: facts[label] for key, label in wanted.items() if facts.get(label)}
        links = {link for block in blocks for link in file_links(block, self.answer.url)}
        return Draft(
            title=name or self.item.title or title,
            text="\n".join(lines),
            kind=Kind.DISCLOSURE,
            published_on=updated or self.item.published_on,
            issuers=(name or self.item.title,),
            files=tuple(FileLink(label, Request(url)) for label, url in sorted(links)),
            extra=extra,
        )


def _pairs(block: Any) -> list[tuple[str, str]]:
    """Label and value of each pair of `th` and `td`, wherever they stand; tables without `th` by their columns."""
    pairs = []
    for table in block.xpath(".//table[not(.//table)]"):
        for row in table.xpath(".//tr"):
            label = ""
            for cell in row.xpath("./th|./td"):
                if cell.tag == "th":
                    label = inline_text(cell).rstrip("：: ")
                elif label:
                    pairs.append((label, inline_text(cell)))
                    label = ""
        if not table.xpath(".//th"):
            pairs += [(row[0].line.rstrip("：: "), row[1].line) for row in grid_of(table) if len(row) == 2]
    return [(label, value) for label, value in pairs if label]


SOURCES = (
    Source(
        id="nifa_disclosure",
        name="互联网金融登记披露服务平台",
        home=f"{PLATFORM}/HomePage?method=getPublishedInfo",
        kinds=(Kind.DISCLOSURE,),
        start=(institutions_request(1),),
        list_page=InstitutionList,
        detail_page=Institution,
        expectations=Expectations(
            min_items=3, filled={"title": 1.0, "text": 1.0, "published_on": 0.9}, max_age_days=365
        ),
    ),
    Source(
        id="nifa_news",
        name="中国互联网金融协会通知与动态",
        home=f"{SITE}/nifa/index.html",
        kinds=(Kind.NEWS, Kind.POLICY, Kind.DISCLOSURE, Kind.CONSULTATION, Kind.INTERPRETATION),
        start=(
            column(f"{SITE}/nifa/2955675/2955761/a704445f/index1.html", Kind.NEWS),  # 协会动态、通知
            column(f"{SITE}/nifa/2955675/2955761/2982417/index.html", Kind.NEWS),
        ),
        list_page=NoticeList,
        detail_page=Notice,
        issuer="中国互联网金融协会",
        expectations=Expectations(min_items=10, max_age_days=90),
    ),
)
