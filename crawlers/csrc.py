"""中国证券监督管理委员会 (csrc.gov.cn). Site facts as of 2026-10.

List pages are JavaScript shells; `/searchList/<32-hex channel id>` gives the rows with body, metadata and attachments,
so that no detail is asked for. The channel id stands in the shell's `<meta name="channelid">`; `_isJson=true` is needed
for JSON, `keyword=` must be absent (it gives a total of 0). Strings may hold raw control characters. The rule library
`c106256/fg.shtml`, `fg_1.shtml`, … is served as HTML, counted from zero; there the meta date is the site's and the
sub-title names 文号 and dates. Whoever asks too fast gets the portal's index (about 215 KB, a bare title) with status
200 until the host has had a rest.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import unquote, urlencode, urljoin, urlsplit

from crawlers.body import inline_text, lines_of, parse_html, readable_text
from crawlers.create_page import further_pages
from crawlers.day import epoch_day, epoch_time, parse_day
from crawlers.deadline import deadline_of
from crawlers.kind import kind_of_title
from crawlers.page import DetailPage, Draft, FileLink, Item, ListPage
from crawlers.payload import (
    answer_html,
    answer_json,
    answer_text,
    file_links,
    file_suffix,
    meta_content,
    one_line,
)
from crawlers.source import Request
from regintel.errors import ChallengeError, ParseError
from regintel.model import Kind

SITE = "https://www.csrc.gov.cn"
_PAGE_SIZE = 20
_MAX_PAGES = 2000
_ORDER = re.compile(r"(?:中国)?(?:证监会|证券监督管理委员会)令[〔【（(]?(?:\d{4}[〕】）)])?第?\s*\d+\s*号")
_CHANNEL = re.compile(r"[0-9a-f]{32}")


def shell_request(path: str, kind: Kind, region: str = "") -> Request:
    """The request of a column's shell, which only tells the channel id; kind and region are those of its rows."""
    return Request(
        f"{SITE}/{path}.shtml", meta={"kind": kind.value, "region": region, "referer": f"{SITE}/{path}.shtml"}
    )


def search_request(channel: str, meta: Mapping[str, str], page: int = 1) -> Request:
    """The request of one page (from 1) of a channel. `meta` holds kind, region and the column's address."""
    query = {
        "_isAgg": "true",
        "_isJson": "true",
        "_pageSize": str(_PAGE_SIZE),
        "_template": "index",
        "_rangeTimeGte": "",
        "_channelName": "",
        "page": str(page),
    }
    kept = {name: meta[name] for name in ("kind", "region", "referer") if meta.get(name)}
    headers = {"Referer": f"{kept.get('referer', SITE + '/')}?channelid={channel}"}
    return Request(f"{SITE}/searchList/{channel}?{urlencode(query)}", headers=headers, meta=kept | {"page": str(page)})


