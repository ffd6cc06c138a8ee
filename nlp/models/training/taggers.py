"""Sequence taggers: a conditional random field trained with CRFsuite on the same hashed features as at run time."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from nlp.models.tagger import Tagger, compact
from nlp.models.tagging import Reading, cut

Spans = Iterable[tuple[int, int, str]]
_FORBIDDEN = -1e4
_ROWS_AT_ONCE = 500


def bio(size: int, spans: Spans) -> list[str]:
    """BIO labels; where spans overlap the longer one wins."""
    out = ["O"] * size
    for start, end, kind in sorted(spans, key=lambda s: (s[0] - s[1], s[0])):
        if all(label == "O" for label in out[start:end]):
            out[start:end] = ["B-" + kind] + ["I-" + kind] * (end - start - 1)
    return out


def occurrences(text: str, name: str) -> Iterator[tuple[int, int]]:
    """Every non-overlapping place of `name`."""
    at = text.find(name) if name else -1
    while at >= 0:
        yield at, at + len(name)
        at = text.find(name, at + len(name))


def train_tagger(
    texts: Sequence[str],
    spans: Sequence[Spans],
    bits: int = 20,
    l1: float = 0.1,
    l2: float = 0.02,
    rounds: int = 60,
) -> Tagger:
    """Fit on whole texts (cut as at run time). Labels are sorted with O first."""
    import pycrfsuite  # type: ignore[import-untyped]

    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params({"c1": l1, "c2": l2, "max_iterations": rounds, "feature.possible_transitions": True})
    for first in range(0, len(texts), _ROWS_AT_ONCE):
        pieces = [
            (piece, labels[start : start + len(piece)])
            for text, found in zip(
                texts[first : first + _ROWS_AT_ONCE], spans[first : first + _ROWS_AT_ONCE], strict=True
            )
            for labels in (bio(len(text), found),)
            for start, piece in cut(text)
        ]
        reading = Reading([piece for piece, _ in pieces])
        buckets = (reading.buckets.T & ((1 << bits) - 1)).astype("U8")
        for (_, labels), offset in zip(pieces, reading.offsets.tolist(), strict=True):
            trainer.append(buckets[offset : offset + len(labels)].tolist(), labels)
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "crf")
        trainer.train(path)
        model = pycrfsuite.Tagger()
        model.open(path)
        return from_crfsuite(model.info(), model.labels(), bits)


def from_crfsuite(info: Any, labels: Sequence[str], bits: int) -> Tagger:
    """Weights as arrays; moves that BIO forbids are closed."""
    ordered = ("O", *sorted(label for label in labels if label != "O"))
    index = {label: k for k, label in enumerate(ordered)}
    table = np.zeros((1 << bits, len(ordered)), dtype=np.float32)
    for (attribute, label), weight in info.state_features.items():
        table[int(attribute), index[label]] = weight
    moves = np.zeros((len(ordered), len(ordered)), dtype=np.float32)
    for (before, after), weight in info.transitions.items():
        moves[index[before], index[after]] = weight
    for before in ordered:
        for after in ordered:
            if after[0] == "I" and before[2:] != after[2:]:
                moves[index[before], index[after]] = _FORBIDDEN
    rows = np.flatnonzero(table.any(axis=1))
    slots, used = compact(rows, table[rows], bits)
    return Tagger(ordered, slots, used, moves, bits)
