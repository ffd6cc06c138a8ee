"""Vectors in Elasticsearch: an index of their own with a `dense_vector` field, asked by kNN; stock distribution."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

import numpy as np
from elasticsearch import BadRequestError, Elasticsearch, NotFoundError
from elasticsearch.helpers import scan

from indexer.elastic_bulk import write_bulk
from indexer.elastic_engine import patiently
from regintel.errors import MappingError

if TYPE_CHECKING:
    from indexer.vector import Matrix, Vector

_CANDIDATES = 10_000
"""The most that a server considers a shard."""

_WIDER = 1.5
"""How many more than asked the graph is searched for; three times as many found one in a thousand more."""
_DIGITS = 5


class ElasticVectors:
    """`VectorIndex` in the index `name`. `failing` words the client's errors, `address` names the server in them."""

    def __init__(
        self,
        client: Elasticsearch,
        name: str,
        dimensions: int,
        failing: Callable[[], AbstractContextManager[None]],
        address: str,
    ) -> None:
        self._client = client
        self._name = name
        self.dimensions = dimensions
        self._failing = failing
        self._address = address
        self._checked = False

    # --- writing ---

    def upsert(self, ids: Sequence[str], vectors: Matrix) -> None:
        """See `VectorIndex.upsert`."""
        if vectors.ndim != 2 or vectors.shape != (len(ids), self.dimensions):
            raise MappingError(
                f"向量维数不符：应为 {self.dimensions} 维，得到 {tuple(vectors.shape)}", "检查 REGINTEL_VECTORS 的设置"
            )
        with self._failing():
            self._ready()
            actions = (
                {"_op_type": "index", "_index": self._name, "_id": id, "_source": _line(row)}
                for id, row in zip(ids, vectors, strict=True)
            )
            write_bulk(self._client, actions, self._address)

    def delete(self, ids: Iterable[str]) -> None:
        """See `VectorIndex.delete`."""
        with self._failing():
            self._ready()
            write_bulk(
                self._client,
                ({"_op_type": "delete", "_index": self._name, "_id": id} for id in ids),
                self._address,
            )

    def _ready(self) -> None:
        """Make the index where it is not there. Raises `MappingError` where it holds vectors of another dimension."""
        if self._checked:
            return
        field = {"type": "dense_vector", "dims": self.dimensions, "index": True, "similarity": "cosine"}
        try:
            self._client.indices.create(
                index=self._name,
                # Never refreshed unasked: each segment has a graph of its own, and every one is searched.
                settings={"number_of_shards": 1, "auto_expand_replicas": "0-1", "refresh_interval": "-1"},
                mappings={"dynamic": "strict", "_source": {"enabled": True}, "properties": {"vector": field}},
            )
        except BadRequestError as error:
            if error.error != "resource_already_exists_exception":
                raise
        self._check()

    def _check(self) -> None:
        if self._checked:
            return
        try:
            reply = self._client.indices.get_mapping(index=self._name)
        except NotFoundError:
            return
        held = next(iter(reply.values()))["mappings"]["properties"]["vector"]["dims"]
        if held != self.dimensions:
            raise MappingError(
                f"向量索引 {self._name} 是 {held} 维的，模型给出 {self.dimensions} 维",
                "运行 regintel index vectors --rebuild",
            )
        self._checked = True

    def refresh(self) -> None:
        """See `VectorIndex.refresh`."""
        with self._failing():
            self._client.indices.refresh(index=self._name, ignore_unavailable=True)

    def clear(self) -> None:
        """See `VectorIndex.clear`."""
        with self._failing():
            self._client.indices.delete(index=self._name, ignore_unavailable=True)
            self._checked = False

    def close(self) -> None:
        """See `VectorIndex.close`. The client is the index's own to close."""
        self.refresh()

    # --- reading ---

    def nearest(self, vector: Vector, limit: int) -> list[tuple[str, float]]:
        """See `VectorIndex.nearest`. Approximate: the graph is searched wider than asked, so that little is missed."""
        return self._ask(vector, limit, min(max(int(limit * _WIDER), 100), _CANDIDATES), None)

    def similarities(self, vector: Vector, ids: Sequence[str]) -> dict[str, float]:
        """See `VectorIndex.similarities`. Exact, for the server compares with all that a narrow filter leaves."""
        if not ids:
            return {}
        count = min(max(len(ids), 1), _CANDIDATES)
        return dict(self._ask(vector, count, count, {"ids": {"values": list(ids)}}))

    def _ask(self, vector: Vector, limit: int, candidates: int, only: dict[str, Any] | None) -> list[tuple[str, float]]:
        if vector.shape != (self.dimensions,):
            raise MappingError(
                f"查询向量维数不符：应为 {self.dimensions} 维，得到 {tuple(vector.shape)}",
                "检查 REGINTEL_VECTORS 的设置",
            )
        knn: dict[str, Any] = {"field": "vector", "query_vector": vector.tolist(), "k": limit}
        knn["num_candidates"] = candidates
        if only:
            knn["filter"] = only
        with self._failing():
            self._check()
            try:
                reply = patiently(lambda: self._client.search(index=self._name, knn=knn, size=limit, source=False))
            except NotFoundError:
                return []  # no vector was ever written
        # The server's score of a cosine is (1 + cosine) / 2.
        found = [(hit["_id"], 2 * float(hit["_score"]) - 1) for hit in reply["hits"]["hits"]]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))

    def ids(self) -> Iterable[str]:
        """See `VectorIndex.ids`."""
        with self._failing():
            if not self._client.indices.exists(index=self._name):
                return
            for hit in scan(self._client, index=self._name, _source=False, size=5000):
                yield hit["_id"]


def _line(row: Vector) -> bytes:
    """A vector as the source of a bulk request."""
    return json.dumps({"vector": np.round(row.astype(np.float64), _DIGITS).tolist()}).encode()
