"""RSS of 中新网财经, 人民网, 新华网 and 36氪. Site facts as of 2026.

Feeds hold the newest few dozen items and summaries; 36氪's holds whole articles. Feeds of people.com.cn and
xinhuanet.com may have stopped (a guess): their old items do no harm, the newest item of all feeds is what counts.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from crawlers.feed import Entry, feed_entries
from crawlers.listed_article import ListedArticle, has_class
from crawlers.page import Draft, Item, ListPage
from crawlers.source import Expectations, Request, Source
from regintel.model import Kind

_FEEDS = (
    "https://www.chinanews.com.cn/rss/finance.xml",
    "http://www.people.com.cn/rss/politics.xml",
    "http://www.xinhuanet.com/politics/news_politics.xml",
    "https://www.36kr.com/feed",
)
_MEDIA = {
    "chinanews.com.cn": "中新网",
    "people.com.cn": "人民网",
    "xinhuanet.com": "新华网",
    "news.cn": "新华网",
    "36kr.com": "36氪",
}
_WHOLE = 300  # characters that a summary never has


class NewsFeed(ListPage):
    """Entries; one that holds its whole article needs no page."""

    def items(self) -> list[Item]:
        return [self._item(entry) for entry in feed_entries(self.answer) if entry.title]

    def next_lists(self) -> list[Request]:
        return []

    @staticmethod
    def _item(entry: Entry) -> Item:
        text = max(entry.content, entry.summary, key=len)
        draft = None
        if len(text) >= _WHOLE:
            draft = Draft(
                title=entry.title, text=text, kind=Kind.NEWS, published_on=entry.published_on,
                extra={"media": media_of(entry.url)},
            )  # fmt: skip
        request = None if draft else Request(entry.url)
        return Item(entry.url, entry.title, request, entry.published_on, draft, {"token": entry.title})


class NewsArticle(ListedArticle):
    """`.left_zw` of chinanews, `.rm_txt_con` of people, `#detail` of xinhuanet; else as on any page."""

    body_path = f"//*[{has_class('left_zw')} or {has_class('rm_txt_con')} or @id='detailContent' or @id='detail']"


def media_of(url: str) -> str:
    """The site's name for people, its host where none is known."""
    host = urlsplit(url).hostname or ""
    return next((name for domain, name in _MEDIA.items() if host == domain or host.endswith(f".{domain}")), host)


SOURCES = (
    Source(
        id="cn_news_rss",
        name="中新网、人民网、新华网与 36氪 RSS",
        home="https://www.chinanews.com.cn/rss/",
        kinds=(Kind.NEWS,),
        start=tuple(Request(url) for url in _FEEDS),
        list_page=NewsFeed,
        detail_page=NewsArticle,
        delay=3.0,
        expectations=Expectations(min_items=20, max_age_days=2),
    ),
)
