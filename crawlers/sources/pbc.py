"""中国人民银行. Easysite CMS; see `crawlers.easysite`. Site facts as of 2026-10.

Rules stand in sections of 条法司 and of 政务公开; some in both, under two addresses that end in one number. Most old
documents hold nothing but a PDF, as all of 支付体系运行 do. The site was rebuilt on 2026-06-26, so ids of 7 and of 19
digits occur on one page. A page past the end is a 404 of 146 bytes.
"""

from __future__ import annotations

import re
from dataclasses import replace

from crawlers.deadline import deadline_of
from crawlers.doc_no import printed_doc_no
from crawlers.easysite import EasysiteDetail, EasysiteList
from crawlers.issuer import joint_issuers
from crawlers.kind import kind_of_title
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

# Sections of 条法司 and 政务公开, 反洗钱局, 支付体系运行; what is published twice is kept once
_RULES = (
    "tiaofasi/144941/3581332",
    "tiaofasi/144941/144957",
    "tiaofasi/144941/144951",
    "tiaofasi/144941/144953",
    "zhengwugongkai/4081330/4406346/4406348",
    "zhengwugongkai/4081330/4406346/4693545",
    "zhengwugongkai/4081330/4406346/4700569",
    "fanxiqianju/135153",
    "zhifujiesuansi/128525/128545/128643",
)
# 新闻发布, 公开市场业务交易公告, 政策研究
_NEWS = (
    "goutongjiaoliu/113456/113469",
    "zhengcehuobisi/125207/125213/125431/125475",
    "redianzhuanti/118742/4122386/4122510",
)


class RuleDetail(EasysiteDetail):
    """A rule, whose 文号 stands in the title or on one of the first lines; joint issuers stand in the title."""

    def draft(self) -> Draft:
        draft = super().draft()
        return replace(
            draft,
            kind=kind_of_title(draft.title, Kind.POLICY),
            doc_no=printed_doc_no(draft.title, draft.text),
            issuers=joint_issuers(draft.title) or draft.issuers,
        )


class NewsDetail(EasysiteDetail):
    """News, operations of the day and essays. Explanations of rules and drafts for comment are told by their titles."""

    def draft(self) -> Draft:
        draft = super().draft()
        kind = kind_of_title(draft.title, Kind.NEWS)
        closes = deadline_of(draft.text, draft.published_on) if kind is Kind.CONSULTATION else None
        return replace(draft, kind=kind, deadline=closes)


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


def _section(path: str) -> Request:
    return Request(f"{SITE}/{path}/index.html")


SOURCES = (
    Source(
        id="pbc_rules",
        name="中国人民银行法律法规与规范性文件",
        home=f"{SITE}/tiaofasi/144941/index.html",
        kinds=(Kind.POLICY, Kind.CONSULTATION, Kind.INTERPRETATION),
        start=tuple(_section(path) for path in _RULES),
        list_page=EasysiteList,
        detail_page=RuleDetail,
        issuer=ISSUER,
        expectations=Expectations(min_items=9, max_age_days=120),
    ),
    Source(
        id="pbc_news",
        name="中国人民银行新闻与公开市场公告",
        home=f"{SITE}/goutongjiaoliu/113456/113469/index.html",
        kinds=(Kind.NEWS, Kind.INTERPRETATION, Kind.CONSULTATION),
        start=tuple(_section(path) for path in _NEWS),
        list_page=EasysiteList,
        detail_page=NewsDetail,
        issuer=ISSUER,
        expectations=Expectations(min_items=6, max_age_days=14),
    ),
    Source(
        id="pbc_penalty_hq",
        name="中国人民银行总行行政处罚公示",
        home=f"{SITE}/zhengwugongkai/4081330/4081344/4081407/4081705/index.html",
        kinds=(Kind.PENALTY,),
        start=(_section("zhengwugongkai/4081330/4081344/4081407/4081705"),),
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
