"""中国证券业协会 (sac.net.cn). Site facts as of 2026-10, of low confidence: pager and body are guesses (TRS).

Rows lead to `YYYYMM/tYYYYMMDD_N.html`; some lists print no day, then the address tells it. Over national holidays every
path answers 200 with a notice of maintenance, which is a `ChallengeError`, never an empty list.
"""

from __future__ import annotations

from typing import ClassVar

from crawlers.column import ColumnList, column
from crawlers.column_article import ColumnArticle
from crawlers.source import Expectations, Source
from regintel.model import Kind

SITE = "https://www.sac.net.cn"


class SacArticle(ColumnArticle):
    """A notice or a rule of self-discipline."""

    host = "sac.net.cn"
    bodies: ClassVar[tuple[str, ...]] = (".TRS_Editor", ".TRS_UEDITOR", "#zoom", ".article_con", ".content")
    attached = ".attachment, .fujian"


SOURCES = (
    Source(
        id="sac",
        name="中国证券业协会通知公告与自律规则",
        home=f"{SITE}/",
        kinds=(Kind.POLICY, Kind.NEWS, Kind.CONSULTATION, Kind.INTERPRETATION),
        start=(
            column(f"{SITE}/tzgg/", Kind.POLICY),  # 通知公告
            column(f"{SITE}/flfg/zlgz/", Kind.POLICY),  # 自律规则
            column(f"{SITE}/hyfw/hydt/", Kind.NEWS),  # 行业动态
        ),
        list_page=ColumnList,
        detail_page=SacArticle,
        issuer="中国证券业协会",
        delay=4.0,
        expectations=Expectations(min_items=20, max_age_days=60),
    ),
)
