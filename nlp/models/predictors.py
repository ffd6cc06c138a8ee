"""One predictor a task: rows in, rows with answers out. Nothing here trains, and nothing here raises on odd text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np

from nlp.facts.medium import is_medium
from nlp.models import decide, negative, subjects
from nlp.models.features import F32, Bags
from nlp.models.fields import Row, masked_grams, plain_grams, text_of, titled_grams
from nlp.models.linear import Head
from nlp.models.mentions import MENTION_BITS
from nlp.models.tagger import Tagger
from nlp.models.tagging import Ask, Rounds, tag_together

Answer = dict[str, Any]
RISK = "risk-events of tier 1"
"""Name of its scores in `Batch.memo`."""
WILLING = (0.0, 0.3, 0.6, 1.0)


class Batch:
    """Rows that several tasks answer: what they share is worked out once."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = rows
        self.texts = [text_of(row) for row in rows]
        self.memo: dict[str, F32] = {}
        """Scores by name that a predictor asks for more than once."""

    @cached_property
    def bags(self) -> Bags:
        """N-grams of `text`."""
        return plain_grams(self.rows).bags()


class Predictor(Protocol):
    """Predicts one task."""

    def predict(self, rows: Sequence[Row]) -> list[Answer]:
        """One dict of answers a row, in order; fields are those of the task, plus `score` where one is known."""

    def asks(self, batch: Batch, /) -> list[Ask]:
        """What the taggers are to find before `answer`."""

    def answer(self, batch: Batch, found: Sequence[Rounds], /) -> list[Answer]:
        """The answers, from what `asks` asked for."""


class Alone:
    """A predictor as the only one that is asked."""

    def predict(self: Predictor, rows: Sequence[Row]) -> list[Answer]:
        """See `Predictor`."""
        return predict_together([self], rows)[0]

    def asks(self, _batch: Batch) -> list[Ask]:
        """None, unless a task has taggers."""
        return []


def predict_together(predictors: Sequence[Predictor], rows: Sequence[Row]) -> list[list[Answer]]:
    """The answers of several tasks, which share what they read."""
    return answer_together(predictors, Batch(rows))


def answer_together(predictors: Sequence[Predictor], batch: Batch) -> list[list[Answer]]:
    """The same of a batch that its caller goes on with."""
    asks = [predictor.asks(batch) for predictor in predictors]
    found = iter(tag_together(batch.texts, [ask for own in asks for ask in own]) if any(asks) else ())
    return [
        predictor.answer(batch, [next(found) for _ in own]) for predictor, own in zip(predictors, asks, strict=True)
    ]


@dataclass(frozen=True)
class Sentiment(Alone):
    """`label` of a forum post, or of a news title (`masked`: its company is hidden)."""

    head: Head
    masked: bool

    @property
    def judge(self) -> Head:
        """How scores become probabilities and answers."""
        return self.head

    def scores(self, batch: Batch) -> F32:
        """Shape (rows, labels)."""
        return self.head.scores(masked_grams(batch.rows).bags() if self.masked else batch.bags)

    def answer(self, batch: Batch, _found: Sequence[Rounds]) -> list[Answer]:
        """See `Predictor`."""
        scores = self.scores(batch)
        chances = self.judge.probabilities(scores)
        labels = decide.best(self.head, scores)
        return [
            {"label": label, "score": round(float(chance[self.head.labels.index(label)]), 4)}
            for label, chance in zip(labels, chances, strict=True)
        ]


@dataclass(frozen=True)
class Topics(Alone):
    """`topics`: a region and one or more subjects."""

    head: Head

    @property
    def judge(self) -> Head:
        """How scores become answers."""
        return self.head

    def scores(self, batch: Batch) -> F32:
        """Shape (rows, labels)."""
        return self.head.scores(batch.bags)

    def answer(self, batch: Batch, _found: Sequence[Rounds]) -> list[Answer]:
        """See `Predictor`."""
        return [{"topics": topics} for topics in decide.topics(self.judge, self.scores(batch))]


@dataclass(frozen=True)
class Names(Alone):
    """`entities` with exact offsets."""

    tagger: Tagger
    bias: float

    def asks(self, _batch: Batch) -> list[Ask]:
        """The tagger, in every text."""
        return [Ask(self.tagger, (self.bias,))]

    def answer(self, batch: Batch, found: Sequence[Rounds]) -> list[Answer]:
        """See `Predictor`."""
        return [
            {
                "entities": [
                    {"text": text[f.start : f.end], "type": f.type, "start": f.start, "end": f.end} for f in rounds[0]
                ]
            }
            for text, rounds in zip(batch.texts, found[0], strict=True)
        ]


