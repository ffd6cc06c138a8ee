"""What both tiers say of a claim that the second one made: their log-odds, worked out anew, and how they add up."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from nlp.pipeline import readable
from nlp.stance import ENTITY, NEGATIVE_TASK, SENTIMENT_TASK, names_of, row_of, spoken_of
from nlp.taxonomy.load import NONE_LABEL, RiskType
from nlp.tier import Second, build_second
from nlp.trained import TASK
from regintel.model import Analysis, Annotation, Document

if TYPE_CHECKING:
    from nlp.models.predictors import Predictor

FIRST = "第一层（字词线性模型）"
_GONE = "第二层（编码器）与第一层共同判断；本机没有第二层模型，无法重算两层的对数几率"
_VALUES = {"正面": "positive", "负面": "negative"}


def is_second(producer: str) -> bool:
    """Whether a claim is of the second tier."""
    return ":tier2@" in producer


def event_reason(text: str, kind: RiskType) -> str:
    """Of the type of an event, in the text as it was read."""
    second = _second()
    if second is None:
        return _GONE
    said = [_said(second, TASK, {"text": text}, label) for label in kind.labels if label != NONE_LABEL]
    return max(filter(None, said), key=lambda item: item[0], default=(0.0, _GONE))[1]


def stance_reason(document: Document, analysis: Analysis, a: Annotation) -> str:
    """Of a 负面实体 or 情感."""
    second = _second()
    if second is None:
        return _GONE
    own = names_of(document, analysis)
    if a.label != ENTITY:
        row = {"text": readable(document.title), "company": spoken_of(document, own)[0]}
        found = _said(second, SENTIMENT_TASK, row, _VALUES[a.value])
        return found[1] if found else _GONE
    name = readable(a.span.of(document))
    row = row_of(document, entities=list(own))
    predictor = second.of(NEGATIVE_TASK)
    mix = predictor.names  # type: ignore[attr-defined]
    first, both = (_weigh(p, row).get(name) for p in (second.flow.first[NEGATIVE_TASK], predictor))
    return _GONE if first is None or both is None else _sum(first, both - mix.least, mix)


def _weigh(predictor: Predictor, row: Mapping[str, Any]) -> dict[str, float]:
    from nlp.models.predictors import Batch, Negative

    assert isinstance(predictor, Negative)
    return predictor.weigh(Batch([row]))[1][0]


def _said(second: Second, task: str, row: Mapping[str, Any], label: str) -> tuple[float, str] | None:
    """(log-odds of both tiers, the sentence); None for a label that the model does not know."""
    from nlp.models.predictors import Batch

    first, both = second.flow.first[task], second.of(task)
    head, batch = first.head, Batch([row])  # type: ignore[attr-defined]
    if label not in head.labels:
        return None
    k = head.labels.index(label)
    own = float((head.slope * first.scores(batch) + head.shift)[0, k])  # type: ignore[attr-defined]
    total = float(both.scores(batch)[0, k])  # type: ignore[attr-defined]
    return total, _sum(max(-12.0, min(12.0, own)), total, both.mix)  # type: ignore[attr-defined]


def _sum(first: float, total: float, mix: Any) -> str:
    """The encoder's own log-odds are what is left of the sum."""
    own = (total - mix.first * first) / mix.second
    return (
        f"第二层（编码器）与第一层共同判断：第一层对数几率 {first:+.2f}，编码器 {own:+.2f}，"
        f"按 {mix.first:g} 比 {mix.second:g} 相加为 {total:+.2f}"
    )


@cache
def _second() -> Second | None:
    return build_second("auto")
