"""中国人民银行 branches: 行政处罚公示. Easysite, each branch with a template of its own; see `crawlers.easysite`.

Site facts as of 2025-09 (厦门 2026-09), of medium confidence: the sub-domains are http; lists are `index.html` or
`index1.html`, their further pages `index2.html`, … in the same folder or in one named by 8 hexadecimal digits. Rows are
`font.hei12 > a` with the day in `span.hui12` or a `td.hei12jj`. A detail (`td.hei14jj` or `#zoom`) holds a table or
nothing but links to files. Columns number from 6 to 9 and more, so they are found by their headers. Sections were given
new ids when branches were renamed in 2023; where a branch has moved on, its list fails by name in the run's report.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, ClassVar
from urllib.parse import urljoin

from crawlers.easysite import EasysiteDetail, EasysiteList
from crawlers.page import Draft, Item
from crawlers.penalty_table import penalties_in
from crawlers.source import Expectations, Request, Source
from regintel.model import Kind

_MAX_PAGES = 500
_PAGE = re.compile(r"^(.*/index)(\d+)\.html$")
_COUNT = re.compile(r"(?:共\s*(\d+)\s*页|当前页\s*[：:]?\s*\d+\s*/\s*(\d+))")

# Branch, host and section path of 行政处罚公示, file of its first page
_BRANCHES = """
上海市 shanghai fzhshanghai/113577/114832/114918/14681 index1
北京市 beijing beijing/132030/132052/132059/19192 index1
天津市 tianjin fzhtianjin/113682/113700/113707/10983 index1
河北省 shijiazhuang shijiazhuang/131442/131463/131472/5490497 index
山西省 taiyuan taiyuan/133960/133981/133988/5482386 index
内蒙古自治区 huhehaote huhehaote/129797/129815/129822/5483143 index
辽宁省 shenyang shenyfh/108074/108127/108208/5491693 index
吉林省 changchun changchun/124680/124698/124705/5491211 index
黑龙江省 haerbin haerbin/112693/112776/112783/5500243 index
江苏省 nanjing nanjing/117542/117560/117567/5499233 index
浙江省 hangzhou hangzhou/125268/125286/125293/5508277 index
安徽省 hefei hefei/122364/122382/122389/5487101 index
福建省 fuzhou fuzhou/126805/126823/126830/5508082 index
江西省 nanchang nanchang/132372/132390/132397/5501364 index
山东省 jinan jinan/120967/120985/120994/5487618 index
河南省 zhengzhou zhengzhou/124182/124200/124207/5515771/88a88c8d index1
湖北省 wuhan wuhan/123472/123493/123502/5514615 index
湖南省 changsha changsha/130011/130029/130036/5492109/273394c2 index1
广东省 guangzhou guangzhou/129142/129159/129166/5495288/c10f866d index1
广西壮族自治区 nanning nanning/133346/133364/133371/5512959 index
海南省 haikou haikou/132982/133000/133007/5485279/52efe36c index1
重庆市 chongqing chongqing/107680/107897/107909/5525107 index
四川省 chengdu chengdu/129320/129341/129350/5498158 index
贵州省 guiyang guiyang/113288/113306/113313/5503826 index
云南省 kunming kunming/133736/133760/133767/5505423 index
西藏自治区 lasa lasa/120480/120504/120511/5517088 index
陕西省 xian xian/129428/129449/129458/5518196 index
甘肃省 lanzhou lanzhou/117067/117091/117098/5518435 index
青海省 xining xining/118239/118263/118270/5513655 index
宁夏回族自治区 yinchuan yinchuan/119983/120001/120008/5521152 index
新疆维吾尔自治区 wulumuqi wulumuqi/121755/121777/121784/5521433 index
深圳市 shenzhen shenzhen/122811/122833/122840/15142 index1
大连市 dalian dalian/123812/123830/123837 index
宁波市 ningbo ningbo/127076/127098/127105 index
青岛市 qingdao qingdao/126166/126184/126191 index
厦门市 xiamen xiamen/127703/127721/127728 index
"""
_REGION = re.compile(r"(?:市|省|壮族自治区|回族自治区|维吾尔自治区|自治区)$")


def _starts() -> tuple[Request, ...]:
    requests = []
    for branch, host, path, leaf in (line.split() for line in _BRANCHES.strip().splitlines()):
        meta = {"branch": f"中国人民银行{branch}分行", "region": _REGION.sub("", branch)}
        requests.append(Request(f"http://{host}.pbc.gov.cn/{path}/{leaf}.html", meta=meta))
    return tuple(requests)


class BranchList(EasysiteList):
    """Rows of any branch's template; which branch it is travels from the first request on."""

    def row_links(self, root: Any) -> list[Any]:
        marked = super().row_links(root)
        if marked:
            return marked
        rows = root.xpath("//font[contains(@class,'hei12')]/a[@href]|//td[contains(@class,'hei12jj')]//a[@href]")
        known: dict[str, Any] = {}
        for link in rows:
            known.setdefault(link.get("href"), link)
        return list(known.values())

    def items(self) -> list[Item]:
        kept = {name: self.answer.meta[name] for name in ("branch", "region") if name in self.answer.meta}
        return [replace(item, meta={**item.meta, **kept}) for item in super().items()]

    def next_lists(self) -> list[Request]:
        """`index2.html`, … up to what the pager counts; where it states no number, the pages that it links."""
        if self.answer.meta.get("page", "1") != "1":
            return []
        root = self.root
        addresses = [urljoin(self.answer.url, a.strip()) for a in root.xpath("//a/@href|//a/@tagname") if a.strip()]
        addresses += [urljoin(self.answer.url, a) for on in root.xpath("//@onclick") for a in _quoted(on)]
        folder = self.answer.url.rsplit("/", 1)[0]
        pages = [found for a in addresses if (found := _PAGE.match(a)) and found[1].startswith(folder)]
        if not pages:
            return []
        prefix = max((found[1] for found in pages), key=len)
        stated = [int(v) for v in root.xpath("//input[@name='article_paging_list_hidden']/@totalpage") if v.isdecimal()]
        stated += [int(a or b) for a, b in _COUNT.findall(" ".join(root.itertext()))]
        last = max(stated) if stated else max(int(found[2]) for found in pages)
        return [
            Request(f"{prefix}{n}.html", meta={**self.answer.meta, "page": str(n)})
            for n in range(2, min(last, _MAX_PAGES) + 1)
        ]


