"""Kinds and topics: the models' floors on the held-out examples, proofs that are slices, and odd input."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.annotate import RuleAnnotator
from nlp.components.kind import find as find_kinds
from nlp.components.policy_topic import find as find_topics
from nlp.models.linear import load_head
from nlp.pipeline import readable
from nlp.topic.example import load_examples
from nlp.topic.label import label_of, load_kinds, load_topics
from nlp.topic.passage import MOST, SIZE, cut_passages
from nlp.topic.proof import best_stretch, whole_words
from nlp.topic.reader import KIND, KIND_MODEL, LEAST, TOPIC, TOPIC_MODEL, WEIGHTS, Claim, build_topic_reader
from nlp.topic.train import measure, reliability
from regintel.errors import AnnotateError
from regintel.model import Kind

MISSION = {"监管框架", "风险识别", "政策协调", "技术监管", "消费者权益保护", "监管科技", "法律法规", "国际合作"}
READER = build_topic_reader()


def read(title: str, text: str) -> list[Claim]:
    assert READER is not None
    (claims,) = READER.read([title], [text])
    for claim in claims:
        assert claim.probability <= 1
        for place in claim.places:
            assert (title if place.field == "title" else text)[place.start : place.end]
    return claims


def values(claims: list[Claim], label: str) -> set[str]:
    return {claim.value for claim in claims if claim.label == label}


def test_every_topic_of_the_mission_and_every_kind_has_examples_of_both_sides() -> None:
    examples = load_examples()
    assert {label.name for label in load_topics()} >= MISSION
    for held_out in (False, True):
        some = [e for e in examples if e.held_out is held_out]
        assert {t for e in some for t in e.topics} == {label.name for label in load_topics()}
        assert {e.kind for e in some} == {label.name for label in load_kinds()}
    assert len({e.passage for e in examples}) == len(examples)
    with pytest.raises(AnnotateError, match="天气"):
        label_of("天气", load_topics())


@pytest.mark.parametrize(
    ("model", "f1", "brier", "ece"), [(TOPIC_MODEL, 0.82, 0.025, 0.03), (KIND_MODEL, 0.86, 0.02, 0.02)]
)
def test_floors_on_examples_that_no_model_saw(model: str, f1: float, brier: float, ece: float) -> None:
    found = measure(model, load_head(model, WEIGHTS))
    assert found["f1"] >= f1
    assert found["brier"] <= brier
    assert found["ece"] <= ece


def test_reliability_of_certain_and_of_wrong_answers() -> None:
    truth = np.array([[True, False]])
    assert reliability(np.array([[1.0, 0.0]], dtype=np.float32), truth) == (0.0, 0.0)
    assert reliability(np.array([[0.0, 1.0]], dtype=np.float32), truth) == (1.0, 1.0)


def test_a_consultation_about_two_topics_is_proven_by_its_words() -> None:
    title = "关于《跨境数据安全管理办法（征求意见稿）》公开征求意见的通知"
    text = "办法规定了信息系统安全、数据加密和算法备案的技术要求，并就跨境监管合作、国际标准互认作出安排，请提出意见。"
    claims = read(title, text)
    assert values(claims, KIND) == {"征求意见稿"}
    assert values(claims, TOPIC) >= {"技术监管", "国际合作"}
    proofs = {c.value: [(title if p.field == "title" else text)[p.start : p.end] for p in c.places] for c in claims}
    assert any("征求意见" in said for said in proofs["征求意见稿"])
    assert any("跨境" in said or "国际" in said for said in proofs["国际合作"])


def test_news_of_the_stock_market_is_about_no_topic() -> None:
    claims = read("青禾科技收涨百分之四", "截至收盘，青禾科技报十二元，成交额三亿元，机构席位净买入。")
    assert values(claims, TOPIC) == set()
    assert values(claims, KIND) == {"新闻报道"}


def test_a_long_law_keeps_the_topic_of_its_passages_and_drops_a_mention() -> None:
    clause = "金融机构应当开展客户尽职调查，识别受益所有人，报告大额交易和可疑交易，保存客户身份资料。"
    text = "\n".join(f"第{n}条　{clause}" for n in range(1, 120)) + "\n境外机构参照执行。"
    claims = read("反洗钱管理办法", text)
    assert "反洗钱" in values(claims, TOPIC)
    assert "国际合作" not in values(claims, TOPIC)
    assert len(next(c for c in claims if c.value == "反洗钱").places) == 3


def test_annotations_carry_probability_and_model(make_document: Any) -> None:
    document = make_document(
        kind=Kind.NEWS, title="風險提示", text="近期有不法分子假冒監管人員詐騙，請公眾提高警惕，謹防上當。"
    )
    (analysis,) = RuleAnnotator(READER).annotate([document])  # type: ignore[arg-type]
    found = [a for a in analysis.annotations if a.label in (TOPIC, KIND)]
    assert ("体裁", "风险提示", "document-kind@1") in {(a.label, a.value, a.producer) for a in found}
    assert all(a.span.of(document) and 0 < a.score <= 1 for a in found)
    assert all(a.score >= LEAST for a in found if a.label == TOPIC)


def test_passages_cover_whole_sentences_and_are_bounded() -> None:
    text = "第一句。" * 30 + "\n" + "长" * 700 + "\n" + "句子。" * 60_000
    passages = cut_passages(text)
    assert len(passages) == MOST
    assert all(p.text == text[p.start : p.end] and 0 < len(p.text) <= SIZE for p in passages)
    assert [p.start for p in passages] == sorted(p.start for p in passages)


def test_a_stretch_is_the_run_that_says_most_and_grows_to_words() -> None:
    weights = np.array([-1, -1, 2, 3, 2, -1, -1, 0.1], dtype=np.float32)
    assert best_stretch(weights)[:2] == (2, 5)
    text = "请公众提高警惕，谨防上当"
    start, end = whole_words(text, text.index("高警"), text.index("高警") + 2)
    assert text[start:end] in ("提高警惕", "高警惕", "提高警")
    assert whole_words("。，", 0, 2) in ((0, 1), (1, 2))


@pytest.mark.parametrize(
    "text", ["", " \n", "。，！？", "😀😀", "\ud83d", "\x00征求意见稿\x00", "\u202e监管沙盒\u202c", "A" * 5000]
)
def test_odd_text_is_read(text: str) -> None:
    read(readable(text), readable(text))


def test_five_megabytes_are_read() -> None:
    assert "监管科技" in values(read("", "监管沙盒测试" * 900_000), TOPIC)


@given(
    st.text(max_size=400),
    st.lists(
        st.sampled_from(["征求意见稿", "监管沙盒", "反洗钱", "😀", "\ud800", "\x00", "。", "風險", "A1"]), max_size=30
    ),
)
def test_every_place_is_a_slice(title: str, pieces: list[str]) -> None:
    read(readable(title), readable("".join(pieces)))


def test_components_find_what_the_reader_claims() -> None:
    text = "关于公开征求意见的通知：请就监管沙盒测试办法反馈意见。"
    assert [f.value for f in find_kinds(text)] == ["征求意见稿"]
    assert all(f.number is not None and f.number >= LEAST for f in find_topics(text))
