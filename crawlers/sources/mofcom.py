"""商务部 (mofcom.gov.cn). Site facts as of 2026-08. Lists: `crawlers.jpaas`; bodies are `div.art-con`."""

from __future__ import annotations

from typing import ClassVar

from crawlers.column_article import ColumnArticle
from crawlers.jpaas import JpaasList, unit_request
from crawlers.source import Expectations, Source
from regintel.model import Kind

SITE = "https://www.mofcom.gov.cn"
_PARAMS = {
    "webId": "8f43c7ad3afc411fb56f281724b73708",
    "tplSetId": "52551ea0e2c14bca8c84792f7aa37ead",
    "pageId": "fc8bdff48fa345a48b651c1285b70b8f",
}


class MofcomArticle(ColumnArticle):
    """A document of the ministry."""

    host = "mofcom.gov.cn"
    bodies: ClassVar[tuple[str, ...]] = ("div.art-con", ".TRS_Editor", "#zoom")


SOURCES = (
    Source(
        id="mofcom_policy",
        name="商务部政策发布",
        home=f"{SITE}/zwgk/zcfb/",
        kinds=(Kind.POLICY, Kind.INTERPRETATION, Kind.CONSULTATION),
        start=(unit_request(f"{SITE}/zwgk/zcfb/", _PARAMS, Kind.POLICY),),
        list_page=JpaasList,
        detail_page=MofcomArticle,
        issuer="商务部",
        delay=4.0,
        expectations=Expectations(min_items=100, max_age_days=30),
    ),
)