class BranchPenalty(EasysiteDetail):
    """A table of penalties, or links to files that hold it."""

    body_paths: ClassVar[tuple[str, ...]] = (
        *EasysiteDetail.body_paths,
        "//td[contains(concat(' ',@class,' '),' hei14jj ')]",
    )

    def draft(self) -> Draft:
        draft = super().draft()
        penalties = penalties_in(self.body(self.root))
        authorities = tuple(dict.fromkeys(p.authority for p in penalties if p.authority))
        numbers = {p.doc_no for p in penalties if p.doc_no}
        branch = self.item.meta.get("branch", "")
        return replace(
            draft,
            kind=Kind.PENALTY,
            doc_no=numbers.pop() if len(numbers) == 1 else "",
            issuers=authorities or ((branch,) if branch else draft.issuers),
            region=self.item.meta.get("region", ""),
            penalties=penalties,
        )


def _quoted(script: str) -> list[str]:
    return re.findall(r"['\"]([^'\"]+\.html)['\"]", script)


SOURCES = (
    Source(
        id="pbc_penalty_branches",
        name="中国人民银行各分行行政处罚公示",
        home="http://shanghai.pbc.gov.cn/",
        kinds=(Kind.PENALTY,),
        start=_starts(),
        list_page=BranchList,
        detail_page=BranchPenalty,
        issuer="中国人民银行",
        delay=5.0,
        expectations=Expectations(
            min_items=200, filled={"title": 1.0, "text": 0.9, "published_on": 0.95, "penalties": 0.3}, max_age_days=60
        ),
    ),
)
