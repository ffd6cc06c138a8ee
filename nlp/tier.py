"""The second tier in annotation: which documents of a batch it reads, and what answers for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, get_args

from nlp.models.flow import LEADER
from regintel.errors import UsageError

if TYPE_CHECKING:
    from nlp.models.flow import Flow
    from nlp.models.predictors import Answer, Batch, Predictor

AnnotationTier = Literal["1", "auto"]
TASKS = (LEADER, "negative", "sentiment-news")
"""What annotation asks of both tiers. Names are proposed by tier 1 alone: their scores were measured for it."""


@dataclass
class Second:
    """Tier 2 of `TASKS`. `chosen` are the documents of the batch in hand that it reads, by id."""

    flow: Flow
    producer: str
    chosen: set[str] = field(default_factory=set)

    def choose(self, batch: Batch, documents: Sequence[str]) -> list[int]:
        """The rows that tier 1 doubts; from now on `documents`, one a row, are known by them."""
        sent = self.flow.sent(batch)
        self.chosen = {documents[i] for i in sent}
        self.flow.encoder.forget()
        self.flow.encoder.warm([batch.texts[i] for i in sent])
        return sent

    def predict(self, task: str, rows: Sequence[dict[str, Any]]) -> list[Answer]:
        """Answers of tier 2, one a row."""
        return self.of(task).predict(rows) if rows else []

    def of(self, task: str) -> Predictor:
        """Tier 2 of one of `TASKS`."""
        return self.flow.second[task]


def build_second(tier: AnnotationTier) -> Second | None:
    """Tier 2 on one thread (each process of the pipeline has its own); None where it is not wanted or not there."""
    from nlp.models import runtime
    from nlp.models.flow import load_flow
    from regintel.errors import ModelMissingError

    if tier not in get_args(AnnotationTier):
        raise UsageError(f"没有第 {tier} 层标注模型", "REGINTEL_TIER 只能是 1 或 auto")
    if tier == "1" or not runtime.encoder_is_there():
        return None
    try:
        return Second(load_flow(TASKS, threads=1), runtime.SECOND)
    except ModelMissingError:
        return None
