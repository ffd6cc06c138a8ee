"""A found record's fields, read when one asks for them: of the hits that are only ranked, nobody does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from indexer.base import Collection
from indexer.entry import from_json
from regintel.model import FieldValue


class StoredFields(Mapping[str, FieldValue]):
    """The fields that an index keeps as JSON."""

    __slots__ = ("_collection", "_read", "_stored")

    def __init__(self, collection: Collection, stored: bytes) -> None:
        self._collection = collection
        self._stored = stored
        self._read: dict[str, FieldValue] | None = None

    def _fields(self) -> dict[str, FieldValue]:
        if self._read is None:
            self._read = from_json(self._collection, orjson.loads(self._stored))
        return self._read

    def __getitem__(self, name: str) -> FieldValue:
        return self._fields()[name]

    def get(self, name: str, default: Any = None) -> Any:
        """See `Mapping.get`, which asks twice as slowly; reading hits asks some hundred times a query."""
        return self._fields().get(name, default)

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields())

    def __len__(self) -> int:
        return len(self._fields())

    def __repr__(self) -> str:
        return repr(self._fields())
