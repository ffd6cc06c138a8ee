"""Companies and banks that no list knows: by last part, declared short name, stock code; with `platform`, all names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.facts.boundary import name_start
from nlp.facts.found import Found, without_overlaps
from nlp.facts.name_shape import after_measure, full_name_offset, name_offset
from nlp.facts.platform import find_platforms
from nlp.gazetteer import core_name
from nlp.lexicon import read_words
from nlp.segment import build_segmenter

LABEL = "机构"
_SUFFIX = re.compile(
    r"(?:股份有限公司|有限责任公司|有限公司|集团公司|公司(?![法章债治])|[（(]有限合伙[）)]|信用合作联社|农村信用社"
    r"|合作银行|村镇银行|会计师事务所|律师事务所|银行|证券|信托|集团|基金|保险|期货|股份)"
    r"(?:[（(]集团[）)])?(?:[\u4e00-\u9fff]{0,12}?(?:分行|支行|分公司|营业部|分理处|营业所))?"
)
# Suffixes that are words of their own need a name before them and an end after them.
_WEAK = ("银行", "证券", "信托", "集团", "基金", "保险", "期货", "股份")
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
_LISTED = re.compile(
    r"(?:(?P<st>\*?ST[\u4e00-\u9fff]{2,3})"
    r"|(?P<name>[\u4e00-\u9fff]{3,4}))[（(]\d{6}(?:\.[A-Z]{2})?[）)]"
)
_SHORT_NAME = re.compile(
    r"[（(](?:以下|下)?(?:简称|统称|称)?[:：为]?\s*[“\"「](?P<name>[\u4e00-\u9fffA-Za-z0-9]{2,12})[”\"」]"
    r"|[（(](?:以下|下)?(?:简称|统称|称)[:：为]?\s*(?P<bare>[\u4e00-\u9fffA-Za-z0-9]{2,12})[）)]"
)
_NOT_NAMES = frozenset(read_words("not_name.txt"))
_SHARES = re.compile("有限|公司|制|转让|回购|质押|总数|数量|比例|变动|解禁|减持|增持|被|的|上市|发行|认购")
_COUNTRIES = frozenset(("中国", "美国", "日本", "英国", "德国", "法国", "香港", "全球", "世界"))
_LOCAL_BUSINESS = frozenset(("银行",))
_MOST_MENTIONS = 200


def find_companies(text: str) -> list[Found]:
    """机构 and 平台, in order, no two overlapping. `value` is the full name: a short name that the text declares
    (以下简称“XX”) has its full name as value everywhere. Made for news, posts and decisions, not for laws."""
    strong = list(_by_suffix(text))
    found = [*_declared(text, strong), *strong]
    found += find_platforms(text)
    found += _listed(text)
    return without_overlaps(found)


def _by_suffix(text: str) -> Iterator[Found]:
    floor = 0
    for match in _SUFFIX.finditer(text):
        suffix = match[0]
        weak = suffix in _WEAK
        if suffix == "股份" and _SHARES.match(text, match.end()):
            continue
        if weak and (_WEAK_AFTER.match(text[match.end() : match.end() + 3])):
            continue
        start = name_start(text, match.start(), floor)
        offset = name_offset if weak or suffix == "公司" else full_name_offset
        within = offset(text[start : match.end()], len(suffix))
        if within < 0:
            continue
        start = after_measure(text, start + within)
        head = text[start : match.start()]
        if weak and suffix not in _LOCAL_BUSINESS and head in _COUNTRIES:
            continue
        if len(head) < 2 or _GENERIC_HEAD.match(head) or (len(head) > 10 and offset is name_offset):
            continue
        floor = match.end()
        yield Found(LABEL, text[start : match.end()], start, match.end())


def _declared(text: str, strong: list[Found]) -> Iterator[Found]:
    """Mentions of a full name's short form: declared in brackets after it, else the name without its generic parts."""
    fulls: dict[str, tuple[Found, re.Match[str] | None]] = {}
    for item in strong:
        known = fulls.get(item.value)
        if item.value.endswith("有限公司") and (known is None or known[1] is None):
            fulls[item.value] = (item, _SHORT_NAME.match(text, item.end))
    for full, match in fulls.values():
        name = (match["name"] or match["bare"]) if match else core_name(full.value)
        if name in _NOT_NAMES or len(name) < (2 if match else 3) or name == full.value:
            continue
        at = match.start("name" if match["name"] else "bare") if match else text.find(name)
        for _ in range(_MOST_MENTIONS):
            if at < 0:
                break
            yield Found(LABEL, full.value, at, at + len(name))
            at = text.find(name, at + 1)


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
