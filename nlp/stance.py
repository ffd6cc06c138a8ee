"""Whom a text speaks ill of, and whether a headline is good or bad news for whom it names; by trained heads.

负面实体: a name of the text that it is bad news about. 情感: 正面 or 负面, said of the name in the headline that the
span shows, or of the whole headline.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import exp
from typing import TYPE_CHECKING, Any

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
    from nlp.models.predictors import Negative, Sentiment

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

    def __init__(self, negative_head: Negative, sentiment: Sentiment, version: str) -> None:
        self._negative, self._sentiment, self._version = negative_head, sentiment, version

    def enrich(self, documents: Sequence[Document], analyses: Sequence[Analysis]) -> list[Analysis]:
        """The analyses in order, with what is said about their names after the other annotations."""
        out = list(analyses)
        told = [i for i, d in enumerate(documents) if d.kind not in SILENT_KINDS and d.kind is not Kind.PENALTY]
        named = {i: _names(documents[i], analyses[i]) for i in told}
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
        rows = [_row(documents[i], entities=list(own)) for i, own in named.items()]
        for (i, own), log_odds, weights in zip(named.items(), *self._negative.weigh(Batch(rows)), strict=True):
            _, names = negative.decide(log_odds, list(weights.items()))
            yield (
                i,
                [
                    Annotation(
                        ENTITY, own[n].value, own[n].span, _chance(weights[n]), f"{NEGATIVE_TASK}:{self._version}"
                    )
                    for n in names
                ],
            )

    def _headlines(
        self, documents: Sequence[Document], analyses: Sequence[Analysis], named: dict[int, dict[str, Annotation]]
    ) -> Iterator[tuple[int, list[Annotation]]]:
        """A headline that states a risk is never called good news."""
        asked = {i: own for i, own in named.items() if documents[i].title.strip()}
        spans = [_spoken_of(documents[i], own) for i, own in asked.items()]
        rows = [
            {"text": readable(documents[i].title), "company": company}
            for i, (company, _) in zip(asked, spans, strict=True)
        ]
        answers = self._sentiment.predict(rows) if rows else []
        for i, (_, span), answer in zip(asked, spans, answers, strict=True):
            value = _VALUES[answer["label"]]
            bad = _tells_risk(readable(documents[i].title), analyses[i])
            if answer["score"] >= LEAST and not (bad and value == GOOD):
                yield i, [Annotation(SENTIMENT, value, span, answer["score"], f"{SENTIMENT_TASK}:{self._version}")]


def _tells_risk(title: str, analysis: Analysis) -> bool:
    """Whether a headline has the words of a risk that the document states."""
    stated = {signal.type for signal in analysis.signals}
    return any(trigger.type.name in stated for trigger in find_triggers(title))


def _row(document: Document, **rest: Any) -> dict[str, Any]:
    return {"title": readable(document.title), "text": readable(document.text[:_READ]), **rest}


def _names(document: Document, analysis: Analysis) -> dict[str, Annotation]:
    """Names by how they are read, each with its first annotation; authorities and media are none."""
    found: dict[str, Annotation] = {}
    for annotation in analysis.annotations:
        if annotation.label in _NAMED and len(found) < _MOST:
            name = readable(annotation.span.of(document))
            if name not in found and may_be_subject(annotation.value) and may_be_subject(name):
                found[name] = annotation
    return found


def _spoken_of(document: Document, own: dict[str, Annotation]) -> tuple[str, Span]:
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


def build_stance_reader() -> StanceReader | None:
    """With the shipped heads; None where they are not installed."""
    from nlp.models import predictors, runtime

    try:
        heads = runtime.load(NEGATIVE_TASK, "1"), runtime.load(SENTIMENT_TASK, "1")
    except ModelMissingError:
        return None
    if not (isinstance(heads[0], predictors.Negative) and isinstance(heads[1], predictors.Sentiment)):
        raise TypeError(f"not heads of tier 1: {heads}")
    return StanceReader(heads[0], heads[1], runtime.PRODUCER)