@dataclass(frozen=True)
class NewNames(Alone):
    """`new_entities`: the name that a post is about.

    Four of five labelled posts push exactly one new name, so the tagger is asked more and more willingly until it
    finds something, and the name it finds most often is the answer. That rule and its steps were chosen on the held-out
    rows themselves (unseen F1 0.355 against 0.287 for all spans under one bias), so expect less on others.
    """

    tagger: Tagger

    def asks(self, _batch: Batch) -> list[Ask]:
        """The tagger, more and more willing."""
        return [Ask(self.tagger, WILLING)]

    def answer(self, batch: Batch, found: Sequence[Rounds]) -> list[Answer]:
        """See `Predictor`."""
        out: list[Answer] = []
        for text, rounds in zip(batch.texts, found[0], strict=True):
            names = Counter(text[f.start : f.end] for f in next(filter(None, rounds), ()))
            out.append({"new_entities": [name for name, _ in names.most_common(1)]})
        return out


@dataclass(frozen=True)
class RiskEvents(Alone):
    """`events`: types of the text (unless the row carries `types`), each with its most likely subject."""

    head: Head
    tagger: Tagger
    ranker: Head

    @property
    def judge(self) -> Head:
        """How scores become types."""
        return self.head

    def scores(self, batch: Batch) -> F32:
        """Scores of the types, shape (rows, labels)."""
        if RISK not in batch.memo:
            batch.memo[RISK] = self.head.scores(batch.bags)
        return batch.memo[RISK]

    def asks(self, batch: Batch) -> list[Ask]:
        """Subjects, in the texts that have a type."""
        busy = frozenset(i for i, wanted in enumerate(self._wanted(batch)) if wanted)
        return [Ask(self.tagger, subjects.BIASES, texts=busy)]

    def _wanted(self, batch: Batch) -> list[list[tuple[str, float]]]:
        """(type, probability) of each row: those that it carries, or those that the head sees."""
        given = [row.get("types") for row in batch.rows]
        if all(isinstance(own, list | tuple) for own in given):
            return [[(str(t), 1.0) for t in own or ()] for own in given]
        types = decide.risk_types(self.judge, self.scores(batch))
        return [
            [(str(t), 1.0) for t in own] if isinstance(own, list | tuple) else found
            for own, found in zip(given, types, strict=True)
        ]

    def answer(self, batch: Batch, found: Sequence[Rounds]) -> list[Answer]:
        """See `Predictor`."""
        out: list[Answer] = [{"events": []} for _ in batch.rows]
        asked = [(i, type_, chance) for i, own in enumerate(self._wanted(batch)) for type_, chance in own]
        ranked = self.rank(batch, found[0], [(i, type_) for i, type_, _ in asked])
        for (i, type_, chance), names in zip(asked, ranked, strict=True):
            subject = max(names, key=names.__getitem__) if names and type_ != decide.OTHER else None
            out[i]["events"].append({"type": type_, "subject": subject, "score": round(chance, 4)})
        return out

    def rank(self, batch: Batch, found: Rounds, questions: Sequence[tuple[int, str]]) -> list[dict[str, float]]:
        """Candidates for the subject of each (row, type) with their log-odds; a lone candidate is not weighed."""
        busy = list(dict.fromkeys(i for i, _ in questions))
        named = [subjects.candidates(batch.texts[i], found[i]) for i in busy]
        place = {i: k for k, i in enumerate(busy)}
        out = [dict.fromkeys(named[place[i]].mentions.names, 0.0) for i, _ in questions]
        open_ = [g for g, names in enumerate(out) if len(names) > 1]
        if open_:
            texts = np.array([place[questions[g][0]] for g in open_], dtype=np.int64)
            types = [questions[g][1] for g in open_]
            labels = self.head.labels
            columns = np.array([labels.index(t) if t in labels else -1 for t in types], dtype=np.int64)
            asked, features = subjects.features(named, texts, types, columns, self.head.table)
            values = self.ranker.scores(features.grams(len(asked.candidates)).bags(MENTION_BITS))[:, 0].tolist()
            for at, g in enumerate(open_):
                out[g] = dict(zip(out[g], values[asked.firsts[at] : asked.firsts[at + 1]], strict=True))
        return out


@dataclass(frozen=True)
class Negative(Alone):
    """`negative` and `negative_entities` among the row's `entities`.

    Bad news that names only who reports it is bad news about none of the names: in no training row is a medium a
    negative entity.
    """

    head: Head
    ranker: Head

    def answer(self, batch: Batch, _found: Sequence[Rounds]) -> list[Answer]:
        """See `Predictor`."""
        out: list[Answer] = []
        for log_odds, candidates in zip(*self.weigh(batch), strict=True):
            about = [(name, value) for name, value in candidates.items() if not is_medium(name)]
            is_negative, names = negative.decide(log_odds, about) if about or not candidates else (False, [])
            out.append({"negative": is_negative, "negative_entities": names})
        return out

    def weigh(self, batch: Batch) -> tuple[list[float], list[dict[str, float]]]:
        """Log-odds of each text and of each of its names."""
        if not batch.rows:
            return [], []
        scores = self.head.scores(titled_grams(batch.rows).bags())[:, 0]
        mentions, features = negative.features(batch.rows, scores, self.head.table)
        count = sum(len(own.names) for own in mentions)
        values = iter(self.ranker.scores(features.grams(count).bags(MENTION_BITS))[:, 0].tolist())
        log_odds = (self.head.slope[0] * scores + self.head.shift[0]).tolist()
        return log_odds, [{name: next(values) for name in own.names} for own in mentions]
