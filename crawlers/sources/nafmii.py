"""中国银行间市场交易商协会 (nafmii.org.cn). Site facts as of 2026-10, of low confidence.

`/sjtj/` is a shell without rows and 自律处分's column is not known, so that only 协会动态 and 注册流量 are read.
Statistics are PDF, `/<column>/YYYYMM/P0<time>.pdf`. Pager and body are guesses (TRS).
"""

from __future__ import annotations

from typing import ClassVar

from crawlers.column import ColumnList, column
from crawlers.column_article import ColumnArticle
from crawlers.source import Expectations, Source
from regintel.model import Kind

SITE = "https://www.nafmii.org.cn"


class NafmiiArticle(ColumnArticle):
    """A notice of the association."""

    host = "nafmii.org.cn"
    bodies: ClassVar[tuple[str, ...]] = (".TRS_Editor", ".TRS_UEDITOR", "#zoom", ".article_con", ".content")
    attached = ".attachment, .fujian"


SOURCES = (
    Source(
        id="nafmii",
        name="中国银行间市场交易商协会动态与统计",
        home=f"{SITE}/",
        kinds=(Kind.NEWS, Kind.DISCLOSURE),
        start=(column(f"{SITE}/xhdt/", Kind.NEWS), column(f"{SITE}/sjtj/zcfltj/", Kind.DISCLOSURE)),
        list_page=ColumnList,
        detail_page=NafmiiArticle,
        issuer="中国银行间市场交易商协会",
        delay=4.0,
        expectations=Expectations(min_items=10, max_age_days=60),
    ),
)
