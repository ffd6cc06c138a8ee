"""Companies, banks and platforms that no list knows: by last part, quotation marks, declared short name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from nlp.facts.boundary import name_start
from nlp.facts.found import Found, without_overlaps
from nlp.gazetteer import core_name
from nlp.lexicon import read_words
from nlp.segment import build_segmenter

LABEL, PLATFORM = "机构", "平台"
_SUFFIX = re.compile(
    r"(?:股份有限公司|有限责任公司|有限公司|集团公司|公司(?![法章债治])|[（(]有限合伙[）)]|信用合作联社|农村信用社"
    r"|合作银行|村镇银行|会计师事务所|律师事务所|银行|证券|信托|集团|基金|保险|期货)"
    r"(?:[（(]集团[）)])?(?:[\u4e00-\u9fff]{0,12}?(?:分行|支行|分公司|营业部|分理处|营业所))?"
)
# Suffixes that are words of their own need a name before them and an end after them.
_WEAK = ("银行", "证券", "信托", "集团", "基金", "保险", "期货")
_WEAK_AFTER = re.compile(
    r"^(?:业|法|类|市场|公司|机构|资产|产品|监管|监督|从业|卡|账户|存款|贷款|存管|理财|投资|交易|持有"
    r"|份额|管理|合同|期|间|化|客户|资金|流水|承兑|转账|高管|保险|登记|咨询)"
)
_GENERIC_HEAD = re.compile(
    r"^(?:商业|外资|中资|国有|民营|政策性|系统重要性|农村商业|城市商业|股份制商业|直销|互联网|公司"
    r"|上市|私募|公募|证券投资|证券|基金|信托|保险|期货|财产|人寿|人身|健康|养老|社会|医疗"
    r"|存管|托管|合作|开户|资金存管|网上|手机|电子|投资|货币|债券|股票|指数|股份|有限|一家|多家|国家"
    r"|中央|世界|地下|非|该|本|我|贵|你|他|再|车|意外|责任|大型|中小|各大|各|大|小|新|老|投|参|银行"
    r"|金融)*$"
)
_QUOTED = re.compile(
    r"(?P<kind>平台|应用|产品|软件|网站|小程序|App|APP|项目|名为"
    r"|品牌)?[“\"「‘『](?P<name>[\u4e00-\u9fffA-Za-z0-9·]{2,12})[”\"」’』]"
    r"(?P<what>\s*(?:平台|网站|App|APP|app|软件|小程序|公众号|项目|币|理财|网贷|交易所|产品|应用))?"
)
_NAMED = re.compile(
    r"(?P<what>网贷平台|理财平台|借贷平台|借款平台|贷款平台|交易平台|众筹平台|P2P平台|p2p平台"
    r"|平台)(?P<name>[A-Za-z0-9\u4e00-\u9fff]{2,8}?)(?=[，,。；：“（(、\s]|涉嫌|宣布|发布|被|已|出现"
    r"|提现|逾期|跑路|失联|于|公告|称|暂停|停止)"
)
_PLATFORM_SUFFIX = re.compile(
    r"(?:钱包|钱罐|易借|速借|闪借|借条|白条|优投|智投|数藏|金服|财富|理财|普惠|众筹|易贷|速贷|快贷"
    r"|闪贷|金所|贷|宝|币|链|网(?![\u4e00-\u9fff])"
    r"|网(?=[涉被因于的及等已在称平宣发非跑倒暴爆出提]))(?:APP|App|app|平台"
    r"|网)?(?![款出后前务中业性站络友易销人者资价物安])"
)
_LISTED = re.compile(
    r"(?:(?P<st>\*?ST[\u4e00-\u9fff]{2,3})"
    r"|(?P<name>[\u4e00-\u9fff]{3,4}))[（(]\d{6}(?:\.[A-Z]{2})?[）)]"
)
_GENERIC_PLATFORM = re.compile(
    r"^(?:网络|互联网|在线|个人|小额|信用|现金|消费|普惠|数字|电子|银行|供应链|绿色|科技|房|车|助|校园"
    r"|套路|联合|民间|企业|抵押|质押|虚拟|货|港|硬|外|加密|代|山寨|空气|稳定|区块|产业|财富|投资|金融"
    r"|借|放|还|信|过桥|首付|高利|非法|合法|股权|公益|实物|支付|官|本|局域|外|内|上|该|新|大|小|我|某"
    r"|各|互联|物联|因特|联|断|全|风险|对外|直接|间接|长期|短期|固定资产|财产|证券|基金|海外)*"
    r"(?:钱包|金服|财富|理财|普惠|众筹|贷款|金融|投资|资本|在线|贷|宝|币|链|网)(?:APP|App|app|平台|网)?$"
)
_SHORT_NAME = re.compile(
    r"[（(](?:以下|下)?(?:简称|统称|称)?[:：为]?\s*[“\"「](?P<name>[\u4e00-\u9fffA-Za-z0-9]{2,12})[”\"」]"
    r"|[（(](?:以下|下)?(?:简称|统称|称)[:：为]?\s*(?P<bare>[\u4e00-\u9fffA-Za-z0-9]{2,12})[）)]"
)
_NOT_NAMES = frozenset(read_words("not_name.txt"))
_COUNT = re.compile(r"[\d.]+[万亿千百]*[股元人名家个倍月日年位起%％]+")
_MOST_MENTIONS = 200


def find_companies(text: str) -> list[Found]:
    """机构 and 平台, in order, no two overlapping. `value` is the full name: a short name that the text declares
    (以下简称“XX”) has its full name as value everywhere. Made for news, posts and decisions, not for laws."""
    strong = list(_by_suffix(text))
    found = strong + list(_declared(text, strong))
    found += _quoted(text)
    found += _platforms(text)
    found += _listed(text)
    return without_overlaps(found)


def _by_suffix(text: str) -> Iterator[Found]:
    floor = 0
    for match in _SUFFIX.finditer(text):
        suffix = match[0]
        weak = suffix in _WEAK
        if weak and (_WEAK_AFTER.match(text[match.end() : match.end() + 3])):
            continue
        start = name_start(text, match.start(), floor)
        head = text[start : match.start()]
        if len(head) < 2 or _GENERIC_HEAD.match(head) or (weak and len(head) > 10):
            continue
        if suffix == "公司" and not _names_something(head):
            continue
        floor = match.end()
        yield Found(LABEL, text[start : match.end()], start, match.end())


@lru_cache(maxsize=20_000)
def _names_something(head: str) -> bool:
    """Whether 加速 or 联宝 stands before a bare 公司: a name has a noun or an unknown word in it."""
    return len(head) <= 10 and any(
        flag.startswith(("n", "x", "eng", "j")) or len(word) == 1 for word, flag in build_segmenter().tagged(head)
    )


def _declared(text: str, strong: list[Found]) -> Iterator[Found]:
    """Mentions of a full name's short form: declared in brackets after it, else the name without its generic parts."""
    for full in {item.value: item for item in strong if item.value.endswith("有限公司")}.values():
        match = _SHORT_NAME.match(text, full.end)
        name = (match["name"] or match["bare"]) if match else core_name(full.value)
        if name in _NOT_NAMES or len(name) < (2 if match else 3) or name == full.value:
            continue
        at = match.start("name" if match["name"] else "bare") if match else text.find(name)
        for _ in range(_MOST_MENTIONS):
            if at < 0:
                break
            yield Found(LABEL, full.value, at, at + len(name))
            at = text.find(name, at + 1)


