"""From scores to answers: the rules by which each task's labels are chosen. Shared by training and run time."""

from __future__ import annotations

import numpy as np

from nlp.models.features import F32
from nlp.models.linear import Head

OTHER = "其他"
REGIONS = ("中国", "外国", "国际")
"""Every news row of the data carries a region and at least one subject; the two are decided apart."""


def best(head: Head, scores: F32) -> list[str]:
    """The single best label of each row."""
    return [head.labels[k] for k in scores.argmax(axis=1)]


def risk_types(head: Head, scores: F32) -> list[list[tuple[str, float]]]:
    """(type, probability) of each row, best first: the best label, and others above their thresholds.

    其他 means that there is no risk event, so it stands alone or not at all.
    """
    probabilities = head.probabilities(scores)
    out: list[list[tuple[str, float]]] = []
    for row, chance in zip(scores, probabilities, strict=True):
        order = np.argsort(-row)
        first = int(order[0])
        if head.labels[first] == OTHER:
            out.append([])
            continue
        chosen = [first, *(int(k) for k in order[1:] if row[k] > head.thresholds[k] and head.labels[k] != OTHER)]
        out.append([(head.labels[k], float(chance[k])) for k in chosen])
    return out


def topics(head: Head, scores: F32) -> list[list[str]]:
    """One region, one subject, and further subjects above their thresholds."""
    region = [k for k, label in enumerate(head.labels) if label in REGIONS]
    subject = [k for k in range(len(head.labels)) if k not in region]
    out = []
    for row in scores:
        chosen = [region[int(row[region].argmax())], subject[int(row[subject].argmax())]]
        chosen += [k for k in subject if k != chosen[1] and row[k] > head.thresholds[k]]
        out.append([head.labels[k] for k in chosen])
    return out
