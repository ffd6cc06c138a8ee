"""Where a page ended, as an opaque word that the next request brings back."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass

from indexer.base import SearchQuery
from regintel.errors import QueryError

_BAD = ("翻页标记无效或不属于这次检索", "去掉 cursor，从第一页重新检索")


@dataclass(frozen=True, slots=True)
class Position:
    """The last record of a page: its place in the total order, how many stood up to it, and which attempt was followed.

    `snapshot` is the server's name for the state of the index that the pages are read from, where it has one.
    """

    score: float
    day: int | None
    id: str
    rank: int
    attempt: int
    snapshot: str = ""


def _fingerprint(query: SearchQuery) -> str:
    """Changes with everything that changes the order of hits."""
    filters = sorted((name, sorted(values)) for name, values in query.filters.items())
    seed = json.dumps([query.text, query.collection, filters, str(query.since), str(query.until), query.sort])
    seed += f"{query.collapse:d}{query.every_edition:d}"
    return hashlib.blake2b(seed.encode(), digest_size=6).hexdigest()


def write_cursor(query: SearchQuery, position: Position) -> str:
    """The cursor for the page after `position`."""
    values = [_fingerprint(query), position.score, position.day, position.id, position.rank, position.attempt]
    values.append(position.snapshot)
    return base64.urlsafe_b64encode(json.dumps(values, separators=(",", ":")).encode()).decode().rstrip("=")


def read_cursor(query: SearchQuery) -> Position | None:
    """The position that a query continues from, None on a first page. Raises `QueryError` for a foreign cursor."""
    if not query.cursor:
        return None
    try:
        padded = query.cursor + "=" * (-len(query.cursor) % 4)
        fingerprint, score, day, id_, rank, attempt, held = json.loads(base64.urlsafe_b64decode(padded.encode("ascii")))
        position = Position(
            float(score), None if day is None else int(day), str(id_), int(rank), int(attempt), str(held)
        )
    except (ValueError, TypeError, binascii.Error, RecursionError) as error:
        raise QueryError(*_BAD) from error
    if fingerprint != _fingerprint(query) or position.rank < 0 or position.attempt < 0:
        raise QueryError(*_BAD)
    return position
