"""Claims by which products and platforms are advertised: 保本, 刚性兑付, 资金存管, 国资背景, 上市系, 担保."""

from __future__ import annotations

import re

from nlp.facts.found import Found

LABEL = "宣称"
_CLAIMS = (
    ("保本", r"保本保息|保本付息|保本保收益|承诺保本|保证本金|本金无忧|保本理财|100%保本|保本(?=[，,。！!、])"),
    ("刚性兑付", r"刚性兑付|刚兑|无条件兑付|到期必兑|逾期必赔|本息全额垫付|全额赔付"),
    ("无风险", r"零风险|无风险(?!利率|套利)|稳赚不赔|稳赚|绝对安全"),
    ("资金存管", r"(?:银行|资金)(?:资金)?存管|存管银行|第三方存管"),
    ("国资背景", r"国资(?:背景|系|控股|入股|委)|央企(?:背景|控股)|国企背景|政府背书|国有独资"),
    ("上市系背景", r"上市(?:系|公司背景|公司控股|公司旗下|公司系)|(?:纳斯达克|港股|美股|A股)上市"),
    ("担保", r"(?:第三方|融资性|全额|本息)担保|保险公司承保|履约保证保险|风险准备金|风险保障金"),
    ("高收益", r"高收益|高回报|高额回报|高额收益|高息"),
)
_PATTERN = re.compile("|".join(f"(?P<c{i}>{pattern})" for i, (_, pattern) in enumerate(_CLAIMS)))
_NOT = re.compile(r"(?:不|非|禁止|严禁|不得|未|没有|打破|谨防|警惕|防范)[^，,。；;]{0,6}$")


def find_claims(text: str) -> list[Found]:
    """Every claim in order, `value` its kind. Negated and forbidden ones (不保本, 不得承诺保本) are none."""
    found = []
    for match in _PATTERN.finditer(text):
        if _NOT.search(text[max(0, match.start() - 10) : match.start()]):
            continue
        name = _CLAIMS[int((match.lastgroup or "c0")[1:])][0]
        found.append(Found(LABEL, name, match.start(), match.end()))
    return found
