"""The document heads: risk-event types, negativity, topics, and two sentiments that are never pooled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from nlp.models.decide import OTHER
from nlp.models.features import F32
from nlp.models.fields import masked_grams, plain_grams, titled_grams
from nlp.models.linear import Head
from nlp.models.training.data import Row
from nlp.models.training.heads import Labels, train_head

MIN_TOPIC_ROWS = 30
"""Rarer topic strings in the data are typing errors."""
_SECOND = 0.3
"""A second label needs a score well inside its class. Out of fold on the training rows of risk events, micro-F1 is
0.8813 at 0.1 and 0.3, 0.8806 at 0, 0.8801 with no second label."""


@dataclass(frozen=True, slots=True)
class Trained:
    """A head with what the rankers need: out-of-fold scores and tables, so that they learn from honest evidence."""

    head: Head
    scores: F32
    tables: list[F32]


def _second(_: F32, y: Labels) -> F32:
    return np.full(y.shape[1], _SECOND, dtype=np.float32)


def _zero(_: F32, y: Labels) -> F32:
    return np.zeros(y.shape[1], dtype=np.float32)


def types_of(row: Row) -> set[str]:
    """The types of a row; none is 其他."""
    return {event["type"] for event in row.get("events") or []} or {OTHER}


def train_risk_types(rows: Sequence[Row]) -> Trained:
    """Types seen in at least two rows; 其他 is a label of its own."""
    counts = Counter(t for row in rows for t in types_of(row))
    labels = sorted(t for t, n in counts.items() if n >= 2)
    y = np.array([[label in types_of(row) for label in labels] for row in rows])
    return Trained(*train_head(labels, plain_grams(rows).bags(), y, 4.0, _second))


def train_negative(rows: Sequence[Row]) -> Trained:
    """Is the text bad news about someone?"""
    y = np.array([[bool(row["negative"])] for row in rows])
    return Trained(*train_head(["负面"], titled_grams(rows).bags(), y, 2.0, _zero))


def train_forum(rows: Sequence[Row]) -> Trained:
    """Investor-forum posts."""
    return _train_labels(rows, plain_grams(rows).bags(), 0.5)


def train_news(rows: Sequence[Row]) -> Trained:
    """News titles, with the company's name hidden."""
    return _train_labels(rows, masked_grams(rows).bags(), 2.0)


def _train_labels(rows: Sequence[Row], bags: Any, strength: float) -> Trained:
    labels = sorted({row["label"] for row in rows})
    y = np.array([[row["label"] == label for label in labels] for row in rows])
    return Trained(*train_head(labels, bags, y, strength, _zero))


def train_topics(rows: Sequence[Row]) -> Trained:
    """The frequent topics."""
    counts = Counter(t for row in rows for t in row["topics"])
    labels = [t for t, n in counts.most_common() if n >= MIN_TOPIC_ROWS]
    y = np.array([[label in row["topics"] for label in labels] for row in rows])
    return Trained(*train_head(labels, plain_grams(rows).bags(), y, 1.0, _second))
