"""Norms, penalties and duties, each part with its exact span."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.structure.clause import parse_structure
from nlp.structure.norm import Norm, find_duties, find_norms
from regintel.model import Span


def norms(text: str) -> list[tuple[str, str, str, str, str]]:
    def words(span: Span | None) -> str:
        return text[span.start : span.end] if span else ""

    return [
        (n.force, words(n.subject), n.modality, words(n.action), words(n.condition))
        for n in find_norms(parse_structure(text))
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("第一条　支付机构应当保存记录。", [("义务", "支付机构", "应当", "保存记录", "")]),
        (
            "第一条　未经批准，任何单位和个人不得经营支付业务。",
            [("禁止", "任何单位和个人", "不得", "经营支付业务", "未经批准")],
        ),
        (
            "第一条　严禁任何单位和个人挪用备付金。",
            [("禁止", "任何单位和个人", "严禁", "任何单位和个人挪用备付金", "")],
        ),
        (
            "第一条　支付机构发生变更的，应当在五日内报告，并妥善保存资料。",
            [("义务", "支付机构", "应当", "在五日内报告，并妥善保存资料", "支付机构发生变更的")],
        ),
        (
            "第一条　省局可以约谈负责人；情节严重的，应当责令停业。",
            [("权利", "省局", "可以", "约谈负责人", ""), ("义务", "省局", "应当", "责令停业", "情节严重的")],
        ),
        (
            "第一条　支付机构按照规定应当报告，不得迟延。",
            [("义务", "支付机构", "应当", "报告", ""), ("禁止", "支付机构", "不得", "迟延", "")],
        ),
        (
            "第一条　行为无效；但是可以独立实施纯获利益的行为。",
            [("权利", "", "可以", "独立实施纯获利益的行为", "")],
        ),
        (
            "第一条　由省局责令改正，没收违法所得，可以并处罚款。必要时可以公告。",
            [("权利", "", "可以", "并处罚款", ""), ("权利", "", "可以", "公告", "")],
        ),
        ("第一条　对所有权人的对应关系、可靠性，本法不作规定。", []),
        ("第一条　本办法所称“应当”，是指必要。", []),
    ],
)
def test_parts(text: str, expected: list[tuple[str, str, str, str, str]]) -> None:
    assert norms(text) == expected


LIST = """第一条　支付机构不得有下列行为：
（一）挪用备付金；
（二）泄露信息。
第二条　违反本办法第一条规定的，由省局责令改正，处三万元以下罚款。
第三条　支付机构违约的，应当赔偿。
"""


def test_lists_and_penalties() -> None:
    found = find_norms(parse_structure(LIST))
    first: Norm = found[0]
    assert [LIST[i.start : i.end] for i in first.items] == ["（一）挪用备付金；", "（二）泄露信息。"]
    assert first.penalties == ("第二条",)
    assert (found[-1].article, found[-1].items, found[-1].penalties) == ("第三条", (), ())


@pytest.mark.parametrize(
    ("text", "body", "duty", "over"),
    [
        ("第一条　省金融局负责全省支付机构的监督管理工作。", "省金融局", "监督管理", "全省支付机构"),
        ("第一条　国务院银行业监督管理机构依法对银行实施监督检查。", "国务院银行业监督管理机构", "监督检查", "银行"),
        ("第一条　国家能源局主管全国的电力工作。", "国家能源局", "主管", "全国的电力"),
    ],
)
def test_duties(text: str, body: str, duty: str, over: str) -> None:
    found = find_duties(parse_structure(text))
    assert [(text[d.body.start : d.body.end], text[d.duty.start : d.duty.end]) for d in found] == [(body, duty)]
    assert text[found[0].object.start : found[0].object.end] == over
    assert found[0].article == "第一条"


def test_a_competent_department_is_no_duty() -> None:
    assert find_duties(parse_structure("第一条　国务院主管部门规定的，从其规定。")) == []


PARTS = [
    "应当",
    "不得",
    "可以",
    "支付机构",
    "，",
    "。",
    "；",
    "\n（一）",
    "的",
    "第一条　",
    "：",
    "负责",
    "对",
    "监督管理",
    "禁止",
    "任何",
    " ",
    "由",
    "“",
]


@given(st.lists(st.sampled_from(PARTS), max_size=50).map("".join))
def test_parts_lie_inside_the_text(text: str) -> None:
    structure = parse_structure(text)
    for n in find_norms(structure):
        assert n.span.start <= n.action.start < n.action.end <= n.span.end <= len(text)
        assert text[n.action.start - len(n.modality) : n.action.start] == n.modality
    for d in find_duties(structure):
        assert d.duty.end <= len(text)
        assert d.body.start < d.body.end


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("旅行社接受旅游者的委托，为其提供设计服务的，应当保证合理。", "旅行社"),
        ("违反规定的，由市场监督管理部门责令改正，可以处一万元罚款。", "市场监督管理部门"),
        ("拒不改正的，处五万元罚款，可以责令停业。", ""),
        ("人民法院通过网络查询存款时，应当传输通知书。", "人民法院"),
        ("符合减刑条件的，所在监狱应当及时提出减刑建议。", "所在监狱"),
        ("依法成立的行业组织应当加强自律。", "依法成立的行业组织"),
        ("所需费用由同级预算列支，不得向被检验人收取。", ""),
        ("中国某协会以及在各省设立的协会，可以提起诉讼。", "中国某协会"),
    ],
)
def test_who_acts_is_cut_out_of_a_longer_piece(text: str, subject: str) -> None:
    structure = parse_structure(f"第一条 {text}")
    norm = find_norms(structure)[0]
    assert (structure.text[norm.subject.start : norm.subject.end] if norm.subject else "") == subject


@pytest.mark.parametrize(
    "text",
    [
        "本条例所称缴费单位，是指依照规定应当缴纳社会保险费的单位。",
        "传播法律、行政法规禁止发布的信息的，从重处罚。",
        "应当移送而不移送的，由上级机关责令改正。",
    ],
)
def test_definitions_and_relative_clauses_are_no_norms(text: str) -> None:
    assert not find_norms(parse_structure(f"第一条 {text}"))
