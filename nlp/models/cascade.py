"""Two tiers as one: tier 1 answers everything, and tier 2 reads the rows of which tier 1 is in doubt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nlp.models.features import F32
from nlp.models.linear import Head
from nlp.models.predictors import (
    Alone,
    Answer,
    Batch,
    Names,
    Negative,
    NewNames,
    Predictor,
    RiskEvents,
    Sentiment,
    Topics,
)
from nlp.models.tagging import Ask, Rounds, tag_together

SWAY = 1.5
"""A tagger is in doubt where it answers otherwise when this much more or less willing (log-odds of a character)."""


@dataclass(frozen=True)
class Cascade(Alone):
    """Answers of `first`, or of `second` where the doubt of `first` is above `doubt` (0: nearly always; 1: never)."""

    first: Predictor
    second: Predictor
    doubt: float

    def asks(self, batch: Batch) -> list[Ask]:
        """Those of the first."""
        return self.first.asks(batch)

    def answer(self, batch: Batch, found: Sequence[Rounds]) -> list[Answer]:
        """See `Predictor`."""
        out = self.first.answer(batch, found)
        sent = self.sent(batch)
        rows = [batch.rows[i] for i in sent]
        for i, answer in zip(sent, self.second.predict(rows) if rows else (), strict=True):
            out[i] = answer
        return out

    def sent(self, batch: Batch) -> list[int]:
        """Rows that go to the second."""
        return np.flatnonzero(doubts(self.first, batch) > self.doubt).tolist()


def doubts(predictor: Predictor, batch: Batch) -> F32:
    """How unsure tier 1 is of each row, 0 to 1. Raises `TypeError` for a predictor that is none of tier 1."""
    if not batch.rows:
        return np.zeros(0, dtype=np.float32)
    if isinstance(predictor, RiskEvents):
        asked = np.array([isinstance(row.get("types"), list | tuple) for row in batch.rows])
        # Where types are given, their subject is what is asked for: the part that tier 1 does worst.
        return np.where(asked, 1.0, _margin(predictor.head, predictor.scores(batch))).astype(np.float32)
    if isinstance(predictor, Topics | Sentiment):
        return _margin(predictor.head, predictor.scores(batch))
    if isinstance(predictor, Negative):
        odds, names = predictor.weigh(batch)
        near = [min([abs(o), *(abs(v) for v in own.values())]) for o, own in zip(odds, names, strict=True)]
        return np.exp(-np.array(near, dtype=np.float32))
    if isinstance(predictor, Names | NewNames):
        return _sway(predictor, batch)
    raise TypeError(f"no measure of doubt for {type(predictor).__name__}")


def _margin(head: Head, scores: F32) -> F32:
    """1 less the distance between the two best labels' probabilities, or of the best from a certain one."""
    chances = np.sort(head.probabilities(scores), axis=1)
    return np.asarray(1 - np.minimum(chances[:, -1] - chances[:, -2], chances[:, -1]), dtype=np.float32)


def _sway(predictor: Names | NewNames, batch: Batch) -> F32:
    """The share of names that come or go with the tagger's willingness; 1 where there is none at either end."""
    (found,) = tag_together(batch.texts, [Ask(predictor.tagger, (-SWAY, SWAY))])
    out = np.zeros(len(found), dtype=np.float32)
    for i, (strict, willing) in enumerate(found):
        union = {*strict, *willing}
        out[i] = len(union - ({*strict} & {*willing})) / len(union) if union else 0.0
    return out
