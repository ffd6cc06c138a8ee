"""Tier 2 of each task: which predictor, how the tiers are mixed, and from which doubt on a row is worth it."""

from __future__ import annotations

from pathlib import Path

from nlp.models import predictors as tier1
from nlp.models.encoder.plan import PLANS
from nlp.models.encoder.predictors import Mix, Names, Negative, NewNames, RiskEvents, Sentiment, Topics
from nlp.models.encoder.reader import SHIPPED, Encoder, load_encoder
from nlp.models.predictors import Predictor
from nlp.models.task import task_of
from regintel.errors import ModelMissingError

MIX = {
    "risk-events": Mix(1.0, 1.0, least=0.5),
    "subject": Mix(0.5, 1.0),
    "negative": Mix(2.0, 1.0),
    "negative-names": Mix(2.0, 1.0),
    "finner": Mix(0.5, 1.0, bias=0.3),
    "cluener": Mix(0.5, 1.0, bias=0.3),
    "new-entities": Mix(0.25, 1.0),
    "sentiment-forum": Mix(1.0, 1.0),
    "sentiment-news": Mix(0.5, 1.0),
    "topics": Mix(1.0, 1.0),
}
"""Of the few that `benchmarks/nlp_mix.py` tries, about the best on evaluation rows. It also shows what half of them
choose, and what that gives on the other half."""
DOUBT = {
    "risk-events": 0.0,
    "negative": -1.0,
    "finner": -1.0,
    "cluener": -1.0,
    "new-entities": -1.0,
    "sentiment-forum": 0.05,
    "sentiment-news": 0.05,
    "topics": 0.05,
}
"""From which doubt on `auto` reads a row again; -1 always: a tagger is unsure of most rows,
and doubt of whether a text is bad news says little of whom it is about. The curve of cost and
quality is what `benchmarks/nlp_cascade.py` prints."""


def second(task: str, first: Predictor, folder: Path = SHIPPED) -> Predictor:
    """Tier 2 of a task over its tier 1. Raises `ModelMissingError` without an encoder or without its head."""
    return second_with(task, first, load_encoder(folder), folder)


def second_with(task: str, first: Predictor, encoder: Encoder, folder: Path) -> Predictor:
    """The same with an encoder that is loaded already (from `folder`, for errors)."""
    missing = [head for head in PLANS if head in task_of(task).parts and head not in encoder.labels]
    if missing:
        raise ModelMissingError(
            f"{folder} 中的编码器没有任务 {task} 的输出头 {'、'.join(missing)}", "用含该任务的编码器，或改用 --tier 1"
        )
    mix = MIX[task]
    if isinstance(first, tier1.RiskEvents):
        return RiskEvents(first.head, first.tagger, first.ranker, encoder, mix, MIX["subject"])
    if isinstance(first, tier1.Negative):
        return Negative(first.head, first.ranker, encoder, mix, MIX["negative-names"])
    if isinstance(first, tier1.Topics):
        return Topics(first.head, encoder, mix)
    if isinstance(first, tier1.Sentiment):
        return Sentiment(first.head, first.masked, encoder, task, mix)
    if isinstance(first, tier1.NewNames):
        return NewNames(first.tagger, encoder, task, mix)
    if isinstance(first, tier1.Names):
        return Names(first.tagger, encoder, task, mix)
    raise TypeError(f"no tier 2 for {type(first).__name__}")
