"""Documents → their kind and topics, each with a probability and the places that prove it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import ceil
from pathlib import Path

import numpy as np

from nlp.facts.found import Found
from nlp.models.features import F32
from nlp.models.linear import Head, load_head
from nlp.pipeline import readable
from nlp.topic.feature import LEAD, TITLE_REACH, TITLE_SALT, kind_bags, topic_bags
from nlp.topic.label import Label, load_kinds, load_topics
from nlp.topic.passage import Passage, cut_passages
from nlp.topic.proof import best_stretch, weights_by_character, whole_words
from regintel.errors import ModelMissingError
from regintel.model import Analysis, Annotation, Document, Span

TOPIC, KIND = "主题", "体裁"
TOPIC_MODEL, KIND_MODEL = "policy-topic", "document-kind"
WEIGHTS = Path(__file__).parent / "weights"
VERSION = 1
LEAST = 0.5
"""Probability from which a document is about a topic. Higher than the threshold of one passage, for a document has many
and the best of them speaks for it; chosen by reading thirty documents, held against thirty others (docs/nlp.md)."""
_SHARE = 5
"""A document is about a topic as far as the best fifth of its passages is."""
_PLACES = 3
"""At most so many proofs of a topic, one a passage; a short document has one."""


@dataclass(frozen=True, slots=True)
class Claim:
    """That a document is of a kind or about a topic: `probability` of it, and the places that say so, best first."""

    label: str
    value: str
    probability: float
    places: tuple[Span, ...]

    def annotations(self) -> Iterator[Annotation]:
        """The same as the shared type, one a place."""
        model = TOPIC_MODEL if self.label == TOPIC else KIND_MODEL
        for place in self.places:
            yield Annotation(self.label, self.value, place, round(self.probability, 4), f"{model}@{VERSION}")


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A claim that is still to be proven by the best of `passages`. `column` is that of its label."""

    document: int
    column: int
    probability: float
    passages: tuple[Passage, ...]
    places: int = 1


