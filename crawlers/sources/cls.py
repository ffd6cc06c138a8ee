"""财联社电报 (cls.cn). Site facts as of 2026.

The site's unsigned cache answers the newest 50 telegraphs, whole; older ones need a signed query, which is not
imitated. So a run must come before 50 more were published: every quarter of an hour on trading days. `lastTime` moves
the cache's window where the site honours it; where it does not, the same rows come again and reading ends.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from crawlers.body import parse_html, readable_text
from crawlers.day import epoch_day
from crawlers.listed_article import NoPage
from crawlers.page import Draft, Item, ListPage
from crawlers.payload import answer_json, one_line
from crawlers.source import Expectations, Request, Source
from regintel.errors import ParseError
from regintel.model import Kind

SITE = "https://www.cls.cn"
_HEADERS = {"Referer": f"{SITE}/telegraph", "Accept": "application/json"}
_PAGE_SIZE = 50
_MAX_PAGES = 10
_HEADLINE = re.compile(r"^\s*【([^】]{4,120})】\s*")
_TITLE_LENGTH = 60


def cache_request(before: int = 0, page: int = 1) -> Request:
    """The request of the telegraphs before a moment (seconds since 1970, 0: now)."""
    query = urlencode({"name": "telegraph", "rn": _PAGE_SIZE, "lastTime": before})
    return Request(f"{SITE}/api/cache?{query}", headers=_HEADERS, meta={"page": str(page)})


class Telegraphs(ListPage):
    """`data.roll_data`; every row is complete."""

    def items(self) -> list[Item]:
        return [item for row in self._rows if (item := self._item(row))]

    def next_lists(self) -> list[Request]:
        before = int(parse_qs(urlsplit(self.answer.url).query).get("lastTime", ["0"])[0])
        page = int(self.answer.meta.get("page", "1"))
        times = [int(row["ctime"]) for row in self._rows if str(row.get("ctime") or "").isdecimal()]
        if not times or page >= _MAX_PAGES or len(times) < _PAGE_SIZE or (before and min(times) >= before):
            return []
        return [cache_request(min(times), page + 1)]

    @cached_property
    def _rows(self) -> list[dict[str, Any]]:
        value = answer_json(self.answer)
        data = value.get("data") if isinstance(value, dict) else None
        rows = data.get("roll_data") if isinstance(data, dict) else None
        if not isinstance(rows, list):
            raise ParseError(f"{self.answer.url} 缺少 data.roll_data", "接口可能改版或要求签名，请核对")
        return rows

    @staticmethod
    def _item(row: dict[str, Any]) -> Item | None:
        number = one_line(row.get("id"))
        text = readable_text(parse_html(str(row.get("content") or row.get("brief") or "")))
        # Rows of advertising are marked or empty
        if not number.isdecimal() or not text or str(row.get("is_ad") or "0") not in ("0", "False"):
            return None
        headline = _HEADLINE.match(text)
        title = one_line(row.get("title")) or (headline[1] if headline else text.split("\n")[0][:_TITLE_LENGTH])
        subjects = [one_line(s.get("subject_name")) for s in row.get("subjects") or () if isinstance(s, dict)]
        draft = Draft(
            title=title,
            text=text,
            kind=Kind.NEWS,
            published_on=epoch_day(row.get("ctime")),
            extra={"tags": "、".join(s for s in subjects if s), "media": "财联社"},
        )
        return Item(f"{SITE}/detail/{number}", title, None, draft.published_on, draft, {"token": text})


SOURCES = (
    Source(
        id="cls_telegraph",
        name="财联社电报",
        home=f"{SITE}/telegraph",
        kinds=(Kind.NEWS,),
        start=(cache_request(),),
        list_page=Telegraphs,
        detail_page=NoPage,
        expectations=Expectations(min_items=20, max_age_days=2),
    ),
)
