"""中国政府网 (gov.cn): 国务院政策文件库 and 最新政策. Site facts as of 2026-10.

The library's search gives rows by category in `searchVO.catMap` (`totalCount` at the top is 0) for `t=zhengcelibrary`,
or in `searchVO.listVO` for one category. Pages `p=0` and `p=1` are the same. `pubtimeStr` is null from the second page
on, then `pubtime` (milliseconds) counts. `type=gwyzcwjk`, found in older programs, gives null. One document stands in
several categories. `/zhengce/zhengceku/` itself is 403. Articles have two templates: with a table of metadata (whose
labels hold blanks, 索 引 号) and without. `ZUIXINZHENGCE.json` is the feed of the newest.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any
from urllib.parse import urlencode, urljoin

from crawlers.body import inline_text, readable_text
from crawlers.day import epoch_day, epoch_time, parse_day
from crawlers.deadline import deadline_of
from crawlers.easysite import only_names
from crawlers.issuer import joint_issuers
from crawlers.kind import kind_of_title
from crawlers.page import DetailPage, Draft, FileLink, Item, ListPage
from crawlers.payload import answer_html, answer_json, file_links, meta_content, one_line
from crawlers.source import Blocked, Expectations, Request, Source
from regintel.errors import ParseError
from regintel.model import Kind

SITE = "https://www.gov.cn"
_SEARCH = "https://sousuo.www.gov.cn/search-gov/data"
_FEED = f"{SITE}/zhengce/zuixin/ZUIXINZHENGCE.json"
_PAGE_SIZE = 50
_MAX_PAGES = 1000
_BODIES = (
    "//*[@id='UCAP-CONTENT']",
    "//div[contains(concat(' ',@class,' '),' pages_content ')]",
    "//div[contains(@class,'TRS_UEDITOR')]",
)


def library_request(page: int) -> Request:
    """The request of one page (from 1) of all categories, newest first."""
    query = {
        "t": "zhengcelibrary",
        "q": "",
        "timetype": "timeqb",
        "mintime": "",
        "maxtime": "",
        "sort": "pubtime",
        "sortType": "1",
        "searchfield": "title",
        "p": str(page),
        "n": str(_PAGE_SIZE),
    }
    headers = {"Referer": "https://sousuo.www.gov.cn/zcwjk/policyDocumentLibrary"}
    return Request(f"{_SEARCH}?{urlencode(query)}", headers=headers, meta={"page": str(page)})


class LibraryList(ListPage):
    """One page of every category at once."""

    def items(self) -> list[Item]:
        return [self._item(row) for category in self._categories for row in category.get("listVO") or ()]

    def next_lists(self) -> list[Request]:
        page = int(self.answer.meta.get("page", "1"))
        counts = [(int(c.get("totalCount") or 0), len(c.get("listVO") or ())) for c in self._categories]
        if not any(shown for _, shown in counts):
            return []
        # The server may give fewer rows than asked for: a category that fills its first page tells the size
        full = [shown for total, shown in counts if total > shown] if page == 1 else []
        size = min([_PAGE_SIZE, *full]) or _PAGE_SIZE
        last = min(max(-(-total // size) for total, _ in counts), _MAX_PAGES)
        return [library_request(n) for n in range(page + 1, last + 1)]

    @cached_property
    def _categories(self) -> list[dict[str, Any]]:
        value = answer_json(self.answer)
        found = value.get("searchVO") if isinstance(value, dict) else None
        if not isinstance(found, dict) or value.get("code") != 200:
            said = value.get("msg") if isinstance(value, dict) else "不是对象"
            raise ParseError(f"{self.answer.url} 没有返回 searchVO（{said}）", "接口参数可能已变，请核对")
        if isinstance(found.get("catMap"), dict):
            return [c for c in found["catMap"].values() if isinstance(c, dict)]
        if found.get("listVO") is None:
            raise ParseError(f"{self.answer.url} 的 catMap 与 listVO 均为空值", "接口参数可能已变，请核对")
        return [found]

    def _item(self, row: dict[str, Any]) -> Item:
        url, title = urljoin(SITE, str(row.get("url") or "").strip()), one_line(row.get("title"))
        if not row.get("url"):
            raise ParseError(f"{self.answer.url} 的列表行没有 url", "接口可能改版，请更新字段名")
        day = parse_day(row.get("pubtimeStr")) or epoch_day(row.get("pubtime")) or epoch_day(row.get("ptime"))
        known = {
            "doc_no": one_line(row.get("pcode")),
            "index_no": one_line(row.get("index")),
            "issuer": one_line(row.get("puborg")),
            "topic": one_line(row.get("childtype")),
        }
        token = f"{title}|{day}|{known['doc_no']}"
        moment = epoch_time(row.get("pubtime"))
        known["time"] = f"{moment:%H:%M}" if moment else ""
        request = Request(url, headers={"Referer": "https://sousuo.www.gov.cn/"})
        return Item(url, title, request, day, meta={k: v for k, v in known.items() if v} | {"token": token})


class FeedList(ListPage):
    """`ZUIXINZHENGCE.json`: a bare array of {TITLE, URL, DOCRELPUBTIME}, without paging."""

    def items(self) -> list[Item]:
        rows = answer_json(self.answer)
        if not isinstance(rows, list):
            raise ParseError(f"{self.answer.url} 返回的不是数组", "接口可能改版，请更新字段名")
        return [self._item(row) for row in rows]

    def next_lists(self) -> list[Request]:
        return []

    def _item(self, row: dict[str, Any]) -> Item:
        if not row.get("URL"):
            raise ParseError(f"{self.answer.url} 的列表行没有 URL", "接口可能改版，请更新字段名")
        url = urljoin(SITE, str(row["URL"]).strip())
        return Item(url, one_line(row.get("TITLE")), Request(url), parse_day(row.get("DOCRELPUBTIME")))


class GovDetail(DetailPage):
    """Template A: `table.bd1` of labels and values. Template B: `h1#ti`, `div.pages-date`, 来源."""

    def draft(self) -> Draft:
        root = answer_html(self.answer)
        body = next((nodes[0] for path in _BODIES if (nodes := root.xpath(path))), None)
        if body is None:
            raise ParseError(f"{self.answer.url} 中找不到正文（#UCAP-CONTENT）", "网站可能改版，请更新正文解析规则")
        table, known = metadata_table(root), self.item.meta
        heading = next((t for n in root.xpath("//h1[@id='ti']|//h1") if (t := inline_text(n))), "")
        title = one_line(table.get("标题") or heading or self.item.title)
        text = readable_text(body)
        issuer = table.get("发文机关") or known.get("issuer", "")
        day = self._day(root, table)
        kind = kind_of_title(title, Kind.POLICY)
        links = file_links(body, self.answer.url)
        topic = table.get("主题分类") or known.get("topic", "")
        return Draft(
            title=title,
            text=text,
            kind=kind,
            published_on=day,
            doc_no=table.get("发文字号") or known.get("doc_no", ""),
            index_no=table.get("索引号") or known.get("index_no", ""),
            issuers=joint_issuers(title) or tuple(name for name in re.split(r"[\s、，,]+", issuer) if name),
            deadline=deadline_of(text, day) if kind is Kind.CONSULTATION else None,
            files=tuple(FileLink(name, Request(url, headers={"Referer": self.answer.url})) for name, url in links),
            body_file=bool(links) and only_names(text, [name for name, _ in links]),
            extra={
                name: value for name, value in (("topic", topic), ("written_on", table.get("成文日期", ""))) if value
            },
        )

    def _day(self, root: Any, table: dict[str, str]) -> Any:
        """发布日期, else the page's own date, else what the list or the CMS says."""
        printed = next((inline_text(n) for n in root.xpath("//div[contains(@class,'pages-date')]")), "")
        candidates = (table.get("发布日期"), printed, meta_content(root, "firstpublishedtime"))
        return next((d for text in candidates if (d := parse_day(text))), None) or self.item.published_on


