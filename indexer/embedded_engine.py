"""`Engine` over tantivy: one view of each collection, taken when it is first asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import tantivy

from indexer.base import Bucket, Collection
from indexer.embedded_find import count_terms, find
from indexer.embedded_query import Translation
from indexer.embedded_shelf import Shelf
from indexer.engine import Find, Found
from indexer.plan import Node


class EmbeddedEngine:
    """Lives for one request."""

    def __init__(self, shelves: Mapping[Collection, Shelf], schemas: Mapping[Collection, Any]) -> None:
        self._shelves = shelves
        self._translate = {collection: Translation(schema) for collection, schema in schemas.items()}
        self._views: dict[Collection, Any] = {}

    def _view(self, collection: Collection) -> Any:
        if collection not in self._views:
            self._views[collection] = self._shelves[collection].searcher()
        return self._views[collection]

    def find(self, request: Find) -> Found:
        """See `Engine.find`."""
        return find(request, self._view(request.collection), self._translate[request.collection])

    def count(self, collection: Collection, nodes: Sequence[Node]) -> list[int]:
        """See `Engine.count`."""
        view, translate = self._view(collection), self._translate[collection]
        return [int(view.search(translate(node), 1).count) for node in nodes]

    def values(self, collection: Collection, name: str, most: int) -> tuple[Bucket, ...]:
        """See `Engine.values`."""
        return count_terms(self._view(collection), tantivy.Query.all_query(), name, most)

    def keys(self, collection: Collection, prefix: str, most: int) -> list[tuple[str, int]]:
        """See `Engine.keys`."""
        found = self._view(collection).terms_with_prefix("suggestions", prefix, tantivy.Query.all_query(), most)
        return [(str(key), int(count)) for key, count in found]
