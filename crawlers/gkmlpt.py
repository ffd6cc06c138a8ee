"""gkmlpt, the platform on which authorities of Guangdong publish their catalogues (facts as of 2026-10).

`{base}/gkmlpt/index` carries a script `window._CONFIG` with `SID` and `TREE`, the catalogue's categories;
`{base}/gkmlpt/api/all/{category}?page=N&sid=SID` gives `articles`, with `classify.post_count` (elsewhere `total`)
as the number of all. A detail page is a shell whose script holds `DETAIL` with the body as markup; some rows lead to a
plain post. The script is JavaScript, not JSON: keys may be bare, only the values that are read are JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Any, ClassVar
from urllib.parse import urljoin

from crawlers.body import parse_html, readable_text
from crawlers.column_article import ColumnArticle
from crawlers.day import epoch_day, parse_day
from crawlers.deadline import deadline_of
from crawlers.doc_no import printed_doc_no
from crawlers.easysite import only_names
from crawlers.label import names_in
from crawlers.page import Draft, FileLink, Item, ListPage
from crawlers.payload import answer_json, answer_text, file_links, file_suffix, one_line
from crawlers.penalty_table import penalties_in
from crawlers.source import Expectations, Request, Source
from regintel.errors import ParseError
from regintel.model import Kind

_SID = re.compile(r"\bSID['\"]?\s*:\s*['\"]?(\d+)")
_MAX_PAGES = 2000
_MAX_DEPTH = 12
_DAYS = ("display_publish_time", "first_publish_time", "date", "created_at", "create_time")
# What a category's name says of its documents, in this order; categories that none of these names are not read
_CATEGORIES = (
    (re.compile(r"行政处罚"), Kind.PENALTY),
    (re.compile(r"解读"), Kind.INTERPRETATION),
    (re.compile(r"征求意见|意见征集|民意征集"), Kind.CONSULTATION),
    (re.compile(r"规范性文件|政策文件|部门文件|其他文件|规章|法规|通知公告|公告公示"), Kind.POLICY),
)


def gkmlpt_source(id: str, name: str, base: str, issuer: str, region: str, min_items: int = 20) -> Source:
    """A site of the platform; `base` is what stands before `/gkmlpt`."""
    return Source(
        id=id,
        name=name,
        home=f"{base}/gkmlpt/index",
        kinds=tuple(dict.fromkeys(kind for _, kind in reversed(_CATEGORIES))),
        start=(Request(f"{base}/gkmlpt/index", meta={"base": base}),),
        list_page=GkmlptList,
        detail_page=GkmlptArticle,
        issuer=issuer,
        region=region,
        delay=4.0,
        expectations=Expectations(min_items=min_items, max_age_days=180),
    )


class GkmlptList(ListPage):
    """The catalogue (no rows, a list for each category of interest) or a page of one category."""

    def items(self) -> list[Item]:
        return [self._item(row) for row in self._rows] if self._is_api else []

    def next_lists(self) -> list[Request]:
        if not self._is_api:
            return self._categories()
        page, rows = int(self.answer.meta.get("page", "1")), len(self._rows)
        if page != 1 or not rows:
            return []
        classify = self._data.get("classify")
        total = int((classify.get("post_count") if isinstance(classify, dict) else 0) or self._data.get("total") or 0)
        last = min(-(-total // rows), _MAX_PAGES)
        meta = self.answer.meta
        return [self._request(meta["category"], meta["sid"], meta["kind"], n) for n in range(2, last + 1)]

    @property
    def _is_api(self) -> bool:
        return "/gkmlpt/api/" in self.answer.url

    @property
    def _base(self) -> str:
        return self.answer.meta.get("base") or self.answer.url.split("/gkmlpt", maxsplit=1)[0]

    @cached_property
    def _data(self) -> dict[str, Any]:
        value = answer_json(self.answer)
        if not isinstance(value, dict) or not isinstance(value.get("articles"), list):
            raise ParseError(f"{self.answer.url} 的返回中没有 articles", "接口可能改版，请更新字段名")
        return value

    @property
    def _rows(self) -> list[dict[str, Any]]:
        return [row for row in self._data["articles"] if isinstance(row, dict)]

    def _item(self, row: dict[str, Any]) -> Item:
        printed = str(row.get("url") or row.get("post_url") or "").strip()
        title = one_line(row.get("title"))
        if not printed or not title:
            raise ParseError(f"{self.answer.url} 的列表行没有 url 或 title", "接口可能改版，请更新字段名")
        url = urljoin(f"{self._base}/", printed)
        meta = {
            "kind": self.answer.meta.get("kind", Kind.POLICY.value),
            "doc_no": one_line(row.get("document_number")),
            "index_no": one_line(row.get("identifier")),
            "publisher": one_line(row.get("publisher")),
        }
        meta["token"] = f"{title}|{day_of(row)}|{meta['doc_no']}"
        return Item(url, title, Request(url, headers={"Referer": f"{self._base}/gkmlpt/index"}), day_of(row), meta=meta)

    def _categories(self) -> list[Request]:
        text = answer_text(self.answer)
        sid, tree = _SID.search(text), script_value(text, "TREE")
        if not sid or not isinstance(tree, (list, dict)):
            raise ParseError(
                f"{self.answer.url} 中找不到目录（_CONFIG 的 SID、TREE）", "网站可能改版，请更新目录解析规则"
            )
        found = list(_wanted(tree))
        if not found:
            raise ParseError(f"{self.answer.url} 的目录中没有政策、解读或处罚类目", "请核对该站点的目录名称")
        return [self._request(category, sid[1], kind.value, 1) for category, kind in found]

    def _request(self, category: str, sid: str, kind: str, page: int) -> Request:
        url = f"{self._base}/gkmlpt/api/all/{category}?page={page}&sid={sid}"
        meta = {"base": self._base, "category": category, "sid": sid, "kind": kind, "page": str(page)}
        # Each category is a list of its own: that one has reached old rows says nothing about the next
        return Request(url, headers={"Referer": f"{self._base}/gkmlpt/index"}, meta=meta | {"chain": category})


class GkmlptArticle(ColumnArticle):
    """A shell with the document in its script, or the plain post that a row may lead to."""

    bodies: ClassVar[tuple[str, ...]] = (".article-content", ".news_cont_d_wrap", ".info_cont", "#zoomcon")

    def draft(self) -> Draft:
        detail = script_value(answer_text(self.answer), "DETAIL")
        if not isinstance(detail, dict) or not isinstance(detail.get("content"), str):
            known = self.item.meta
            draft = super().draft()
            return replace(
                draft,
                doc_no=draft.doc_no or known.get("doc_no", ""),
                index_no=draft.index_no or known.get("index_no", ""),
                issuers=names_in(known.get("publisher", "")) or draft.issuers,
            )
        return self._of_script(detail)

    def _of_script(self, detail: dict[str, Any]) -> Draft:
        known, body = self.item.meta, parse_html(detail["content"])
        title, text = one_line(detail.get("title")) or self.item.title, readable_text(body)
        kind, published = self.kind(title), day_of(detail) or self.item.published_on
        files = _files(detail, body, self.answer.url)
        publisher = one_line(detail.get("publisher")) or known.get("publisher", "")
        return Draft(
            title=title,
            text=text,
            kind=kind,
            published_on=published,
            doc_no=one_line(detail.get("document_number")) or known.get("doc_no") or printed_doc_no(title, text),
            index_no=one_line(detail.get("identifier")) or known.get("index_no", ""),
            issuers=names_in(publisher) or self.issuers(title, {}),
            deadline=deadline_of(text, published) if kind is Kind.CONSULTATION else None,
            files=files,
            body_file=bool(files) and only_names(text, [file.name for file in files]),
            penalties=penalties_in(body) if kind is Kind.PENALTY else (),
        )


def script_value(text: str, key: str) -> Any:
    """The JSON value of a key in a script's object, whether the key is quoted or bare; None where there is none."""
    for found in re.finditer(rf"['\"]?\b{key}['\"]?\s*:\s*(?=[\[{{])", text):
        try:
            return json.JSONDecoder(strict=False).raw_decode(text, found.end())[0]
        except (ValueError, RecursionError):
            continue
    return None


