"""Issuers, 文号, rank and days, each with a span that proves it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.structure.identity import identify
from nlp.structure.rank import RANKS, rank_of
from regintel.model import Annotation, Document, Kind

FETCHED = datetime(2026, 3, 1)


def document(text: str, title: str = "", issuers: tuple[str, ...] = (), doc_no: str = "") -> Document:
    return Document(
        "d", "s", "https://example.org/1", Kind.POLICY, title, text, FETCHED, issuers=issuers, doc_no=doc_no
    )


def told(doc: Document) -> dict[str, list[str]]:
    out: dict[str, list[str]] = {}
    for annotation in identify(doc):
        out.setdefault(annotation.label, []).append(annotation.value)
    return out


def proof(annotations: Sequence[Annotation], label: str, doc: Document) -> str:
    return next(a.span.of(doc) for a in annotations if a.label == label)


STATE = """沧浪条例
（2019年3月2日中华人民共和国国务院令第700号公布　根据2026年1月5日《国务院关于修改部分行政法规的决定》第一次修订）
第一条　甲。
第二条　本条例自2019年5月1日起施行。
"""


def test_an_amended_regulation_does_not_claim_its_first_day() -> None:
    doc = document(STATE, "沧浪条例")
    assert told(doc) == {
        "发文机关": ["国务院"],
        "文号": ["中华人民共和国国务院令第700号"],
        "效力位阶": ["行政法规"],
        "公布日期": ["2026-01-05"],
    }
    annotations = identify(doc)
    assert proof(annotations, "文号", doc) == "中华人民共和国国务院令第700号"
    assert proof(annotations, "公布日期", doc).startswith("2026年1月5日")


COURT = """最高人民法院　最高人民检察院
关于办理港口刑事案件的解释
法释〔2026〕1号
（2026年1月8日最高人民法院审判委员会第1900次会议、2026年1月9日最高人民检察院检察委员会第9次会议通过，自2026年6月1日起施行）
第一条　甲。
"""


def test_a_revision_has_the_number_of_its_own_order() -> None:
    note = "（2019年3月2日中华人民共和国国务院令第700号公布　2026年1月5日中华人民共和国国务院令第812号修订）"
    assert told(document(f"沧浪条例\n{note}\n第一条　甲。"))["文号"] == ["中华人民共和国国务院令第812号"]
    assert told(document(STATE))["文号"] == ["中华人民共和国国务院令第700号"]


def test_joint_issuers_and_a_day_to_come() -> None:
    assert told(document(COURT, "最高人民法院、最高人民检察院关于办理港口刑事案件的解释")) == {
        "发文机关": ["最高人民法院", "最高人民检察院"],
        "文号": ["法释〔2026〕1号"],
        "效力位阶": ["司法解释"],
        "施行日期": ["2026-06-01"],
        "时效性": ["尚未生效"],
    }


def test_a_ministry_notice_with_a_signature() -> None:
    text = "关于港口的通知\n沧金发〔2025〕3号\n各市局：\n现通知如下。\n一、甲。\n"
    text += "本通知自发布之日起30日后施行。\n沧浪省金融管理局\n2025年3月6日\n"
    assert told(document(text, "关于港口的通知")) == {
        "发文机关": ["沧浪省金融管理局"],
        "文号": ["沧金发〔2025〕3号"],
        "效力位阶": ["规范性文件"],
        "公布日期": ["2025-03-06"],
        "施行日期": ["2025-04-05"],
    }


def test_void_in_the_title() -> None:
    doc = document("第一条　甲。", "全国人民代表大会常务委员会关于港口的决定（失效）")
    annotations = identify(doc)
    assert [(a.label, a.value, a.span.of(doc)) for a in annotations if a.label == "时效性"] == [
        ("时效性", "已废止", "（失效）")
    ]


@pytest.mark.parametrize(
    ("title", "issuers", "number", "rank"),
    [
        ("中华人民共和国宪法（2018年修正文本）", ["全国人民代表大会"], "", "宪法"),
        ("中华人民共和国港口法", [], "", "法律"),
        ("港口条例", ["国务院"], "国务院令第1号", "行政法规"),
        ("关于港口的通知", ["国务院"], "国发〔2020〕1号", "规范性文件"),
        ("港口办法", ["交通运输部"], "交通运输部令2020年第1号", "部门规章"),
        ("港口办法", ["中国人民银行", "国家金融监督管理总局"], "银发〔2020〕1号", "规范性文件"),
        ("港口条例", ["沧浪省人民代表大会常务委员会"], "", "地方性法规"),
        ("港口办法", ["沧浪省人民政府"], "沧浪省人民政府令第3号", "地方政府规章"),
        ("自律公约", ["中国互联网金融协会"], "", "行业规定"),
        ("监察规定", ["国家监察委员会"], "", "监察法规"),
        ("某办法", [], "", ""),
    ],
)
def test_ranks(title: str, issuers: list[str], number: str, rank: str) -> None:
    assert rank_of(title, issuers, number) == rank
    assert rank in (*RANKS, "")


PARTS = [
    "（2019年3月2日",
    "国务院令第1号",
    "公布",
    "）",
    "自公布之日起施行",
    "自2020年1月1日起施行",
    "\n",
    "《X》修订",
    "最高人民法院",
    "2020年13月40日",
]
PARTS += ["第一条　", "〔2020〕3号", "关于", "之日起", "一", "部"]


@given(
    st.lists(st.sampled_from(PARTS), max_size=30).map("".join),
    st.sampled_from(["", "国务院关于X的决定（失效）", "、、部令"]),
)
def test_every_claim_has_its_proof(text: str, title: str) -> None:
    doc = document(text, title)
    for annotation in identify(doc, on=date(2026, 1, 1)):
        assert annotation.span.of(doc)
        assert annotation.producer == "structure@1"


def test_the_code_of_a_number_tells_the_issuer_where_nothing_else_does() -> None:
    doc = document(
        "小额贷款公司管理暂行办法\n金规〔2024〕26号\n第一条 为了规范经营，制定本办法。", "小额贷款公司管理暂行办法"
    )
    assert told(doc)["发文机关"] == ["国家金融监督管理总局"]
    assert proof(identify(doc), "发文机关", doc) == "金规"