class TopicReader:
    """Reads documents, a batch at a time. Texts are `nlp.pipeline.readable`."""

    def __init__(self, topic: Head, kind: Head) -> None:
        self._topic, self._kind = topic, kind

    def enrich(self, documents: Sequence[Document], analyses: Sequence[Analysis]) -> list[Analysis]:
        """The analyses in order, with what the documents are and are about after the other annotations."""
        titles = [readable(d.title, d.language) for d in documents]
        bodies = [readable(d.text, d.language) for d in documents]
        return [
            replace(a, annotations=(*a.annotations, *(x for claim in own for x in claim.annotations())))
            for a, own in zip(analyses, self.read(titles, bodies), strict=True)
        ]

    def read(self, titles: Sequence[str], bodies: Sequence[str]) -> list[list[Claim]]:
        """For each document its kind, where one is above the model's threshold, further kinds and all topics that are
        above `LEAST`, each by probability."""
        found: list[list[Claim]] = [[] for _ in titles]
        if not found:
            return found
        kinds, topics = self._kinds(titles, bodies), self._topics(titles, bodies)
        for i, claim in (
            *_prove(KIND, kinds, self._kind, load_kinds()),
            *_prove(TOPIC, topics, self._topic, load_topics()),
        ):
            found[i].append(claim)
        return found

    def _kinds(self, titles: Sequence[str], bodies: Sequence[str]) -> list[_Wanted]:
        chances = self._kind.probabilities(self._kind.scores(kind_bags(titles, bodies)))
        wanted = []
        for i, (title, body, own) in enumerate(zip(titles, bodies, chances, strict=True)):
            read = tuple(p for p in (_titled(title), Passage("text", 0, LEAD, body[:LEAD])) if p.text.strip())
            order = np.argsort(-own).tolist()
            above = [k for k in order if own[k] >= LEAST] or [
                k for k in order[:1] if own[k] >= self._kind.thresholds[k]
            ]
            wanted += [_Wanted(i, k, float(own[k]), read) for k in above if read]
        return wanted

    def _topics(self, titles: Sequence[str], bodies: Sequence[str]) -> list[_Wanted]:
        """The title is read together with the first passage."""
        cut = [cut_passages(body) or [Passage("text", 0, 0, "")] for body in bodies]
        texts = []
        for title, own in zip(titles, cut, strict=True):
            texts += ["\n".join(filter(None, (title[:TITLE_REACH], own[0].text))), *(p.text for p in own[1:])]
        chances = self._topic.probabilities(self._topic.scores(topic_bags(texts)))
        wanted, at = [], 0
        for i, (title, own) in enumerate(zip(titles, cut, strict=True)):
            inside = chances[at : at + len(own)]
            at += len(own)
            whole = document_chances(inside)
            for k in [k for k in np.argsort(-whole).tolist() if whole[k] >= LEAST]:
                passages = _passages(title, own, inside[:, k], float(self._topic.thresholds[k]))
                places = min(_PLACES, 1 + len(own) // 4)
                wanted += [_Wanted(i, k, float(whole[k]), passages, places)] if passages else []
        return wanted


def document_chances(inside: F32) -> F32:
    """Probability by topic of a document, from those of its passages, shape (passages, topics), title and beginning
    first: the beginning's, or the mean over the best fifth of the passages."""
    best = -np.sort(-inside, axis=0)[: ceil(len(inside) / _SHARE)]
    return np.asarray(np.maximum(inside[0], best.mean(axis=0)), dtype=np.float32)


def _titled(title: str) -> Passage:
    return Passage("title", 0, min(len(title), TITLE_REACH), title[:TITLE_REACH])


def _passages(title: str, own: Sequence[Passage], inside: F32, least: float) -> tuple[Passage, ...]:
    """The passages that may prove a topic; the title where it is read with the best."""
    order = np.argsort(-inside, kind="stable")[:_PLACES].tolist()
    best = [own[i] for i in order if inside[i] >= least]
    if order[0] == 0:
        best.insert(0, _titled(title))
    return tuple(p for p in best if p.text.strip())


def _prove(label: str, wanted: Sequence[_Wanted], head: Head, labels: tuple[Label, ...]) -> Iterator[tuple[int, Claim]]:
    """The claims that a place proves, with their documents: the passages of all are weighed at once."""
    salt = {"title": TITLE_SALT if label == KIND else 0, "text": 0}
    weighed: dict[tuple[int, Passage], F32] = {}
    for field in ("title", "text"):
        keys = list(dict.fromkeys((w.document, p) for w in wanted for p in w.passages if p.field == field))
        weights = weights_by_character([p.text for _, p in keys], head.table, labels, salt[field])
        weighed.update(zip(keys, weights, strict=True))
    for claim in wanted:
        said = []
        for passage in claim.passages:
            start, end, weight = best_stretch(weighed[claim.document, passage][:, claim.column])
            if weight > 0:
                said.append((weight, passage, start, end))
        said.sort(key=lambda item: -item[0])
        places = []
        for _, passage, low, high in said[: claim.places]:
            start, end = whole_words(passage.text, low, high)
            places.append(Span(passage.start + start, passage.start + end, passage.field))
        if places:
            yield claim.document, Claim(label, head.labels[claim.column], claim.probability, tuple(places))


def find_claims(text: str) -> list[Found]:
    """Kinds and topics of a text without a title, as finds; `number` is the probability. The text is `readable`."""
    reader = build_topic_reader()
    claims = reader.read([""], [text])[0] if reader is not None else ()
    return [
        Found(c.label, c.value, place.start, place.end, number=round(c.probability, 4))
        for c in claims
        for place in c.places
    ]


@cache
def build_topic_reader() -> TopicReader | None:
    """The reader with the shipped weights; None where they are not installed."""
    try:
        return TopicReader(load_head(TOPIC_MODEL, WEIGHTS), load_head(KIND_MODEL, WEIGHTS))
    except ModelMissingError:
        return None
