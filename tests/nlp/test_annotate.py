"""Document → Analysis: exact spans on any text, laws free of signals, the version that annotates anew."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.annotate import build_annotator
from regintel.model import Analysis, Document, Kind, Penalty

NEWS = (
    "10月8日，多名投资人反映青禾钱包提现困难，平台客服失联。青禾钱包由青禾（北京）金融信息服务有限公司运营，"
    "此前宣称预期年化收益率高达24%。\n公安机关已对该公司涉嫌非法吸收公众存款立案侦查，涉案金额3.5亿元。"
)
LAW = (
    "第一章　总则\n第一条　为了防范和处置非法集资，保护社会公众合法权益，制定本条例。\n"
    "第二条　本条例所称非法集资，是指未经依法许可，以许诺还本付息等方式，向不特定对象吸收资金的行为。\n"
    "第三条　违反本条例的，处20万元以上50万元以下罚款；涉嫌犯罪的，依照《中华人民共和国刑法》第一百七十六条处理。\n"
)


def annotate(document: Document) -> Analysis:
    return next(iter(build_annotator().annotate([document])))


def spans_hold(document: Document, analysis: Analysis) -> None:
    for annotation in analysis.annotations:
        assert annotation.span.end <= len(document.text if annotation.span.field == "text" else document.title)
        assert annotation.span.of(document)
    for signal in analysis.signals:
        assert signal.span.of(document)
        assert signal.span.of(document) in signal.evidence.of(document)
    for clause in analysis.clauses:
        assert clause.text == clause.span.of(document)


def test_news_yields_facts_and_risks_with_proof(make_document: Any) -> None:
    document = make_document(kind=Kind.NEWS, title="青禾钱包提现困难", text=NEWS, published_on=date(2026, 10, 9))
    analysis = annotate(document)
    spans_hold(document, analysis)
    values = {(a.label, a.value) for a in analysis.annotations}
    assert {("金额", "350000000元"), ("日期", "2026-10-08"), ("比率", "预期年化收益率24%")} <= values
    assert ("机构", "青禾（北京）金融信息服务有限公司") in values
    types = {(s.type, s.entity, s.certainty) for s in analysis.signals}
    assert ("提现困难", "青禾钱包", "传闻") in types
    assert "高收益承诺" in {t for t, _, _ in types}
    assert "官方认定" in {c for t, _, c in types if t == "非法集资"}


@pytest.mark.parametrize("kind", [Kind.POLICY, Kind.INTERPRETATION, Kind.CONSULTATION])
def test_rules_about_risks_are_no_risks(make_document: Any, kind: Kind) -> None:
    document = make_document(kind=kind, title="防范和处置非法集资条例", text=LAW)
    analysis = annotate(document)
    spans_hold(document, analysis)
    assert analysis.signals == ()
    assert [c.number for c in analysis.clauses] == ["第一条", "第二条", "第三条"]
    assert any(a.label == "引用" and "刑法" in a.value for a in analysis.annotations)


def test_penalties_are_completed_and_are_signals(make_document: Any) -> None:
    text = "当事人 星桥支付有限公司 违反支付账户管理规定 警告，没收违法所得1.2万元，罚款30万元 中国人民银行"
    cell = Penalty("星桥支付有限公司", doc_no="银罚决字〔2026〕7号", decision="警告，没收违法所得1.2万元，罚款30万元")
    document = make_document(kind=Kind.PENALTY, title="银罚决字〔2026〕7号", text=text, penalties=(cell,))
    analysis = annotate(document)
    spans_hold(document, analysis)
    (penalty,) = analysis.penalties
    assert penalty.types == ("警告", "没收违法所得", "罚款")
    assert (penalty.amount, penalty.confiscated) == (300_000, 12_000)
    assert [(s.type, s.entity, s.certainty) for s in analysis.signals] == [("行政处罚", "星桥支付有限公司", "官方认定")]


PIECES = st.sampled_from(
    [
        *(
            "提现困难",
            "非法集资",
            "有限公司",
            "银行",
            "罚款",
            "20万元",
            "%",
            "年化收益率",
            "12",
            "〔2026〕",
            "第4号",
            "2026年",
            "3月",
        ),
        *(
            "5日",
            "第一条　",
            "《反洗钱法》",
            "（",
            "）",
            "某",
            "张",
            "，",
            "。",
            "\n",
            "\x00",
            "\ud800",
            "\udc00",
            "\u200f",
            "\u202e",
        ),
        *("😀", "平台", "“", "”", "证监会", "個", "資金", "A", "\uff15", " "),
    ]
)
TEXTS = st.lists(PIECES, max_size=60).map("".join) | st.text(max_size=200)


@given(text=TEXTS, title=TEXTS, kind=st.sampled_from(list(Kind)))
def test_any_text_keeps_its_offsets(text: str, title: str, kind: Kind) -> None:
    from datetime import UTC, datetime

    document = Document(
        id="x", source_id="s", url="u", kind=kind, title=title, text=text, fetched_at=datetime(2026, 1, 1, tzinfo=UTC),
        published_on=date(2026, 1, 1),
    )  # fmt: skip
    spans_hold(document, annotate(document))


@pytest.mark.parametrize(
    "text", ["", "，。！？；", "😀" * 50, "\ud800\udfff", "\x00" * 9, "\u200f中\u200e", "hello world"]
)
def test_strange_texts_do_no_harm(make_document: Any, text: str) -> None:
    document = make_document(kind=Kind.NEWS, text=text)
    spans_hold(document, annotate(document))


def test_offsets_are_those_of_the_original_where_the_finders_read_another_width(make_document: Any) -> None:
    document = make_document(kind=Kind.NEWS, text="罰款５０萬元，平臺\ud800提現困難")
    found = {a.label: a.span.of(document) for a in annotate(document).annotations}
    assert found["金额"] == "\uff15\uff10萬元"


@pytest.mark.slow
def test_five_million_characters_pass(make_document: Any) -> None:
    document = make_document(
        kind=Kind.NEWS, text="某平台罚款20万元，年化收益率12%，张某（时任甲公司经理）提现困难。" * 110_000
    )
    analysis = annotate(document)
    assert len(analysis.annotations) > 100_000
    assert analysis.signals


@pytest.mark.parametrize(
    "unit",
    ["1", "1,", "（", "《", "公司", "张某", "令第1号", "〔2026〕1号", "12%", "第一条　", "当事人：", "“", "年", "一"],
)
@pytest.mark.parametrize("kind", [Kind.NEWS, Kind.POLICY, Kind.PENALTY])
def test_one_thing_many_times_is_read_in_linear_time(make_document: Any, unit: str, kind: Kind) -> None:
    """Quadratic finders hit the time limit of the test run here."""
    document = make_document(kind=kind, text=unit * (60_000 // len(unit)))
    spans_hold(document, annotate(document))


def test_producer_is_stable_and_names_a_version() -> None:
    first, second = build_annotator().producer, build_annotator().producer
    assert first == second
    assert first.startswith("regintel@")