class CsrcList(ListPage):
    """A shell (no rows, one further list), a page of JSON rows that are whole documents, or the rule library."""

    def items(self) -> list[Item]:
        if self._is_rule_library:
            return self._rules()
        return [self._item(row) for row in self._data.get("results") or ()] if self._is_json else []

    def next_lists(self) -> list[Request]:
        if self._is_rule_library:
            return [Request(url) for url in further_pages(answer_text(self.answer), self.answer.url)]
        if not self._is_json:
            return [search_request(self._channel_of_shell(), self.answer.meta)]
        page, rows = int(self.answer.meta.get("page", "1")), len(self._data.get("results") or ())
        if not rows:
            return []
        # The server may give fewer rows than asked for: its first page tells the size that it keeps to
        size = min(rows, _PAGE_SIZE) if page == 1 else _PAGE_SIZE
        last = min(-(-int(self._data.get("total") or 0) // size), _MAX_PAGES)
        channel = urlsplit(self.answer.url).path.rsplit("/", 1)[-1]
        return [search_request(channel, self.answer.meta, n) for n in range(page + 1, last + 1)]

    @property
    def _is_rule_library(self) -> bool:
        return "/c106256/fg" in self.answer.url

    @property
    def _is_json(self) -> bool:
        return urlsplit(self.answer.url).path.startswith("/searchList/")

    @cached_property
    def _root(self) -> Any:
        return answer_html(self.answer)

    def _channel_of_shell(self) -> str:
        channel = meta_content(self._root, "channelid").strip().lower()
        if not _CHANNEL.fullmatch(channel):
            refuse_portal(self.answer.url, self._root)
            raise ParseError(
                f"{self.answer.url} 中找不到栏目编号（meta channelid）", "网站可能改版，请更新栏目解析规则"
            )
        return channel

    @cached_property
    def _data(self) -> dict[str, Any]:
        value = answer_json(self.answer)
        data = value.get("data") if isinstance(value, dict) else None
        if not isinstance(data, dict) or "total" not in data:
            raise ParseError(f"{self.answer.url} 的返回中没有 data.total", "接口可能改版，请更新字段名")
        return data

    def _item(self, row: dict[str, Any]) -> Item:
        url = _address(row.get("url"))
        title = one_line(row.get("title") or row.get("subTitle"))
        if not url or not title:
            raise ParseError(f"{self.answer.url} 的列表行没有 url 或 title", "接口可能改版，请更新字段名")
        day = epoch_day(row.get("publishedTime")) or parse_day(row.get("publishedTimeStr"))
        moment = epoch_time(row.get("publishedTime"))
        meta = {"time": f"{moment:%H:%M}"} if moment else {}
        return Item(url, title, None, day, self._draft(row, title), meta | {"token": _token(row)})

    def _draft(self, row: dict[str, Any], title: str) -> Draft:
        meta = _labels(row.get("domainMetaList"))
        markup = str(row.get("contentHtml") or "")
        text = readable_text(parse_html(markup)) if markup.strip() else plain_text(str(row.get("content") or ""))
        files = _files(row.get("resList"), row.get("url"))
        day = epoch_day(row.get("publishedTime")) or parse_day(row.get("publishedTimeStr"))
        region = self.answer.meta.get("region", "")
        bureau = f"{self.source.issuer}{region}监管局" if region else self.source.issuer
        issuers = tuple(re.split(r"[、，,\s]+", meta.get("fbjg") or meta.get("fwdw") or bureau))
        kind = Kind(self.answer.meta["kind"])
        if kind is not Kind.PENALTY:
            kind = kind_of_title(title, kind)
        return Draft(
            title=title,
            text=text,
            kind=kind,
            published_on=day,
            doc_no=meta.get("wh", ""),
            index_no=meta.get("syh", ""),
            issuers=issuers,
            deadline=deadline_of(text, day) if kind is Kind.CONSULTATION else None,
            region=region,
            files=files,
            body_file=not text and bool(files),
            extra={name: value for name, value in (("column", one_line(row.get("channelName"))),) if value},
        )

    def _rules(self) -> list[Item]:
        body = self._root.xpath("//*[@id='zc-list-content']")
        if not body:
            refuse_portal(self.answer.url, self._root)
            raise ParseError(
                f"{self.answer.url} 中找不到规章列表（#zc-list-content）", "网站可能改版，请更新列表解析规则"
            )
        items = []
        for link in body[0].xpath(".//a[@href]"):
            heading = link.xpath(".//*[contains(@class,'til') and not(contains(@class,'sub-til'))]") or [link]
            below = link.xpath(".//*[contains(@class,'sub-til')]")
            url, title = urljoin(self.answer.url, link.get("href").strip()), one_line(inline_text(heading[0]))
            said = inline_text(below[0]) if below else ""
            issued = parse_day(said)  # of the rule, not of the page: it orders the rows, no more
            about = {"about": issued.isoformat()} if issued else {}
            items.append(Item(url, title, Request(url), meta=about | {"token": f"{title}|{said}"}))
        return items


class CsrcRule(DetailPage):
    """A page of an article. A rule of the library has `p.sub-title` (文号, dates), `div.content-body` and its files
    in a box above; pages of other columns, whose rows are documents already, have `div.detail-news`.
    """

    def draft(self) -> Draft:
        root = answer_html(self.answer)
        body = root.xpath(
            "//div[contains(concat(' ',@class,' '),' content-body ')]|//div[contains(@class,'detail-news')]"
        )
        if not body:
            refuse_portal(self.answer.url, root)
            raise ParseError(f"{self.answer.url} 中找不到正文（.content-body）", "网站可能改版，请更新正文解析规则")
        title = meta_content(root, "ArticleTitle") or self.item.title
        said = next((inline_text(node) for node in root.xpath("//p[contains(@class,'sub-title')]")), "")
        number, effective = rule_note(said)
        is_rule = "/c106256/" in self.answer.url
        others = self.source.kinds[0] if len(self.source.kinds) == 1 else kind_of_title(title, Kind.NEWS)
        links = file_links(_around(body[0]), self.answer.url)
        return Draft(
            title=one_line(title),
            text=_body_text(body[0], one_line(title)),
            kind=Kind.POLICY if is_rule else others,
            published_on=parse_day(meta_content(root, "PubDate")),
            doc_no=number,
            issuers=(meta_content(root, "ContentSource") or self.source.issuer,),
            effective_on=effective,
            rank="部门规章" if is_rule else "",
            files=tuple(
                FileLink(_download_name(name, url), Request(url, headers={"Referer": self.answer.url}))
                for name, url in links
            ),
        )


def refuse_portal(url: str, root: Any) -> None:
    """Raises `ChallengeError` for the portal's index: what the site answers, with status 200, when asked too fast."""
    heading = one_line(" ".join(root.xpath("//title//text()")))
    if heading in ("中国证券监督管理委员会", "") and not meta_content(root, "ArticleTitle"):
        raise ChallengeError(f"{url} 返回的是门户首页而不是所请求的页面（访问过快）", "请降低抓取速度后重试")


def rule_note(said: str) -> tuple[str, date | None]:
    """(文号, first day in force) of a note such as （2021年10月30日证监会令第187号公布 自2021年11月15日起施行）.

    The number is given in the site's short form, 证监会令第187号, so that it has one spelling.
    """
    number = _ORDER.search(said)
    effective = re.search(r"自\s*(\d{4}年\d{1,2}月\d{1,2}日)\s*(?:起|开始)", said)
    printed = re.sub(r"^(?:中国)?(?:证监会|证券监督管理委员会)", "证监会", number[0]) if number else ""
    return printed, parse_day(effective[1]) if effective else None


def plain_text(content: str) -> str:
    """Lines of the list's plain body, where a vertical tab may stand for a line break."""
    lines = (
        re.sub(r"[\x00-\x08\x0e-\x1f]", "", line).strip(" \u3000") for line in re.split(r"[\r\n\x0b\x0c]+", content)
    )
    return "\n".join(line for line in lines if line)


def _body_text(body: Any, title: str) -> str:
    lines = lines_of(body)
    return "\n".join(lines[1:] if lines and "".join(lines[0].split()) == "".join(title.split()) else lines)


def _around(body: Any) -> Any:
    """The element that holds the body and its downloads: they stand in a box before it."""
    parent = body.getparent()
    return parent if parent is not None and parent.tag == "div" else body


def _download_name(name: str, url: str) -> str:
    """The file's own name where the link only says 下载文字版."""
    return unquote(urlsplit(url).path.rsplit("/", 1)[-1]) if name.startswith("下载") else name


def _address(value: object) -> str:
    text = str(value or "").strip()
    return urljoin(f"{SITE}/", text) if text else ""


def _labels(groups: object) -> dict[str, str]:
    """`key` → value of the metadata table (wh, syh, fbjg, …), first non-empty value of each."""
    found: dict[str, str] = {}
    for group in groups if isinstance(groups, list) else ():
        for pair in (group or {}).get("resultList") or ():
            key, value = str(pair.get("key") or ""), one_line(pair.get("value"))
            if value and not found.get(key):
                found[key] = value
    return found


def _files(rows: object, page: object) -> tuple[FileLink, ...]:
    base, links = _address(page), dict[str, str]()
    for row in rows if isinstance(rows, list) else ():
        path = str(row.get("url") or row.get("filePath") or "").strip()
        url = urljoin(base, path) if path else ""
        if url and file_suffix(url):
            name = one_line(row.get("title") or row.get("fileName")) or url.rsplit("/", 1)[-1]
            links.setdefault(url, name if file_suffix(name) else f"{name}.{file_suffix(url)}")
    return tuple(FileLink(name, Request(url, headers={"Referer": base})) for url, name in links.items())


def _token(row: dict[str, Any]) -> str:
    """The row is the document, so any change of it counts."""
    parts = [
        row.get(name) for name in ("title", "publishedTime", "content", "contentHtml", "domainMetaList", "resList")
    ]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
