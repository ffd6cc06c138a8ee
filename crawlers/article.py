"""Title, day and body of an article page that no parser of ours knows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from crawlers import article_body, article_head
from crawlers.body import parse_html
from crawlers.challenge import refuse_false_page
from crawlers.charset import decode_text
from crawlers.page import DetailPage, Draft, FileLink
from crawlers.payload import file_links
from regintel.errors import ParseError

_DOC_NO = re.compile(r"^[（(]?([\u4e00-\u9fff]{2,12}[〔\[（(【]\d{4}[〕\])）】]\s*第?\s*\d{1,5}\s*号)[)）]?$")


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
        """Title, day, body, attachments and, where a line of the body is one, the 文号."""
        refuse_false_page(self.answer)
        headers = {k.lower(): v for k, v in self.answer.headers.items()}
        article = read_article(self.answer.body, self.answer.url, headers.get("content-type", ""), self.item.title)
        if not article.title and not article.text:
            raise ParseError(f"{self.answer.url}：页面上没有找到文章", "请确认地址是文章页而不是列表或首页")
        files = self._files()
        if not article.text and not files:
            raise ParseError(f"{self.answer.url}：页面上没有找到正文", "正文可能由脚本加载，请改用该站点的专用来源")
        return Draft(
            title=article.title,
            text=article.text,
            url=self.answer.url,
            published_on=article.published_on or self.item.published_on,
            doc_no=_doc_no(article.text),
            files=files,
            body_file=not article.text,
        )

    def _files(self) -> tuple[FileLink, ...]:
        from crawlers.source import Request

        root = parse_html(decode_text(self.answer.body))
        links = file_links(article_body.container_of(root), self.answer.url)
        return tuple(FileLink(name, Request(address)) for name, address in links)


def _doc_no(text: str) -> str:
    for line in text.split("\n")[:8]:
        if found := _DOC_NO.match(line.strip()):
            return found[1]
    return ""
