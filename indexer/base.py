"""The search interface in the domain's words. No backend's query language crosses it.

Every backend passes the one list of behaviour tests in `tests/indexer/`. Methods are synchronous.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from regintel.model import FieldValue, Record, Token

if TYPE_CHECKING:
    from indexer.vector import Meaning

Tokenise = Callable[[str], Sequence[Token]]
"""The one tokeniser (`nlp.segment`), handed in so that the index stays blind to language tools."""


Cut = Callable[[str], str]
"""The same words of a folded text without their places, none longer than 64 characters, joined by blanks: for speed.
Worker processes get it if they can import it."""


Finder = Callable[[AbstractSet[str]], Callable[[str], list[tuple[int, int]]]]
"""From words to what finds their places in a folded text, for speed: those that `Tokenise` would give them."""


class Collection(StrEnum):
    """The three flat collections."""

    DOCUMENTS = "documents"
    CLAUSES = "clauses"
    SIGNALS = "signals"


class Sort(StrEnum):
    """Total orders. Ties are always broken by date (newest first), then id."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What to find. OR within a filter's values, AND across filters; empty `text` browses by date.

    `since` and `until` are inclusive and compare the collection's date (publication, or the day of a signal).
    `cursor` continues after the page that gave it (any depth); `offset` jumps within the first 10,000 hits.
    `facets` names keyword fields whose values are counted over all hits.
    `collapse`: one hit, the best, of all versions of a law and of all reports of an event.
    `every_edition`: clauses of superseded versions and second copies too; by default only where the query or its
    filters speak of status, of one document or of a last day, or where nothing else is found.
    `explain`: why each hit has its score. `spell`: another spelling where little is found.
    """

    text: str = ""
    collection: Collection = Collection.DOCUMENTS
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    since: date | None = None
    until: date | None = None
    sort: Sort = Sort.RELEVANCE
    limit: int = 10
    offset: int = 0
    cursor: str = ""
    facets: tuple[str, ...] = ()
    highlight: bool = False
    collapse: bool = False
    every_edition: bool = False
    explain: bool = False
    spell: bool = False


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of a field's text for display, with the matched places inside it as (start, end) pairs.

    `start`: where the piece begins in the field.
    """

    text: str
    marks: tuple[tuple[int, int], ...]
    start: int = 0


@dataclass(frozen=True, slots=True)
class Reason:
    """A part of a hit's score in words, Chinese."""

    text: str
    score: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a hit has its score: what matched earned `reasons`, largest first; `factors` multiplied their sum."""

    reasons: tuple[Reason, ...]
    factors: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """One found record. `fields` are the record's stored fields. `others`: hits of its family that it stands for."""

    id: str
    score: float
    fields: Mapping[str, FieldValue]
    highlights: Mapping[str, tuple[Fragment, ...]] = field(default_factory=dict)
    others: int = 0
    explanation: Explanation | None = None


@dataclass(frozen=True, slots=True)
class Bucket:
    """A value (or a day, ISO) and how many records have it."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class SearchPage:
    """`total` counts all matches exactly. `cursor` is "" on the last page. `notices` are for the reader, in Chinese.

    `shown` counts what is left of them when collapsed. `spelling` is a query that finds more, "" for none.
    """

    hits: tuple[Hit, ...]
    total: int
    cursor: str = ""
    facets: Mapping[str, tuple[Bucket, ...]] = field(default_factory=dict)
    notices: tuple[str, ...] = ()
    shown: int = 0
    spelling: str = ""


@dataclass(frozen=True, slots=True)
class AggregateQuery:
    """Count matching records by `by`: a keyword field, or "day"/"month"/"year" of the collection's date.

    `every_edition` as in `SearchQuery`.
    """

    by: str
    text: str = ""
    collection: Collection = Collection.DOCUMENTS
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    since: date | None = None
    until: date | None = None
    limit: int = 100
    every_edition: bool = False


@dataclass(frozen=True, slots=True)
class Health:
    """`ok` means queries are answered and writes accepted. `detail` says in Chinese what is wrong, or what it is.

    `superseded` names what earlier rebuilds left behind, where the backend keeps it.
    """

    ok: bool
    backend: str
    detail: str
    counts: Mapping[str, int]
    superseded: tuple[str, ...] = ()


class SearchIndex(Protocol):
    """What a backend does. Raises only `IndexBackendError` and its children.

    `meaning`: the vectors of clauses beside their words, None where none are wanted.
    """

    meaning: Meaning | None

    def upsert(self, records: Iterable[Record]) -> int:
        """Add or replace by id; idempotent; the number written. Visible after `refresh`. Raises `MappingError`."""

    def delete(self, collection: Collection, ids: Iterable[str]) -> None:
        """Remove by id; what is not there is no error. Visible after `refresh`."""

    def get(self, collection: Collection, id: str) -> Record | None:
        """The record as last written and refreshed, or None."""

    def search(self, query: SearchQuery) -> SearchPage:
        """Raises `QueryError` for unknown fields or a bad cursor, `IndexNotReadyError` where nothing is there."""

    def aggregate(self, query: AggregateQuery) -> tuple[Bucket, ...]:
        """Counts, largest first for keywords, in order of time for dates."""

    def suggest(self, text: str, collection: Collection = Collection.DOCUMENTS, limit: int = 8) -> tuple[str, ...]:
        """Titles of documents (or entities of signals) that begin so, also by pinyin initials. Clauses have none."""

    def similar(self, collection: Collection, id: str, limit: int = 10) -> tuple[Hit, ...]:
        """Records that use the same rare words, best first; never itself nor another version of its law or event.

        Raises `NotFoundError` where there is no such record.
        """

    def ids(self, collection: Collection) -> Iterable[str]:
        """Every id of a collection, in no order: what `check` compares with the store."""

    def scan(self, collection: Collection) -> Iterable[Record]:
        """Every record of a collection as written, in no order: what `regintel index verify` compares."""

    def rebuild(self, records: Iterable[Record]) -> int:
        """Write a new index beside the live one, then swap; queries never fail meanwhile. The number written."""

    def refresh(self) -> None:
        """Make all writes durable and visible."""

    def health(self) -> Health:
        """Never raises."""

    def close(self) -> None:
        """Refresh and let go of files and connections."""
