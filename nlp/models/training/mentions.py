"""Candidate rankers: is this name the subject of this type, or one that the text is bad news about?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from nlp.models.features import F32
from nlp.models.linear import Head
from nlp.models.mentions import MENTION_BITS, hash_features
from nlp.models.ranker import to_bags

_IDENTITY = ("name", "s2", "s3", "b1")
"""Features that know the name itself; every example is also shown without them."""


@dataclass(slots=True)
class Examples:
    """Candidates with their truth, as buckets."""

    buckets: list[Any] = field(default_factory=list)
    truth: list[bool] = field(default_factory=list)

    def add(self, features: Sequence[str], truth: bool) -> None:
        """One candidate, twice: as it is, and with its name hidden, so that unseen names are judged by context."""
        hidden = [f for f in features if not f.rpartition("|")[2].startswith(_IDENTITY)]
        for view in (features, hidden):
            self.buckets.append(hash_features(view))
            self.truth.append(truth)


def train_ranker(examples: Examples, strength: float, meta: dict[str, Any]) -> Head:
    """Logistic regression: its scores are log-odds, so slope 1 and shift 0 already calibrate it."""
    from sklearn.linear_model import LogisticRegression

    from nlp.models.training.heads import matrix

    x = matrix(to_bags(examples.buckets), MENTION_BITS)
    model = LogisticRegression(C=strength, max_iter=400, solver="liblinear", random_state=0).fit(x, examples.truth)
    one, zero = np.ones(1, dtype=np.float32), np.zeros(1, dtype=np.float32)
    table: F32 = model.coef_.T.astype(np.float32)
    return Head(("是",), table, model.intercept_.astype(np.float32), one, zero, zero, meta)
