"""中国人民银行. Easysite CMS; see `crawlers.easysite`."""

from __future__ import annotations

import re
from dataclasses import replace

from crawlers.easysite import EasysiteDetail, EasysiteList
from crawlers.page import Draft
from crawlers.penalty_table import penalties_in
from crawlers.source import Expectations, Request, Source
from regintel.model import Kind

ISSUER = "中国人民银行"
SITE = "https://www.pbc.gov.cn"

# 银罚决字〔2026〕104-116号, 银罚决字【2025】10-25号
_DOC_NO = re.compile(
    r"[\u4e00-\u9fff]{1,12}[〔\[【（(]\s*(?:19|20)\d{2}\s*[〕\]】）)]\s*第?\s*\d[\d\-－—–至~～、,，\s]*号"
)


class PenaltyDetail(EasysiteDetail):
    """A table, one party a row; the title is mostly just a 文号 or a range of them. Prose is left to the annotator."""

    def draft(self) -> Draft:
        draft = super().draft()
        penalties = penalties_in(self.body(self.root))
        authorities = tuple(dict.fromkeys(p.authority for p in penalties if p.authority))
        number = _DOC_NO.search(draft.title)
        return replace(
            draft,
            kind=Kind.PENALTY,
            doc_no=number[0] if number else "",
            penalties=penalties,
            issuers=authorities or draft.issuers,
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
