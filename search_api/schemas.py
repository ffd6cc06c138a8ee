"""Shapes of the JSON answers. Values are Chinese domain words; offsets are Python string indices."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from pydantic import BaseModel, Field

from indexer.base import Bucket as FoundBucket
from indexer.base import Explanation as FoundExplanation
from indexer.base import Fragment as FoundFragment
from indexer.base import Hit as FoundHit
from indexer.base import SearchPage
from insights.brief_part import Brief
from insights.health import SourceHealth, SourceState
from insights.link import document_path
from insights.risk_index import RiskScore
from regintel.model import Annotation, Clause, Document, FieldValue, Penalty, Signal
from regintel.policy import PolicyState


class ErrorAnswer(BaseModel):
    """Every failure has this shape."""

    error: str = Field(description="错误类别，如 QueryError")
    what: str = Field(description="出了什么问题")
    mend: str = Field(description="如何处理")


class Fragment(BaseModel):
    """A piece of text with the matched places inside it, as [start, end) pairs."""

    text: str
    marks: list[tuple[int, int]]

    @classmethod
    def of(cls, found: FoundFragment) -> Fragment:
        """From the index's type."""
        return cls(text=found.text, marks=list(found.marks))


class Reason(BaseModel):
    """A part of a score, in words."""

    text: str
    score: float


class Explanation(BaseModel):
    """The sum of `reasons` times all `factors` is the hit's score."""

    reasons: list[Reason]
    factors: list[Reason]

    @classmethod
    def of(cls, found: FoundExplanation) -> Explanation:
        """From the index's type."""
        return cls(
            reasons=[Reason(text=r.text, score=r.score) for r in found.reasons],
            factors=[Reason(text=r.text, score=r.score) for r in found.factors],
        )


class Hit(BaseModel):
    """One found record. `page` is the web page that shows it, `fields` are those of its collection.

    `others`: how many further matches of its law or event it stands for (see `collapse`).
    """

    id: str
    score: float
    page: str
    fields: Mapping[str, FieldValue]
    highlights: dict[str, list[Fragment]] = Field(default_factory=dict)
    others: int = 0
    explanation: Explanation | None = None

    @classmethod
    def of(cls, found: FoundHit) -> Hit:
        """From the index's type."""
        parent = str(found.fields.get("document_id") or "")
        return cls(
            id=found.id,
            score=found.score,
            page=document_path(parent, found.id) if parent else document_path(found.id),
            fields=found.fields,
            highlights={name: [Fragment.of(f) for f in fs] for name, fs in found.highlights.items()},
            others=found.others,
            explanation=Explanation.of(found.explanation) if found.explanation else None,
        )


class Bucket(BaseModel):
    """A value and how many records have it."""

    value: str
    count: int

    @classmethod
    def of(cls, found: FoundBucket) -> Bucket:
        """From the index's type."""
        return cls(value=found.value, count=found.count)


class SearchAnswer(BaseModel):
    """A page of hits. `cursor` continues after it, "" on the last page; `notices` are for the reader.

    `total` counts all matches, `shown` what is left of them when collapsed; `spelling` finds more, "" for none.
    """

    total: int
    shown: int
    spelling: str
    hits: list[Hit]
    cursor: str
    facets: dict[str, list[Bucket]]
    notices: list[str]

    @classmethod
    def of(cls, found: SearchPage) -> SearchAnswer:
        """From the index's type."""
        return cls(
            total=found.total,
            shown=found.shown,
            spelling=found.spelling,
            hits=[Hit.of(h) for h in found.hits],
            cursor=found.cursor,
            facets={name: [Bucket.of(b) for b in buckets] for name, buckets in found.facets.items()},
            notices=list(found.notices),
        )


class SimilarAnswer(BaseModel):
    """Records most like one, best first."""

    hits: list[Hit]


class AggregateAnswer(BaseModel):
    """Counts, largest first for keywords, in order of time for dates."""

    by: str
    buckets: list[Bucket]


class RevisionLine(BaseModel):
    """One state of a document's text; the last one is the current."""

    number: int
    text_sha256: str
    fetched_at: datetime


class DocumentAnswer(BaseModel):
    """A document and all that was found in it. `annotated` is False until the annotator has seen it.

    `policy` is where a regulation stands among the others, with what decides its status.
    """

    document: Document
    policy: PolicyState | None
    annotated: bool
    producer: str
    annotations: list[Annotation]
    clauses: list[Clause]
    signals: list[Signal]
    penalties: list[Penalty]
    revisions: list[RevisionLine]


class SourceLine(BaseModel):
    """A source and how it is doing. `count` is the number of its documents."""

    id: str
    name: str
    state: SourceState
    enabled: bool
    last_run: datetime | None
    ok: bool | None
    reasons: list[str]
    count: int

    @classmethod
    def of(cls, found: SourceHealth, day: date) -> SourceLine:
        """`day` is the day from which on a run counts as recent."""
        return cls(
            id=found.source_id,
            name=found.name,
            state=found.state(day),
            enabled=found.enabled,
            last_run=found.last_run,
            ok=found.ok,
            reasons=list(found.reasons),
            count=found.count,
        )


class SourcesAnswer(BaseModel):
    """Every source of the installation."""

    sources: list[SourceLine]


class BriefAnswer(BaseModel):
    """The brief of a day. `empty`: 今日无数据, but source health is there."""

    empty: bool
    brief: Brief


class RiskPart(BaseModel):
    """One dimension of the index: `share` in [0, 1], `points` of 100, ids of the signals behind them."""

    dimension: str
    share: float
    points: float
    signals: list[str]


class RiskAlias(BaseModel):
    """Another name of an entity, and how one knows: the document that says so, "" where the names do."""

    name: str
    why: str
    document_id: str


class RiskLine(BaseModel):
    """An entity's index, the sum of its parts' points. `aliases`: its other names, whose signals are counted too."""

    entity: str
    aliases: list[RiskAlias]
    score: float
    parts: list[RiskPart]

    @classmethod
    def of(cls, found: RiskScore) -> RiskLine:
        """From the insight's type."""
        parts = [
            RiskPart(dimension=p.dimension, share=p.share, points=p.points, signals=list(p.signals))
            for p in found.parts
        ]
        aliases = [RiskAlias(name=a.alias, why=a.why, document_id=a.document_id) for a in found.aliases]
        return cls(entity=found.entity, aliases=aliases, score=found.score, parts=parts)


class RiskAnswer(BaseModel):
    """Entities with the highest index first; `weights` are ours and say so."""

    day: date
    weights: Mapping[str, float]
    entities: list[RiskLine]
    total: int


class HealthAnswer(BaseModel):
    """Whether queries are answered. `counts` are records a collection."""

    ok: bool
    backend: str
    detail: str
    counts: Mapping[str, int]