def metadata_table(root: Any) -> dict[str, str]:
    """Labels without blanks and colons → values, of the table above an article; {} where there is none."""
    found: dict[str, str] = {}
    for cell in root.xpath("//table[contains(@class,'bd1')]//td[b or strong]"):
        label = re.sub(r"[\s\u3000：:]+", "", inline_text(cell))
        value = cell.xpath("./following-sibling::td[1]")
        if label and value:
            found.setdefault(label, inline_text(value[0]))
    return found


SOURCES = (
    Source(
        id="gov_policy_library",
        name="国务院政策文件库",
        home="https://sousuo.www.gov.cn/zcwjk/policyDocumentLibrary",
        kinds=(Kind.POLICY, Kind.INTERPRETATION, Kind.CONSULTATION),
        start=(library_request(1),),
        list_page=LibraryList,
        detail_page=GovDetail,
        expectations=Expectations(
            min_items=10, filled={"title": 1.0, "text": 0.95, "published_on": 0.98, "issuers": 0.8}, max_age_days=30
        ),
    ),
    Source(
        id="gov_zhengce_detail",
        name="中国政府网最新政策",
        home=f"{SITE}/zhengce/zuixin/",
        kinds=(Kind.POLICY, Kind.INTERPRETATION, Kind.CONSULTATION),
        start=(Request(_FEED, headers={"Referer": f"{SITE}/zhengce/"}),),
        list_page=FeedList,
        detail_page=GovDetail,
        expectations=Expectations(min_items=5, max_age_days=14),
    ),
)
BLOCKED = (
    Blocked(
        id="gov_rules_db",
        name="国家规章库",
        home=f"{SITE}/zhengce/xxgk/gjgzk/index.htm",
        reason="检索接口只接受由网页脚本现场加密生成的访问令牌，仿造令牌等于绕过其访问控制；规章可由各部门来源与政策文件库取得",
    ),
)
