"""What the answering of queries needs of a backend, in terms of plans: the seam below which backends differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from indexer.base import Bucket, Collection, Sort
from indexer.cursor import Position
from indexer.plan import Node
from regintel.model import FieldValue


@dataclass(frozen=True, slots=True)
class Find:
    """What a backend has to do. `node` includes the filters. `after` takes the place of `offset`.

    `families` asks how many matches each family has.
    """

    collection: Collection
    node: Node
    sort: Sort
    limit: int
    offset: int = 0
    after: Position | None = None
    facets: tuple[str, ...] = ()
    families: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One found record with its place in the total order: score, day (newest first, undated last), id."""

    id: str
    score: float
    day: int | None
    fields: Mapping[str, FieldValue]


@dataclass(frozen=True, slots=True)
class Found:
    """`rows` are at most `limit`; `more` tells whether others follow; `total` counts all matches of the node.

    `families` holds those of two and more matches.
    """

    rows: tuple[Row, ...]
    total: int
    more: bool
    facets: Mapping[str, tuple[Bucket, ...]]
    snapshot: str = ""
    families: Mapping[str, int] = field(default_factory=dict)


class Engine(Protocol):
    """A backend, at one state of its index where it can hold one."""

    def find(self, request: Find) -> Found:
        """The rows that `request` asks for, in the total order."""

    def count(self, collection: Collection, nodes: Sequence[Node]) -> list[int]:
        """How many live records match each node."""

    def values(self, collection: Collection, name: str, most: int) -> tuple[Bucket, ...]:
        """The most frequent values of a keyword field: largest first, equal ones by value."""

    def keys(self, collection: Collection, prefix: str, most: int) -> list[tuple[str, int]]:
        """The first `most` suggestion keys that begin so, in order of their bytes, each with its number of records."""
