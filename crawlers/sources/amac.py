"""中国证券投资基金业协会 (amac.org.cn). Site facts as of 2026-10.

TRS lists with a `createPageHTML` pager that counts from zero; pages weigh 300 KB and more. Rows print a day or have it
in their address; bodies are `.job-infos` or the editor's block, above rules stands a table of 文号, 实施日期 and so on.
"""

from __future__ import annotations

from typing import ClassVar

from crawlers.column import ColumnList, column
from crawlers.column_article import ColumnArticle
from crawlers.source import Expectations, Source
from regintel.model import Kind

SITE = "https://www.amac.org.cn"


class AmacList(ColumnList):
    """Rows of `.content-right .c-box`."""

    boxes = ".content-right .c-box"


class AmacArticle(ColumnArticle):
    """A notice, a decision or a rule."""

    host = "amac.org.cn"
    bodies: ClassVar[tuple[str, ...]] = (".job-infos", ".TRS_Editor", ".TRS_UEDITOR", "#zoom")
    headings: ClassVar[tuple[str, ...]] = (".content-right .title h3", "h1", "h3")
    attached = ".content-right .attachment, .content-right .fujian"


SOURCES = (
    Source(
        id="amac",
        name="中国证券投资基金业协会通知、纪律处分与异常机构",
        home=f"{SITE}/",
        kinds=(Kind.POLICY, Kind.PENALTY, Kind.DISCLOSURE, Kind.CONSULTATION, Kind.INTERPRETATION),
        start=(
            column(f"{SITE}/xwfb/tzgg/", Kind.POLICY),  # 通知公告
            column(f"{SITE}/zlgl/jlcf/scfjg/", Kind.PENALTY),  # 纪律处分：机构
            column(f"{SITE}/zlgl/jlcf/scfry/", Kind.PENALTY),  # 纪律处分：人员
            column(f"{SITE}/zlgl/zlcs/", Kind.PENALTY),  # 自律措施
            column(f"{SITE}/zlgl/ycjy/ycjyjgclgg/", Kind.DISCLOSURE),  # 异常经营机构
            column(f"{SITE}/zlgl/sljg/sljgclgg/", Kind.DISCLOSURE),  # 失联机构
        ),
        list_page=AmacList,
        detail_page=AmacArticle,
        issuer="中国证券投资基金业协会",
        delay=4.0,
        expectations=Expectations(min_items=60, max_age_days=30),
    ),
)
