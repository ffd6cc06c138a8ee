"""国家市场监督管理总局 (samr.gov.cn). Site facts as of 2026-08. Lists: `crawlers.jpaas`.

Rows are pairs `li.nav04Left02_content` and `li.nav04Left02_contenttime`; bodies are `div.Three_xilan_07`, attachments
lie under `/cms_files/`. Addresses outside China are reset, which is a `FetchError`.
"""

from __future__ import annotations

from typing import ClassVar

from crawlers.column_article import ColumnArticle
from crawlers.jpaas import JpaasList, unit_request
from crawlers.source import Blocked, Expectations, Source
from regintel.model import Kind

SITE = "https://www.samr.gov.cn"
_PARAMS = {
    "webId": "29e9522dc89d4e088a953d8cede72f4c",
    "tplSetId": "5c30fb89ae5e48b9aefe3cdf49853830",
    "tagId": "内容区域",
}


class SamrArticle(ColumnArticle):
    """A document of the administration or an explanation of one."""

    host = "samr.gov.cn"
    bodies: ClassVar[tuple[str, ...]] = ("div.Three_xilan_07", ".TRS_Editor", "#zoom")
    headings: ClassVar[tuple[str, ...]] = (".Three_xilan_02", "h1", "h2")
    attached = ".Three_xilan_08, .fujian"


SOURCES = (
    Source(
        id="samr_policy",
        name="市场监管总局文件与政策解读",
        home=f"{SITE}/zw/wjfb/",
        kinds=(Kind.POLICY, Kind.INTERPRETATION, Kind.CONSULTATION),
        start=(
            unit_request(f"{SITE}/zw/wjfb/", _PARAMS | {"pageId": "5a1c443ecf8c471bb9577ba1ae5d2883"}, Kind.POLICY),
            unit_request(
                f"{SITE}/zw/wjfb/zdjd/", _PARAMS | {"pageId": "f6a995f86b4f4362836c3c2d7ce72889"}, Kind.INTERPRETATION
            ),
        ),
        list_page=JpaasList,
        detail_page=SamrArticle,
        issuer="市场监管总局",
        delay=4.0,
        expectations=Expectations(min_items=200, max_age_days=30),
    ),
)
BLOCKED = (
    Blocked(
        id="samr_penalty_docs",
        name="中国市场监管行政处罚文书网",
        home="https://cfws.samr.gov.cn/",
        reason="须登录，且请求参数由页面脚本加密、每次查询至多 200 条，未经许可不得自动采集",
    ),
)
