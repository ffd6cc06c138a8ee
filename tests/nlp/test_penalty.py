"""Decisions: measures, money and laws of a cell; notices and formal decisions told in prose; whose share is whose."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from nlp.penalty.complete import complete_penalties
from nlp.penalty.law import find_laws
from nlp.penalty.measure import TYPES, find_measures
from nlp.penalty.money import Money, read_money
from regintel.model import Kind, LawRef, Penalty

NOTICE = """衢山金融监管分局行政处罚信息公开表
行政处罚决定书文号：衢金罚决字〔2026〕3号
被处罚当事人：银杏村镇银行股份有限公司
主要违法违规事实：一、贷款三查不到位；
二、信贷资金流入限制性领域。
行政处罚依据：《中华人民共和国银行业监督管理法》第二十一条、第四十六条第（五）项
行政处罚决定：罚款人民币贰拾伍万元整
作出处罚决定的机关名称：衢山金融监管分局
作出处罚决定的日期：2026年9月8日
"""
DECISION = """中国证监会行政处罚决定书（长风智造、王某、李某）
〔2026〕21号
当事人：长风智造股份有限公司（以下简称长风智造），住所：某省某市。
王某，男，1970年1月出生，时任长风智造董事长。
李某，女，1980年2月出生，时任长风智造财务总监。
依据2019年修订的《中华人民共和国证券法》（以下简称《证券法》）的有关规定，我会对长风智造信息披露违法行为进行了立案调查、审理。
经查明，长风智造存在以下违法事实：虚增利润1.2亿元。
上述行为违反了《证券法》第七十八条第二款的规定，构成《证券法》第一百九十七条第二款所述情形。
根据当事人违法行为的事实、性质、情节与社会危害程度，我会决定：
一、对长风智造股份有限公司责令改正，给予警告，并处以200万元罚款；
二、对王某给予警告，并处以合计100万元罚款，其中作为直接负责的主管人员罚款60万元，作为实际控制人罚款40万元；
三、对李某采取5年证券市场禁入措施。
上述当事人应自收到本处罚决定书之日起15日内，将罚款汇交中国证券监督管理委员会。
中国证监会
2026年3月1日
"""


@pytest.mark.parametrize(
    ("decision", "types"),
    [
        ("警告，没收违法所得0.14万元，罚款1万元", ("警告", "没收违法所得", "罚款")),
        ("责令改正，并处20万元罚款", ("责令改正", "罚款")),
        ("对张某禁止从事银行业工作5年", ("禁止从业",)),
        ("取消高级管理人员任职资格3年", ("取消任职资格",)),
        ("吊销经营保险代理业务许可证", ("吊销许可证",)),
        ("采取出具警示函的行政监管措施", ("出具警示函",)),
        ("给予通报批评", ("通报批评",)),
        ("采取10年证券市场禁入措施", ("市场禁入",)),
        ("罚没合计120.5万元", ("罚款", "没收违法所得")),
        ("不予处罚", ()),
    ],
)
def test_measures(decision: str, types: tuple[str, ...]) -> None:
    assert find_measures(decision) == types
    assert set(types) <= set(TYPES)


@pytest.mark.parametrize(
    ("decision", "money"),
    [
        ("罚款8.045万元", Money(fined=80_450)),
        ("警告，没收违法所得0.14万元，罚款1万元", Money(fined=10_000, confiscated=1_400)),
        ("没收违法所得100元，并处违法所得1倍的罚款100元，合计200元", Money(fined=100, confiscated=100, total=200)),
        ("罚没合计120.5万元", Money(total=1_205_000)),
        ("处以合计150万元罚款，其中作为主管人员罚款100万元，作为实际控制人罚款50万元", Money(fined=1_500_000)),
        ("没收违法所得3.2万元", Money(confiscated=32_000)),
        ("罚款10万美元", Money()),
        ("警告", Money()),
    ],
)
def test_money(decision: str, money: Money) -> None:
    assert read_money(decision) == money


@pytest.mark.parametrize(
    ("basis", "laws"),
    [
        ("《金融许可证管理办法》第十六条第三款", [("金融许可证管理办法", "第十六条")]),
        ("《银行业监督管理法》第46条", [("中华人民共和国银行业监督管理法", "第46条")]),
        (
            "《流动资金贷款管理暂行办法》第九条第三十九条、《关于加强管理的通知》（银监办发[2009]221号）第四条第（一）（三）项",
            [
                ("流动资金贷款管理暂行办法", "第九条"),
                ("流动资金贷款管理暂行办法", "第三十九条"),
                ("关于加强管理的通知", "第四条"),
            ],
        ),
        (
            "《反洗钱法》第二十一条四十六条",
            [("中华人民共和国反洗钱法", "第二十一条"), ("中华人民共和国反洗钱法", "第四十六条")],
        ),
        ("《关于印发&lt;分类指引&gt;的通知》", [("关于印发<分类指引>的通知", "")]),
    ],
)
def test_laws(basis: str, laws: list[tuple[str, str]]) -> None:
    assert find_laws(basis) == tuple(LawRef(*pair) for pair in laws)


def test_notice_in_lines(make_document: Any) -> None:
    document = make_document(kind=Kind.PENALTY, title="公开表", text=NOTICE)
    (penalty,) = complete_penalties(document)
    assert penalty.party == "银杏村镇银行股份有限公司"
    assert penalty.doc_no == "衢金罚决字〔2026〕3号"
    assert penalty.facts == "一、贷款三查不到位；\n二、信贷资金流入限制性领域。"
    assert penalty.types == ("罚款",)
    assert penalty.amount == 250_000
    assert [law.article for law in penalty.laws] == ["第二十一条", "第四十六条"]
    assert penalty.authority == "衢山金融监管分局"
    assert penalty.decided_on == date(2026, 9, 8)


def test_two_notices_on_one_page(make_document: Any) -> None:
    second = NOTICE.replace("〔2026〕3号", "〔2026〕4号").replace("银杏", "青禾")
    found = complete_penalties(make_document(kind=Kind.PENALTY, text=NOTICE + second))
    assert [(p.party[:2], p.doc_no[-2:]) for p in found] == [("银杏", "3号"), ("青禾", "4号")]


def test_formal_decision_gives_each_party_its_share(make_document: Any) -> None:
    document = make_document(kind=Kind.PENALTY, title="中国证监会行政处罚决定书", text=DECISION)
    company, chairman, officer = complete_penalties(document)
    assert [p.party for p in (company, chairman, officer)] == ["长风智造股份有限公司", "王某", "李某"]
    assert company.types == ("责令改正", "警告", "罚款")
    assert [p.amount for p in (company, chairman, officer)] == [2_000_000, 1_000_000, None]
    assert officer.types == ("市场禁入",)
    assert {p.doc_no for p in (company, chairman, officer)} == {"〔2026〕21号"}
    assert LawRef("中华人民共和国证券法", "第一百九十七条") in company.laws
    assert (company.authority, company.decided_on) == ("中国证监会", date(2026, 3, 1))


def test_one_decision_cell_for_several_parties_is_shared_out(make_document: Any) -> None:
    decision = "对银杏银行罚款30万元；对周某警告并罚款5万元"
    cells = tuple(Penalty(name, doc_no="甲〔2026〕1号", decision=decision) for name in ("银杏银行", "周某（时任行长）"))
    found = complete_penalties(make_document(kind=Kind.PENALTY, penalties=cells))
    assert [(p.amount, p.types) for p in found] == [(300_000, ("罚款",)), (50_000, ("警告", "罚款"))]
    assert all(p.decision == decision for p in found)


def test_news_is_no_decision(make_document: Any) -> None:
    assert complete_penalties(make_document(kind=Kind.NEWS, text=NOTICE)) == ()


@pytest.mark.parametrize("text", ["", "当事人：", "\ud800当事人：甲，男，", "被处罚当事人：\n" * 50, "决定" * 5000])
def test_strange_decisions_do_no_harm(make_document: Any, text: str) -> None:
    assert isinstance(complete_penalties(make_document(kind=Kind.PENALTY, text=text)), tuple)
