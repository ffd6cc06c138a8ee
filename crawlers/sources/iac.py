"""中国保险行业协会: 保险公司信息披露平台 (icidp.iachina.cn). Site facts as of 2026-10.

Every `.do` address is a POST and answers 404 unless two headers are there: `Accept-Encodings` (32 characters, any; the
name is the site's spelling) and `timestamp` (milliseconds). The session comes with the home page. A list comes whole,
in HTML that is GBK although its header says UTF-8; ids and file names stand in `onclick` only. An id begins with the
time of disclosure. Columns that have children are followed.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

from crawlers.body import inline_text, lines_of, readable_text
from crawlers.day import parse_day
from crawlers.moment import NOW_MS
from crawlers.page import DetailPage, Draft, FileLink, Item, ListPage
from crawlers.payload import answer_html, answer_json, file_suffix, one_line
from crawlers.source import Expectations, Request, Source
from regintel.errors import ParseError
from regintel.model import Kind

SITE = "https://icidp.iachina.cn"
_HEADERS = {
    "Accept-Encodings": "5f1d9c3ba7e2486085d47cb2e9a013f6",
    "timestamp": NOW_MS,
    "Referer": f"{SITE}/",
    "X-Requested-With": "XMLHttpRequest",
}
# 互联网保险、年度信息、偿付能力、关联交易（两栏）、投资管理能力; further columns come from the site itself
_COLUMNS = (
    "201509301401",
    "201510010001",
    "2015120115460095",
    "201510010002",
    "201510010005",
    "2020102321300396",
)
_INFO = re.compile(r"info\(\s*['\"]([\w-]+)['\"]\s*(?:,\s*['\"](\w*)['\"]\s*)?(?:,\s*['\"](\w*)['\"]\s*)?\)")
_FILE = re.compile(r"down\d*\(\s*['\"]([^'\"]+)['\"]")
_DISCLOSED = re.compile(r"(?:披露|发布|公布)(?:时间|日期)\s*[：:]")
_COMPANY = re.compile(r"^[\u4e00-\u9fff（）()]{2,30}?(?:有限责任公司|股份有限公司|有限公司|相互保险社|分公司)")
_STATED = re.compile(r"^(?:公司名称|披露公司|保险公司)\s*[：:]\s*(\S.*)$", re.MULTILINE)


def start_request(column: str = "") -> Request:
    """The home page, for its session; then the column of that id, or all top columns that are not known yet."""
    return Request(f"{SITE}/", meta={"step": "home", "column": column})


def _post(leaf: str, step: str, **query: str) -> Request:
    return Request(f"{SITE}/front/{leaf}?{urlencode(query)}", "POST", _HEADERS, meta={"step": step, **query})


class IacList(ListPage):
    """By `step`: the home page and the columns give only further lists, `rows` gives documents."""

    def items(self) -> list[Item]:
        if self.answer.meta["step"] != "rows":
            return []
        root = answer_html(self.answer, self.source.encoding)
        rows = [row for row in root.xpath("//*[contains(@onclick,'info(')]") if _INFO.search(row.get("onclick"))]
        if not rows and (inline_text(root) or not looks_like_list(root)):
            raise ParseError(f"{self.answer.url} 中找不到披露列表（info(…)）", "网站可能改版，请更新列表解析规则")
        return [self._item(row) for row in rows]

    def next_lists(self) -> list[Request]:
        step, column = self.answer.meta["step"], self.answer.meta.get("column", "")
        if step == "home":
            if not column:
                return [_post("getFirstColumns.do", "columns", pageNo="1")]
            return [_rows(column), _post("getChildColumns.do", "columns", supColumnId=column)]
        return [] if step == "rows" else self._columns()

    def _columns(self) -> list[Request]:
        value = answer_json(self.answer)
        rows = value if isinstance(value, list) else next((v for v in _values(value) if isinstance(v, list)), None)
        if rows is None:
            raise ParseError(f"{self.answer.url} 返回的不是栏目列表", "接口可能改版，请更新字段名")
        found = []
        for row in rows:
            column = one_line(row.get("columnid") or row.get("columnId")) if isinstance(row, dict) else ""
            if column and column not in _COLUMNS:
                found.append(_rows(column))
                if str(row.get("haschild") or "0") not in ("0", "false", "False"):
                    found.append(_post("getChildColumns.do", "columns", supColumnId=column))
        return found

    def _item(self, row: Any) -> Item:
        found = _INFO.search(row.get("onclick"))
        ident = found[1] if found else ""
        shown = " ".join(inline_text(node) for node in row.xpath("./ancestor-or-self::li[1]|./ancestor::tr[1]"))
        day = parse_day(shown.replace(inline_text(row), " ")) or parse_day(ident[:8])
        return Item(
            f"{SITE}/front/infoDetail.do?{urlencode({'informationno': ident})}",
            one_line(row.get("title") or inline_text(row)),
            _post("infoDetail.do", "detail", informationno=ident),
            day,
        )


def _rows(column: str) -> Request:
    return _post("getAllInfosByCid.do", "rows", columnid=column)


def _values(value: object) -> list[Any]:
    return list(value.values()) if isinstance(value, dict) else []


def looks_like_list(root: Any) -> bool:
    """Whether a page without rows is an empty list and not something else."""
    return bool(root.xpath("//ul|//table|//*[contains(@class,'list')]"))


class IacDetail(DetailPage):
    """`h3`, `.date`, `.info` and a `down3('….PDF')`; where `.info` is missing, all that is no heading and no button."""

    def draft(self) -> Draft:
        root = answer_html(self.answer, self.source.encoding)
        heading = next((t for n in root.xpath("//h1|//h2|//h3") if (t := one_line(inline_text(n)))), "")
        title = heading or self.item.title
        lines = lines_of(root)
        stated = next((d for line in lines if _DISCLOSED.search(line) and (d := parse_day(line))), None)
        files = tuple(self._files(root, title))
        text = self._text(root, title)
        if not text and not files:
            raise ParseError(f"{self.answer.url} 中找不到正文也没有附件", "网站可能改版，请更新正文解析规则")
        company = _STATED.search(text)
        named = company[1].strip() if company else getattr(_COMPANY.match(title), "group", str)()
        return Draft(
            title=title,
            text=text,
            kind=Kind.DISCLOSURE,
            published_on=stated or self.item.published_on,
            issuers=(named,) if named else (),
            files=files,
            body_file=not text,
        )

    @staticmethod
    def _text(root: Any, title: str) -> str:
        body = root.xpath("//*[contains(concat(' ',normalize-space(@class),' '),' info ')]")
        if body:
            return readable_text(body[0])
        buttons = {inline_text(node) for node in root.xpath("//*[@onclick]")}
        for node in root.xpath("//body//*[@onclick]"):
            node.drop_tree()
        lines = [line for line in lines_of(root) if line != title and line not in buttons]
        lines = [line for line in lines if not _DISCLOSED.search(line)]
        return "\n".join(line for line in lines if line not in ("下载", "关闭", "打印", "返回"))

    @staticmethod
    def _files(root: Any, title: str) -> list[FileLink]:
        nodes = root.xpath("//*[contains(@onclick,'down')]")
        named = [(inline_text(node), found[1]) for node in nodes if (found := _FILE.search(node.get("onclick")))]
        links: dict[str, str] = {}
        for shown, leaf in named:
            name = shown if file_suffix(shown) else f"{title}.{file_suffix(leaf) or 'pdf'}"
            url = leaf if leaf.startswith("http") else f"{SITE}/files/piluxinxi/pdf/{leaf.rsplit('/', 1)[-1]}"
            links.setdefault(url, name)
        return [FileLink(name, Request(url, headers={"Referer": f"{SITE}/"})) for url, name in links.items()]


SOURCES = (
    Source(
        id="iac_insurance_disclosure",
        name="保险公司信息披露平台",
        home=f"{SITE}/",
        kinds=(Kind.DISCLOSURE,),
        start=(*(start_request(column) for column in _COLUMNS), start_request()),
        list_page=IacList,
        detail_page=IacDetail,
        delay=1.5,
        encoding="gb18030",
        expectations=Expectations(
            min_items=5, filled={"title": 1.0, "text": 0.9, "published_on": 1.0, "issuers": 0.9}, max_age_days=30
        ),
    ),
)
