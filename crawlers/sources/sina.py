"""新浪财经 (finance.sina.com.cn). Site facts as of 2026.

The rolling list (`lid=2516`, finance) gives 50 rows a page with times as epoch seconds. The 7x24 feed repeats the roll:
only its flashes that have a page of their own under /7x24/ are taken, with the text that the feed carries. Articles
stand in `#artibody` (`#article` on news.sina.com.cn) among advertising blocks; old ones are GBK declared as gb2312.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any
from urllib.parse import parse_qs, urlsplit

from crawlers.body import inline_text, readable_text
from crawlers.day import epoch_day, parse_day
from crawlers.page import DetailPage, Draft, Item, ListPage
from crawlers.payload import answer_html, answer_json, meta_content, one_line
from crawlers.source import Expectations, Request, Source
from regintel.errors import ParseError
from regintel.model import Kind

_ROLL = "https://feed.mix.sina.com.cn/api/roll/get"
_FLASH = "https://zhibo.sina.com.cn/api/zhibo/feed"
_HEADERS = {"Referer": "https://news.sina.com.cn/"}
_PAGE_SIZE, _FLASH_SIZE = 50, 20
_MAX_PAGES, _MAX_FLASH_PAGES = 100, 10
_NO_BODY = (
    "//*[@id='left_hzh_ad' or contains(@class,'appendQr_wrap') or contains(@class,'app-kaihu-qr')"
    " or contains(@class,'article-editor') or contains(@class,'show_author') or contains(@class,'blk_video')"
    " or contains(@class,'hqimg_related') or contains(@class,'xb_new_finance_app') or contains(@class,'statement')"
    " or contains(@class,'ct_hqimg') or contains(@class,'wap_special') or starts-with(@id,'ad_')]"
)
_HEADLINE = re.compile(r"^\s*【([^】]{4,120})】\s*")


def roll_request(page: int) -> Request:
    """The request of one page (from 1) of the finance roll."""
    url = f"{_ROLL}?pageid=153&lid=2516&num={_PAGE_SIZE}&page={page}"
    return Request(url, headers=_HEADERS, meta={"list": "roll"})


def flash_request(page: int) -> Request:
    """The request of one page (from 1) of the 7x24 feed."""
    url = f"{_FLASH}?zhibo_id=152&page={page}&page_size={_FLASH_SIZE}"
    return Request(url, headers=_HEADERS, meta={"list": "flash"})


class SinaList(ListPage):
    """`result.data[]` of the roll, `result.data.feed.list[]` of 7x24, told apart by their shape."""

    def items(self) -> list[Item]:
        rows, is_flash, _ = self._parts
        found = [self._flash(row) if is_flash else self._article(row) for row in rows]
        return [item for item in found if item is not None]

    def next_lists(self) -> list[Request]:
        rows, is_flash, total = self._parts
        page = int(parse_qs(urlsplit(self.answer.url).query).get("page", ["1"])[0])
        size, most = (_FLASH_SIZE, _MAX_FLASH_PAGES) if is_flash else (_PAGE_SIZE, _MAX_PAGES)
        is_last = page >= most or (page * size >= total if total else len(rows) < size)
        if not rows or is_last:
            return []
        return [flash_request(page + 1) if is_flash else roll_request(page + 1)]

    @cached_property
    def _parts(self) -> tuple[list[dict[str, Any]], bool, int]:
        """(rows, whether they are flashes, how many there are in all or 0)."""
        value = answer_json(self.answer)
        result = value.get("result") if isinstance(value, dict) else None
        status = result.get("status") if isinstance(result, dict) else None
        if not isinstance(result, dict) or not isinstance(status, dict) or str(status.get("code")) != "0":
            raise ParseError(f"{self.answer.url} 的 result.status.code 不是 0", "接口可能改版，请更新字段名")
        data = result.get("data")
        if isinstance(data, list):
            return data, False, int(result.get("total") or 0)
        feed = data.get("feed") if isinstance(data, dict) else None
        if not isinstance(feed, dict) or not isinstance(feed.get("list"), list):
            raise ParseError(f"{self.answer.url} 缺少 result.data", "接口可能改版，请更新字段名")
        return feed["list"], True, int((feed.get("page_info") or {}).get("totalNum") or 0)

    def _article(self, row: dict[str, Any]) -> Item:
        url = one_line(row.get("url"))
        if not url.startswith("http"):
            raise ParseError(f"{self.answer.url} 的列表行没有 url", "接口可能改版，请更新字段名")
        day = epoch_day(row.get("ctime")) or epoch_day(row.get("intime"))
        title = one_line(row.get("title"))
        return Item(url, title, Request(url, headers=_HEADERS), day, None, {"token": title})

    def _flash(self, row: dict[str, Any]) -> Item | None:
        url = one_line(row.get("docurl"))
        if "/7x24/" not in url:
            return None
        text = one_line(row.get("rich_text"))
        found = _HEADLINE.match(text)
        title = found[1] if found else text[:60]
        day = parse_day(row.get("create_time"))
        draft = Draft(title=title, text=text, kind=Kind.NEWS, published_on=day)
        return Item(url, title, None, day, draft, {"token": text})


class SinaArticle(DetailPage):
    """`h1.main-title`, `article:published_time`, `.date`, `#artibody`, keywords in `data-wbkey`."""

    def draft(self) -> Draft:
        root = answer_html(self.answer)
        body = root.xpath("//*[@id='artibody']") or root.xpath("//*[@id='article' or @id='article_content']")
        if not body:
            raise ParseError(f"{self.answer.url} 中找不到正文（#artibody）", "网站可能改版，请更新正文解析规则")
        for node in list(root.xpath(_NO_BODY)):
            if node.getparent() is not None and node is not body[0] and node not in body[0].iterancestors():
                _take_out(node)
        heading = root.xpath("//h1[contains(@class,'main-title')]|//*[@id='artibodyTitle']|//h1")
        title = next((t for node in heading if (t := one_line(inline_text(node)))), "") or self.item.title
        shown = root.xpath("//*[contains(concat(' ',normalize-space(@class),' '),' date ') or @id='pub_date']")
        day = parse_day(meta_content(root, "article:published_time")) or next(
            (d for node in shown if (d := parse_day(inline_text(node)))), self.item.published_on
        )
        sources = root.xpath("//*[contains(concat(' ',normalize-space(@class),' '),' source ')]")
        media = meta_content(root, "article:author") or next((t for n in sources if (t := inline_text(n))), "")
        tags = next(iter(root.xpath("//*[@id='keywords']/@data-wbkey")), "").replace(",", "、")
        extra = {"media": media, "tags": tags}
        return Draft(
            title=title,
            text=readable_text(body[0]),
            kind=Kind.NEWS,
            published_on=day,
            extra={name: value for name, value in extra.items() if value},
        )


def _take_out(node: Any) -> None:
    """Remove an element and keep the text that follows it."""
    parent, before, tail = node.getparent(), node.getprevious(), node.tail or ""
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(node)


SOURCES = (
    Source(
        id="sina_finance",
        name="新浪财经滚动新闻与 7×24 快讯",
        home="https://finance.sina.com.cn/",
        kinds=(Kind.NEWS,),
        start=(roll_request(1), flash_request(1)),
        list_page=SinaList,
        detail_page=SinaArticle,
        delay=2.0,
        expectations=Expectations(min_items=10, max_age_days=3),
    ),
)
