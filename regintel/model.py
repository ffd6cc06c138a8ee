"""The shared types. Everything here is frozen; offsets are Python string indices, exactly.

A `Document` is what a site published at one address. An `Analysis` is what was found in one revision of it: each
claim carries a `Span`, so that `span.of(document)` is the proof. `Record` is the flat form that an index holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Literal, NamedTuple


class Token(NamedTuple):
    """A token and where it stands in its text: `[start, end)`. `text` is that slice, or its folded form for search."""

    text: str
    start: int
    end: int


class Kind(StrEnum):
    """What a document is. `label` is how pages and briefs call it."""

    POLICY = "policy"
    INTERPRETATION = "interpretation"
    CONSULTATION = "consultation"
    PENALTY = "penalty"
    NEWS = "news"
    DISCLOSURE = "disclosure"
    COMPLAINT = "complaint"

    @property
    def label(self) -> str:
        return _KIND_LABELS[self]


_KIND_LABELS = {
    Kind.POLICY: "政策法规",
    Kind.INTERPRETATION: "政策解读",
    Kind.CONSULTATION: "征求意见",
    Kind.PENALTY: "行政处罚",
    Kind.NEWS: "新闻资讯",
    Kind.DISCLOSURE: "信息披露",
    Kind.COMPLAINT: "投诉",
}


class Status(StrEnum):
    """Validity of a regulation (时效性). An unknown status is absent (`None`), never guessed."""

    IN_FORCE = "有效"
    AMENDED = "已修改"
    REPEALED = "已废止"
    NOT_YET = "尚未生效"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """`[start, end)` in a document's `text` (or `title`), in Python string indices."""

    start: int
    end: int
    field: Literal["text", "title"] = "text"

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")

    def of(self, document: Document) -> str:
        """The characters it stands for."""
        return (document.text if self.field == "text" else document.title)[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that belongs to a document.

    `pages[i]` is where page i+1 begins in `text` (empty where pages mean nothing).

    `notice` says in Chinese why `text` is empty or partial (scanned without OCR, too large, damaged), else "".
    """

    name: str
    url: str
    media_type: str = ""
    sha256: str = ""
    size: int = 0
    text: str = ""
    pages: tuple[int, ...] = ()
    notice: str = ""
    capture: str = ""


@dataclass(frozen=True, slots=True)
class LawRef:
    """A law and one of its articles as printed: `LawRef("中华人民共和国反洗钱法", "第三十二条")`; article may be ""."""

    title: str
    article: str = ""


@dataclass(frozen=True, slots=True)
class Penalty:
    """One decision against one party.

    The crawler fills what the page prints in its own cell: party, doc_no, facts, basis, decision, authority,
    decided_on. The annotator fills what has to be understood: types, laws, and in yuan `amount` (this party's fines
    added up; what is taken in all where only a total of fines and confiscations, or only a confiscation, is stated)
    and `confiscated` (违法所得 taken beside a fine); None where nothing is stated. It fills every field for decisions
    that are told in prose.
    """

    party: str
    doc_no: str = ""
    facts: str = ""
    basis: str = ""
    decision: str = ""
    authority: str = ""
    decided_on: date | None = None
    types: tuple[str, ...] = ()
    amount: float | None = None
    laws: tuple[LawRef, ...] = ()
    confiscated: float | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One published item. Identity: source + canonical address; a changed `text_sha256` is a new revision of it.

    `text` is the body alone: the title is beside it, attachments' texts follow in `attachments` unless the page has
    no body of its own and an attachment is the body (`body_in` says which).
    """

    id: str
    source_id: str
    url: str
    kind: Kind
    title: str
    text: str
    fetched_at: datetime
    published_on: date | None = None
    doc_no: str = ""
    doc_no_printed: str = ""
    index_no: str = ""
    issuers: tuple[str, ...] = ()
    effective_on: date | None = None
    repealed_on: date | None = None
    deadline: date | None = None
    status: Status | None = None
    rank: str = ""
    language: str = "zh-Hans"
    region: str = ""
    body_in: Literal["page", "attachment"] = "page"
    attachments: tuple[Attachment, ...] = ()
    penalties: tuple[Penalty, ...] = ()
    related: tuple[str, ...] = ()
    text_sha256: str = ""
    raw_sha256: str = ""
    capture: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Annotation:
    """Something found at a place. `label` and `value` are Chinese domain words; `value` is the normalised form.

    `score` is a probability for trained producers and 1.0 for rules. `producer` is `name@version`.
    """

    label: str
    value: str
    span: Span
    score: float
    producer: str


@dataclass(frozen=True, slots=True)
class Clause:
    """A numbered unit of a regulation; the indexed unit is the article (条).

    `path` names every level above it, outermost first, as printed with headings: ("第二章 防范", "第十六条").
    `number` is as printed (第十六条, 第十条之一); `ordinal` counts articles of the document from 0 in printed order.
    """

    id: str
    document_id: str
    level: str
    number: str
    path: tuple[str, ...]
    text: str
    span: Span
    ordinal: int
    heading: str = ""


CERTAINTIES = ("传闻", "报道", "官方认定")
"""Who vouches for a risk, weakest first: hearsay, a medium's or a party's own statement (complaints too), authority."""


@dataclass(frozen=True, slots=True)
class Signal:
    """A risk that a text states about an entity, with its proof.

    `entity` is "" where the text names none. `severity` is 1 (notice) to 5 (grave). `polarity` is -1, 0 or 1.
    `day` is the day of the event where the text gives it, else the day of publication. `span` is the trigger,
    `evidence` the sentence around it. `certainty` is one of `CERTAINTIES`;
    any other raises `ValueError`.
    """

    id: str
    document_id: str
    entity: str
    type: str
    severity: int
    polarity: int
    day: date | None
    span: Span
    evidence: Span
    score: float
    producer: str
    certainty: str = "报道"

    def __post_init__(self) -> None:
        if self.certainty not in CERTAINTIES:
            raise ValueError(f"not a certainty: {self.certainty!r}")


@dataclass(frozen=True, slots=True)
class Analysis:
    """All that was found in one revision (`text_sha256`) of a document by one annotator (`producer`)."""

    document_id: str
    text_sha256: str
    producer: str
    annotations: tuple[Annotation, ...] = ()
    clauses: tuple[Clause, ...] = ()
    signals: tuple[Signal, ...] = ()
    penalties: tuple[Penalty, ...] = ()


FieldValue = str | int | float | bool | date | None | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """What an index holds: an id in one collection and flat fields, see `indexer.schema`."""

    id: str
    collection: str
    fields: Mapping[str, FieldValue]


@dataclass(frozen=True, slots=True)
class Capture:
    """Where in the archive the bytes of one answer lie. `id` is `<file>:<offset>`; `sha256` is of the payload."""

    id: str
    url: str
    file: str
    offset: int
    length: int
    sha256: str
    captured_at: datetime
