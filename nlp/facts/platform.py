"""Platforms, apps and products that no list knows: by last part, quotation marks, and what is said of them.

A name of ordinary nouns (火球理财) needs evidence that it is one: an app or a site by that name, or that it fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.facts.boundary import name_start
from nlp.facts.found import Found
from nlp.facts.name_shape import (
    after_measure,
    begins_as_name,
    common_head,
    ends_generic,
    is_mere_place,
    name_offset,
    names_an_organisation,
    reads_as_name,
)
from nlp.lexicon import read_words

LABEL = "平台"
_QUOTED = re.compile(
    r"(?P<kind>平台|应用|产品|软件|网站|小程序|App|APP|项目|名为"
    r"|品牌)?[“\"「‘『](?P<name>[\u4e00-\u9fffA-Za-z0-9·]{2,12})[”\"」’』]"
    r"(?P<what>\s*(?:平台|网站|App|APP|app|软件|小程序|公众号|项目|币|理财|网贷|交易所|产品|应用|等\d*个?(?:直播间|账号|公众号|平台|App)|直播间|系统))?"
)
_NAMED = re.compile(
    r"(?P<what>网贷平台|理财平台|借贷平台|借款平台|贷款平台|交易平台|众筹平台|P2P平台|p2p平台"
    r"|平台)(?P<name>[A-Za-z0-9\u4e00-\u9fff]{2,8}?)(?=[，,。；：“（(、\s]|涉嫌|宣布|发布|被|已|出现"
    r"|提现|逾期|跑路|失联|于|公告|称|暂停|停止)"
)
_SUFFIX = re.compile(
    r"(?P<suffix>钱包|钱罐|易借|速借|闪借|借条|白条|优投|智投|数藏|金服|财富|理财|普惠|众筹|易贷|速贷|快贷|闪贷|金所"
    r"|消费金融|金融|金控|金服|创投|投顾|支付|养老|在线|农商行|商城|贷|宝|币|链|网(?![\u4e00-\u9fff])"
    r"|网(?=[涉被因于的及等已在称平宣发非跑倒暴爆出提]))"
    r"(?P<tail>APP|App|app|平台|网(?![络友易站点贷]))?(?![款出后前务中业性站络友易销人者资价物安])"
)
# Short last parts are parts of many words: they need an unknown word before them, ordinary nouns do not do.
_SHORT_SUFFIX = frozenset(("贷", "宝", "币", "链", "网", "金融", "支付", "养老", "在线", "创投", "投顾"))
_TREATED = re.compile(
    r"(?:APP|App|app|平台|官网|网站|公司|客服|公众号|(?:已|被|又|也)?(?:涉嫌|跑路|失联|提现|逾期|暴雷|爆雷|倒闭|清盘|立案|停运"
    r"|兑付|良性退出|宣布|公告|发布公告|法人|老板|实控人|实际控制人|创始人|CEO|出借人|投资人|受害者))"
)
_GENERIC_PLATFORM = re.compile(
    r"^(?:网络|互联网|在线|个人|小额|信用|现金|消费|普惠|数字|电子|银行|供应链|绿色|科技|房|车|助|校园"
    r"|套路|联合|民间|企业|抵押|质押|虚拟|货|港|硬|外|加密|代|山寨|空气|稳定|区块|产业|财富|投资|金融"
    r"|借|放|还|收|贷|信|过桥|首付|高利|非法|合法|股权|公益|实物|支付|官|本|局域|外|内|上|该|新|大|小|我|某"
    r"|各|互联|物联|因特|联|断|全|风险|对外|直接|间接|长期|短期|固定资产|财产|证券|基金|海外)*"
    r"(?:钱包|金服|财富|理财|普惠|众筹|贷款|金融|投资|资本|在线|贷|宝|币|链|网)(?:APP|App|app|平台|网)?$"
)
_LONGEST_HEAD, _SHORTEST = 6, 3
_NOT_NAMES = frozenset(read_words("not_name.txt"))


def find_platforms(text: str) -> list[Found]:
    """All of them, unordered; they may overlap."""
    return [*_quoted(text), *_named(text), *_by_suffix(text)]


def _quoted(text: str) -> Iterator[Found]:
    for match in _QUOTED.finditer(text):
        name = match["name"]
        if not (match["kind"] or match["what"] or _SUFFIX.search(name)):
            continue
        if not _is_generic(name) and reads_as_name(name):
            yield Found(LABEL, name, match.start("name"), match.end("name"))


def _named(text: str) -> Iterator[Found]:
    for match in _NAMED.finditer(text) if "平台" in text else ():
        name, start = match["name"], match.start("name")
        if (
            not _is_generic(name)
            and begins_as_name(name)
            and reads_as_name(name)
            and name_start(text, match.end("name"), start) == start
        ):
            yield Found(LABEL, name, start, match.end("name"))


def _is_generic(name: str) -> bool:
    return name in _NOT_NAMES or name.isdecimal() or _GENERIC_PLATFORM.match(name) is not None


def _by_suffix(text: str) -> Iterator[Found]:
    floor = 0
    common: dict[str, list[tuple[int, int, bool]]] = {}
    for match in _SUFFIX.finditer(text):
        start = name_start(text, match.start(), floor)
        with_net = match["tail"] == "网"
        end = match.end() if with_net else match.end("suffix")
        suffix = match["suffix"] + ("网" if with_net else "")
        candidate = text[start:end]
        offset = name_offset(candidate, len(suffix))
        if offset < 0 and suffix not in _SHORT_SUFFIX:
            offset = common_head(candidate, len(suffix))
            if offset >= 0 and _fits(candidate[offset:], suffix):
                treated = _TREATED.match(text, end) is not None or text[end : end + 1] in ("”", "」", "』", "(", "（")
                common.setdefault(candidate[offset:], []).append((start + offset, end, treated))
        elif offset >= 0 and _fits(candidate[offset:], suffix):
            floor = match.end()
            begin = after_measure(text, start + offset)
            yield Found(LABEL, text[begin:end], begin, end)
    for name, places in common.items():
        if len(places) > 1 or places[0][2]:
            yield from (Found(LABEL, name, begin, stop) for begin, stop, _ in places)


def _fits(name: str, suffix: str) -> bool:
    head = name[: -len(suffix)]
    if not 1 <= len(head) <= _LONGEST_HEAD or len(name) < _SHORTEST or _is_generic(name):
        return False
    return not names_an_organisation(head) and not ends_generic(head) and not is_mere_place(head)
