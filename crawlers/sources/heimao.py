"""黑猫投诉 (tousu.sina.com.cn). Site facts as of 2026.

The public feed of new complaints gives 10 rows a page inside `main`, summaries cut; details print label–value pairs and
the complaint. Names of merchants are partly masked by the site. The site signs its requests with a constant of its own
scripts: that is not imitated here, so a feed that insists on it is reported as failed. Keyword search needs a login and
a captcha and is not read. Complaints hold personal data: the complainant's name is never kept, and numbers of phones,
identity cards and bank cards are masked in the text.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any
from urllib.parse import urljoin

from crawlers.body import inline_text, readable_text
from crawlers.day import epoch_day, parse_day
from crawlers.page import DetailPage, Draft, Item, ListPage
from crawlers.payload import answer_html, answer_json, one_line
from crawlers.source import Expectations, Request, Source
from regintel.errors import ChallengeError, ParseError
from regintel.model import Kind

SITE = "https://tousu.sina.com.cn"
_HEADERS = {"X-Requested-With": "XMLHttpRequest", "Referer": f"{SITE}/"}
_PAGE_SIZE = 10
_MAX_PAGES = 100
_NEEDS_LOGIN = re.compile(r"登录|登陆|验证|频繁")
_NUMBERS = (
    (re.compile(r"(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)"), r"\1****\2"),
    (re.compile(r"(?<![\dXx])(\d{6})\d{8}(\d{3}[\dXx])(?![\dXx])"), r"\1********\2"),
    (re.compile(r"(?<!\d)(\d{4})\d{8,11}(\d{4})(?!\d)"), r"\1********\2"),
)
_FIELDS = {
    "投诉对象": "merchant",
    "投诉问题": "problem",
    "投诉要求": "appeal",
    "涉诉金额": "amount",
    "投诉进度": "progress",
}


def feed_request(page: int) -> Request:
    """The request of one page (from 1) of the newest complaints."""
    url = f"{SITE}/api/index/feed?type=1&page_size={_PAGE_SIZE}&page={page}"
    return Request(url, headers=_HEADERS, meta={"page": str(page)})


class ComplaintFeed(ListPage):
    """`result.data.lists[]` or `complaints[]`; `pager.page_amount` tells how many pages follow."""

    def items(self) -> list[Item]:
        rows = self._data.get("lists") or self._data.get("complaints") or []
        return [self._item(row) for row in rows]

    def next_lists(self) -> list[Request]:
        page = int(self.answer.meta.get("page", "1"))
        last = int((self._data.get("pager") or {}).get("page_amount") or page)
        return [feed_request(n) for n in range(page + 1, min(last, _MAX_PAGES) + 1)] if self.items() else []

    @cached_property
    def _data(self) -> dict[str, Any]:
        value = answer_json(self.answer)
        result = value.get("result") if isinstance(value, dict) else None
        status = result.get("status") if isinstance(result, dict) else None
        code = status.get("code") if isinstance(status, dict) else None
        data = result.get("data") if isinstance(result, dict) else None
        if str(code) != "0" or not isinstance(data, dict):
            said = one_line(status.get("msg")) if isinstance(status, dict) else "没有 status"
            error = ChallengeError if _NEEDS_LOGIN.search(said) else ParseError
            raise error(f"{self.answer.url} 返回 code {code}（{said}）", "接口可能要求登录或签名，请在浏览器中核对")
        return data

    def _item(self, row: dict[str, Any]) -> Item:
        inner = row.get("main")
        main: dict[str, Any] = inner if isinstance(inner, dict) else row
        number = one_line(main.get("sn"))
        if not number.isdecimal():
            raise ParseError(f"{self.answer.url} 的列表行没有 sn", "接口可能改版，请更新字段名")
        url = urljoin(f"{SITE}/", one_line(main.get("url")) or f"/complaint/view/{number}/")
        title = one_line(main.get("title"))
        # Replies and outcomes are added to the page: its state belongs to what tells a change
        token = f"{title}|{main.get('timestamp')}|{main.get('status_name')}"
        return Item(
            url, title, Request(url, headers={"Referer": f"{SITE}/"}), epoch_day(main.get("timestamp")), None,
            {"token": token},
        )  # fmt: skip


class Complaint(DetailPage):
    """`h1.article`, `.ts-q-list li`, `.ts-d-question`, `.u-date`."""

    def draft(self) -> Draft:
        root = answer_html(self.answer)
        story = root.xpath("//*[contains(concat(' ',normalize-space(@class),' '),' ts-d-question ')]")
        if not story:
            raise ParseError(
                f"{self.answer.url} 中找不到投诉内容（.ts-d-question）", "网站可能改版，请更新正文解析规则"
            )
        heading = root.xpath("//h1[contains(@class,'article')]|//h1")
        title = next((t for node in heading if (t := one_line(inline_text(node)))), "") or self.item.title
        facts = self._facts(root)
        shown = root.xpath("//*[contains(@class,'u-date')]")
        day = next((d for node in shown if (d := parse_day(inline_text(node)))), None)
        lines = [readable_text(node) for node in story] + [
            f"{name}：{facts[name]}" for name in _FIELDS if name in facts
        ]
        extra = {key: facts[name] for name, key in _FIELDS.items() if name in facts}
        number = facts.get("投诉编号", "")
        return Draft(
            title=without_numbers(title),
            text=without_numbers("\n".join(lines)),
            kind=Kind.COMPLAINT,
            published_on=day or self.item.published_on,
            index_no=number,
            extra=extra,
        )

    @staticmethod
    def _facts(root: Any) -> dict[str, str]:
        facts: dict[str, str] = {}
        for row in root.xpath("//*[contains(concat(' ',normalize-space(@class),' '),' ts-q-list ')]//li"):
            label, mark, value = inline_text(row).replace(":", "：", 1).partition("：")
            if mark and value.strip():
                facts.setdefault(label.strip(), value.strip())
        return facts


def without_numbers(text: str) -> str:
    """Numbers of phones, identity cards and bank cards masked, their first and last digits kept."""
    for pattern, mask in _NUMBERS:
        text = pattern.sub(mask, text)
    return text


SOURCES = (
    Source(
        id="heimao_tousu",
        name="黑猫投诉最新投诉",
        home=f"{SITE}/",
        kinds=(Kind.COMPLAINT,),
        start=(feed_request(1),),
        list_page=ComplaintFeed,
        detail_page=Complaint,
        expectations=Expectations(
            min_items=10, filled={"title": 1.0, "text": 0.98, "published_on": 1.0, "extra": 0.95}, max_age_days=3
        ),
    ),
)
