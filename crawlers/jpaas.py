"""The jpaas publishing gateway that 市场监管总局, 商务部 and others share (facts as of 2026-08).

A column page is a shell; `GET /api-gateway/jpaas-publish-server/front/page/build/unit` gives `data.html`, a fragment of
rows whose total stands in an attribute `count="…"`. `parseType` really is spelled `bulidstatic`. A row's day stands in
its own element or in the list item after it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlencode, urljoin

from crawlers.body import inline_text, parse_html
from crawlers.column import row_day, row_title
from crawlers.day import parse_day
from crawlers.page import Item, ListPage
from crawlers.payload import answer_json
from crawlers.source import Request
from regintel.errors import ParseError
from regintel.model import Kind

_ENDPOINT = "/api-gateway/jpaas-publish-server/front/page/build/unit"
_PAGE_SIZE = 20
_MAX_PAGES = 2000
_COUNT = re.compile(r"\bcount\s*=\s*['\"]?(\d+)")


def unit_request(column: str, params: Mapping[str, str], kind: Kind, page: int = 1) -> Request:
    """One page (from 1) of the column at this address. `params` hold webId, tplSetId, pageId and, if known, tagId."""
    query = {
        "parseType": "bulidstatic",
        "pageType": "column",
        "editType": "null",
        **params,
        "paramJson": json.dumps({"pageNo": page, "pageSize": _PAGE_SIZE}, separators=(",", ":")),
    }
    meta = {"kind": kind.value, "page": str(page), "column": column, "params": json.dumps(dict(params))}
    return Request(f"{urljoin(column, _ENDPOINT)}?{urlencode(query)}", headers={"Referer": column}, meta=meta)


class JpaasList(ListPage):
    """A page of rows; the first one tells how many pages follow."""

    @cached_property
    def _markup(self) -> str:
        value = answer_json(self.answer)
        data = value.get("data") if isinstance(value, dict) else None
        if not isinstance(data, dict) or not isinstance(data.get("html"), str):
            raise ParseError(f"{self.answer.url} 的返回中没有 data.html", "接口可能改版，请更新字段名")
        return str(data["html"])

    def items(self) -> list[Item]:
        found = [self._item(link, url, day) for link, url, day in self._rows()]
        if not found and self._total():
            raise ParseError(
                f"{self.answer.url} 标明有 {self._total()} 条但找不到列表行", "网站可能改版，请更新列表解析规则"
            )
        return found

    def next_lists(self) -> list[Request]:
        meta = self.answer.meta
        last = min(-(-self._total() // _PAGE_SIZE), _MAX_PAGES)
        if meta.get("page", "1") != "1" or "params" not in meta:
            return []
        params, kind = json.loads(meta["params"]), Kind(meta["kind"])
        return [unit_request(meta["column"], params, kind, page) for page in range(2, last + 1)]

    def _total(self) -> int:
        """0 where the fragment states none, as when its page lies past the end."""
        count = _COUNT.search(self._markup)
        page = int(self.answer.meta.get("page", "1"))
        total = int(count[1]) if count else 0
        return total if total > (page - 1) * _PAGE_SIZE else 0

    def _rows(self) -> Iterator[tuple[Any, str, date | None]]:
        base = self.answer.meta.get("column") or self.answer.url
        for link in parse_html(self._markup).xpath("//a[@href]"):
            url = urljoin(base, link.get("href").strip())
            row = next(link.iterancestors("li", "tr", "dd"), link.getparent())
            following = row.getnext()
            day = row_day(row, link) or (
                parse_day(inline_text(following)) if following is not None and not following.xpath(".//a") else None
            )
            if url.startswith(("http://", "https://")) and row_title(link) and (day or link.get("title")):
                yield link, url, day

    def _item(self, link: Any, url: str, day: date | None) -> Item:
        headers = {"Referer": self.answer.meta.get("column") or self.answer.url}
        kind = self.answer.meta.get("kind", self.source.kinds[0].value)
        return Item(url, row_title(link), Request(url, headers=headers), day, meta={"kind": kind})
