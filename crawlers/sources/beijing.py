"""北京市地方金融管理局 (jrj.beijing.gov.cn). Site facts as of 2026-07; the body's element is a guess (TRS templates).

Rows lead to `./YYYYMM/tYYYYMMDD_N.html`, the second page is `index_1.html`.
"""

from __future__ import annotations

from typing import ClassVar

from crawlers.column import ColumnList, column
from crawlers.column_article import ColumnArticle
from crawlers.source import Expectations, Source
from regintel.model import Kind

SITE = "https://jrj.beijing.gov.cn"


class BeijingArticle(ColumnArticle):
    """A rule or a notice."""

    host = "beijing.gov.cn"
    bodies: ClassVar[tuple[str, ...]] = ("#mainText", ".TRS_UEDITOR", ".TRS_Editor", "#zoom")
    attached = ".fujian, .attachment"


SOURCES = (
    Source(
        id="local_beijing_jrj",
        name="北京市地方金融管理局政策法规与通知公告",
        home=f"{SITE}/",
        kinds=(Kind.POLICY, Kind.INTERPRETATION, Kind.CONSULTATION),
        start=(
            column(f"{SITE}/2024zcwj/bjszcfg2024/", Kind.POLICY),
            column(f"{SITE}/tztg/", Kind.POLICY),
        ),
        list_page=ColumnList,
        detail_page=BeijingArticle,
        issuer="北京市地方金融管理局",
        region="北京",
        delay=4.0,
        expectations=Expectations(min_items=20, max_age_days=90),
    ),
)
