"""Linear heads: one squared-hinge SVM a label, probabilities fitted on held-out folds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from nlp.models.features import BITS, F32, Bags
from nlp.models.linear import Head

Labels = npt.NDArray[np.bool_]
FOLDS = 5
SEED = 20_261_124


def matrix(bags: Bags, bits: int = BITS) -> Any:
    """A scipy CSR matrix of the bags."""
    from scipy.sparse import csr_matrix

    return csr_matrix((bags.values, bags.buckets, bags.starts), shape=(bags.rows, 1 << bits))


def _fit(x: Any, y: Labels, strength: float) -> tuple[F32, float]:
    from sklearn.svm import LinearSVC

    if y.all() or not y.any():
        return np.zeros(x.shape[1], dtype=np.float32), 1.0 if y.any() else -1.0
    model = LinearSVC(C=strength, random_state=SEED).fit(x, y)
    return model.coef_[0].astype(np.float32), float(model.intercept_[0])


def fold_of(count: int) -> npt.NDArray[np.int64]:
    """The fold of each row, shuffled with the fixed seed."""
    return np.random.default_rng(SEED).permutation(count) % FOLDS


def out_of_fold(x: Any, y: Labels, strength: float) -> tuple[F32, list[F32]]:
    """Scores of every row by a model that has not seen it, shape (rows, labels); and the fold models' tables."""
    folds = fold_of(x.shape[0])
    scores = np.zeros(y.shape, dtype=np.float32)
    tables = []
    for fold in range(FOLDS):
        inside, outside = folds != fold, folds == fold
        table = np.zeros((x.shape[1], y.shape[1]), dtype=np.float32)
        for k in range(y.shape[1]):
            table[:, k], bias = _fit(x[inside], y[inside, k], strength)
            scores[outside, k] = x[outside] @ table[:, k] + bias
        tables.append(table)
    return scores, tables


def _calibrate(scores: F32, y: Labels) -> tuple[F32, F32]:
    from sklearn.linear_model import LogisticRegression

    slope, shift = np.ones(y.shape[1], dtype=np.float32), np.zeros(y.shape[1], dtype=np.float32)
    for k in range(y.shape[1]):
        if 3 <= y[:, k].sum() <= len(y) - 3:
            model = LogisticRegression(C=100.0).fit(scores[:, k : k + 1], y[:, k])
            slope[k], shift[k] = model.coef_[0, 0], model.intercept_[0]
    return slope, shift


def train_head(
    labels: Sequence[str],
    bags: Bags,
    y: Labels,
    strength: float,
    choose: Callable[[F32, Labels], F32] | None = None,
    meta: dict[str, Any] | None = None,
) -> tuple[Head, F32, list[F32]]:
    """A head, the out-of-fold scores of its training rows and the fold tables.

    `choose` turns out-of-fold scores and truth into thresholds (default 0 for every label).
    """
    x = matrix(bags)
    scores, tables = out_of_fold(x, y, strength)
    slope, shift = _calibrate(scores, y)
    thresholds = choose(scores, y) if choose else np.zeros(len(labels), dtype=np.float32)
    table = np.zeros((x.shape[1], len(labels)), dtype=np.float32)
    bias = np.zeros(len(labels), dtype=np.float32)
    for k in range(len(labels)):
        table[:, k], bias[k] = _fit(x, y[:, k], strength)
    head = Head(tuple(labels), table, bias, slope, shift, thresholds.astype(np.float32), meta or {})
    return head, scores, tables