def day_of(row: dict[str, Any]) -> date | None:
    """The first day among a row's times, which are epochs on some sites and printed on others."""
    for name in _DAYS:
        if day := epoch_day(row.get(name)) or parse_day(row.get(name)):
            return day
    return None


def _wanted(tree: Any, depth: int = 0) -> Iterator[tuple[str, Kind]]:
    """(id, kind) of the categories of interest, the innermost that are named so."""
    for node in tree if isinstance(tree, list) else [tree]:
        if not isinstance(node, dict) or depth > _MAX_DEPTH:
            continue
        # What the list of children is called is not known for every version of the platform
        below = [found for value in node.values() if isinstance(value, list) for found in _wanted(value, depth + 1)]
        name, number = str(node.get("name") or node.get("title") or ""), str(node.get("id") or "")
        kind = next((kind for pattern, kind in _CATEGORIES if pattern.search(name)), None)
        if below:
            yield from below
        elif kind and number.isdecimal():
            yield number, kind


def _files(detail: dict[str, Any], body: Any, base: str) -> tuple[FileLink, ...]:
    links = {url: name for name, url in file_links(body, base)}
    for value in detail.values():
        for entry in value if isinstance(value, list) else ():
            printed = str(entry.get("url") or "") if isinstance(entry, dict) else ""
            if file_suffix(printed):
                name = one_line(entry.get("name") or entry.get("title")) or printed.rsplit("/", 1)[-1]
                links.setdefault(urljoin(base, printed), name)
    return tuple(FileLink(name, Request(url, headers={"Referer": base})) for url, name in links.items())
