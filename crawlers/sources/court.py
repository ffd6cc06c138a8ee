"""最高人民法院 (court.gov.cn). Site facts as of 2026-07.

Lists `/fabu/gengduo/16.html` (司法解释) and `/zixun/gengduo/104.html` (典型案例): `li > a[@title]` and `i.date`; later
pages are `16_2.html`, linked by the pager, and the page prints 共 N 篇文章. Details `/fabu/xiangqing/N.html` and
`/zixun/xiangqing/N.html`: `div.title`, `#zoom` or `.txt_txt`. Judgements (wenshu) and the case library (rmfyalk) need
a login and are not read.
"""

from __future__ import annotations

import re
from typing import ClassVar

from crawlers.column import ColumnList, column
from crawlers.column_article import ColumnArticle
from crawlers.source import Blocked, Expectations, Source
from regintel.model import Kind

SITE = "https://www.court.gov.cn"


class CourtList(ColumnList):
    """Rows whose links lead to a `xiangqing` page."""

    link = re.compile(r"/(?:fabu|zixun|shenpan)/xiangqing/\d+\.html$")


class CourtArticle(ColumnArticle):
    """A judicial interpretation or a set of cases."""

    host = "court.gov.cn"
    bodies: ClassVar[tuple[str, ...]] = ("#zoom", ".txt_txt")
    headings: ClassVar[tuple[str, ...]] = ("div.title",)
    attached = ".txt_etr, .fujian"  # a guess; links inside the body are always read


SOURCES = (
    Source(
        id="court_supreme",
        name="最高人民法院司法解释与典型案例",
        home=f"{SITE}/fabu/gengduo/16.html",
        kinds=(Kind.POLICY, Kind.INTERPRETATION, Kind.NEWS),
        start=(
            column(f"{SITE}/fabu/gengduo/16.html", Kind.POLICY),  # 司法解释
            column(f"{SITE}/zixun/gengduo/104.html", Kind.NEWS),  # 典型案例
        ),
        list_page=CourtList,
        detail_page=CourtArticle,
        issuer="最高人民法院",
        delay=4.0,
        expectations=Expectations(min_items=40, max_age_days=60),
    ),
)
BLOCKED = (
    Blocked(
        id="court_judgements",
        name="中国裁判文书网与人民法院案例库",
        home="https://wenshu.court.gov.cn/",
        reason="须登录并通过验证码，不允许自动采集",
    ),
)
