"""Columns of government sites, whatever CMS serves them: lists of rows with a link and a day, and their articles.

Most run TRS: article addresses end in `tYYYYMMDD_N.html`, pagers are `createPageHTML` (`crawlers.create_page`) or plain
links. A list's rows are known by the element that holds them or, where it is not known, by what an article's address
looks like; a page that has neither was rebuilt and raises. Columns tell the kind of their documents in the request's
`meta["kind"]`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import Any, ClassVar
from urllib.parse import urljoin, urlsplit

from crawlers.body import inline_text
from crawlers.create_page import further_pages
from crawlers.day import parse_day
from crawlers.doc_no import printed_doc_no
from crawlers.issuer import joint_issuers
from crawlers.kind import kind_of_title
from crawlers.page import Draft, FileLink, Item, ListPage
from crawlers.payload import answer_html, answer_text, file_suffix, one_line
from crawlers.source import Request
from regintel.errors import ParseError
from regintel.model import Kind

TRS_LINK = re.compile(r"/t\d{8}_\d+\.s?html?$")
_ROWS = ("li", "tr", "dd", "dl")
_ASIDE = re.compile(
    r"(?:^|[\s_-])(?:nav|menu|header|footer|foot|crumbs?|breadcrumbs?|popbox|sidebar|share|related|xgwz|phb|pages?|pager"
    r"|pagination|path)(?:$|[\s_-])",
    re.IGNORECASE,
)
_NOTHING = re.compile(r"暂无(?:相关)?(?:信息|数据|内容|文件|记录)|没有(?:找到|查询到)|共\s*0\s*(?:条|篇)")
_DAY_IN_ADDRESS = re.compile(r"/t?((?:19|20)\d{6})(?:_\d+\.|/)")
_COUNT = re.compile(r"\bcountPage\s*=\s*(\d+)")
_MAX_PAGES = 2000


def column(url: str, kind: Kind, **meta: str) -> Request:
    """The first page of a column and the kind of what it publishes."""
    return Request(url, meta={"kind": kind.value, **meta})


class ColumnList(ListPage):
    """`boxes`: CSS of the elements that hold the rows; `link`: what the address of an article looks like."""

    boxes: ClassVar[str] = ""
    link: ClassVar[re.Pattern[str]] = TRS_LINK

    @cached_property
    def root(self) -> Any:
        """The page's element tree."""
        return answer_html(self.answer, self.source.encoding)

    def items(self) -> list[Item]:
        boxes = self.root.cssselect(self.boxes) if self.boxes else []
        rows = [row for box in boxes or [self.root] for row in self._rows(box)]
        if not boxes and any(day for *_, day in rows):
            rows = [row for row in rows if row[-1]]  # links at the side carry no day
        if not rows and not boxes and not _NOTHING.search(inline_text(self.root)):
            raise ParseError(f"{self.answer.url} 中找不到列表行", "网站可能改版，请更新列表解析规则")
        return [self._item(link, url, day) for link, url, day in rows]

    def _rows(self, box: Any) -> Iterator[tuple[Any, str, date | None]]:
        """(link, address, printed day) of each row below an element; of a row's links the first."""
        seen: set[Any] = set()
        for link in box.xpath(".//a[@href]"):
            url = urljoin(self.answer.url, link.get("href").strip())
            row = next(link.iterancestors(*_ROWS), None)
            row = link.getparent() if row is None else row
            if not url.startswith(("http://", "https://")) or row in seen or not seen.isdisjoint(row.iterancestors()):
                continue
            if _is_aside(link, box) or not (link.get("title") or inline_text(link)):
                continue
            day = row_day(row, link)
            is_file, is_boxed = bool(file_suffix(url)), box is not self.root
            if self.link.search(urlsplit(url).path) or (day and is_file) or (is_boxed and (day or is_file)):
                seen.add(row)
                yield link, url, day

    def _item(self, link: Any, url: str, day: date | None) -> Item:
        in_address = _DAY_IN_ADDRESS.search(url)
        # What an address says is the day of writing it, good enough where the row prints none
        day = day or (parse_day(in_address[1]) if in_address else None)
        title, request = row_title(link), Request(url, headers={"Referer": self.answer.url})
        meta = {"kind": self.answer.meta.get("kind", self.source.kinds[0].value)}
        if file_suffix(url):
            return Item(url, title, None, day, self._file(title, request, Kind(meta["kind"])), meta)
        return Item(url, title, request, day, meta=meta)

    def _file(self, title: str, request: Request, kind: Kind) -> Draft:
        """A row that leads to a file, whose text is the document's."""
        return Draft(
            title=title,
            kind=kind_of_title(title, kind) if kind is not Kind.PENALTY else kind,
            doc_no=printed_doc_no(title, ""),
            issuers=joint_issuers(title) or ((self.source.issuer,) if self.source.issuer else ()),
            files=(FileLink(f"{title}.{file_suffix(request.url)}", request),),
            body_file=True,
        )

    def next_lists(self) -> list[Request]:
        pages = further_pages(answer_text(self.answer), self.answer.url) or self._counted() or self._printed()
        return [Request(url, headers={"Referer": self.answer.url}, meta=dict(self.answer.meta)) for url in pages]

    def _counted(self) -> list[str]:
        """TRS scripts of older templates: `var countPage = 12`, the second page is `index_1`."""
        count = _COUNT.search(answer_text(self.answer))
        _, stem, suffix, number = _leaf(self.answer.url)
        if not count or number is not None:
            return []
        return [urljoin(self.answer.url, f"{stem}_{n}.{suffix}") for n in range(1, min(int(count[1]), _MAX_PAGES))]

    def _printed(self) -> list[str]:
        """Pages that the pager links, and those between them that it leaves out."""
        folder, stem, suffix, _ = _leaf(self.answer.url)
        numbers = set()
        for href in self.root.xpath("//a/@href"):
            place, other, _, number = _leaf(urljoin(self.answer.url, href.strip()))
            if number is not None and (place, other) == (folder, stem):
                numbers.add(number)
        if not numbers:
            return []
        last = min(max(numbers), _MAX_PAGES)
        return [urljoin(self.answer.url, f"{stem}_{n}.{suffix}") for n in range(min(numbers), last + 1)]


