"""金融稳定理事会 (fsb.org). Site facts as of 2026.

WordPress: the feed of all posts holds the newest ten, `?paged=N` the older ones (a guess that holds for WordPress;
where it does not, the same page comes again and adds nothing). Reports are PDFs linked from the post.
"""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

from crawlers.deadline import english_deadline
from crawlers.feed import feed_entries
from crawlers.listed_article import ListedArticle, has_class
from crawlers.page import Draft, Item, ListPage
from crawlers.source import Expectations, Request, Source
from regintel.model import Kind

SITE = "https://www.fsb.org"
_MAX_PAGES = 5
_ASKS = re.compile(
    r"\bconsult(?:s|ation|ative)\b|public (?:feedback|comment|consultation)|seeks (?:views|feedback)", re.I
)
_ANSWERED = re.compile(r"responses? to|overview of|feedback (?:statement|received)", re.I)
_PAPER = re.compile(
    r"\b(?:report|framework|recommendations?|guidance|principles|standards?|toolkit|work programme)\b", re.I
)


def feed_request(page: int) -> Request:
    """The request of one page (from 1) of the feed."""
    return Request(f"{SITE}/feed/" + (f"?paged={page}" if page > 1 else ""))


class FsbFeed(ListPage):
    """Posts of all kinds."""

    def items(self) -> list[Item]:
        return [Item(e.url, e.title, Request(e.url), e.published_on) for e in feed_entries(self.answer, zone=None)]

    def next_lists(self) -> list[Request]:
        page = int(parse_qs(urlsplit(self.answer.url).query).get("paged", ["1"])[0])
        return [feed_request(page + 1)] if page < _MAX_PAGES and feed_entries(self.answer) else []


class FsbPost(ListedArticle):
    """The post; papers are attachments."""

    body_path = f"//*[{has_class('post-content')} or {has_class('entry-content')}]"
    has_files = True

    def draft(self) -> Draft:
        """The post with the day until which it asks for comments."""
        draft = super().draft()
        return replace(draft, deadline=english_deadline(draft.text)) if draft.kind is Kind.CONSULTATION else draft

    def kind(self, title: str) -> Kind:
        """Consultations and papers by their title; all else is news."""
        if _ASKS.search(title) and not _ANSWERED.search(title):
            return Kind.CONSULTATION
        return Kind.POLICY if _PAPER.search(title) and not re.match(r"FSB\s+\w+s\b", title) else Kind.NEWS


SOURCES = (
    Source(
        id="fsb",
        name="金融稳定理事会",
        home=f"{SITE}/",
        kinds=(Kind.NEWS, Kind.POLICY, Kind.CONSULTATION),
        start=(feed_request(1),),
        list_page=FsbFeed,
        detail_page=FsbPost,
        issuer="金融稳定理事会",
        language="en",
        region="国际",
        expectations=Expectations(min_items=10, max_age_days=30),
    ),
)
