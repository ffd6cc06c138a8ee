"""Easysite CMS, as the People's Bank of China runs it (site facts as of 2026-10).

Lists mark every row's link with `istitle='true'`; visible titles are cut, `@title` is whole. The pages after the first
are `<section>/<prefix>-<N>.html` (`index_2.html` is a 404), the prefix stands in the pager. Bodies lie in `#zoom`,
`#easysiteText` or `div.xxy_text`, depending on the template; some hold nothing but a link to a PDF.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import Any, ClassVar
from urllib.parse import urljoin

from crawlers.body import inline_text, readable_text
from crawlers.day import parse_day
from crawlers.page import DetailPage, Draft, FileLink, Item, ListPage
from crawlers.payload import answer_html, file_links, meta_content, one_line
from crawlers.source import Request
from regintel.errors import ParseError

_PATTERN = re.compile(r"['\"]([^'\"]*-)%1\.html['\"]")
_NUMBERED = re.compile(r"^(.*/[0-9a-zA-Z]+-)\d+\.html$")
_SUFFIX = re.compile(r"\.(?:pdf|docx?|xlsx?|wps|et|ofd|zip|rar)(?![a-z])", re.IGNORECASE)
_WORDS_OF_A_BODY = 6  # letters or characters besides the attachments' names
_ARTICLE = re.compile(r"/(\d{5,})/index\.html$")
_MAX_PAGES = 5000
_BODIES = ("//*[@id='easysiteText']", "//*[@id='zoom']", "//div[contains(concat(' ',@class,' '),' xxy_text ')]")


class EasysiteList(ListPage):
    """A list in any of the three templates: table rows, `ul.txtlist`, `li.clearfix`."""

    @cached_property
    def root(self) -> Any:
        """The page's element tree."""
        return answer_html(self.answer, self.source.encoding)

    def items(self) -> list[Item]:
        root = self.root
        links = self.row_links(root)
        if not links and not root.xpath(
            "//ul[contains(@class,'txtlist')]|//input[@name='article_paging_list_hidden']|//div[@opentype='page']"
        ):
            raise ParseError(
                f"{self.answer.url} 中找不到列表行（a[istitle='true']）", "网站可能改版，请更新列表解析规则"
            )
        return [self._item(link) for link in links]

    def row_links(self, root: Any) -> list[Any]:
        """The links of the rows. Sub-classes know further templates."""
        return list(root.xpath("//a[@istitle='true'][@href]"))

    def _item(self, link: Any) -> Item:
        url = urljoin(self.answer.url, link.get("href").strip())
        title = one_line(link.get("title") or inline_text(link))
        number = _ARTICLE.search(url)
        # one article may be published in two sections, under two addresses that end in the same number
        meta = {"key": f"easysite:{number[1]}", "twin": "1"} if number else {}
        return Item(url=url, title=title, request=Request(url), published_on=_row_day(link), meta=meta)

    def next_lists(self) -> list[Request]:
        root = self.root
        prefix = _prefix(root)
        total = max(
            (int(v) for v in root.xpath("//input[@name='article_paging_list_hidden']/@totalpage") if v.isdecimal()),
            default=1,
        )
        if total > 1 and not prefix:
            raise ParseError(f"{self.answer.url} 共 {total} 页但找不到翻页地址", "网站可能改版，请更新翻页解析规则")
        return [Request(urljoin(self.answer.url, f"{prefix}{n}.html")) for n in range(2, min(total, _MAX_PAGES) + 1)]


class EasysiteDetail(DetailPage):
    """An article in any of the templates. Sub-classes refine `draft`."""

    body_paths: ClassVar[Iterable[str]] = _BODIES

    @cached_property
    def root(self) -> Any:
        """The page's element tree."""
        return answer_html(self.answer, self.source.encoding)

    def draft(self) -> Draft:
        root = self.root
        body = self.body(root)
        text = readable_text(body)
        links = file_links(body, self.answer.url)
        return Draft(
            title=self.title(root),
            text=text,
            published_on=self.day(root) or self.item.published_on,
            issuers=(self.source.issuer,) if self.source.issuer else (),
            files=tuple(FileLink(name, Request(url, headers={"Referer": self.answer.url})) for name, url in links),
            body_file=bool(links) and only_names(text, [name for name, _ in links]),
        )

    def title(self, root: Any) -> str:
        """`ArticleTitle`, else the printed heading, else what the list said."""
        heading = next(
            (
                t
                for node in root.xpath("//div[contains(@class,'content_box')]//h3|//h2|//h1")
                if (t := inline_text(node))
            ),
            "",
        )
        return one_line(meta_content(root, "ArticleTitle") or heading or self.item.title)

    def body(self, root: Any) -> Any:
        for path in self.body_paths:
            if nodes := root.xpath(path):
                return nodes[0]
        raise ParseError(
            f"{self.answer.url} 中找不到正文（#zoom、#easysiteText、.xxy_text）", "网站可能改版，请更新正文解析规则"
        )

    @staticmethod
    def day(root: Any) -> date | None:
        """`PubDate`, else 发布时间. `createDate` and the digits of an id are the CMS's times, not the publication's."""
        printed = root.xpath("//*[@id='shijian']|//p[contains(concat(' ',@class,' '),' top ')]")
        return parse_day(meta_content(root, "PubDate")) or next(
            (d for p in printed if (d := parse_day(inline_text(p)))), None
        )


def _row_day(link: Any) -> date | None:
    """The day printed in the row: the first date after the link inside the cell or list item that holds it."""
    for node in link.iterancestors("td", "li", "tr"):
        for span in node.xpath(".//span|.//td[not(.//a)]"):
            if day := parse_day(inline_text(span)):
                return day
        return None
    return None


def _prefix(root: Any) -> str:
    for script in root.xpath("//@onclick|//@onkeydown"):
        if found := _PATTERN.search(script):
            return found[1]
    for name in root.xpath("//a/@tagname"):
        if found := _NUMBERED.match(name.strip()):
            return found[1]
    return ""


def only_names(text: str, names: Iterable[str]) -> bool:
    """Whether a body says nothing besides the names of its attachments (with 附件 and the like before them)."""
    rest = re.sub(r"\s+", "", text)
    for name in sorted((re.sub(r"\s+", "", n) for n in names), key=len, reverse=True):
        rest = rest.replace(name, "").replace(_SUFFIX.sub("", name), "")
    rest = _SUFFIX.sub("", rest)
    return len(re.sub(r"附件|点击(?:查看|下载)|[\W\d_]", "", rest)) < _WORDS_OF_A_BODY