def row_day(row: Any, link: Any) -> date | None:
    """The day that a row prints beside its link."""
    inside = set(link.iter())
    for node in row.iter("span", "i", "em", "td", "b", "font", "time", "p", "div", "dd", "label"):
        if node not in inside and link not in node.iter() and (day := parse_day(inline_text(node))):
            return day
    told = "".join(inline_text(row).split()).replace("".join(inline_text(link).split()), " ", 1)
    return parse_day(told)


def row_title(link: Any) -> str:
    """`@title` where it is the whole of what is shown, else what is shown."""
    whole, shown = one_line(link.get("title")), one_line(inline_text(link))
    if whole and len(whole) >= len(shown.rstrip(".…")):
        return whole
    return shown or whole


def _is_aside(link: Any, box: Any) -> bool:
    for node in link.iterancestors():
        if node is box:
            return False
        if node.tag in ("nav", "header", "footer") or _ASIDE.search(
            f"{node.get('class') or ''} {node.get('id') or ''}"
        ):
            return True
    return False


def _leaf(url: str) -> tuple[str, str, str, int | None]:
    """(address of the folder, stem, suffix, number) of a list page: `…/index_2.html` → (…/, index, html, 2)."""
    parts = urlsplit(url)
    folder, _, leaf = parts.path.rpartition("/")
    found = re.fullmatch(r"(.+?)(?:_(\d{1,4}))?\.(s?html?)", leaf or "index.html")
    if not found:
        return f"{parts.netloc}{folder}", leaf, "", None
    return f"{parts.netloc}{folder}", found[1], found[3], int(found[2]) if found[2] else None
