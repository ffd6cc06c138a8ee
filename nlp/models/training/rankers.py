"""The two rankers, trained on evidence that their document heads give to rows they have not seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from nlp.models import negative, subjects
from nlp.models.features import F32, I64
from nlp.models.linear import Head
from nlp.models.mentions import MENTION_BITS
from nlp.models.sights import Features
from nlp.models.training.data import Row
from nlp.models.training.documents import Trained
from nlp.models.training.heads import fold_of, matrix

STRENGTH = 10.0


def train_ranker(features: Features, truth: Sequence[bool], strength: float = STRENGTH) -> Head:
    """Logistic regression: its scores are log-odds, so slope 1 and shift 0 already calibrate it.

    Every example is shown twice, as it is and without the features that know its name, so that names nobody has seen
    are judged by their context.
    """
    from scipy.sparse import vstack
    from sklearn.linear_model import LogisticRegression

    rows = len(truth)
    x: Any = vstack([matrix(features.grams(rows, hide).bags(MENTION_BITS), MENTION_BITS) for hide in (False, True)])
    model = LogisticRegression(C=strength, max_iter=400, solver="liblinear", random_state=0).fit(x, [*truth, *truth])
    one, zero = np.ones(1, dtype=np.float32), np.zeros(1, dtype=np.float32)
    table: F32 = model.coef_.T.astype(np.float32)
    return Head(("是",), table, model.intercept_.astype(np.float32), one, zero, zero, {})


def negative_examples(rows: Sequence[Row], document: Trained) -> tuple[Features, list[bool]]:
    """One example a candidate of every row, negative or not."""
    table = np.concatenate([table[:, :1] for table in document.tables], axis=1)
    found, features = negative.features(rows, document.scores[:, 0], table, fold_of(len(rows)))
    names = [name in row["negative_entities"] for row, own in zip(rows, found, strict=True) for name in own.names]
    return features, names


def subject_examples(
    rows: Sequence[Row], document: Trained, proposed: Sequence[subjects.Candidates]
) -> tuple[Features, list[bool]]:
    """One example a candidate and type, for rows whose type has a subject; in the order of the rows."""
    labels = document.head.labels
    folds = fold_of(len(rows))
    parts: list[Features] = []
    truth: list[bool] = []
    for fold, table in enumerate(document.tables):
        mine = np.flatnonzero(folds == fold).tolist()
        questions = [
            (at, type_, {e["subject"] for e in rows[i]["events"] if e["type"] == type_ and e["subject"]})
            for at, i in enumerate(mine)
            for type_ in sorted({e["type"] for e in rows[i]["events"] if e["subject"]})
        ]
        found = [proposed[i] for i in mine]
        texts: I64 = np.array([at for at, _, _ in questions], dtype=np.int64)
        columns: I64 = np.array([labels.index(t) if t in labels else -1 for _, t, _ in questions], dtype=np.int64)
        asked, features = subjects.features(found, texts, [t for _, t, _ in questions], columns, table)
        parts.append(Features(features.hashes, features.owners + len(truth), features.known))
        names = [name for own in found for name in own.mentions.names]
        truth += [
            names[c] in questions[g][2] for c, g in zip(asked.candidates.tolist(), asked.groups.tolist(), strict=True)
        ]
    whole = Features(
        np.concatenate([p.hashes for p in parts]),
        np.concatenate([p.owners for p in parts]),
        np.concatenate([p.known for p in parts]),
    )
    return whole, truth
