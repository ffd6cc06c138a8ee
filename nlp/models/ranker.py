"""Scores of candidates at run time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from nlp.models.features import F32, Bags
from nlp.models.linear import Head
from nlp.models.mentions import hash_features


def to_bags(buckets: Sequence[npt.NDArray[np.int64]]) -> Bags:
    """Candidates as rows for a head, each of length one."""
    counts = np.array([len(b) for b in buckets], dtype=np.int64)
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    flat = np.concatenate(buckets).astype(np.int64) if buckets else np.zeros(0, dtype=np.int64)
    scale = (1.0 / np.sqrt(np.maximum(counts, 1))).astype(np.float32)
    return Bags(flat, starts, np.repeat(scale, counts))


def rank(head: Head, candidates: Sequence[Sequence[str]]) -> F32:
    """Log-odds of each candidate from its feature strings, shape (candidates,)."""
    if not candidates:
        return np.zeros(0, dtype=np.float32)
    return head.scores(to_bags([hash_features(features) for features in candidates]))[:, 0]
