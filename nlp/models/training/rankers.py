"""The two rankers, trained on evidence that their document heads give to rows they have not seen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nlp.models import negative, subjects
from nlp.models.evidence import locate_grams
from nlp.models.linear import Head
from nlp.models.tagger import Tagger
from nlp.models.training.data import Row
from nlp.models.training.documents import Trained
from nlp.models.training.heads import fold_of
from nlp.models.training.mentions import Examples, train_ranker


def train_negative_rank(rows: Sequence[Row], document: Trained) -> Head:
    """One example a candidate of every row, negative or not."""
    fold = fold_of(len(rows))
    examples = Examples()
    for row, own, score in zip(rows, fold, document.scores[:, 0].tolist(), strict=True):
        for name, features in negative.features(row, score, document.tables[own][:, 0]):
            examples.add(features, name in row["negative_entities"])
    return train_ranker(examples, 10.0, {})


def train_subject_rank(rows: Sequence[Row], document: Trained, tagger: Tagger) -> Head:
    """One example a candidate and type, for rows whose type has a subject."""
    fold = fold_of(len(rows))
    labels = document.head.labels
    examples = Examples()
    proposed = subjects.propose(tagger, [row["text"][: subjects.MAX_TEXT] for row in rows])
    for row, own, found in zip(rows, fold, proposed, strict=True):
        truth: dict[str, set[str]] = {}
        for event in row["events"]:
            if event["subject"]:
                truth.setdefault(event["type"], set()).add(event["subject"])
        located = locate_grams(found.mentions.text)
        for type_, names in sorted(truth.items()):
            column = document.tables[own][:, labels.index(type_)] if type_ in labels else None
            heat = located.heat(column) if column is not None else np.zeros(located.size, dtype=np.float32)
            for name, features in zip(found.mentions.names, subjects.features(found, type_, heat), strict=True):
                examples.add(features, name in names)
    return train_ranker(examples, 10.0, {})
