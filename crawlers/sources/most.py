"""科学技术部 (most.gov.cn): rules, among them those on finance for technology. Facts from saved pages of 2026.

TRS. The overview `fgzc/` shows the newest rows of 法律法规, 部门规章 and 规范性文件 in `ul.list_common`;
a row prints its day twice. How the pages of a single column look is not known, so that the overview is what is read.
Details print a table of 索引号, 发文机构, 成文日期, 发布日期, 发文字号 and 有效性 above the body `#Zoom`.
"""

from __future__ import annotations

from typing import ClassVar

from crawlers.column import ColumnList, column
from crawlers.column_article import ColumnArticle
from crawlers.page import Item
from crawlers.source import Expectations, Source
from regintel.model import Kind

SITE = "https://www.most.gov.cn"


class MostList(ColumnList):
    """Rows of every `ul.list_common`, without those of 政策解读, which has columns of its own."""

    boxes = "ul.list_common"

    def items(self) -> list[Item]:
        return [item for item in super().items() if "/zcjd/" not in item.url]


class MostArticle(ColumnArticle):
    """A rule with its table of metadata."""

    host = "most.gov.cn"
    bodies: ClassVar[tuple[str, ...]] = ("#Zoom", ".TRS_UEDITOR", ".TRS_Editor")
    headings: ClassVar[tuple[str, ...]] = (".xxgk_title", "h1")
    attached = ".xxgk_detail_content ul.home_news_list2"


SOURCES = (
    Source(
        id="most_policy",
        name="科学技术部法规政策",
        home=f"{SITE}/xxgk/xinxifenlei/fdzdgknr/fgzc/",
        kinds=(Kind.POLICY, Kind.INTERPRETATION, Kind.CONSULTATION),
        start=(column(f"{SITE}/xxgk/xinxifenlei/fdzdgknr/fgzc/", Kind.POLICY),),
        list_page=MostList,
        detail_page=MostArticle,
        issuer="科学技术部",
        delay=4.0,
        expectations=Expectations(min_items=9, max_age_days=180),
    ),
)
