"""国家外汇管理局 (safe.gov.cn). Site facts as of 2026-10; those of the penalties are of 2025, the home page is a guess.

政策法规: `index.html`, `index_2.html`, … (the second page is 2); a row that links straight to a PDF has no page of its
own. Penalties: the visible page only holds an iframe, `/www/illegal?siteid=<branch>`; pages follow at
`/www/illegal/index?page=N&siteid=<branch>`, whose `#page` and `#total` print where one is. A record is a table of
labels and values.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any
from urllib.parse import urljoin

from crawlers.body import inline_text, readable_text
from crawlers.day import parse_day
from crawlers.deadline import deadline_of
from crawlers.easysite import only_names
from crawlers.issuer import joint_issuers
from crawlers.kind import kind_of_title
from crawlers.label import day_in, labels_of
from crawlers.page import DetailPage, Draft, FileLink, Item, ListPage
from crawlers.payload import answer_html, file_links, file_suffix, one_line
from crawlers.source import Expectations, Request, Source
from crawlers.table import distinct, grid_of
from regintel.errors import ParseError
from regintel.model import Kind, Penalty

SITE = "https://www.safe.gov.cn"
ISSUER = "国家外汇管理局"
_MAX_PAGES = 2000
_POLICY_HOME = f"{SITE}/safe/zcfg/index.html"
_NUMBERED = re.compile(r"index(?:_(\d+))?\.html$")

# siteid → region; `safe` is the head office
BRANCHES = {
    "safe": "",
    "beijing": "北京",
    "tianjin": "天津",
    "hebei": "河北",
    "shanxi": "山西",
    "neimenggu": "内蒙古",
    "liaoning": "辽宁",
    "jilin": "吉林",
    "heilongjiang": "黑龙江",
    "shanghai": "上海",
    "jiangsu": "江苏",
    "zhejiang": "浙江",
    "anhui": "安徽",
    "fujian": "福建",
    "jiangxi": "江西",
    "shandong": "山东",
    "henan": "河南",
    "hubei": "湖北",
    "hunan": "湖南",
    "guangdong": "广东",
    "guangxi": "广西",
    "hainan": "海南",
    "chongqing": "重庆",
    "sichuan": "四川",
    "guizhou": "贵州",
    "yunnan": "云南",
    "xizang": "西藏",
    "shaanxi": "陕西",
    "gansu": "甘肃",
    "qinghai": "青海",
    "ningxia": "宁夏",
    "xinjiang": "新疆",
    "shenzhen": "深圳",
    "dalian": "大连",
    "qingdao": "青岛",
    "xiamen": "厦门",
    "ningbo": "宁波",
}
# A record's label → what it is; labels not named here stay in the text
_RECORD = (
    ("authority", re.compile(r"机关|机构名称$|处罚(?:单位|机构)")),
    ("doc_no", re.compile(r"文号|决定书号")),
    ("decided_on", re.compile(r"(?:处罚|决定)(?:决定)?(?:日期|时间)")),
    ("basis", re.compile(r"依据")),
    ("facts", re.compile(r"违[法规](?:事实|行为)|案由")),
    ("decision", re.compile(r"处罚(?:内容|结果|决定|种类|类别|措施)")),
    ("party", re.compile(r"主体名称|当事人|被处罚|相对人名称|^名称$|姓名")),
)


class PolicyList(ListPage):
    """`div.list_conr li`, or `dl`, with `dt > a[@title]` and the day in `dd`."""

    @cached_property
    def _root(self) -> Any:
        return answer_html(self.answer)

    def items(self) -> list[Item]:
        box = self._root.xpath("//div[contains(concat(' ',@class,' '),' list_conr ')]")
        if not box:
            raise ParseError(f"{self.answer.url} 中找不到列表（.list_conr）", "网站可能改版，请更新列表解析规则")
        links = box[0].xpath(".//dt//a[@href]") or box[0].xpath(".//li//a[@href]")
        return [self._item(link) for link in links]

    def next_lists(self) -> list[Request]:
        following = self._root.xpath("//a[@title='下一页' or normalize-space(.)='下一页'][@href]")
        here = _NUMBERED.search(self.answer.url)
        number = int(here[1] or 1) if here else 1
        for link in following:
            url = urljoin(self.answer.url, link.get("href").strip())
            found = _NUMBERED.search(url)
            if found and number < int(found[1] or 1) <= _MAX_PAGES:
                return [Request(url)]
        return []

    def _item(self, link: Any) -> Item:
        url = urljoin(self.answer.url, link.get("href").strip())
        title = one_line(link.get("title") or inline_text(link))
        row = next(link.iterancestors("dl", "li"), link)
        day = next((d for n in row.xpath(".//dd|.//span") if (d := parse_day(inline_text(n)))), None)
        if not (suffix := file_suffix(url)):
            return Item(url, title, Request(url), day)
        request = Request(url, headers={"Referer": self.answer.url})
        draft = Draft(
            title=title,
            kind=kind_of_title(title, Kind.POLICY),
            published_on=day,
            issuers=joint_issuers(title) or (ISSUER,),
            files=(FileLink(title if file_suffix(title) else f"{title}.{suffix}", request),),
            body_file=True,
        )
        return Item(url, title, None, day, draft)


class PolicyDetail(DetailPage):
    """`div.detail_tit`, the table of metadata `div.condition`, `span#wh`, `div.detail_content`."""

    def draft(self) -> Draft:
        root = answer_html(self.answer)
        body = root.xpath("//div[contains(concat(' ',@class,' '),' detail_content ')]")
        if not body:
            raise ParseError(f"{self.answer.url} 中找不到正文（.detail_content）", "网站可能改版，请更新正文解析规则")
        heading = next((t for n in root.xpath("//div[contains(@class,'detail_tit')]") if (t := inline_text(n))), "")
        blocks = root.xpath("//div[contains(concat(' ',@class,' '),' condition ')]")
        known = labels_of(blocks[0]) if blocks else {}
        title = one_line(heading or known.get("title")) or self.item.title
        printed = next((inline_text(n) for n in root.xpath("//span[@id='wh']")), "")
        text = readable_text(body[0])
        day = day_in(known, "published_on") or self.item.published_on
        kind = kind_of_title(title, Kind.POLICY)
        links = file_links(body[0], self.answer.url)
        return Draft(
            title=title,
            text=text,
            kind=kind,
            published_on=day,
            doc_no=printed or known.get("doc_no", ""),
            index_no=known.get("index_no", ""),
            issuers=joint_issuers(title) or (ISSUER,),
            deadline=deadline_of(text, day) if kind is Kind.CONSULTATION else None,
            files=tuple(FileLink(name, Request(url, headers={"Referer": self.answer.url})) for name, url in links),
            body_file=bool(links) and only_names(text, [name for name, _ in links]),
            extra={"media": known["source"]} if known.get("source") else {},
        )


def penalty_request(branch: str, page: int = 1) -> Request:
    """The request of one page (from 1) of a branch's records."""
    url = f"{SITE}/www/illegal/index?page={page}&siteid={branch}"
    headers = {"Referer": f"{SITE}/safe/whxzcfxxcx/index.html"}
    return Request(url, headers=headers, meta={"branch": branch, "page": str(page)})


