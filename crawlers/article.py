"""Title, day and body of an article page that no parser of ours knows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from crawlers import article_body, article_head
from crawlers.body import inline_text, parse_html
from crawlers.challenge import refuse_false_page
from crawlers.charset import decode_text
from crawlers.doc_no import printed_doc_no
from crawlers.label import day_in, labels_of, names_in, status_of
from crawlers.page import DetailPage, Draft, FileLink
from crawlers.payload import answer_html, file_links
from crawlers.source import Request
from regintel.errors import ParseError

_ATTACHED = re.compile(
    r"(?:^|[\s_-])(?:attach\w*|fujian|fj|annex\w*|xgfj|appendix|accessory)(?:$|[\s_-])", re.IGNORECASE
)
_PLACE = re.compile(r"\{\{[^{}]{1,200}\}\}|\$\{[^{}]{1,200}\}|<%=?[^%]{1,200}%>")
_WORDS_OF_A_TEMPLATE = 100
_DEPTH_OF_ROOT = 3  # slashes of https://host/
_OFFICIAL = frozenset({"index_no", "doc_no", "issuers", "effective_on", "repealed_on", "status", "written_on"})
_FEWEST_LABELS = 2


@dataclass(frozen=True, slots=True)
class Article:
    """What a person would copy from the page. `published_on` is the day it states for itself, None without one."""

    title: str
    text: str
    published_on: date | None = None


def read_article(data: bytes, url: str = "", content_type: str = "", hint: str = "") -> Article:
    """The article on a page; an empty text where there is none. `hint` is its title in the list it came from."""
    source = decode_text(data, content_type)
    root = parse_html(source)
    title = article_head.title_of(root, hint)
    published_on = article_head.day_of(root, title, url)
    text = article_body.body_of(root, source, title)
    return Article(title, text, published_on)


class ArticlePage(DetailPage):
    """Any article address: `regintel crawl --url`. Raises `ParseError` where the page holds no article."""

    def draft(self) -> Draft:
        """Title, day, body, attachments, what the page labels (索引号 …), a 文号 also as a line of the body."""
        refuse_false_page(self.answer)
        headers = {k.lower(): v for k, v in self.answer.headers.items()}
        article = read_article(self.answer.body, self.answer.url, headers.get("content-type", ""), self.item.title)
        if not article.title and not article.text:
            raise ParseError(f"{self.answer.url}：页面上没有找到文章", "请确认地址是文章页而不是列表或首页")
        body = article_body.container_of(answer_html(self.answer))
        files = self._files(body)
        if _is_template(article.text) or not (article.text or files):
            raise ParseError(f"{self.answer.url}：页面上没有找到正文", "正文可能由脚本加载，请改用该站点的专用来源")
        # Where nothing is left beside links, the text was found by other means and the page as a whole tells
        if article_body.is_index(body if inline_text(body) else answer_html(self.answer)):
            raise ParseError(
                f"{self.answer.url}：页面是列表或目录，不是文章", "请给出文章页的地址，或改用该站点的专用来源"
            )
        labels = self._labels()
        return Draft(
            title=article.title,
            text=article.text,
            url=self.answer.url,
            published_on=article.published_on or self.item.published_on,
            doc_no=labels.get("doc_no", "") or printed_doc_no(article.title, article.text),
            index_no=labels.get("index_no", ""),
            issuers=names_in(labels.get("issuers", "")),
            effective_on=day_in(labels, "effective_on"),
            repealed_on=day_in(labels, "repealed_on"),
            status=status_of(labels.get("status", "")),
            files=files,
            body_file=not article.text,
        )

    def _labels(self) -> Mapping[str, str]:
        """What the page prints of the document beside it; pages of news have none of these labels."""
        root = answer_html(self.answer)
        found = labels_of(root)
        # A lone label may be anything (来源 of news, 标题 of a form): official pages print several
        return found if len(found.keys() & _OFFICIAL) >= _FEWEST_LABELS else {}

    def _files(self, body: Any) -> tuple[FileLink, ...]:
        """Files linked in the body, in a place named for attachments, or kept in the page's own folder."""
        url = self.answer.url
        inside = file_links(body, url)
        root = answer_html(self.answer)
        beside = [
            link for node in root.xpath("//*[@class or @id]") if _is_attached(node) for link in file_links(node, url)
        ]
        folder = url.split("?", maxsplit=1)[0].rpartition("/")[0] + "/"
        own = [(name, address) for name, address in file_links(root, url) if address.startswith(folder)]
        links: dict[str, str] = {}
        # A site's own folder is every address's: only deeper ones tell that a file belongs to a page
        for name, address in (*inside, *beside, *(own if folder.count("/") > _DEPTH_OF_ROOT else ())):
            links.setdefault(address, name)
        return tuple(FileLink(name, Request(address)) for address, name in links.items())


def _is_attached(node: Any) -> bool:
    return bool(_ATTACHED.search(f"{node.get('class') or ''} {node.get('id') or ''}"))


def _is_template(text: str) -> bool:
    """Whether a text is what a script would have filled in: `{{x.title}}` and little else."""
    rest = _PLACE.sub("", text)
    return len(rest) < len(text) and len(rest) < _WORDS_OF_A_TEMPLATE
