"""上海市地方金融管理局 (jrj.sh.gov.cn). Site facts as of 2026-07; that the second page is `index_2.html` is a guess.

Rows lead to `/SECTION/YYYYMMDD/<32 hex digits>.html`; bodies are `#ivs_content` or `.Article_content`.
"""

from __future__ import annotations

import re
from typing import ClassVar

from crawlers.column import ColumnList, column
from crawlers.column_article import ColumnArticle
from crawlers.source import Expectations, Source
from regintel.model import Kind

SITE = "https://jrj.sh.gov.cn"


class ShanghaiList(ColumnList):
    """Rows whose links carry a day and a 32-digit id."""

    link = re.compile(r"/\d{8}/[0-9a-f]{32}\.html$")


class ShanghaiArticle(ColumnArticle):
    """A rule, an explanation or a decision."""

    host = "sh.gov.cn"
    bodies: ClassVar[tuple[str, ...]] = ("#ivs_content", ".Article_content")
    headings: ClassVar[tuple[str, ...]] = ("#ivs_title", "h1", "h2")


SOURCES = (
    Source(
        id="local_shanghai_jrj",
        name="上海市地方金融管理局政策、解读与行政处罚",
        home=f"{SITE}/",
        kinds=(Kind.POLICY, Kind.INTERPRETATION, Kind.PENALTY, Kind.CONSULTATION),
        start=(
            column(f"{SITE}/jcgk-zcwj/index.html", Kind.POLICY),
            column(f"{SITE}/jcgk-zcjd/index.html", Kind.INTERPRETATION),
            column(f"{SITE}/XZCF233/index.html", Kind.PENALTY),
        ),
        list_page=ShanghaiList,
        detail_page=ShanghaiArticle,
        issuer="上海市地方金融管理局",
        region="上海",
        delay=4.0,
        expectations=Expectations(min_items=20, max_age_days=180),
    ),
)
