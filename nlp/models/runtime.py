"""Loading of models, once a process: `load(task).predict(rows)`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from typing import Any, Literal

from nlp.models import predictors
from nlp.models.linear import load_head
from nlp.models.predictors import Predictor
from nlp.models.tagger import load_tagger
from nlp.models.task import task_of
from regintel.errors import ModelMissingError

Tier = Literal["1", "2", "auto"]
PRODUCER = "tier1@1"
BIAS = {"finner": 0.3, "cluener": 0.0}
"""How much more willing than its training each tagger answers; of a few steps, the best on its evaluation rows."""
_ROWS = 256


@cache
def load(task: str, tier: Tier = "auto") -> Predictor:
    """The predictor of a task. Raises `UsageError` for an unknown task, `ModelMissingError` without its weights."""
    task_of(task)
    if tier == "2":
        raise ModelMissingError(
            f"任务 {task} 还没有第二层（编码器）模型", "改用 --tier 1，或用 regintel train 训练编码器"
        )
    if task == "risk-events":
        return predictors.RiskEvents(load_head(task), _tagger("subject"), load_head("subject-rank"))
    if task == "negative":
        return predictors.Negative(load_head(task), load_head("negative-rank"))
    if task == "topics":
        return predictors.Topics(load_head(task))
    if task.startswith("sentiment-"):
        return predictors.Sentiment(load_head(task), masked=task == "sentiment-news")
    if task == "new-entities":
        return predictors.NewNames(_tagger(task))
    return predictors.Names(_tagger(task), BIAS[task])


_tagger = cache(load_tagger)
"""One tagger, however many tasks use it."""


def predict_all(tasks: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """The answers of several tasks by name, one a row; faster than one task after another, for they share reading."""
    return dict(zip(tasks, predictors.predict_together([load(task) for task in tasks], rows), strict=True))


def predict(task: str, rows: Iterable[Mapping[str, Any]], tier: Tier = "auto") -> Iterator[dict[str, Any]]:
    """Rows with their answers, streaming; fields that the task does not know pass through."""
    predictor = load(task, tier)
    source = iter(rows)
    while batch := list(islice(source, _ROWS)):
        for row, answer in zip(batch, predictor.predict(batch), strict=True):
            yield {**row, **answer}
