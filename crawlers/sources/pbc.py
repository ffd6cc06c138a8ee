"""中国人民银行. Easysite CMS; see `crawlers.easysite`."""

from __future__ import annotations

from dataclasses import replace

from crawlers.easysite import EasysiteDetail, EasysiteList
from crawlers.page import Draft
from crawlers.penalty_table import penalties_in
from crawlers.source import Expectations, Request, Source
from regintel.errors import ParseError
from regintel.model import Kind

ISSUER = "中国人民银行"
SITE = "https://www.pbc.gov.cn"


class PenaltyDetail(EasysiteDetail):
    """A table with one party a row. The title is nothing but a 文号 or a range of them (银罚决字〔2026〕104-116号)."""

    def draft(self) -> Draft:
        draft = super().draft()
        penalties = penalties_in(self.body(self.root))
        if not penalties and not draft.files:
            raise ParseError(
                f"{self.answer.url} 中没有可识别的处罚表格（当事人、文号列）", "网站可能改版，请更新表头规则"
            )
        authorities = tuple(dict.fromkeys(p.authority for p in penalties if p.authority))
        return replace(
            draft, kind=Kind.PENALTY, doc_no=draft.title, penalties=penalties, issuers=authorities or draft.issuers
        )


SOURCES = (
    Source(
        id="pbc_penalty_hq",
        name="中国人民银行总行行政处罚公示",
        home=f"{SITE}/zhengwugongkai/4081330/4081344/4081407/4081705/index.html",
        kinds=(Kind.PENALTY,),
        start=(Request(f"{SITE}/zhengwugongkai/4081330/4081344/4081407/4081705/index.html"),),
        list_page=EasysiteList,
        detail_page=PenaltyDetail,
        issuer=ISSUER,
        expectations=Expectations(
            min_items=3,
            filled={"title": 1.0, "text": 1.0, "published_on": 1.0, "penalties": 0.95},
            max_age_days=180,
        ),
    ),
)