class PenaltyList(ListPage):
    """A table of number, name (with the link), day and 文号; `#page` of `#total`."""

    @cached_property
    def _root(self) -> Any:
        return answer_html(self.answer)

    def items(self) -> list[Item]:
        tables = self._root.xpath("//*[contains(concat(' ',@class,' '),' cfxx_jg ')]//table|//table[.//tbody]")
        if not tables:
            raise ParseError(f"{self.answer.url} 中找不到处罚列表（.cfxx_jg table）", "网站可能改版，请更新解析规则")
        return [item for row in tables[0].xpath(".//tr[td]") if (item := self._item(row))]

    def next_lists(self) -> list[Request]:
        branch, page = self.answer.meta.get("branch", "safe"), int(self.answer.meta.get("page", "1"))
        total = next((t for n in self._root.xpath("//*[@id='total']") if (t := inline_text(n)).isdecimal()), "")
        if page != 1 or not total:
            return []
        return [penalty_request(branch, n) for n in range(2, min(int(total), _MAX_PAGES) + 1)]

    def _item(self, row: Any) -> Item | None:
        link = next(iter(row.xpath(".//td//a[@href]")), None)
        if link is None:
            return None
        cells = [inline_text(cell) for cell in row.xpath("./td")]
        url = urljoin(self.answer.url, link.get("href").strip())
        name = one_line(link.get("title") or inline_text(link))
        day = next((d for text in cells if (d := parse_day(text)) and len(text) < 20), None)
        number = next((text for text in cells if re.search(r"[〔\[【（(]\d{4}", text) and text != name), "")
        branch = self.answer.meta.get("branch", "")
        meta = {"party": name, "doc_no": number, "branch": branch, "token": f"{name}|{number}|{day}"}
        return Item(url, name, Request(url), day, meta={k: v for k, v in meta.items() if v})


