"""Articles of the columns in `crawlers.column`: body, attachments, and what the page prints or declares of itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Any, ClassVar
from urllib.parse import urlsplit

from crawlers.article import ArticlePage
from crawlers.body import inline_text, readable_text
from crawlers.day import parse_day
from crawlers.deadline import deadline_of
from crawlers.doc_no import order_no, printed_doc_no
from crawlers.easysite import only_names
from crawlers.issuer import joint_issuers
from crawlers.kind import kind_of_title
from crawlers.label import day_in, labels_of, names_in, status_of
from crawlers.page import DetailPage, Draft, FileLink
from crawlers.payload import answer_html, file_links, meta_content, one_line
from crawlers.penalty_table import penalties_in
from crawlers.source import Request
from regintel.errors import ParseError
from regintel.model import Kind

_EDITOR = re.compile(r"\s*[【\[（(]?责任编辑[：:][^】\]）)\n]{0,12}[】\]）)]?\s*$")
_EFFECT = re.compile(
    r"自\s*((?:19|20)\d{2}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日|(?:公布|发布|印发)之日)\s*起\s*(?:施行|实施|执行|生效)"
)


class ColumnArticle(DetailPage):
    """`bodies` and `headings` are CSS, tried in that order; `attached` is CSS of what holds files beside the body.

    Rows may lead to other sites: a page whose host is not under `host` is read as an article of any site.
    """

    host: ClassVar[str] = ""
    bodies: ClassVar[tuple[str, ...]] = (".TRS_Editor", ".TRS_UEDITOR", "#zoom", "#Zoom")
    headings: ClassVar[tuple[str, ...]] = ("h1", "h2")
    attached: ClassVar[str] = ""

    @cached_property
    def root(self) -> Any:
        """The page's element tree."""
        return answer_html(self.answer, self.source.encoding)

    def draft(self) -> Draft:
        if not self._is_ours():
            draft = ArticlePage(self.answer, self.source, self.item).draft()
            return replace(draft, kind=self.kind(draft.title), title=draft.title or self.item.title)
        body = self.body()
        labels = labels_of(self.root, body)
        title, files = self.title(labels), self.files(body)
        text = _EDITOR.sub("", readable_text(body))
        kind, published = self.kind(title), self.day(labels)
        return Draft(
            title=title,
            text=text,
            kind=kind,
            published_on=published,
            doc_no=labels.get("doc_no") or printed_doc_no(title, text) or order_no(text),
            index_no=labels.get("index_no", ""),
            issuers=self.issuers(title, labels),
            effective_on=day_in(labels, "effective_on") or (effect_of(text) if kind is Kind.POLICY else None),
            repealed_on=day_in(labels, "repealed_on"),
            deadline=deadline_of(text, published) if kind is Kind.CONSULTATION else None,
            status=status_of(labels.get("status", "")),
            files=files,
            body_file=bool(files) and only_names(text, [file.name for file in files]),
            penalties=penalties_in(body) if kind is Kind.PENALTY else (),
            extra=self.origin(labels),
        )

    def kind(self, title: str) -> Kind:
        """What the column publishes; columns that are not of decisions also carry explanations and drafts."""
        default = Kind(self.item.meta.get("kind") or self.source.kinds[0].value)
        return kind_of_title(title, default) if default in (Kind.POLICY, Kind.NEWS) else default

    def body(self) -> Any:
        for selector in self.bodies:
            if nodes := self.root.cssselect(selector):
                return nodes[0]
        tried = "、".join(self.bodies)
        raise ParseError(f"{self.answer.url} 中找不到正文（{tried}）", "网站可能改版，请更新正文解析规则")

    def title(self, labels: Mapping[str, str]) -> str:
        """`ArticleTitle`, else the printed heading, else what the list said."""
        heading = next(
            (said for css in self.headings for node in self.root.cssselect(css) if (said := inline_text(node))), ""
        )
        return one_line(meta_content(self.root, "ArticleTitle") or heading or labels.get("title") or self.item.title)

    def day(self, labels: Mapping[str, str]) -> date | None:
        """`PubDate`, else the printed day of publication, else the list's."""
        declared = meta_content(self.root, "PubDate") or meta_content(self.root, "publishdate")
        return (
            parse_day(declared)
            or day_in(labels, "published_on")
            or self.item.published_on
            or day_in(labels, "written_on")
        )

    def issuers(self, title: str, labels: Mapping[str, str]) -> tuple[str, ...]:
        own = (self.source.issuer,) if self.source.issuer else ()
        return names_in(labels.get("issuers", "")) or joint_issuers(title) or own

    def origin(self, labels: Mapping[str, str]) -> dict[str, str]:
        """The department or medium that the page names as its source."""
        told = one_line(meta_content(self.root, "ContentSource") or labels.get("source"))
        return {"source": told} if told and told != self.source.issuer else {}

    def files(self, body: Any) -> tuple[FileLink, ...]:
        links: dict[str, str] = {}
        for place in (body, *(self.root.cssselect(self.attached) if self.attached else ())):
            for name, url in file_links(place, self.answer.url):
                links.setdefault(url, name)
        return tuple(FileLink(name, Request(url, headers={"Referer": self.answer.url})) for url, name in links.items())

    def _is_ours(self) -> bool:
        own = self.host or urlsplit(self.source.home).hostname or ""
        host = urlsplit(self.answer.url).hostname or ""
        return host == own or host.endswith(f".{own}")


def effect_of(text: str) -> date | None:
    """The day from which the document itself says to apply; None where that is the day of its publication."""
    found = _EFFECT.search(text)
    return parse_day(found[1]) if found else None
