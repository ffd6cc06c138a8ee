"""国务院国有资产监督管理委员会 (sasac.gov.cn). Facts from saved pages of 2025-12.

Lists: `li > a[@title]` and `[YYYY-MM-DD]`, addresses `…/cN/content.html`. Only the newest rows stand in `index.html`;
later pages are fragments `index_<column>_<n>.html`, counted down: with `maxPageNum = 16` the second newest is `_15`,
the oldest `_1`. Details: meta `publishdate`, heading `.zsy_cotitle`, body `.zsy_comain`, which
also holds related links.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import urljoin

from crawlers.column import ColumnList, column
from crawlers.column_article import ColumnArticle
from crawlers.payload import answer_text, one_line
from crawlers.source import Expectations, Request, Source
from regintel.model import Kind

SITE = "http://www.sasac.gov.cn"
_LAST = re.compile(r"\bmaxPageNum\s*=\s*([1-9]\d{0,3})\b")
_PREFIX = re.compile(r"\bpurl\s*=\s*['\"]([\w./-]+)['\"]")
_NOT_TEXT = ("#qr_container", "#div_div", ".related", ".jiathis_style_24x24")


class SasacList(ColumnList):
    """The first page, or a fragment of rows."""

    link = re.compile(r"/c\d+/content\.html$")

    def next_lists(self) -> list[Request]:
        text = answer_text(self.answer)
        last, prefix = _LAST.search(text), _PREFIX.search(text)
        if not last or not prefix:
            return []
        base = urljoin(self.answer.url, prefix[1])
        return [Request(f"{base}_{n}.html", meta=dict(self.answer.meta)) for n in range(int(last[1]) - 1, 0, -1)]


class SasacArticle(ColumnArticle):
    """A rule or a draft of one."""

    host = "sasac.gov.cn"
    bodies: ClassVar[tuple[str, ...]] = (".zsy_comain",)

    def body(self) -> Any:
        body = copy.deepcopy(super().body())
        for selector in _NOT_TEXT:
            for node in body.cssselect(selector):
                node.drop_tree()
        return body

    def title(self, labels: Mapping[str, str]) -> str:  # noqa: ARG002 - the printed heading runs into its source
        """The list's; the printed heading runs into the line of its source."""
        printed = one_line("".join(self.root.xpath("//title//text()")))
        return re.sub(r"[-－—]国务院国有资产监督管理委员会$", "", printed) or self.item.title


SOURCES = (
    Source(
        id="sasac_policy",
        name="国务院国资委政策发布",
        home=f"{SITE}/n2588035/n2588320/n2588335/index.html",
        kinds=(Kind.POLICY, Kind.INTERPRETATION, Kind.CONSULTATION),
        start=(column(f"{SITE}/n2588035/n2588320/n2588335/index.html", Kind.POLICY),),
        list_page=SasacList,
        detail_page=SasacArticle,
        issuer="国务院国资委",
        delay=4.0,
        expectations=Expectations(min_items=100, max_age_days=180),
    ),
)