class PenaltyDetail(DetailPage):
    """One record: pairs of label and value in the cells of a table."""

    def draft(self) -> Draft:
        root = answer_html(self.answer)
        tables = root.xpath("//*[contains(concat(' ',@class,' '),' cfxx_jg ')]//table|//table[.//th]")
        if not tables:
            raise ParseError(f"{self.answer.url} 中找不到处罚记录（.cfxx_jg table）", "网站可能改版，请更新解析规则")
        known = record_of(tables[0])
        listed, region = self.item.meta, BRANCHES.get(self.item.meta.get("branch", ""), "")
        party = known.get("party") or listed.get("party", "")
        number = known.get("doc_no") or listed.get("doc_no", "")
        authority = known.get("authority") or (f"{ISSUER}{region}分局" if region else ISSUER)
        penalty = Penalty(
            party=party,
            doc_no="".join(number.split()),
            facts=known.get("facts", ""),
            basis=known.get("basis", ""),
            decision=known.get("decision", ""),
            authority="".join(authority.split()),
            decided_on=parse_day(known.get("decided_on")),
        )
        return Draft(
            title=f"{party}外汇违规行政处罚（{number}）" if number else f"{party}外汇违规行政处罚",
            text=readable_text(tables[0]),
            kind=Kind.PENALTY,
            published_on=self.item.published_on,
            doc_no=number,
            issuers=(penalty.authority,),
            region=region,
            penalties=(penalty,) if party else (),
        )


def record_of(table: Any) -> dict[str, str]:
    """Field → value of a record; several labels of one field (违法行为类型, 违法事实) are joined by lines."""
    found: dict[str, list[str]] = {}
    for row in grid_of(table):
        cells = distinct(row)
        for label, value in zip(cells[::2], cells[1::2], strict=False):
            name = next((name for name, form in _RECORD if form.search(label.squashed)), "")
            if name and value.text and value.text not in found.setdefault(name, []):
                found[name].append(value.text)
    return {name: "\n".join(values) for name, values in found.items() if values}


SOURCES = (
    Source(
        id="safe_policy",
        name="国家外汇管理局政策法规",
        home=_POLICY_HOME,
        kinds=(Kind.POLICY, Kind.INTERPRETATION, Kind.CONSULTATION),
        start=(Request(_POLICY_HOME),),
        list_page=PolicyList,
        detail_page=PolicyDetail,
        issuer=ISSUER,
        delay=3.0,
        expectations=Expectations(min_items=100, max_age_days=120),
    ),
    Source(
        id="safe_penalty",
        name="国家外汇管理局及各分局行政处罚",
        home=f"{SITE}/safe/whxzcfxxcx/index.html",
        kinds=(Kind.PENALTY,),
        start=tuple(penalty_request(branch) for branch in BRANCHES),
        list_page=PenaltyList,
        detail_page=PenaltyDetail,
        issuer=ISSUER,
        delay=3.0,
        expectations=Expectations(
            min_items=100,
            filled={"title": 1.0, "text": 1.0, "published_on": 0.95, "penalties": 0.95},
            max_age_days=90,
        ),
    ),
)
