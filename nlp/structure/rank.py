"""效力位阶: how high a document stands, from who issued it and what it is called."""

from __future__ import annotations

import re
from collections.abc import Sequence

from regintel.policy import RANKS

_CONGRESS = re.compile(r"^(?:中华人民共和国)?全国人民代表大会(?:常务委员会)?$|^全国人大(?:常委会)?$")
_LOCAL_CONGRESS = re.compile(
    r"(?:省|市|自治区|自治州|自治县|县|区)人民代表大会(?:常务委员会)?$|(?:省|市|自治区)人大(?:常委会)?$"
)
_LOCAL_GOVERNMENT = re.compile(r"(?:省|市|自治区|自治州)人民政府$")
_TRADE = re.compile(r"(?:协会|学会|商会|联合会|交易所|登记结算有限责任公司|清算有限公司|股转公司|公会)$")
_COURT = re.compile(r"^(?:中华人民共和国)?最高人民(?:法院|检察院)(?:办公厅|研究室)?")
_NATIONAL = (("法律", _CONGRESS), ("监察法规", re.compile(r"国家监察委员会$")), ("司法解释", _COURT))
_RULE = re.compile(r"(?:条例|规定|办法|细则|规则|实施细则|决定|章程|暂行规定)(?:[（(][^）)]*[）)])*$")
_NOTICE = re.compile(
    r"(?:通知|意见|公告|通告|批复|函|复函|答复|纲要|规划|方案|报告|纪要|指引|要点)(?:[（(][^）)]*[）)])*$"
)


def rank_of(title: str, issuers: Sequence[str], doc_no: str = "") -> str:
    """One of `RANKS`, or "" where neither title nor issuer says. `doc_no` tells 令 (规章) from 发 (规范性文件)."""
    title = re.sub(r"\s", "", title)
    if re.match(r"中华人民共和国宪法(?:修正案)?(?:[（(]|$)", title):
        return "宪法"
    for rank, issued in _NATIONAL:
        if any(issued.search(issuer) for issuer in issuers):
            return rank
    if any(issuer in ("国务院", "中华人民共和国国务院", "政务院") for issuer in issuers):
        order = "令" in doc_no or (not doc_no and (not _NOTICE.search(title) or bool(_RULE.search(title))))
        return "行政法规" if order else "规范性文件"
    return _of_others(title, issuers, doc_no)


def _of_others(title: str, issuers: Sequence[str], doc_no: str) -> str:
    if not issuers:
        return "法律" if re.match(r"中华人民共和国[^（(]{1,40}法(?:典)?(?:[（(]|$)", title) else ""
    if any(_LOCAL_CONGRESS.search(issuer) for issuer in issuers):
        return "地方性法规"
    if "令" in doc_no:
        return "地方政府规章" if any(_LOCAL_GOVERNMENT.search(issuer) for issuer in issuers) else "部门规章"
    return "行业规定" if all(_TRADE.search(issuer) for issuer in issuers) else "规范性文件"


__all__ = ["RANKS", "rank_of"]
