"""Whom a text speaks ill of, and whether a headline is good or bad news for whom it names; by trained heads.

负面实体: a name of the text that it is bad news about. 情感: 正面 or 负面, said of the name in the headline that the
span shows, or of the whole headline.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import exp
from typing import TYPE_CHECKING, Any, cast

from nlp.facts.company import LABEL as COMPANY
from nlp.facts.platform import LABEL as PLATFORM
from nlp.models import negative
from nlp.models.predictors import Batch
from nlp.pipeline import readable
from nlp.risk.signal import SILENT_KINDS
from nlp.risk.subject import may_be_subject
from nlp.risk.trigger import find_triggers
from regintel.errors import ModelMissingError
from regintel.model import Analysis, Annotation, Document, Kind, Span

if TYPE_CHECKING:
    from nlp.models.predictors import Negative, Predictor, Sentiment
    from nlp.tier import Second

ENTITY, SENTIMENT = "负面实体", "情感"
NEGATIVE_TASK, SENTIMENT_TASK = "negative", "sentiment-news"
LEAST = 0.5
"""Probability from which a headline is called good or bad."""
GOOD, BAD = "正面", "负面"
_VALUES = {"positive": GOOD, "negative": BAD}
_NAMED = (COMPANY, PLATFORM)
_NEWS = Kind.NEWS
_MOST = 12
_READ = 1500


class StanceReader:
    """Adds 负面实体 and 情感, a batch of documents at a time."""

    def __init__(
        self, negative_head: Negative, sentiment: Sentiment, version: str, second: Second | None = None
    ) -> None:
        self._negative, self._sentiment, self._version = negative_head, sentiment, version
        self._second = second

    def enrich(self, documents: Sequence[Document], analyses: Sequence[Analysis]) -> list[Analysis]:
        """The analyses in order, with what is said about their names after the other annotations."""
        out = list(analyses)
        told = [i for i, d in enumerate(documents) if d.kind not in SILENT_KINDS and d.kind is not Kind.PENALTY]
        named = {i: names_of(documents[i], analyses[i]) for i in told}
        for i, found in (
            *self._entities(documents, {i: own for i, own in named.items() if own}),
            *self._headlines(
                documents, analyses, {i: own for i, own in named.items() if documents[i].kind is Kind.NEWS}
            ),
        ):
            out[i] = replace(out[i], annotations=(*out[i].annotations, *found))
        return out

    def _entities(
        self, documents: Sequence[Document], named: dict[int, dict[str, Annotation]]
    ) -> Iterator[tuple[int, list[Annotation]]]:
        rows = {i: row_of(documents[i], entities=list(own)) for i, own in named.items()}
        for asked, version, heads in self._by_tier(documents, list(rows)):
            head = cast("Negative", heads.get(NEGATIVE_TASK, self._negative))
            weighed = head.weigh(Batch([rows[i] for i in asked]))
            for i, log_odds, weights in zip(asked, *weighed, strict=True):
                _, names = negative.decide(log_odds, list(weights.items()))
                signed = f"{NEGATIVE_TASK}:{version}"
                own = named[i]
                yield i, [Annotation(ENTITY, own[n].value, own[n].span, _chance(weights[n]), signed) for n in names]

    def _by_tier(
        self, documents: Sequence[Document], asked: Sequence[int]
    ) -> Iterator[tuple[list[int], str, Mapping[str, Predictor]]]:
        """(documents, who signs, heads that are not those of tier 1), tier after tier."""
        chosen = self._second.chosen if self._second is not None else frozenset[str]()
        yield [i for i in asked if documents[i].id not in chosen], self._version, {}
        if self._second is not None:
            yield [i for i in asked if documents[i].id in chosen], self._second.producer, self._second.flow.second

    def _headlines(
        self, documents: Sequence[Document], analyses: Sequence[Analysis], named: dict[int, dict[str, Annotation]]
    ) -> Iterator[tuple[int, list[Annotation]]]:
        """A headline that states a risk is never called good news."""
        asked = {i: own for i, own in named.items() if documents[i].title.strip()}
        spans = [spoken_of(documents[i], own) for i, own in asked.items()]
        about = dict(zip(asked, spans, strict=True))
        for own, version, heads in self._by_tier(documents, list(asked)):
            rows = [{"text": readable(documents[i].title), "company": about[i][0]} for i in own]
            answers = heads.get(SENTIMENT_TASK, self._sentiment).predict(rows) if rows else []
            for i, answer in zip(own, answers, strict=True):
                value = _VALUES[answer["label"]]
                bad = _tells_risk(readable(documents[i].title), analyses[i])
                if answer["score"] >= LEAST and not (bad and value == GOOD):
                    signed = f"{SENTIMENT_TASK}:{version}"
                    yield i, [Annotation(SENTIMENT, value, about[i][1], answer["score"], signed)]


def _tells_risk(title: str, analysis: Analysis) -> bool:
    """Whether a headline has the words of a risk that the document states."""
    stated = {signal.type for signal in analysis.signals}
    return any(trigger.type.name in stated for trigger in find_triggers(title))


def row_of(document: Document, **rest: Any) -> dict[str, Any]:
    """What the head of bad news reads of a document."""
    return {"title": readable(document.title), "text": readable(document.text[:_READ]), **rest}


def names_of(document: Document, analysis: Analysis) -> dict[str, Annotation]:
    """Names by how they are read, each with its first annotation; authorities and media are none."""
    found: dict[str, Annotation] = {}
    for annotation in analysis.annotations:
        if annotation.label in _NAMED and len(found) < _MOST:
            name = readable(annotation.span.of(document))
            if name not in found and may_be_subject(annotation.value) and may_be_subject(name):
                found[name] = annotation
    return found


def spoken_of(document: Document, own: dict[str, Annotation]) -> tuple[str, Span]:
    """The first name of a headline and its place; "" and the whole headline where it names none."""
    inside = sorted(
        ((a.span.start, name, a.span) for name, a in own.items() if a.span.field == "title"), key=lambda item: item[:2]
    )
    title = readable(document.title)
    for name in own if not inside else ():
        at = title.find(name)
        if at >= 0:
            return name, Span(at, at + len(name), "title")
    return inside[0][1:] if inside else ("", Span(0, len(title), "title"))


def _chance(log_odds: float) -> float:
    return round(1 / (1 + exp(-max(-30.0, min(30.0, log_odds)))), 4)


def build_stance_reader(second: Second | None = None) -> StanceReader | None:
    """With the shipped heads, and `second` for the documents that it has chosen; None where they are not installed."""
    from nlp.models import predictors, runtime

    try:
        heads = runtime.load(NEGATIVE_TASK, "1"), runtime.load(SENTIMENT_TASK, "1")
    except ModelMissingError:
        return None
    if not (isinstance(heads[0], predictors.Negative) and isinstance(heads[1], predictors.Sentiment)):
        raise TypeError(f"not heads of tier 1: {heads}")
    return StanceReader(heads[0], heads[1], runtime.PRODUCER, second)
