"""An explanation says where each label and signal comes from, and what was refused and why."""

from __future__ import annotations

from typing import Any

import pytest

from nlp.annotate import RuleAnnotator, build_annotator
from nlp.explain import Explained, explain
from regintel.model import Document, Kind


def explained(document: Document, *, trained: bool = False) -> Explained:
    annotator = build_annotator("1") if trained else RuleAnnotator()
    (analysis,) = annotator.annotate([document])
    return explain(document, analysis)


def reasons(found: Explained, number: int = 0) -> dict[str, str]:
    return {reason.step: reason.text for reason in found.signals[number].reasons}


def test_a_signal_tells_its_word_sentence_subject_and_certainty(make_document: Any) -> None:
    document = make_document(kind=Kind.NEWS, title="快讯", text="背景。警方通报，青禾钱包涉嫌非法集资。")
    found = explained(document)
    (signal,) = found.signals
    assert (signal.label, signal.value, signal.proof) == ("非法集资", "青禾钱包", "非法集资")
    assert signal.evidence == "警方通报，青禾钱包涉嫌非法集资。"
    assert signal.rule.startswith("非法集资@")
    why = reasons(found)
    assert "“非法集资”" in why["触发"]
    assert "最近" in why["主体"]
    assert why["确定性"].startswith("官方认定")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("青禾钱包不存在提现困难。", "否定表述"),
        ("谨防提现困难的平台。", "防范、宣传或定义性表述"),
        ("如果平台提现困难，应当报案。", "假设或应然表述"),
        ("有关部门正在核查是否涉嫌非法集资。", "尚待核实"),
        ("从类型看，冒充客服占13.2%。", "分类统计"),
    ],
)
def test_what_was_refused_says_why(make_document: Any, text: str, why: str) -> None:
    found = explained(make_document(kind=Kind.NEWS, title="", text=text))
    assert found.signals == ()
    assert {refused.reasons[0].text for refused in found.refused} == {why}


def test_an_imitated_bank_is_named_as_the_harmed_side(make_document: Any) -> None:
    text = "近期有人制作假冒榕璟银行的手机应用程序实施诈骗。"
    found = explained(make_document(kind=Kind.NEWS, title="提示", text=text))
    (signal,) = [s for s in found.signals if s.label == "仿冒App"]
    assert signal.value == "榕璟银行（被仿冒方）"
    assert not [s for s in found.signals if s.label == "涉嫌欺诈"]


def test_a_complaint_without_a_name_is_about_its_merchant(make_document: Any) -> None:
    document = make_document(kind=Kind.COMPLAINT, title="求助", text="一直提现失败。", extra={"merchant": "青禾钱包"})
    assert "投诉对象" in reasons(explained(document))["主体"]


def test_a_models_signal_shows_the_features_that_weighed_most(make_document: Any) -> None:
    text = "青禾股份(600000)独立董事因交通事故不幸离世，公司董事会深表哀悼，其生前曾遭调查。"
    found = explained(make_document(kind=Kind.NEWS, title="青禾股份公告", text=text), trained=True)
    for signal in found.signals:
        if signal.rule.startswith("risk-events:"):
            assert signal.features
            assert all(weight > 0 for _, weight in signal.features)


def test_labels_carry_their_sentence(make_document: Any) -> None:
    found = explained(make_document(kind=Kind.NEWS, title="", text="背景。罚款20万元，警告。"))
    (amount,) = [label for label in found.labels if label.label == "金额"]
    assert (amount.proof, amount.evidence) == ("20万元", "罚款20万元，警告。")
