"""Tier 2: the predictors of tier 1 with the encoder's opinion added.

Both tiers give log-odds, and their weighted sum is better than either: one knows words that it has seen often, the
other reads the sentence. Where a share is given, only rows of which tier 1 is unsure are read by the encoder.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from nlp.models import predictors
from nlp.models.encoder import opinion
from nlp.models.encoder.plan import PLANS
from nlp.models.encoder.reader import Encoder
from nlp.models.features import F32
from nlp.models.fields import entities_of, story
from nlp.models.linear import Head
from nlp.models.predictors import Answer, Batch
from nlp.models.tagger import Found, Tagger
from nlp.models.tagging import Reading, Rounds, cut
from nlp.models.viterbi import decode


@dataclass(frozen=True)
class Mix:
    """How much each tier's log-odds weigh, and from which log-odds on a further label is given."""

    first: float
    second: float
    least: float = 0.0
    bias: float = 0.0
    """For names: how much more willing than its training the sum answers."""


def mixed_scores(head: Head, own: F32, encoder: Encoder, name: str, texts: Sequence[str], mix: Mix) -> F32:
    """Log-odds of both tiers together, shape (rows, labels)."""
    odds = np.clip(head.slope * own + head.shift, -12, 12)
    return np.asarray(mix.first * odds + mix.second * opinion.of_texts(encoder, name, texts, head.labels), np.float32)


def judge_of(head: Head, mix: Mix) -> Head:
    """A head whose scores are log-odds already."""
    ones = np.ones_like(head.slope)
    return replace(head, slope=ones, shift=ones * 0, thresholds=ones * mix.least)


@dataclass(frozen=True)
class Sentiment(predictors.Sentiment):
    """See `predictors.Sentiment`."""

    encoder: Encoder
    name: str
    mix: Mix

    @property
    def judge(self) -> Head:
        """Log-odds as they are."""
        return judge_of(self.head, self.mix)

    def scores(self, batch: Batch) -> F32:
        """Log-odds of both tiers."""
        return mixed_scores(self.head, super().scores(batch), self.encoder, self.name, batch.texts, self.mix)


@dataclass(frozen=True)
class Topics(predictors.Topics):
    """See `predictors.Topics`."""

    encoder: Encoder
    mix: Mix

    @property
    def judge(self) -> Head:
        """Log-odds as they are."""
        return judge_of(self.head, self.mix)

    def scores(self, batch: Batch) -> F32:
        """Log-odds of both tiers."""
        return mixed_scores(self.head, super().scores(batch), self.encoder, "topics", batch.texts, self.mix)


@dataclass(frozen=True)
class RiskEvents(predictors.RiskEvents):
    """See `predictors.RiskEvents`: `subject` is how the tiers are mixed where a subject is chosen."""

    encoder: Encoder
    mix: Mix
    subject: Mix

    @property
    def judge(self) -> Head:
        """Log-odds as they are."""
        return judge_of(self.head, self.mix)

    def scores(self, batch: Batch) -> F32:
        """Log-odds of both tiers."""
        if "risk-events" not in batch.memo:
            own = super().scores(batch)
            batch.memo["risk-events"] = mixed_scores(self.head, own, self.encoder, "risk-events", batch.texts, self.mix)
        return batch.memo["risk-events"]

    def rank(self, batch: Batch, found: Rounds, questions: Sequence[tuple[int, str]]) -> list[dict[str, float]]:
        """Candidates of both tiers with the log-odds of both."""
        longest = PLANS["subject"].longest
        texts = [batch.texts[i][:longest] for i, _ in questions]
        framed = [self.encoder.vocabulary.frame(text, kind) for text, (_, kind) in zip(texts, questions, strict=True)]
        moves = self.encoder.arrays["subject/moves"]
        seen: list[F32] = [moves] * len(questions)
        more: dict[int, list[Found]] = {}
        for g, vectors in self.encoder.read(framed):
            seen[g] = self.encoder.emissions("subject", vectors)
            more.setdefault(questions[g][0], []).extend(_spans(seen[g], moves, self.tagger, self.subject.bias))
        wider = [[*rounds, more.get(i, [])] for i, rounds in enumerate(found)]
        ranked = super().rank(batch, wider, questions)
        for names, text, emissions in zip(ranked, texts, seen, strict=True):
            for name, value in names.items():
                odds = opinion.best_odds(emissions, moves, text, name)
                names[name] = self.subject.first * value + self.subject.second * (-12.0 if odds is None else odds)
        return ranked


