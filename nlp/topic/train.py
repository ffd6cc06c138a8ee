"""Training and measuring of the two models; needs the extra `train`. `python -m nlp.topic.train` does both.

The examples' hold-out is never trained on: not for weights, probabilities or thresholds. Seeds are fixed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from nlp.models.features import F32, Bags
from nlp.models.linear import Head, load_head, save_head
from nlp.models.training.heads import Labels, train_head
from nlp.topic.example import Example, load_examples
from nlp.topic.feature import kind_bags, topic_bags
from nlp.topic.label import load_kinds, load_topics
from nlp.topic.reader import KIND_MODEL, LEAST, TOPIC_MODEL, WEIGHTS

STRENGTH = 4.0
"""Inverse regularisation; out of fold on the training examples 2, 4 and 16 differ by less than 0.006 in F1."""
_STEPS = np.arange(0.2, 0.66, 0.05)
_BINS = 10


def bags_of(model: str, rows: Sequence[Example]) -> Bags:
    """What a model reads of the examples."""
    if model == TOPIC_MODEL:
        return topic_bags([row.passage for row in rows])
    return kind_bags([row.title for row in rows], [row.text for row in rows])


def labels_of(model: str) -> list[str]:
    """The labels of a model, in order."""
    return [label.name for label in (load_topics() if model == TOPIC_MODEL else load_kinds())]


def truth_of(model: str, rows: Sequence[Example]) -> Labels:
    """Shape (examples, labels)."""
    own = [row.topics if model == TOPIC_MODEL else (row.kind,) for row in rows]
    return np.array([[label in given for label in labels_of(model)] for given in own])


def chosen(model: str, chances: F32, least: float) -> Labels:
    """The decision that is measured: all topics from `least` on; the best kind from `least` on and others from one half
    on."""
    wide: Labels = chances >= least
    if model == TOPIC_MODEL:
        return wide
    best = np.zeros_like(wide)
    best[np.arange(len(best)), chances.argmax(axis=1)] = True
    return (wide & best) | (chances >= LEAST)


def micro_f1(said: Labels, y: Labels) -> float:
    """Over all examples and labels."""
    return float(2 * (said & y).sum() / max(1, said.sum() + y.sum()))


def reliability(chances: F32, y: Labels) -> tuple[float, float]:
    """(Brier score, expected calibration error in ten equal bins) over all examples and labels."""
    bins = np.minimum((chances * _BINS).astype(int), _BINS - 1)
    error = sum(
        (bins == b).mean() * abs(float(chances[bins == b].mean()) - float(y[bins == b].mean()))
        for b in range(_BINS)
        if (bins == b).any()
    )
    return float(((chances - y) ** 2).mean()), float(error)


def train(model: str, folder: Path = WEIGHTS) -> Head:
    """Train on the examples that are not held out, write the weights and return them as they are read again."""
    rows = [row for row in load_examples() if not row.held_out]
    y = truth_of(model, rows)
    head, scores, _ = train_head(labels_of(model), bags_of(model, rows), y, STRENGTH)
    chances = head.probabilities(scores)  # out of fold
    least = max(_STEPS, key=lambda step: micro_f1(chosen(model, chances, step), y))
    head.thresholds[:] = round(float(least), 2)
    save_head(folder / f"{model}.npz", head)
    return load_head(model, folder)


def measure(model: str, head: Head) -> dict[str, float]:
    """On the held-out examples: `f1`, `precision`, `recall` at the threshold, `brier`, `ece`, `rows`, `threshold`."""
    rows = [row for row in load_examples() if row.held_out]
    y = truth_of(model, rows)
    chances = head.probabilities(head.scores(bags_of(model, rows)))
    said = chosen(model, chances, float(head.thresholds[0]))
    brier, ece = reliability(chances, y)
    hit = float((said & y).sum())
    return {
        "rows": len(rows),
        "threshold": round(float(head.thresholds[0]), 2),
        "f1": round(micro_f1(said, y), 3),
        "precision": round(hit / max(1, int(said.sum())), 3),
        "recall": round(hit / max(1, int(y.sum())), 3),
        "brier": round(brier, 4),
        "ece": round(ece, 4),
    }


if __name__ == "__main__":
    for name in (TOPIC_MODEL, KIND_MODEL):
        print(name, json.dumps(measure(name, train(name))))
