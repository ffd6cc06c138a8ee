"""`Engine` over an Elasticsearch server. Errors of the client pass through; `indexer.elastic` words them."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from elasticsearch import ApiError, Elasticsearch, TransportError

from indexer.base import Bucket, Collection, Sort
from indexer.elastic_mapping import alias_of
from indexer.elastic_query import UNDATED_FIRST, UNDATED_LAST, family_counts, search_body, terms_body, translate
from indexer.engine import Find, Found, Row
from indexer.entry import BOOST, DAY, ID, from_json
from indexer.plan import Node

KEEP_ALIVE = "3m"
_PAUSES = (0.2, 0.5, 1.0, 2.0)
_MOST_COUNTED = 200
_OURS = frozenset({ID, DAY, BOOST})


class ElasticEngine:
    """Reads through the aliases that begin with `prefix`."""

    def __init__(self, client: Elasticsearch, prefix: str) -> None:
        self._client = client
        self._prefix = prefix

    def find(self, request: Find) -> Found:
        """See `Engine.find`. Pages after the first read from a point in time, so that writes do not shift them."""
        alias = alias_of(self._prefix, request.collection)
        body = search_body(request)
        if not request.after:
            return _found(request, patiently(lambda: self._client.search(index=alias, body=body)), "")
        for snapshot in (request.after.snapshot, ""):
            try:
                held = snapshot or self._client.open_point_in_time(index=alias, keep_alive=KEEP_ALIVE)["id"]
                ask = partial(self._client.search, body=body | {"pit": {"id": held, "keep_alive": KEEP_ALIVE}})
                reply = ask() if snapshot else patiently(ask)
            except ApiError:
                if not snapshot:  # held too long, or of an index that was swapped: a new one continues as well
                    raise
            else:
                break
        found = _found(request, reply, reply["pit_id"])
        if not found.more:
            with suppress(ApiError, TransportError):
                self._client.close_point_in_time(id=reply["pit_id"])
        return found

    def count(self, collection: Collection, nodes: Sequence[Node]) -> list[int]:
        """See `Engine.count`. A request takes two hundred nodes."""
        alias = alias_of(self._prefix, collection)
        counts: list[int] = []
        for start in range(0, len(nodes), _MOST_COUNTED):
            part = nodes[start : start + _MOST_COUNTED]
            wanted = {"each": {"filters": {"filters": [translate(node) for node in part]}}}
            reply = self._ask(alias, wanted)
            counts += [int(b["doc_count"]) for b in reply["each"]["buckets"]]
        return counts

    def values(self, collection: Collection, name: str, most: int) -> tuple[Bucket, ...]:
        """See `Engine.values`."""
        reply = self._ask(alias_of(self._prefix, collection), {"values": terms_body(name, most)})
        return buckets(reply["values"]["buckets"])

    def keys(self, collection: Collection, prefix: str, most: int) -> list[tuple[str, int]]:
        """See `Engine.keys`."""
        terms: dict[str, Any] = {"field": "suggestions", "size": most, "order": {"_key": "asc"}}
        if prefix:
            terms["include"] = "".join(c if c.isalnum() else f"\\{c}" for c in prefix) + ".*"
        reply = self._ask(alias_of(self._prefix, collection), {"keys": {"terms": terms}})
        return [(str(b["key"]), int(b["doc_count"])) for b in reply["keys"]["buckets"]]

    def _ask(self, alias: str, wanted: dict[str, Any]) -> Any:
        return patiently(lambda: self._client.search(index=alias, size=0, aggs=wanted))["aggregations"]


def patiently(ask: Callable[[], Any]) -> Any:
    """Ask again for a while where shards are just moving (a node lost, an index swapped)."""
    for pause in _PAUSES:
        try:
            return ask()
        except ApiError as error:
            if error.status_code not in (429, 503):
                raise
        time.sleep(pause)
    return ask()


def fields_of(collection: Collection, source: dict[str, Any]) -> Any:
    """A record's own fields from what the server keeps."""
    return from_json(collection, {n: v for n, v in source.items() if n not in _OURS})


def buckets(found: list[dict[str, Any]]) -> tuple[Bucket, ...]:
    """Buckets of the server as ours."""
    return tuple(Bucket(str(b["key"]), int(b["doc_count"])) for b in found)


def _found(request: Find, reply: Any, snapshot: str) -> Found:
    hits = reply["hits"]["hits"]
    rows = []
    for hit in hits[: request.limit]:
        day = hit["sort"][1 if request.sort is Sort.RELEVANCE else 0]
        rows.append(
            Row(
                hit["_source"][ID],
                float(hit["_score"] or 0.0),
                None if day in (UNDATED_FIRST, UNDATED_LAST) else int(day),
                fields_of(request.collection, hit["_source"]),
            )
        )
    facets = {name: buckets(reply["aggregations"][name]["buckets"]) for name in request.facets}
    total = int(reply["hits"]["total"]["value"])
    return Found(tuple(rows), total, len(hits) > request.limit, facets, snapshot, family_counts(request, reply))
