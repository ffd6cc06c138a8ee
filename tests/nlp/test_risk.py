"""Risk signals: every example of the taxonomy, and the sentences that only look like risks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from nlp.annotate import build_annotator
from nlp.risk.context import judge_context
from nlp.risk.sentence import LONGEST, sentence_of, split_sentences
from nlp.taxonomy.load import load_taxonomy
from regintel.errors import AnnotateError
from regintel.model import Kind, Signal

TYPES = load_taxonomy().types
LABELS = (
    "涉嫌非法集资 涉嫌传销 涉嫌欺诈 涉嫌违法 提现困难 失联跑路 歇业停业 资金账户风险 资产负面 投诉维权"
    " 产品违规 高管负面 信批违规 交易违规 财务造假 不能履职 实控人股东变更 重组失败 评级调整 业绩下滑 公司股市异常"
)


def signals(make_document: Any, text: str, kind: Kind = Kind.NEWS, title: str = "") -> list[Signal]:
    document = make_document(kind=kind, title=title, text=text, published_on=date(2026, 10, 9))
    (analysis,) = build_annotator().annotate([document])
    for signal in analysis.signals:
        assert signal.span.of(document) in signal.evidence.of(document)
    return list(analysis.signals)


@pytest.mark.parametrize(("name", "text"), [(t.name, text) for t in TYPES for text in t.positive])
def test_positive_examples_are_found(make_document: Any, name: str, text: str) -> None:
    assert name in {s.type for s in signals(make_document, text)}


@pytest.mark.parametrize(("name", "text"), [(t.name, text) for t in TYPES for text in t.negative])
def test_negative_examples_are_not(make_document: Any, name: str, text: str) -> None:
    assert name not in {s.type for s in signals(make_document, text)}


@pytest.mark.parametrize(
    "text",
    [
        "青禾钱包否认失联，称办公正常。",
        "网传青禾钱包跑路纯属谣言。",
        "如果平台提现困难，投资者应当及时报案。",
        "什么是非法集资？如何识别传销？",
        "金融知识宣传月：远离非法集资，警惕高额回报。",
        "反洗钱、防诈骗，从我做起。",
        "截至目前未发生逾期兑付，不存在资金池。",
        "严厉打击非法集资犯罪。",
        "违反本规定的，处二十万元以上五十万元以下的罚款。",
        "公司未因信息披露违规受到处罚，亦无行政处罚记录。",
    ],
)
def test_what_is_denied_forbidden_asked_or_supposed_is_no_signal(make_document: Any, text: str) -> None:
    assert signals(make_document, text) == []


@pytest.mark.parametrize(
    ("text", "kind", "certainty"),
    [
        ("网传青禾钱包提现困难。", Kind.NEWS, "传闻"),
        ("青禾钱包提现困难，用户焦急。", Kind.NEWS, "报道"),
        ("警方通报，青禾钱包涉嫌非法集资。", Kind.NEWS, "官方认定"),
        ("我在青禾钱包提现失败，怎么办？", Kind.COMPLAINT, "报道"),
        ("青禾钱包提现困难，我已经报警，公安立案了。", Kind.COMPLAINT, "报道"),
        ("听说青禾钱包提现困难。", Kind.COMPLAINT, "传闻"),
    ],
)
def test_certainty_says_who_says_so(make_document: Any, text: str, kind: Kind, certainty: str) -> None:
    found = signals(make_document, text, kind)
    assert {(s.entity, s.certainty) for s in found} == {("青禾钱包", certainty)}


def test_a_certainty_that_is_none_raises(make_document: Any) -> None:
    (signal,) = signals(make_document, "青禾钱包提现困难。")
    with pytest.raises(ValueError, match="据说"):
        replace(signal, certainty="据说")


def test_rumour_is_milder_and_finding_graver_than_report(make_document: Any) -> None:
    texts = ("网传青禾钱包提现困难。", "青禾钱包提现困难。", "警方通报青禾钱包提现困难。")
    (rumour,), (report,), (finding,) = (signals(make_document, text) for text in texts)
    assert rumour.severity < report.severity < finding.severity


def test_the_subject_is_the_one_blamed_not_the_authority(make_document: Any) -> None:
    text = "10月8日，深圳市公安局对云麓资产管理有限公司涉嫌非法吸收公众存款立案侦查。银杏贷运营正常。"
    found = [s for s in signals(make_document, text) if s.type == "非法集资"]
    assert [(s.entity, s.day) for s in found] == [("云麓资产管理有限公司", date(2026, 10, 8))]


def test_without_a_name_in_the_sentence_the_title_says_whom(make_document: Any) -> None:
    found = signals(make_document, "该平台自周一起暂停提现。", title="银杏贷发布公告")
    assert [(s.type, s.entity) for s in found] == [("提现困难", "银杏贷")]


def test_promised_return_needs_a_high_rate_and_a_promise(make_document: Any) -> None:
    assert [s.type for s in signals(make_document, "青禾钱包宣称月收益率达3%。")] == ["高收益承诺"]
    assert signals(make_document, "该存款年化收益率为2.1%。") == []
    assert signals(make_document, "逾期率为12%。") == []


def test_same_event_twice_is_one_signal(make_document: Any) -> None:
    text = "网传青禾钱包提现困难。青禾钱包提现困难已持续一周。"
    assert [(s.type, s.entity, s.certainty) for s in signals(make_document, text)] == [("提现困难", "青禾钱包", "报道")]


def test_verdict_explains_itself() -> None:
    sentence = "青禾钱包不存在提现困难"
    verdict = judge_context(sentence, sentence.index("提现"), len(sentence))
    assert not verdict.stated
    assert verdict.reason == "否定表述"


def test_labels_of_the_data_sets_have_a_type_and_others_raise() -> None:
    taxonomy = load_taxonomy()
    assert all(taxonomy.of_label(label) for label in LABELS.split())
    assert taxonomy.of_label("其他") is None
    with pytest.raises(AnnotateError, match="天降横财"):
        taxonomy.of_label("天降横财")
    with pytest.raises(AnnotateError, match="不存在的类型"):
        taxonomy.type("不存在的类型")


def test_taxonomy_has_two_levels_and_everything_defined() -> None:
    taxonomy = load_taxonomy()
    assert {t.area for t in TYPES} == {a.name for a in taxonomy.areas}
    assert all(t.definition and t.positive and t.negative and 1 <= t.severity <= 5 for t in TYPES)
    assert len({t.name for t in TYPES}) == len(TYPES)


def test_sentences_cover_the_text_in_order() -> None:
    text = "第一句。第二句！\n\n“第三句。”" + "长" * 1000
    spans = split_sentences(text)
    assert [text[a:b] for a, b in spans[:3]] == ["第一句。", "第二句！", "“第三句。”"]
    assert all(0 < b - a <= LONGEST for a, b in spans)
    assert sentence_of(spans, 5) == spans[1]
