"""国际证监会组织 (iosco.org). Site facts as of 2026.

Media releases are rows of one page, the title in `strong` or in the link, the day at the end of the row; each leads
to a PDF and has no page of its own. The site's RSS was not refreshed between 2023 and 2026, so it is not used. PDFs of
reports stand behind a bot check: what is refused is reported, not circumvented.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urljoin

from crawlers.body import inline_text
from crawlers.day import ENGLISH_DAY, english_day
from crawlers.listed_article import NoPage
from crawlers.page import Draft, FileLink, Item, ListPage
from crawlers.payload import answer_html, file_suffix, one_line
from crawlers.source import Expectations, Request, Source
from regintel.errors import ParseError
from regintel.model import Kind

SITE = "https://www.iosco.org"
_RELEASE = re.compile(r"/(?:news|library)/[^?#]*\.pdf$", re.IGNORECASE)
_NUMBER = re.compile(r"^\s*(IOSCO/?[A-Z]{2,3}/\d{1,3}/\d{4}|[A-Z]{2,3}/\d{1,3}/\d{4})\s*[:,–—-]?\s*")
_ASKS = re.compile(r"\bconsult(?:s|ation|ing)?\b|(?:seeks|requests|invites) (?:public )?(?:feedback|comments?)", re.I)


class IoscoList(ListPage):
    """Rows of an ordered list; every row is complete but for its PDF."""

    def items(self) -> list[Item]:
        root = answer_html(self.answer)
        rows = [(row, link) for row in root.xpath("//li") if (link := self._link(row))]
        if not rows and not root.xpath("//ol"):
            raise ParseError(f"{self.answer.url} 中找不到新闻稿列表（ol li）", "网站可能改版，请更新列表解析规则")
        return [item for row, link in rows if (item := self._item(row, link))]

    def next_lists(self) -> list[Request]:
        return []

    @staticmethod
    def _link(row: Any) -> str:
        return next((h.strip() for h in row.xpath(".//a/@href") if _RELEASE.search(h.strip())), "")

    def _item(self, row: Any, link: str) -> Item | None:
        url = urljoin(SITE, link)
        said = one_line(inline_text(row))
        strong = one_line(" ".join(inline_text(node) for node in row.xpath(".//strong")))
        printed = _NUMBER.match(strong or said)
        title = _NUMBER.sub("", strong or said)
        title = ENGLISH_DAY.split(title)[0].strip(" -–—|,") if not strong else title
        if not title:
            return None
        name = url.rsplit("/", 1)[-1]
        draft = Draft(
            title=title,
            kind=Kind.CONSULTATION if _ASKS.search(title) else Kind.NEWS,
            published_on=english_day(said),
            doc_no=printed[1] if printed else "",
            issuers=(self.source.issuer,),
            files=(FileLink(name if file_suffix(name) else f"{name}.pdf", Request(url)),),
            body_file=True,
        )
        return Item(url, title, None, draft.published_on, draft)


SOURCES = (
    Source(
        id="iosco",
        name="国际证监会组织新闻稿",
        home=f"{SITE}/",
        kinds=(Kind.NEWS, Kind.CONSULTATION),
        start=(Request(f"{SITE}/v2/media_room/?subsection=media_releases"),),
        list_page=IoscoList,
        detail_page=NoPage,
        issuer="国际证监会组织",
        language="en",
        region="国际",
        expectations=Expectations(
            min_items=10, filled={"title": 1.0, "text": 0.9, "published_on": 0.95}, max_age_days=60
        ),
    ),
)
