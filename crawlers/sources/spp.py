"""最高人民检察院 (spp.gov.cn). Site facts as of 2026-08; how pages after the first are called is a guess.

TRS: rows lead to `YYYYMM/tYYYYMMDD_N.shtml`, bodies are `div#fontzoom`. Days stand in the address and on the page.
"""

from __future__ import annotations

from typing import ClassVar

from crawlers.column import ColumnList, column
from crawlers.column_article import ColumnArticle
from crawlers.source import Expectations, Source
from regintel.model import Kind

SITE = "https://www.spp.gov.cn"


class SppArticle(ColumnArticle):
    """A set of cases as published."""

    host = "spp.gov.cn"
    bodies: ClassVar[tuple[str, ...]] = ("#fontzoom", ".TRS_Editor")
    headings: ClassVar[tuple[str, ...]] = (".detail_tit", "h1", "h2")


SOURCES = (
    Source(
        id="spp_supreme",
        name="最高人民检察院典型案例",
        home=f"{SITE}/xwfbh/dxal/",
        kinds=(Kind.NEWS, Kind.INTERPRETATION),
        start=(column(f"{SITE}/xwfbh/dxal/", Kind.NEWS),),
        list_page=ColumnList,
        detail_page=SppArticle,
        issuer="最高人民检察院",
        delay=4.0,
        expectations=Expectations(min_items=10, max_age_days=60),
    ),
)
