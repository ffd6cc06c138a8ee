"""Models add what rules did not state, with a proof, and never against what the rules found denied."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nlp.annotate import RuleAnnotator
from nlp.trained import Trained
from regintel.model import Kind, Signal


class Fixed:
    """A predictor that says the same of every row."""

    def __init__(self, *events: dict[str, Any]) -> None:
        self.events = list(events)
        self.rows: list[Any] = []

    def predict(self, rows: Sequence[Any]) -> list[dict[str, Any]]:
        self.rows += rows
        return [{"events": self.events} for _ in rows]


def signals(document: Any, *events: dict[str, Any]) -> list[Signal]:
    (analysis,) = RuleAnnotator(Trained(Fixed(*events), "test@1")).annotate([document])
    for signal in analysis.signals:
        assert signal.span.of(document)
        assert signal.span.of(document) in signal.evidence.of(document)
    return [s for s in analysis.signals if s.producer == "risk-events:test@1"]


def test_an_event_of_the_model_becomes_a_signal_at_its_subject(make_document: Any) -> None:
    document = make_document(kind=Kind.NEWS, title="快讯", text="据悉，青禾钱包的钱一直退不出来。另有消息。")
    (signal,) = signals(document, {"type": "提现困难", "subject": "青禾钱包", "score": 0.83})
    assert (signal.type, signal.entity, signal.score) == ("提现困难", "青禾钱包", 0.83)
    assert signal.span.of(document) == "青禾钱包"
    assert signal.evidence.of(document) == "据悉，青禾钱包的钱一直退不出来。"


def test_what_rules_stated_or_found_denied_stays_theirs(make_document: Any) -> None:
    event = {"type": "提现困难", "subject": "青禾钱包", "score": 0.9}
    assert signals(make_document(kind=Kind.NEWS, title="快讯", text="青禾钱包提现困难。"), event) == []
    assert signals(make_document(kind=Kind.NEWS, title="快讯", text="青禾钱包否认提现困难。"), event) == []


def test_unsure_and_none_are_no_signals(make_document: Any) -> None:
    document = make_document(kind=Kind.NEWS, title="快讯", text="青禾钱包的钱一直退不出来。")
    assert (
        signals(document, {"type": "提现困难", "subject": "青禾钱包", "score": 0.3}, {"type": "其他", "subject": None})
        == []
    )


def test_without_a_subject_the_headline_is_the_proof(make_document: Any) -> None:
    document = make_document(kind=Kind.NEWS, title="某机构业绩不佳", text="正文。")
    (signal,) = signals(document, {"type": "业绩下滑", "subject": None, "score": 0.7})
    assert (signal.entity, signal.span.of(document)) == ("", "某机构业绩不佳")


def test_laws_and_decisions_are_not_asked_about(make_document: Any) -> None:
    predictor = Fixed({"type": "提现困难", "subject": None, "score": 1.0})
    documents = [make_document(kind=kind, text="条文") for kind in (Kind.POLICY, Kind.PENALTY)]
    found = list(RuleAnnotator(Trained(predictor, "test@1")).annotate(documents))
    assert predictor.rows == []
    assert all(analysis.signals == () for analysis in found)
