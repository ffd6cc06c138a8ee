"""Where in a text a label is proven: weights of n-grams and cue words laid back onto characters, and whole words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nlp.models.features import BITS, F32, gram_hashes
from nlp.models.fields import ORDERS
from nlp.segment import build_segmenter
from nlp.topic.feature import find_cues
from nlp.topic.label import Label

_BETWEEN = "\ue000" * max(ORDERS)
"""Keeps the n-grams of two texts apart."""
_MOST = 24
_WINDOW = 8


def weights_by_character(texts: Sequence[str], table: F32, labels: tuple[Label, ...], salt: int = 0) -> list[F32]:
    """For each text what each of its characters says for each label, shape (characters, labels): the weights of the
    n-grams and cue words that cover it, each spread evenly over them. `table` has shape (buckets, labels)."""
    if not texts:
        return []
    whole = _BETWEEN.join(texts)
    mask = np.uint32((1 << BITS) - 1)
    weights = np.zeros((len(whole) + 2, table.shape[1]), dtype=np.float32)
    for order, hashes in gram_hashes(whole, ORDERS, salt):
        share = table.take(hashes & mask, axis=0) / np.float32(order)
        for shift in range(order):
            weights[shift : shift + len(share)] += share
    weights = weights[1:-1]
    for cue in find_cues(whole, labels):
        weights[cue.start : cue.end] += table[list(cue.buckets)].sum(axis=0) / (cue.end - cue.start)
    out, at = [], 0
    for text in texts:
        out.append(weights[at : at + len(text)])
        at += len(text) + len(_BETWEEN)
    return out


def best_stretch(weights: F32) -> tuple[int, int, float]:
    """The stretch of up to 24 characters that says most, as (start, end, what it says); weights must not be empty.

    Each character costs half the mean of the positive ones, so that a stretch ends where its words end.
    """
    positive = weights[weights > 0]
    gains = weights - (0.5 * float(positive.sum()) / max(1, len(positive)))
    peak = int(weights.argmax())
    low, high = max(0, peak - _MOST + 1), min(len(weights), peak + _MOST)
    before = np.cumsum(gains[low:peak][::-1])
    after = np.cumsum(gains[peak + 1 : high])
    left = int(before.argmax()) + 1 if len(before) and before.max() > 0 else 0
    room = _MOST - 1 - left
    after = after[:room]
    right = int(after.argmax()) + 1 if len(after) and after.max() > 0 else 0
    start, end = peak - left, peak + right + 1
    return start, end, float(weights[start:end].sum())


def whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch widened to the words at its ends, without blanks and marks around."""
    low = max(0, start - _WINDOW)
    for token in build_segmenter().tokens(text[low : end + _WINDOW]):
        first, last = low + token.start, low + token.end
        if first < start < last:
            start = first
        if first < end < last:
            end = last
            break
    while start < end - 1 and not text[start].isalnum() and text[start] not in "《“（":
        start += 1
    while end > start + 1 and not text[end - 1].isalnum() and text[end - 1] not in "》”）":
        end -= 1
    return start, end
