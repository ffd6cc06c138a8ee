"""Loading of models, once a process: `load(task).predict(rows)`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from nlp.models import predictors
from nlp.models.cascade import Cascade
from nlp.models.encoder.reader import GRAPH, SHIPPED
from nlp.models.encoder.second import DOUBT, second
from nlp.models.linear import load_head
from nlp.models.predictors import Predictor
from nlp.models.tagger import load_tagger
from nlp.models.task import task_of

Tier = Literal["1", "2", "auto"]
PRODUCER = "tier1@1"
SECOND = "tier2@1"
"""What the answers of tier 2 are signed with."""
BIAS = {"finner": 0.3, "cluener": 0.0}
"""How much more willing than its training each tagger answers; of a few steps, the best on its evaluation rows."""
_ROWS = 256


@cache
def load(task: str, tier: Tier = "auto", encoder: Path | None = None) -> Predictor:
    """The predictor of a task: tier 1, tier 2, or (`auto`) tier 2 where tier 1 is in doubt.

    `encoder` is the folder of an exported encoder (default: the shipped one); where there is none, `auto` is tier 1.
    Raises `UsageError` for an unknown task, `ModelMissingError` without weights.
    """
    task_of(task)
    first = _first(task)
    if tier == "1" or (tier == "auto" and encoder is None and not encoder_is_there()):
        return first
    better = second(task, first, encoder or SHIPPED)
    return better if tier == "2" else Cascade(first, better, DOUBT[task])


def encoder_is_there() -> bool:
    """Whether tier 2 can be loaded: its files are shipped and ONNX Runtime is installed."""
    return (SHIPPED / GRAPH).is_file() and find_spec("onnxruntime") is not None


def _first(task: str) -> Predictor:
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


def predict_all(
    tasks: Sequence[str], rows: Sequence[Mapping[str, Any]], tier: Tier = "1"
) -> dict[str, list[dict[str, Any]]]:
    """The answers of several tasks by name, one a row; faster than one task after another, for they share reading."""
    return dict(zip(tasks, predictors.predict_together([load(task, tier) for task in tasks], rows), strict=True))


def predict(
    task: str, rows: Iterable[Mapping[str, Any]], tier: Tier = "auto", encoder: Path | None = None
) -> Iterator[dict[str, Any]]:
    """Rows with their answers, streaming; fields that the task does not know pass through."""
    predictor = load(task, tier, encoder)
    source = iter(rows)
    while batch := list(islice(source, _ROWS)):
        for row, answer in zip(batch, predictor.predict(batch), strict=True):
            yield {**row, **answer}
