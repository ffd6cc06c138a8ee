"""What the encoder says of texts, names and spans, in log-odds that can be added to those of tier 1."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from nlp.models.encoder.plan import PLANS
from nlp.models.encoder.reader import Encoder
from nlp.models.features import F32, I64
from nlp.models.mentions import Mentions, find_mentions, locate

MAX_MENTIONS = 8


def of_texts(encoder: Encoder, head: str, texts: Sequence[str], labels: Sequence[str]) -> F32:
    """Scores in the order of `labels`, shape (texts, labels); 0 for a label that the encoder does not know."""
    longest = PLANS[head].longest
    scores = encoder.of_texts(head, [encoder.vocabulary.frame(text[:longest]) for text in texts])
    own = encoder.labels[head]
    out = np.zeros((len(texts), len(labels)), dtype=np.float32)
    for k, label in enumerate(labels):
        if label in own:
            out[:, k] = scores[:, own.index(label)]
    return out


def of_names(
    encoder: Encoder, head: str, stories: Sequence[str], names: Sequence[Sequence[str]]
) -> tuple[F32, list[dict[str, float]]]:
    """(log-odds of each text, log-odds of each of its names that stand in what is read)."""
    texts = [story[: PLANS[head].longest] for story in stories]
    whole = np.zeros(len(texts), dtype=np.float32)
    each: list[dict[str, float]] = [{} for _ in texts]
    for i, vectors in encoder.read([encoder.vocabulary.frame(text) for text in texts]):
        first, characters = vectors[0], vectors[1:]
        whole[i] = encoder.score(head, first, characters)[0]
        for name, cells in _cells(find_mentions(texts[i], names[i])):
            each[i][name] = float(encoder.score(f"{head}-names", first, characters[cells])[0])
    return whole, each


def _cells(found: Mentions) -> Iterator[tuple[str, I64]]:
    """Characters of the mentions of each name, where it stands alone if it does anywhere."""
    for name, places, alone in zip(found.names, found.places, found.alone, strict=True):
        spots = (alone or places)[:MAX_MENTIONS]
        if spots:
            yield name, np.unique([at + k for at in spots for k in range(len(name))])


def span_odds(emissions: F32, moves: F32, start: int, end: int) -> float:
    """Log-odds that one span of a three-label head (O, B, I) stands here, against that nothing does.

    The difference of two paths of the conditional random field that differ in the span alone.
    """
    inside = emissions[start:end] - emissions[start:end, :1]
    odds = float(inside[0, 1] + inside[1:, 2].sum())
    before, after = start > 0, end < len(emissions)
    steps = [(0, 1)] * before + [(1, 2)] * (end - start > 1) + [(2, 2)] * max(end - start - 2, 0)
    steps += [((2 if end - start > 1 else 1), 0)] * after
    return odds + float(sum(moves[step] - moves[0, 0] for step in steps))


def best_odds(emissions: F32, moves: F32, text: str, name: str) -> float | None:
    """The highest log-odds of any place of a name; None where it stands nowhere."""
    odds = [span_odds(emissions, moves, at, at + len(name)) for at in locate(text, name, MAX_MENTIONS)]
    return max(odds, default=None)
