"""Names that taggers propose, and what is said about names: exact places, scores, no doubles, no authorities."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.annotate import build_annotator
from nlp.proposal import Proposal, new_names, reads_as_one
from regintel.model import Analysis, Annotation, Document, Kind, Span

ANNOTATOR = build_annotator()


def annotate(document: Document) -> Analysis:
    (analysis,) = ANNOTATOR.annotate([document])
    for annotation in analysis.annotations:
        assert annotation.span.of(document)
        assert 0 < annotation.score <= 1
        assert "@" in annotation.producer
    return analysis


def labelled(analysis: Analysis, label: str, producer: str = "") -> list[Annotation]:
    return [a for a in analysis.annotations if a.label == label and a.producer.startswith(producer)]


def test_a_company_that_no_rule_finds_is_proposed(make_document: Any) -> None:
    document = make_document(kind=Kind.NEWS, title="GQY视讯：业绩大增", text="GQY视讯发布公告，净利润同比增长。")
    analysis = annotate(document)
    found = labelled(analysis, "机构", "finner:")
    assert {a.value for a in found} == {"GQY视讯"}
    assert all(a.span.of(document) == a.value for a in found)
    assert [(a.value, a.span.of(document)) for a in labelled(analysis, "情感")] == [("正面", "GQY视讯")]


def test_a_new_platform_of_a_post_is_proposed_and_spoken_ill_of(make_document: Any) -> None:
    document = make_document(kind=Kind.COMPLAINT, title="趣步骗局", text="趣步是传销，趣步app卷款跑路，大家都被骗了。")
    analysis = annotate(document)
    assert "趣步" in {a.value for a in labelled(analysis, "平台", "new-entities:")}
    assert {a.value for a in labelled(analysis, "负面实体")} == {"趣步"}


def test_nothing_is_proposed_where_a_rule_found_a_name(make_document: Any) -> None:
    document = make_document(kind=Kind.NEWS, title="", text="青禾（北京）金融信息服务有限公司与格力电器、苏泊尔合作。")
    places = sorted(a.span for a in annotate(document).annotations if a.label in ("机构", "平台"))
    assert all(a.end <= b.start for a, b in pairwise(places))


@pytest.mark.parametrize("kind", [Kind.POLICY, Kind.PENALTY])
def test_rules_and_decisions_are_not_read_for_names(make_document: Any, kind: Kind) -> None:
    analysis = annotate(make_document(kind=kind, title="通知", text="格力电器与苏泊尔销量增长。"))
    assert not [a for a in analysis.annotations if a.producer.startswith(("finner:", "new-entities:", "negative:"))]


def test_a_headline_that_states_a_risk_is_no_good_news(make_document: Any) -> None:
    analysis = annotate(make_document(kind=Kind.NEWS, title="网传青禾钱包跑路", text="青禾钱包跑路。"))
    assert "正面" not in {a.value for a in labelled(analysis, "情感")}


@pytest.mark.parametrize("name", ["A", "。。", "平台", "中国证监会", "证券时报", "名\n称", "等"])
def test_what_is_no_name(name: str) -> None:
    assert not reads_as_one(name)


def test_a_proposal_across_title_and_body_is_dropped(make_document: Any) -> None:
    document = make_document(title="青禾", text="科技发布")
    some = [Proposal("机构", 0, 5, 0.9, "t@1"), Proposal("机构", 2, 4, 0.9, "t@1"), Proposal("机构", 3, 5, 0.9, "t@1")]
    assert [a.span for a in new_names(some, (), document, 3)] == [Span(0, 2)]
    known = (Annotation("机构", "科技", Span(0, 2), 1.0, "r@1"),)
    assert new_names(some, known, document, 3) == []


PIECES = st.sampled_from(
    [
        "趣步",
        "格力电器",
        "跑路",
        "有限公司",
        "涨停",
        "。",
        "\n",
        "😀",
        "\ud83d",
        "\x00",
        "\u202e",
        "燈港銀行",
        "App",
        "网传",
        "，",
    ]
)


@settings(max_examples=40, deadline=None)
@given(st.lists(PIECES, max_size=8), st.lists(PIECES, max_size=40), st.sampled_from([Kind.NEWS, Kind.COMPLAINT]))
def test_every_place_is_a_slice(title: list[str], body: list[str], kind: Kind) -> None:
    from datetime import UTC, datetime

    moment = datetime(2026, 11, 22, tzinfo=UTC)
    annotate(Document("d", "s", "u", kind, title="".join(title), text="".join(body), fetched_at=moment))
