"""国际清算银行、巴塞尔委员会、CPMI (bis.org). Site facts as of 2026.

A list is one JSON object keyed by path, in no order, whole. Pages add `.htm` to the path. The RSS feed of press
releases holds the newest dozen only and partly repeats publications: of it, only /press/ pages are taken.
"""

from __future__ import annotations

import html
import re
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urljoin, urlsplit

from crawlers.body import inline_text, readable_text
from crawlers.day import english_day, parse_day
from crawlers.deadline import english_deadline
from crawlers.feed import feed_entries
from crawlers.page import DetailPage, Draft, FileLink, Item, ListPage
from crawlers.payload import answer_html, answer_json, file_links, file_suffix, one_line
from crawlers.source import Expectations, Request, Source
from regintel.errors import ParseError
from regintel.model import Kind

SITE = "https://www.bis.org"
_LISTS = ("bcbspubls", "cpmi_publs")
_PRESS = f"{SITE}/doclist/all_pressrels.rss"
_ISSUERS = {"bcbs": "巴塞尔银行监管委员会", "cpmi": "支付与市场基础设施委员会"}
_CONSULTATIVE = re.compile(
    r"consultative (?:document|report|paper)|\bconsultation\b|request for comment", re.IGNORECASE
)


class BisList(ListPage):
    """`list` of one series, newest first; or the feed."""

    def items(self) -> list[Item]:
        if self.answer.url.endswith(".rss"):
            return [
                Item(entry.url, entry.title, Request(entry.url), entry.published_on)
                for entry in feed_entries(self.answer, zone=None)
                if "/press/" in urlsplit(entry.url).path
            ]
        return sorted(self._publications, key=lambda item: (item.published_on or date.min, item.url), reverse=True)

    def next_lists(self) -> list[Request]:
        return []

    @cached_property
    def _publications(self) -> list[Item]:
        value = answer_json(self.answer)
        rows = value.get("list") if isinstance(value, dict) else None
        if not isinstance(rows, dict):
            raise ParseError(f"{self.answer.url} 缺少 list 对象", "接口可能改版，请更新字段名")
        return [self._item(path, row) for path, row in rows.items() if path.startswith("/")]

    @staticmethod
    def _item(path: str, row: dict[str, Any]) -> Item:
        url = SITE + (path if path.endswith((".htm", ".pdf")) else f"{path}.htm")
        title = one_line(html.unescape(str(row.get("short_title") or row.get("title") or "")))
        return Item(url, title, Request(url), parse_day(row.get("publication_start_date")))


class BisPage(DetailPage):
    """`h1`, `.date`, `#cmsContent`; the paper itself is a PDF beside it."""

    def draft(self) -> Draft:
        root = answer_html(self.answer)
        body = root.xpath("//*[@id='cmsContent']") or root.xpath("//*[@id='center']|//main|//article")
        if not body:
            raise ParseError(f"{self.answer.url} 中找不到正文（#cmsContent）", "网站可能改版，请更新正文解析规则")
        title = next((t for node in root.xpath("//h1") if (t := one_line(inline_text(node)))), "") or self.item.title
        shown = root.xpath("//*[contains(concat(' ',normalize-space(@class),' '),' date ')]")
        day = self.item.published_on or next((d for n in shown if (d := english_day(inline_text(n)))), None)
        path = urlsplit(self.answer.url).path
        series = path.split("/")[1] if path.count("/") > 1 else ""
        kind = Kind.NEWS if series == "press" else Kind.CONSULTATION if _CONSULTATIVE.search(title) else Kind.POLICY
        text = readable_text(body[0])
        files = self._files(root, path)
        return Draft(
            title=title,
            text=text,
            kind=kind,
            published_on=day,
            issuers=(_ISSUERS.get(series, self.source.issuer),),
            deadline=english_deadline(text) if kind is Kind.CONSULTATION else None,
            files=files,
            body_file=not text and bool(files),
        )

    def _files(self, root: Any, path: str) -> tuple[FileLink, ...]:
        """The paper of this page and files in its text, not those of the site's menus."""
        stem = path.removesuffix(".htm")
        own = {
            url: name
            for area in (*root.xpath("//*[@id='center']|//*[@id='cmsContent']"), root)
            for name, url in file_links(area, self.answer.url)
            if area is not root or urlsplit(url).path.startswith(stem)
        }
        names = {
            url: name if file_suffix(name) == name[-3:].lower() and " " not in name else "" for url, name in own.items()
        }
        return tuple(FileLink(names[url] or url.rsplit("/", 1)[-1], Request(urljoin(SITE, url))) for url in own)


SOURCES = (
    Source(
        id="bis",
        name="国际清算银行、巴塞尔委员会与 CPMI 出版物",
        home=f"{SITE}/",
        kinds=(Kind.POLICY, Kind.CONSULTATION, Kind.NEWS),
        start=(*(Request(f"{SITE}/api/document_lists/{name}.json") for name in _LISTS), Request(_PRESS)),
        list_page=BisList,
        detail_page=BisPage,
        issuer="国际清算银行",
        language="en",
        region="国际",
        delay=2.0,
        expectations=Expectations(
            min_items=5, filled={"title": 1.0, "text": 0.95, "published_on": 1.0}, max_age_days=60
        ),
    ),
)
