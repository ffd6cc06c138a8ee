"""巨潮资讯网 (cninfo.com.cn), announcements of listed companies. Site facts as of 2026-10.

A form is posted; `announcementTime` is milliseconds, mostly 23:59 of the day; `announcementTitle` carries <em> marks.
The announcement is a PDF on another host and has no page of its own. Thousands a day are published: this source reads
those whose title tells of risk and regulation (inquiries, penalties, litigation, defaults, delisting), by the site's
own full-text search over titles.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from crawlers.day import epoch_day
from crawlers.listed_article import NoPage
from crawlers.page import Draft, FileLink, Item, ListPage
from crawlers.payload import answer_json, one_line
from crawlers.source import Expectations, Request, Source
from regintel.errors import ParseError
from regintel.model import Kind

SITE = "https://www.cninfo.com.cn"
_FILES = "https://static.cninfo.com.cn/"
_QUERY = f"{SITE}/new/hisAnnouncement/query"
_HEADERS = {
    "X-Requested-With": "XMLHttpRequest",
    "Referer": f"{SITE}/new/commonUrl?url=disclosure/list/notice",
    "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
}
_WORDS = ("行政处罚", "立案", "监管措施", "问询函", "关注函", "违约", "退市风险", "资金占用", "冻结", "破产重整")
_COLUMNS = ("szse", "sse")
_PAGE_SIZE = 30
_MAX_PAGES = 10  # per word and exchange; older announcements were seen by earlier runs


def query_request(column: str, word: str, page: int = 1) -> Request:
    """The request of one page (from 1) of an exchange's announcements with a word in the title, newest first."""
    form = {
        "pageNum": page,
        "pageSize": _PAGE_SIZE,
        "column": column,
        "tabName": "fulltext",
        "plate": "",
        "stock": "",
        "searchkey": word,
        "secid": "",
        "category": "",
        "trade": "",
        "seDate": "",
        "sortName": "time",
        "sortType": "desc",
        "isHLtitle": "true",
    }
    meta = {"column": column, "word": word, "page": str(page)}
    return Request(_QUERY, "POST", _HEADERS, urlencode(form).encode(), meta)


class AnnouncementList(ListPage):
    """`announcements` (null where there are none); `hasMore` tells of a further page."""

    def items(self) -> list[Item]:
        rows = self._found.get("announcements") or []
        return [item for row in rows if (item := self._item(row))]

    def next_lists(self) -> list[Request]:
        meta = self.answer.meta
        page = int(meta["page"])
        has_more = str(self._found.get("hasMore")).lower() == "true" and bool(self._found.get("announcements"))
        return [query_request(meta["column"], meta["word"], page + 1)] if has_more and page < _MAX_PAGES else []

    @cached_property
    def _found(self) -> dict[str, Any]:
        value = answer_json(self.answer)
        if not isinstance(value, dict) or "announcements" not in value:
            raise ParseError(f"{self.answer.url} 缺少 announcements", "接口可能改版，请更新字段名")
        return value

    @staticmethod
    def _item(row: dict[str, Any]) -> Item | None:
        path, title = one_line(row.get("adjunctUrl")), one_line(row.get("announcementTitle"))
        number = one_line(row.get("announcementId"))
        if not path or not number:
            return None
        code, name = one_line(row.get("secCode")), one_line(row.get("secName"))
        query = {"stockCode": code, "announcementId": number, "orgId": one_line(row.get("orgId"))}
        suffix = (one_line(row.get("adjunctType")) or "PDF").lower()
        draft = Draft(
            title=f"{name}：{title}" if name and name not in title else title,
            kind=Kind.DISCLOSURE,
            published_on=epoch_day(row.get("announcementTime")),
            issuers=(name,) if name else (),
            files=(FileLink(f"{title}.{suffix}", Request(_FILES + path, headers={"Referer": f"{SITE}/"})),),
            body_file=True,
            extra={"code": code, "company": name},
        )
        url = f"{SITE}/new/disclosure/detail?{urlencode(query)}"
        # The same announcement is found by several words
        return Item(url, draft.title, None, draft.published_on, draft, {"key": f"cninfo:{number}"})


SOURCES = (
    Source(
        id="cninfo",
        name="巨潮资讯网上市公司风险与监管公告",
        home=f"{SITE}/",
        kinds=(Kind.DISCLOSURE,),
        start=tuple(query_request(column, word) for column in _COLUMNS for word in _WORDS),
        list_page=AnnouncementList,
        detail_page=NoPage,
        delay=1.5,
        expectations=Expectations(
            min_items=50, filled={"title": 1.0, "text": 0.95, "published_on": 1.0, "issuers": 0.99}, max_age_days=7
        ),
    ),
)
