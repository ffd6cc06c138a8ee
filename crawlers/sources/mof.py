"""财政部 (mof.gov.cn). Site facts as of 2026-09.

TRS. Lists are `ul.liBox > li` with `@title` and `YYYY-MM-DD`; pages `index_1.htm` for the second, from `createPageHTML`
or `var countPage`. Rows lead to the sub-domains of departments (szs., jrs., …), which answer 502 at times. Bodies:
`div.my_conboxzw` or `div.my_doccontent`. 财政文告 are files only. The address of 金融司's column is a guess and is
not read; its documents stand in 政策发布, too.
"""

from __future__ import annotations

from typing import ClassVar

from crawlers.column import ColumnList, column
from crawlers.column_article import ColumnArticle
from crawlers.source import Expectations, Source
from regintel.model import Kind

SITE = "https://www.mof.gov.cn"


class MofList(ColumnList):
    """Rows of `ul.liBox`."""

    boxes = "ul.liBox"


class MofArticle(ColumnArticle):
    """An article on any of the ministry's hosts."""

    host = "mof.gov.cn"
    bodies: ClassVar[tuple[str, ...]] = ("div.my_conboxzw", "div.my_doccontent", ".TRS_Editor", "#zoom")
    headings: ClassVar[tuple[str, ...]] = ("h2.title_con", "h1", "h2")


SOURCES = (
    Source(
        id="mof_policy",
        name="财政部政策发布",
        home=f"{SITE}/zhengwuxinxi/zhengcefabu/",
        kinds=(Kind.POLICY, Kind.INTERPRETATION, Kind.CONSULTATION),
        start=(column(f"{SITE}/zhengwuxinxi/zhengcefabu/index.htm", Kind.POLICY),),
        list_page=MofList,
        detail_page=MofArticle,
        issuer="财政部",
        delay=4.0,
        expectations=Expectations(min_items=100, max_age_days=30),
    ),
)
