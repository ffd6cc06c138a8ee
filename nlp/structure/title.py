"""Titles as keys: two spellings of one law give one key, two laws never do."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# （2023修订）, （1982年）, （第二次修正）, （2018年修正文本）, （失效）; never （一）, which is part of a name.
_VERSION = re.compile(
    r"[（(](?:(?:\d{4}年?(?:\d{1,2}月(?:\d{1,2}日)?)?)(?:第?[一二三四五六七八九十]+次)?|第[一二三四五六七八九十]+次|最新|新)?"
    r"(?<![（(])(?:修正文本|修正本|修订本|修正|修订|修改|公布|发布|版|文本)?[)）]$"
    r"|[（(](?:修正文本|修正本|修订本|修正|修订|失效|已废止|废止|已修改|现行有效)[)）]$"
)
_TRIAL = re.compile(r"[（(](?:试行|暂行|草案|征求意见稿)[)）]")
_ISSUER = re.compile(
    r"^(?:[\u4e00-\u9fff、]{1,60}?(?:法院|检察院|国务院|大会|委员会|部|局|署|行|院|厅|室|政府|公司|中心|协会|监会))?(?:印发)?关于(?:印发)?"
)
_SHORT = {
    "香港基本法": "香港特别行政区基本法",
    "澳门基本法": "澳门特别行政区基本法",
    "税收征管法": "税收征收管理法",
    "海事诉讼法": "海事诉讼特别程序法",
    "民诉法": "民事诉讼法",
    "刑诉法": "刑事诉讼法",
    "行诉法": "行政诉讼法",
    "银监法": "银行业监督管理法",
    "人民银行法": "中国人民银行法",
    "基金法": "证券投资基金法",
    "期货法": "期货和衍生品法",
    "破产法": "企业破产法",
    "消法": "消费者权益保护法",
    "消保法": "消费者权益保护法",
    "个保法": "个人信息保护法",
    "数安法": "数据安全法",
    "网安法": "网络安全法",
    "反电诈法": "反电信网络诈骗法",
    "劳动争议仲裁法": "劳动争议调解仲裁法",
    "交强险条例": "机动车交通事故责任强制保险条例",
    "处非条例": "防范和处置非法集资条例",
}
_ORDER_TAG = re.compile(
    r"^【[^【】]{0,16}(?:令|号|公告)[^【】]{0,6}】"
)  # 【第231号令】 before the name, as some sites print
_MARKS = re.compile(r"[\s《》〈〉<>“”\"‘’'、,，·•]+")


@lru_cache(maxsize=65536)
def title_key(title: str) -> str:
    """The key of one law over all its versions: without 中华人民共和国, version suffixes, brackets and blanks.

    （试行） and （一） stay, for they name other laws: 规则（试行） and 规则 are versions of one line but not one text.
    """
    text = unicodedata.normalize("NFKC", title)
    text = _ORDER_TAG.sub("", re.sub(r"\s+", "", text)).strip("《》")
    while not text.endswith("修正案", 0, text.rfind("(")) and (shorter := _VERSION.sub("", text)) != text and shorter:
        text = shorter
    key = _MARKS.sub("", text.removeprefix("中华人民共和国")).replace("中华人民共和国", "")
    return _SHORT.get(key, key)


@lru_cache(maxsize=65536)
def loose_key(title: str) -> str:
    """As `title_key`, and also without the issuer before 关于 and without （试行）: 某部关于…的办法 → …的办法."""
    text = _TRIAL.sub("", unicodedata.normalize("NFKC", title))
    return title_key(_ISSUER.sub("", _ORDER_TAG.sub("", re.sub(r"\s+", "", text)).strip("《》")))


def issued_title(title: str) -> str:
    """The rule inside 关于印发《…》的通知, "" for other titles."""
    found = re.search(
        r"(?:印发|发布|公布|颁布|颁发|下发)[《〈](.{2,120})[》〉](?:[（(][^）)]*[）)])?的(?:通知|公告|通告|令)$",
        title.strip(),
    )
    return found[1] if found else ""