def _spans(emissions: F32, moves: F32, tagger: Tagger, bias: float) -> list[Found]:
    """Spans of one text."""
    if not len(emissions):
        return []
    one = np.zeros(1, dtype=np.int64)
    labels = decode(emissions, one, one + len(emissions), moves, (bias,))[0]
    _, starts, ends, types = tagger.spans(labels, one)
    return [Found(a, b, kind) for a, b, kind in zip(starts.tolist(), ends.tolist(), types, strict=True)]


@dataclass(frozen=True)
class Negative(predictors.Negative):
    """See `predictors.Negative`: `names` is how the tiers are mixed for the names."""

    encoder: Encoder
    mix: Mix
    names: Mix

    def weigh(self, batch: Batch) -> tuple[list[float], list[dict[str, float]]]:
        """Log-odds of both tiers."""
        own, candidates = super().weigh(batch)
        stories = [story(row) for row in batch.rows]
        whole, each = opinion.of_names(self.encoder, "negative", stories, [entities_of(row) for row in batch.rows])
        odds = [self.mix.first * a + self.mix.second * b for a, b in zip(own, whole.tolist(), strict=True)]
        for names, said in zip(candidates, each, strict=True):
            for name, value in names.items():
                second = said.get(name, value)
                names[name] = self.names.first * value + self.names.second * second + self.names.least
        return odds, candidates


@dataclass(frozen=True)
class _Tagged(predictors.Alone):
    """Names by the sum of both tiers' scores for each character."""

    tagger: Tagger
    encoder: Encoder
    name: str
    mix: Mix

    def rounds(self, batch: Batch, biases: Sequence[float]) -> Rounds:
        """Spans of each text under each bias."""
        out: Rounds = [[[] for _ in biases] for _ in batch.rows]
        pieces = [(i, start, piece) for i, text in enumerate(batch.texts) for start, piece in cut(text)]
        if not pieces:
            return out
        reading = Reading([piece for _, _, piece in pieces])
        labels = self.encoder.labels[self.name]
        moves = self.mix.second * self.encoder.arrays[f"{self.name}/moves"]
        emissions = np.zeros((reading.buckets.shape[1], len(labels)), dtype=np.float32)
        if labels == self.tagger.labels:  # an encoder of one's own may know other types: then it answers alone
            emissions += self.mix.first * self.tagger.emissions(reading.buckets)
            moves = moves + self.mix.first * self.tagger.moves
        for k, vectors in self.encoder.read([self.encoder.vocabulary.frame(piece) for _, _, piece in pieces]):
            at = int(reading.offsets[k])
            own = self.encoder.emissions(self.name, vectors)
            emissions[at : at + len(own)] += self.mix.second * own
        sizes = np.array([len(piece) for _, _, piece in pieces], dtype=np.int64)
        tagger = replace(self.tagger, labels=labels)
        for turn, path in enumerate(decode(emissions, reading.offsets, sizes, np.maximum(moves, -1e4), biases)):
            whose, starts, ends, types = tagger.spans(path, reading.offsets)
            for k, low, high, kind in zip(whose.tolist(), starts.tolist(), ends.tolist(), types, strict=True):
                i, start, _ = pieces[k]
                out[i][turn].append(Found(start + low, start + high, kind))
        return out


@dataclass(frozen=True)
class Names(_Tagged):
    """See `predictors.Names`."""

    def answer(self, batch: Batch, _found: Sequence[Rounds]) -> list[Answer]:
        """See `Predictor`."""
        found = self.rounds(batch, (self.mix.bias,))
        return predictors.Names(self.tagger, self.mix.bias).answer(batch, [found])


@dataclass(frozen=True)
class NewNames(_Tagged):
    """See `predictors.NewNames`."""

    def answer(self, batch: Batch, _found: Sequence[Rounds]) -> list[Answer]:
        """See `Predictor`."""
        return predictors.NewNames(self.tagger).answer(batch, [self.rounds(batch, predictors.WILLING)])
