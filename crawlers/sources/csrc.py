"""中国证券监督管理委员会: its columns and those of its bureaus. Pages and facts: `crawlers.csrc`."""

from __future__ import annotations

from pathlib import Path

from crawlers.csrc import SITE, CsrcList, CsrcRule, search_request, shell_request
from crawlers.source import Expectations, Request, Source
from regintel.model import Kind

ISSUER = "中国证监会"
# Seconds. How long the throttle lasts is not known; short bursts were forgiven after one
_REST = 30.0

_POLICY = (
    shell_request("csrc/c101953/zfxxgk_zdgk", Kind.POLICY),  # 证监会令
    shell_request("csrc/c101954/zfxxgk_zdgk", Kind.POLICY),  # 证监会公告
    shell_request("csrc/c105948/zfxxgk_zdgk", Kind.POLICY),  # 监管规则适用指引
    shell_request("csrc/c101981/zfxxgk_zdgk", Kind.CONSULTATION),  # 征求意见
    # 证监会要闻: the column's page is a guess, its channel is known
    search_request("a1a078ee0bc54721ab6b148884c784a8", {"kind": Kind.NEWS.value, "referer": f"{SITE}/csrc/c100028/"}),
    shell_request("csrc/c100039/common_list", Kind.INTERPRETATION),  # 政策解读
    shell_request("csrc/c100200/common_list", Kind.NEWS),  # 执法动态
    Request(f"{SITE}/csrc/c106256/fg.shtml"),  # 规章库
)
_PENALTY = (
    shell_request("csrc/c101971/zfxxgk_zdgk", Kind.PENALTY),  # 行政处罚决定
    shell_request("csrc/c101972/zfxxgk_zdgk", Kind.PENALTY),  # 市场禁入决定
    shell_request("csrc/c105955/zfxxgk_zdgk", Kind.PENALTY),  # 监管措施
    shell_request("csrc/c101973/zfxxgk_zdgk", Kind.PENALTY),  # 行政复议
    shell_request("beijing/c103570/zfxxgk_zdgk", Kind.PENALTY, "北京"),
    shell_request("shanghai/c103874/zfxxgk_zdgk", Kind.PENALTY, "上海"),
    shell_request("shenzhen/c104330/zfxxgk_zdgk", Kind.PENALTY, "深圳"),
)


def _bureau_channels() -> tuple[Request, ...]:
    """One request a channel of `csrc_channels.txt`, whose columns are not known and need not be."""
    lines = Path(__file__).with_name("csrc_channels.txt").read_text("utf-8").splitlines()
    requests = []
    for region, *channels in (line.split() for line in lines if line and not line.startswith("#")):
        meta = {"kind": Kind.PENALTY.value, "region": region}
        requests += [search_request(channel, meta) for channel in channels if channel != "-"]
    return tuple(requests)


SOURCES = (
    Source(
        id="csrc_policy",
        name="中国证监会令、公告、征求意见与要闻",
        home=f"{SITE}/csrc/c101953/zfxxgk_zdgk.shtml",
        kinds=(Kind.POLICY, Kind.CONSULTATION, Kind.INTERPRETATION, Kind.NEWS),
        start=_POLICY,
        list_page=CsrcList,
        detail_page=CsrcRule,
        issuer=ISSUER,
        rest=_REST,
        expectations=Expectations(min_items=6, max_age_days=30),
    ),
    Source(
        id="csrc_penalty",
        name="中国证监会行政处罚、市场禁入与监管措施",
        home=f"{SITE}/csrc/c101971/zfxxgk_zdgk.shtml",
        kinds=(Kind.PENALTY,),
        start=_PENALTY,
        list_page=CsrcList,
        detail_page=CsrcRule,
        issuer=ISSUER,
        rest=_REST,
        expectations=Expectations(
            min_items=4, filled={"title": 1.0, "text": 0.95, "published_on": 1.0, "doc_no": 0.5}, max_age_days=60
        ),
    ),
    Source(
        id="csrc_penalty_bureaus",
        name="中国证监会各派出机构行政处罚、市场禁入与监管措施",
        home=f"{SITE}/",
        kinds=(Kind.PENALTY,),
        start=_bureau_channels(),
        list_page=CsrcList,
        detail_page=CsrcRule,
        issuer=ISSUER,
        rest=_REST,
        expectations=Expectations(min_items=500, max_age_days=30),
    ),
)