def _quoted(text: str) -> Iterator[Found]:
    for match in _QUOTED.finditer(text):
        name = match["name"]
        if name in _NOT_NAMES or not (match["kind"] or match["what"] or _PLATFORM_SUFFIX.search(name)):
            continue
        if name.isdigit() or _GENERIC_PLATFORM.match(name):
            continue
        yield Found(PLATFORM, name, match.start("name"), match.end("name"))
    for match in _NAMED.finditer(text) if "平台" in text else ():
        name = match["name"]
        start = match.start("name")
        if (
            name not in _NOT_NAMES
            and name_start(text, match.end("name"), start) == start
            and not _GENERIC_PLATFORM.match(name)
        ):
            yield Found(PLATFORM, name, start, match.end("name"))


def _platforms(text: str) -> Iterator[Found]:
    floor = 0
    for match in _PLATFORM_SUFFIX.finditer(text):
        start = name_start(text, match.start(), floor)
        count = _COUNT.match(text, start, match.start())
        start = count.end() if count else start
        head = text[start : match.start()]
        name = text[start : match.end()]
        if not 1 <= len(head) <= 6 or (len(head) == 1 and not head.isascii() and len(name) < 3):
            continue
        if _GENERIC_PLATFORM.match(name):
            continue
        floor = match.end()
        yield Found(PLATFORM, name, start, match.end())


def _listed(text: str) -> Iterator[Found]:
    """Short names of listed companies, printed with their code: 青禾股份(600000). Most have four characters."""
    for match in _LISTED.finditer(text):
        if match["st"]:
            start = match.start("st")
        else:
            end = match.end("name")
            low = max(0, end - 10)
            begins = {low + token.start for token in build_segmenter().tokens(text[low:end])}
            start = next(
                (end - n for n in (4, 3, 2) if end - n in begins and end - n >= match.start("name")),
                match.start("name"),
            )
        stop = match.end("st" if match["st"] else "name")
        yield Found(LABEL, text[start:stop], start, stop)
