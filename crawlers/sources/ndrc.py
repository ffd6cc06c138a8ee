"""国家发展和改革委员会 (ndrc.gov.cn). Site facts as of 2026-08; lists and orders as of 2026-04 seen in saved pages.

TRS. Lists are `ul.u-list > li` with `@title` and `YYYY/MM/DD`; a row may hold a pop-up list of explanations, which are
no rows. Pager `createPageHTML(9, 0, "index", "html")`, zero based. Details: meta `ArticleTitle`, `PubDate`,
`ContentSource` (the department), body `div.article_con`, files in `div.attachment`: the text of an order is there.
The directory zfxxgk.ndrc.gov.cn repeats these columns and is not read.
"""

from __future__ import annotations

from typing import ClassVar

from crawlers.column import ColumnList, column
from crawlers.column_article import ColumnArticle
from crawlers.source import Expectations, Source
from regintel.model import Kind

SITE = "https://www.ndrc.gov.cn"
_COLUMNS = {
    "zcfb/fzggwl": Kind.POLICY,  # 发展改革委令
    "zcfb/ghxwj": Kind.POLICY,  # 规范性文件
    "zcfb/gg": Kind.POLICY,  # 公告
    "zcfb/ghwb": Kind.POLICY,  # 规划文本
    "zcfb/tz": Kind.POLICY,  # 通知
    "jd/jd": Kind.INTERPRETATION,  # 解读; the address is that of the explanations which orders link to
}


class NdrcList(ColumnList):
    """Rows of `ul.u-list`."""

    boxes = "ul.u-list"


class NdrcArticle(ColumnArticle):
    """An order's page holds the order of promulgation, its attachment the rules."""

    host = "ndrc.gov.cn"
    bodies: ClassVar[tuple[str, ...]] = ("div.article_con", ".TRS_Editor")
    headings: ClassVar[tuple[str, ...]] = (".article_title",)
    attached = "div.attachment"


SOURCES = (
    Source(
        id="ndrc_policy",
        name="国家发展改革委政策发布与解读",
        home=f"{SITE}/xxgk/zcfb/",
        kinds=(Kind.POLICY, Kind.INTERPRETATION, Kind.CONSULTATION),
        start=tuple(column(f"{SITE}/xxgk/{path}/index.html", kind) for path, kind in _COLUMNS.items()),
        list_page=NdrcList,
        detail_page=NdrcArticle,
        issuer="国家发展改革委",
        delay=4.0,
        expectations=Expectations(min_items=100, max_age_days=60),
    ),
)
