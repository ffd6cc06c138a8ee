"""深圳市地方金融管理局 (jr.sz.gov.cn). Site facts as of 2026-07; that the second page is `index_2.html` is a guess.

Rows lead to `/content/post_N.html` (files and normative documents also to `mpost_N.html`); pages carry the usual meta
tags, bodies are `div.news_cont_d_wrap`. Other cities of the same CMS call them `info_cont`.
"""

from __future__ import annotations

import re
from typing import ClassVar

from crawlers.column import ColumnList, column
from crawlers.column_article import ColumnArticle
from crawlers.source import Expectations, Source
from regintel.model import Kind

SITE = "https://jr.sz.gov.cn"


class ShenzhenList(ColumnList):
    """Rows whose links are posts."""

    link = re.compile(r"/content/m?post_\d+\.html$")


class ShenzhenArticle(ColumnArticle):
    """A post."""

    host = "sz.gov.cn"
    bodies: ClassVar[tuple[str, ...]] = ("div.news_cont_d_wrap", ".info_cont", ".article-content")
    headings: ClassVar[tuple[str, ...]] = (".info_title", "h1", "h2")
    attached = ".fjdown, .fujian"


SOURCES = (
    Source(
        id="local_shenzhen_jr",
        name="深圳市地方金融管理局规范性文件与通知公告",
        home=f"{SITE}/sjrb/",
        kinds=(Kind.POLICY, Kind.INTERPRETATION, Kind.CONSULTATION),
        start=(
            column(f"{SITE}/sjrb/xxgk/zcfg/gfxwjcx/index.html", Kind.POLICY),
            column(f"{SITE}/sjrb/xxgk/zcfg/dfjrzc/index.html", Kind.POLICY),
            column(f"{SITE}/sjrb/xxgk/tzgg/index.html", Kind.POLICY),
        ),
        list_page=ShenzhenList,
        detail_page=ShenzhenArticle,
        issuer="深圳市地方金融管理局",
        region="深圳",
        delay=4.0,
        expectations=Expectations(min_items=20, max_age_days=180),
    ),
)
