"""What is known of regulations as a body: who cites whom, which version is which, what ended what, who must do what.

These are the shapes in which the link stage keeps its findings. Spans are string indices into the document's text
(or title, where the span says so), as everywhere.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from regintel.model import Clause, Kind, Span, Status

POLICY_KINDS = (Kind.POLICY, Kind.CONSULTATION, Kind.INTERPRETATION)
"""What takes part in the graph. Only `Kind.POLICY` can be cited, versioned and ended."""

RANKS = (
    "宪法",
    "法律",
    "监察法规",
    "行政法规",
    "司法解释",
    "部门规章",
    "地方性法规",
    "地方政府规章",
    "规范性文件",
    "行业规定",
)
"""All values. 立法法 (2023) arts. 10, 72, 80, 91, 118 and 119 say which organ makes which."""

SUPERSEDED, COPY = "旧版本", "重复"
"""`PolicyState.edition` of a version that a newer one replaced, and of a second copy of one version."""


class PolicyNode(NamedTuple):
    """One unit of a clause tree, in printed order; `parent` is an index into the same list or -1.

    `[start, end)` holds number, heading and children, `body` is where its own words begin. Levels: 编 章 节 条 款 项 …
    """

    level: str
    number: str
    heading: str
    start: int
    end: int
    body: int
    parent: int


class ClauseRef(NamedTuple):
    """An indexed clause, without its text."""

    number: str
    id: str
    start: int
    end: int


class RawCitation(NamedTuple):
    """A citation as printed at `[start, end)`; `article` "" and `paragraph`, `item` 0 where not named."""

    start: int
    end: int
    kind: Literal["law", "self", "previous", "doc_no"]
    title: str
    full_title: str
    doc_no: str
    article: str
    paragraph: int
    item: int
    basis: bool


class RawChange(NamedTuple):
    """The text ends or amends the document called `title`, named at `[start, end)`."""

    kind: Literal["废止", "修改"]
    title: str
    start: int
    end: int
    day: date | None
    listed: bool
    partial: bool
    year: int


class PolicyDuty(NamedTuple):
    """机关–职责–对象, each as a span of the text: `body` is responsible for `duty` over `object`."""

    article: str
    span: Span
    body: Span
    duty: Span
    object: Span


@dataclass(frozen=True, slots=True)
class PolicyNorm:
    """Who must (义务), must not (禁止) or may (权利) do what. Texts are the spans' own words.

    `span` runs over the whole norm, `text` is that. `subject` is None where nobody is named, `inherited` where it was
    named earlier in the clause. `items` are announced 项; `penalties` the own articles that punish breaking it.
    """

    document_id: str
    number: int
    clause_id: str
    article: str
    force: Literal["义务", "禁止", "权利"]
    modality: str
    text: str
    span: Span
    subject: Span | None
    action: Span
    condition: Span | None
    items: tuple[Span, ...] = ()
    penalties: tuple[str, ...] = ()
    inherited: bool = False
    subject_text: str = ""

    @property
    def action_text(self) -> str:
        """What is to be done, to be left or allowed."""
        return self.text[self.action.start - self.span.start : self.action.end - self.span.start]

    @property
    def condition_text(self) -> str:
        """When it applies, "" where it always does."""
        if self.condition is None:
            return ""
        return self.text[self.condition.start - self.span.start : self.condition.end - self.span.start]


@dataclass(frozen=True, slots=True)
class PolicyFacts:
    """What one document tells by itself, its own facts completed from its text. `draft` is filled for a consultation:
    the clauses of the draft, which may stand in an attachment (then their spans count in `draft_in`, its name).
    `prints`: see `nlp.structure.manifestation.clause_prints`.
    """

    document_id: str
    kind: Kind
    title: str
    url: str
    doc_no: str = ""
    issuers: tuple[str, ...] = ()
    rank: str = ""
    published: date | None = None
    effective: date | None = None
    repealed: date | None = None
    deadline: date | None = None
    status: Status | None = None
    related: tuple[str, ...] = ()
    clauses: tuple[ClauseRef, ...] = ()
    citations: tuple[RawCitation, ...] = ()
    changes: tuple[RawChange, ...] = ()
    duties: tuple[PolicyDuty, ...] = ()
    draft: tuple[Clause, ...] = ()
    draft_in: str = ""
    prints: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PolicyCitation:
    """A citation and what it means. `value` is its normalised form; it stands in the clause `clause_id`, numbered
    `clause` (both "" outside clauses).

    `complete`: all that it names was found. Else `reason` (Chinese) says what is missing; `target_id` "" means that
    the document itself is not in the store.
    """

    document_id: str
    number: int
    span: Span
    kind: str
    value: str
    title: str
    article: str
    basis: bool
    clause_id: str = ""
    clause: str = ""
    target_id: str = ""
    target_clause_id: str = ""
    complete: bool = False
    reason: str = ""


LinkKind = Literal["废止", "修改", "定稿", "解读"]


@dataclass(frozen=True, slots=True)
class PolicyLink:
    """`by` ends (废止), amends (修改), explains (解读) `target`, or is the final text (定稿) of the draft `target`.

    `day` is from when on; `span` lies in `by` and is where it says so (None: told by the page's own links).
    `partial`: single articles alone are meant.
    """

    kind: LinkKind
    by: str
    target: str
    day: date | None = None
    span: Span | None = None
    partial: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PolicyState:
    """Where a document stands among the others, on the day of the last link stage.

    `chain` is the key that all versions of a law share, "" where it has no versions by nature. `status` is what pages
    show; `decided` says that text or links decide it: then `reason` (Chinese), `by` (the deciding document) and
    `proof` (in the text or title of `by`, or of the document itself where `by` is "") are the evidence. `lost_ground`
    leads from this document to a repealed one that it was made on, both ends included; `warning` says it in Chinese.
    `cited_clauses` counts the clauses of other current regulations that cite this law in any of its versions.
    `edition` is "" for what a reader is shown first, else `SUPERSEDED` or `COPY`.
    The same text may be in the store more than once: `copy_of` is the document that stands for it, "" for that one
    itself, whose `copies` are the others. `deadline` is the last day for comments on a draft.
    `law_cited_by` counts the documents of other laws that cite this law in any of its versions.
    """

    document_id: str
    kind: Kind
    title: str
    issuers: tuple[str, ...] = ()
    rank: str = ""
    doc_no: str = ""
    published: date | None = None
    effective: date | None = None
    chain: str = ""
    newest: bool = True
    status: Status | None = None
    decided: bool = False
    reason: str = ""
    by: str = ""
    proof: Span | None = None
    warning: str = ""
    lost_ground: tuple[str, ...] = ()
    cites: int = 0
    cited_by: int = 0
    unresolved: int = 0
    cited_clauses: int = 0
    edition: str = ""
    copy_of: str = ""
    copies: tuple[str, ...] = ()
    deadline: date | None = None
    law_cited_by: int = 0

    @property
    def made(self) -> date:
        """When this version came into being; the earliest day there is where nothing says so."""
        return self.published or self.effective or date.min

    @property
    def importance(self) -> int:
        """`cited_clauses` in steps of half a power of two: the index is written anew only where it really changes."""
        return round(2 * math.log2(1 + self.cited_clauses))

    @property
    def current(self) -> bool:
        """Neither ended nor replaced by a later version, and no second copy: what counts when rules are compared."""
        return self.newest and not self.copy_of and self.status not in (Status.REPEALED, Status.AMENDED)
