"""Figures, days, numbers of documents and names: value and exact place, in the spellings that occur."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.facts.amount import find_amounts
from nlp.facts.claim import find_claims
from nlp.facts.company import find_companies
from nlp.facts.credit_code import find_credit_codes, is_credit_code
from nlp.facts.date import find_dates
from nlp.facts.doc_no import find_doc_nos
from nlp.facts.found import Found, without_overlaps
from nlp.facts.number import parse_number, plain
from nlp.facts.organisation import find_organisations
from nlp.facts.person import find_persons
from nlp.facts.ratio import find_ratios
from nlp.facts.term import find_terms
from nlp.facts.topic import find_topics

DAY = date(2026, 10, 9)
FINDERS: list[Callable[[str], list[Found]]] = [
    find_amounts,
    find_ratios,
    find_dates,
    find_terms,
    find_doc_nos,
    find_credit_codes,
    find_organisations,
    find_companies,
    find_persons,
    find_claims,
    find_topics,
]


def read(found: list[Found], text: str) -> list[tuple[str, str]]:
    return [(text[f.start : f.end], f.value) for f in found]


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("1,234.56", "1234.56"),
        ("30，000", "30000"),
        ("1.15万", "11500"),
        ("12亿3000万", "1230000000"),
        ("伍拾万", "500000"),
        ("三百二十万零五千", "3205000"),
        ("二〇二六", "2026"),
        ("十五", "15"),
        ("一点五亿", "150000000"),
        ("3,000余万", "30000000"),
    ],
)
def test_numbers(printed: str, number: str) -> None:
    value = parse_number(printed)
    assert value is not None
    assert plain(value) == number


@pytest.mark.parametrize("printed", ["", "万", "abc", "一点", "第三", "1" * 50])
def test_no_numbers(printed: str) -> None:
    assert parse_number(printed) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("没收违法所得0.14万元，罚款1万元", [("0.14万元", "1400元"), ("1万元", "10000元")]),
        ("处二十万元以上五十万元以下罚款", [("二十万元", "200000元"), ("五十万元", "500000元")]),
        ("费用5万至10万元", [("5万至10万元", "50000-100000元")]),
        ("人民币伍拾万元整", [("人民币伍拾万元整", "500000元")]),
        ("叁仟贰佰元伍角", [("叁仟贰佰元伍角", "3200.5元")]),
        ("¥1,234.50 与 HK$5,000万", [("¥1,234.50", "1234.5元"), ("HK$5,000万", "50000000港元")]),
        ("约3,000余万美元", [("3,000余万美元", "30000000美元")]),
        ("元旦假期，一元化管理，单元房", []),
        ("数万元", []),
    ],
)
def test_amounts(text: str, expected: list[tuple[str, str]]) -> None:
    assert read(find_amounts(text), text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("预期年化收益率12%-15%", [("12%-15%", "预期年化收益率12-15%")]),
        ("资本充足率不得低于百分之八", [("百分之八", "资本充足率8%")]),
        ("流动性覆盖率为100%，拨备覆盖率150%", [("100%", "流动性覆盖率100%"), ("150%", "拨备覆盖率150%")]),
        ("逾期率0.5‰", [("0.5‰", "逾期率0.05%")]),
        ("下调25个基点", [("25个基点", "0.25%")]),
        ("占百分之十二点五", [("百分之十二点五", "12.5%")]),
    ],
)
def test_ratios(text: str, expected: list[tuple[str, str]]) -> None:
    assert read(find_ratios(text), text) == expected


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("2026年3月5日", ["2026-03-05"]),
        ("2026-03-05 / 2026.3.5", ["2026-03-05", "2026-03-05"]),
        ("二〇二六年三月五日", ["2026-03-05"]),
        ("2024年1月至3月", ["2024-01/2024-03"]),
        ("2019年第一季度", ["2019-Q1"]),
        ("2月30日与2026年2月30日", []),
        ("3月5日", []),
        ("第3条 12.5 3年内", []),
    ],
)
def test_dates(text: str, values: list[str]) -> None:
    assert [f.value for f in find_dates(text)] == values


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("今年以来", ["2026"]),
        ("去年12月", ["2025-12"]),
        ("10月8日", ["2026-10-08"]),
        ("12月25日", ["2025-12-25"]),
        ("昨日", ["2026-10-08"]),
        ("上月", ["2026-09"]),
        ("2020年发布，5月6日修订", ["2020", "2020-05-06"]),
    ],
)
def test_dates_that_need_the_day_of_publication(text: str, values: list[str]) -> None:
    assert [f.value for f in find_dates(text, DAY)] == values


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("期限6个月", ["6个月"]),
        ("三年以上", ["3年"]),
        ("20个工作日内", ["20工作日"]),
        ("12-24个月", ["12-24个月"]),
        ("自收到之日起七日内", ["7日"]),
        ("2019年、第三年、3月5日、每日", []),
    ],
)
def test_terms(text: str, values: list[str]) -> None:
    assert [f.value for f in find_terms(text)] == values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("根据银发〔2026〕第4号", "银发〔2026〕4号"),
        ("银罚决字【2026】104-116号", "银罚决字〔2026〕104-116号"),
        ("中国人民银行令〔2026〕第4号", "中国人民银行令〔2026〕第4号"),
        ("浙保监罚[2007]2号", "浙保监罚〔2007〕2号"),
        ("（2021）京01刑初123号", "〔2021〕京01刑初123号"),
        ("国务院令第737号", "国务院令第737号"),
        ("证监会令【第235号】", "证监会令第235号"),
        ("证监会行政处罚决定书\n〔2026〕139号", "〔2026〕139号"),
    ],
)
def test_doc_nos(text: str, value: str) -> None:
    assert [f.value for f in find_doc_nos(text)] == [value]


def test_credit_codes_are_checked() -> None:
    good = "91110000100000000" + next(
        c for c in "0123456789ABCDEFGHJKLMNPQRTUWXY" if is_credit_code("91110000100000000" + c)
    )
    bad = good[:-1] + ("0" if good[-1] != "0" else "1")
    assert [f.value for f in find_credit_codes(f"代码{good}，{bad}。")] == [good]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("银保监会与证监会联合发布", ["国家金融监督管理总局", "中国证券监督管理委员会"]),
        ("衢州银监分局作出决定", ["衢州银监分局"]),
        ("中国证监会深圳监管局", ["中国证监会深圳监管局"]),
        ("由北京市海淀区人民法院审理", ["北京市海淀区人民法院"]),
        ("依法向人民法院起诉", []),
        ("集中行使职权的加工行业", []),
    ],
)
def test_organisations(text: str, values: list[str]) -> None:
    assert [f.value for f in find_organisations(text)] == values


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("对资易贷（北京）金融信息服务有限公司立案", ["资易贷（北京）金融信息服务有限公司"]),
        ("青禾钱包提现困难", ["青禾钱包"]),
        ("“云麓在线”平台停业", ["云麓在线"]),
        ("青禾股份(600000)公告", ["青禾股份"]),
        ("星桥支付有限公司（以下简称“星桥”）被罚，星桥表示接受", ["星桥支付有限公司"] * 3),
        ("商业银行应当遵守，上市公司应当披露，网络借贷属于民间借贷", []),
    ],
)
def test_companies_and_platforms(text: str, values: list[str]) -> None:
    assert [f.value for f in find_companies(text)] == values


def test_persons_and_positions() -> None:
    text = "周某（时任寅岱农村商业银行合规部总经理）、李某某和王*明"
    assert [(f.label, f.value) for f in find_persons(text)] == [
        ("人物", "周某"),
        ("职务", "寅岱农村商业银行合规部总经理"),
        ("人物", "李某某"),
        ("人物", "王*明"),
    ]


def test_a_masked_company_is_no_person() -> None:
    assert find_persons("张某某公司") == find_persons("高某科技公司") == []


def test_claims_but_not_their_negations() -> None:
    assert [f.value for f in find_claims("承诺保本保息，国资背景，资金存管")] == ["保本", "国资背景", "资金存管"]
    assert find_claims("本产品不保本保息，不得刚性兑付") == []


def test_topics_need_density() -> None:
    assert [f.value for f in find_topics("反洗钱义务：客户身份识别、可疑交易报告、大额交易报告。" * 3)] == ["反洗钱"]
    assert find_topics("反洗钱") == []


PIECES = st.sampled_from(
    [
        "1",
        "2",
        "3,0",
        ".5",
        "万",
        "亿",
        "元",
        "%",
        "百分之",
        "年",
        "月",
        "日",
        "至",
        "-",
        "〔2026〕",
        "号",
        "第",
        "令",
        "某",
        "张",
        "有限公司",
        "（",
        "）",
        "北京",
        "银行",
        "平台",
        "“",
        "”",
        "时任",
        "个月",
        "伍",
        "拾",
        "今年",
        "\n",
        " ",
        "¥",
        "$",
        "🙂",
        "人民法院",
        "市",
        "ST",
        "(600000)",
        "保本",
    ]
)


@given(st.lists(PIECES, max_size=40).map("".join))
def test_every_find_is_a_real_place(text: str) -> None:
    for finder in FINDERS:
        for item in finder(text):
            assert 0 <= item.start < item.end <= len(text)
            assert item.value


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 12)), max_size=25))
def test_merged_finds_never_overlap_and_keep_the_longest(pairs: list[tuple[int, int]]) -> None:
    found = [Found("x", "v", start, start + size) for start, size in pairs]
    kept = without_overlaps(found)
    assert all(a.end <= b.start for a, b in pairwise(kept))
    for item in found:
        rivals = [k for k in kept if k.start < item.end and item.start < k.end]
        assert rivals
        assert max(r.end - r.start for r in rivals) >= item.end - item.start or item in kept
