"""One predictor a task: rows in, rows with answers out. Nothing here trains, and nothing here raises on odd text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from nlp.models import decide, negative, subjects
from nlp.models.fields import Row, masked_grams, plain_grams, text_of, titled_grams
from nlp.models.linear import Head
from nlp.models.ranker import rank
from nlp.models.tagger import Tagger

Answer = dict[str, Any]
_WILLING = (0.0, 0.3, 0.6, 1.0)


class Predictor(Protocol):
    """Predicts one task."""

    def predict(self, rows: Sequence[Row]) -> list[Answer]:
        """One dict of answers a row, in order; fields are those of the task, plus `score` where one is known."""


@dataclass(frozen=True, slots=True)
class Sentiment:
    """`label` of a forum post, or of a news title (`masked`: its company is hidden)."""

    head: Head
    masked: bool

    def predict(self, rows: Sequence[Row]) -> list[Answer]:
        scores = self.head.scores((masked_grams if self.masked else plain_grams)(rows).bags())
        chances = self.head.probabilities(scores)
        labels = decide.best(self.head, scores)
        return [
            {"label": label, "score": round(float(chance[self.head.labels.index(label)]), 4)}
            for label, chance in zip(labels, chances, strict=True)
        ]


@dataclass(frozen=True, slots=True)
class Topics:
    """`topics`: a region and one or more subjects."""

    head: Head

    def predict(self, rows: Sequence[Row]) -> list[Answer]:
        return [{"topics": found} for found in decide.topics(self.head, self.head.scores(plain_grams(rows).bags()))]


@dataclass(frozen=True, slots=True)
class Names:
    """`entities` with exact offsets."""

    tagger: Tagger
    bias: float

    def predict(self, rows: Sequence[Row]) -> list[Answer]:
        texts = [text_of(row) for row in rows]
        return [
            {
                "entities": [
                    {"text": text[f.start : f.end], "type": f.type, "start": f.start, "end": f.end} for f in found
                ]
            }
            for text, found in zip(texts, self.tagger.tag(texts, self.bias), strict=True)
        ]


@dataclass(frozen=True, slots=True)
class NewNames:
    """`new_entities`: the name that a post is about.

    Four of five labelled posts push exactly one new name, so the tagger is asked more and more willingly until it
    finds something, and the name it finds most often is the answer (held-out unseen F1 0.355 against 0.287 for all
    spans under the best single bias).
    """

    tagger: Tagger

    def predict(self, rows: Sequence[Row]) -> list[Answer]:
        texts = [text_of(row) for row in rows]
        out: list[Answer] = []
        for text, found in zip(texts, self.tagger.first(texts, _WILLING), strict=True):
            names = Counter(text[f.start : f.end] for f in found)
            out.append({"new_entities": [name for name, _ in names.most_common(1)]})
        return out


@dataclass(frozen=True, slots=True)
class RiskEvents:
    """`events`: types of the text (unless the row carries `types`), each with its most likely subject."""

    head: Head
    tagger: Tagger
    ranker: Head

    def predict(self, rows: Sequence[Row]) -> list[Answer]:
        scores = self.head.scores(plain_grams(rows).bags())
        types = decide.risk_types(self.head, scores)
        given = [row.get("types") for row in rows]
        wanted = [
            [(str(t), 1.0) for t in own] if isinstance(own, list | tuple) else found
            for own, found in zip(given, types, strict=True)
        ]
        busy = [i for i, found in enumerate(wanted) if found]
        proposed = subjects.propose(self.tagger, [text_of(rows[i])[: subjects.MAX_TEXT] for i in busy])
        out: list[Answer] = [{"events": []} for _ in rows]
        for i, found in zip(busy, proposed, strict=True):
            out[i]["events"] = self._events(wanted[i], found)
        return out

    def _events(self, wanted: Sequence[tuple[str, float]], found: subjects.Candidates) -> list[Answer]:
        names = found.mentions.names
        heats = subjects.heats(self.head, found.mentions.text, [t for t, _ in wanted])
        events = []
        for (type_, chance), heat in zip(wanted, heats, strict=True):
            event: Answer = {"type": type_, "subject": None, "score": round(chance, 4)}
            if len(names) == 1 and type_ != decide.OTHER:
                event["subject"] = names[0]
            elif names and type_ != decide.OTHER:
                order = rank(self.ranker, subjects.features(found, type_, heat))
                event["subject"] = names[int(order.argmax())]
            events.append(event)
        return events


@dataclass(frozen=True, slots=True)
class Negative:
    """`negative` and `negative_entities` among the row's `entities`."""

    head: Head
    ranker: Head

    def predict(self, rows: Sequence[Row]) -> list[Answer]:
        scores = self.head.scores(titled_grams(rows).bags())[:, 0]
        out: list[Answer] = []
        for row, score in zip(rows, scores.tolist(), strict=True):
            pairs = list(negative.features(row, score, self.head.table[:, 0]))
            values = rank(self.ranker, [features for _, features in pairs])
            log_odds = float(self.head.slope[0] * score + self.head.shift[0])
            candidates = [(name, float(value)) for (name, _), value in zip(pairs, values, strict=True)]
            is_negative, names = negative.decide(log_odds, candidates)
            out.append({"negative": is_negative, "negative_entities": names})
        return out
