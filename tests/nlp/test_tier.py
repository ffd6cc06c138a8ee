"""Which tier answers in annotation, who signs, and what the explanation says of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np
import pytest

import nlp.models.flow as flows
from nlp.annotate import RuleAnnotator, build_annotator
from nlp.explain import explain
from nlp.models import runtime
from nlp.models.cascade import Cascade
from nlp.models.encoder.predictors import Mix
from nlp.models.flow import Flow, load_flow
from nlp.models.predictors import Batch
from nlp.models.task import TASKS
from nlp.proposal import Proposer
from nlp.second_reason import _sum
from nlp.stance import StanceReader
from nlp.tier import Second, build_second
from nlp.trained import Trained
from regintel.errors import UsageError
from regintel.model import Document, Kind

TEXT = "据悉，青禾钱包的钱一直退不出来。另有消息。"


@dataclass
class Says:
    """A predictor of events that says one type of every row."""

    type: str
    rows: list[Any] = field(default_factory=list)

    def predict(self, rows: Sequence[Any]) -> list[dict[str, Any]]:
        self.rows += rows
        return [{"events": [{"type": self.type, "subject": "青禾钱包", "score": 0.8}]} for _ in rows]

    def asks(self, _batch: Batch) -> list[Any]:
        return []

    def answer(self, batch: Batch, _found: Any) -> list[dict[str, Any]]:
        return self.predict(batch.rows)


class Warm:
    """An encoder that only takes note of what it is to read."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def warm(self, texts: Sequence[str]) -> None:
        self.texts += texts

    def forget(self) -> None:
        self.texts.clear()


@dataclass
class Doubts:
    """A flow that sends every row whose text has 另有."""

    second: dict[str, Any]
    encoder: Warm = field(default_factory=Warm)

    def sent(self, batch: Batch) -> list[int]:
        return [i for i, text in enumerate(batch.texts) if "另有" in text]


@pytest.fixture
def documents(make_document: Callable[..., Document]) -> list[Document]:
    texts = (TEXT, TEXT.replace("另有消息。", ""))
    return [
        make_document(url=f"https://a.example/{k}", kind=Kind.NEWS, title="快讯", text=text)
        for k, text in enumerate(texts)
    ]


def test_tier_2_answers_where_tier_1_doubts_and_signs(documents: list[Document]) -> None:
    better = Says("失联跑路")
    doubts = Doubts({"risk-events": better})
    second = Second(cast("Flow", doubts), "tier2@9")
    trained = Trained(cast("Any", Says("提现困难")), "tier1@9", Proposer((), "tier1@9", ()), second)
    doubted, sure = RuleAnnotator(trained).annotate(documents)
    assert [(s.type, s.producer) for s in doubted.signals] == [("失联跑路", "risk-events:tier2@9")]
    assert [(s.type, s.producer) for s in sure.signals] == [("提现困难", "risk-events:tier1@9")]
    assert len(better.rows) == 1
    assert second.chosen == {documents[0].id}
    assert doubts.encoder.texts == [f"快讯\n{TEXT}"]


@dataclass
class Weighs:
    """A head of bad news or headlines that is sure of one thing."""

    label: str

    def weigh(self, batch: Batch) -> tuple[list[float], list[dict[str, float]]]:
        return [9.0] * len(batch.rows), [dict.fromkeys(row["entities"], 9.0) for row in batch.rows]

    def predict(self, rows: Sequence[Any]) -> list[dict[str, Any]]:
        return [{"label": self.label, "score": 0.9} for _ in rows]


def test_names_and_headlines_of_a_chosen_document_are_tier_2s(make_document: Callable[..., Document]) -> None:
    text = "青禾钱包涉嫌非法集资。"
    documents = [make_document(url=f"https://a.example/{k}", kind=Kind.NEWS, title=text, text=text) for k in (0, 1)]
    first, other = Weighs("negative"), Weighs("negative")
    second = Second(cast("Flow", Doubts({"negative": other, "sentiment-news": other})), "tier2@9", {documents[1].id})
    reader = StanceReader(cast("Any", first), cast("Any", first), "tier1@9", second)
    found = [
        {a.producer for a in analysis.annotations if a.label in ("负面实体", "情感")}
        for analysis in RuleAnnotator(reader).annotate(documents)
    ]
    assert found == [{f"{task}:tier{k}@9" for task in ("negative", "sentiment-news")} for k in (1, 2)]


def test_without_an_encoder_auto_is_tier_1(documents: list[Document], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runtime, "encoder_is_there", lambda: False)
    auto, first = build_annotator("auto"), build_annotator("1")
    assert auto.producer == first.producer
    assert list(auto.annotate(documents)) == list(first.annotate(documents))


def test_other_tiers_are_named() -> None:
    with pytest.raises(UsageError, match="REGINTEL_TIER"):
        build_second(cast("Any", "3"))


@pytest.mark.parametrize("task", sorted(TASKS))
def test_tier_1_is_never_a_cascade(task: str) -> None:
    assert not isinstance(runtime.load(task, "1"), Cascade)


def test_doubt_reads_what_tier_1_has_worked_out(monkeypatch: pytest.MonkeyPatch) -> None:
    first = runtime.load("risk-events", "1")
    counted: list[int] = []
    own = type(first.head).scores  # type: ignore[attr-defined]

    def count(self: Any, bags: Any) -> Any:
        counted.append(1)
        return own(self, bags)

    monkeypatch.setattr(type(first.head), "scores", count)  # type: ignore[attr-defined]
    flow = Flow({"risk-events": first}, {}, cast("Any", None), doubt=1.0)
    _, sent = flow.predict([{"text": ""}])
    assert (sent, len(counted)) == ([], 1)


def test_the_tiers_add_up_to_the_sum() -> None:
    assert "第一层对数几率 +1.00，编码器 -0.50，按 2 比 1 相加为 +1.50" in _sum(1.0, 1.5, Mix(2.0, 1.0))


needs_encoder = pytest.mark.skipif(not runtime.encoder_is_there(), reason="no shipped encoder, or no onnxruntime")


@needs_encoder
def test_the_explanation_gives_both_tiers_and_no_n_grams(
    make_document: Callable[..., Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    def everything(*args: Any, **rest: Any) -> Flow:
        found = load_flow(*args, **rest)
        return Flow(found.first, found.second, found.encoder, doubt=-1.0)

    monkeypatch.setattr(flows, "load_flow", everything)
    title = "青禾钱包的钱一直退不出来，投资者维权"
    document = make_document(kind=Kind.NEWS, title=title, text=f"{title}，资金链断裂，涉嫌诈骗。")
    annotator = build_annotator("auto")
    assert annotator.producer.endswith("+tier2")
    (analysis,) = annotator.annotate([document])
    labels = [e for e in explain(document, analysis).labels if ":tier2@" in e.rule]
    assert labels
    for label in labels:
        (said,) = [r.text for r in label.reasons if r.step == "层级"]
        assert "第一层对数几率" in said
        assert "编码器" in said
        assert label.features == ()


@needs_encoder
def test_one_thread_a_process() -> None:
    second = build_second("auto")
    assert second is not None
    assert second.flow.encoder.session.get_session_options().intra_op_num_threads == 1
    assert np.isfinite(second.of("sentiment-news").scores(Batch([{"text": "青禾钱包失联"}]))).all()  # type: ignore[attr-defined]
