"""Finding in tantivy with the total order that it does not have itself: score or date, then date, then id."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Any

import tantivy

from indexer.base import Bucket, Collection, Sort
from indexer.collapse import FAMILY
from indexer.embedded_fields import StoredFields
from indexer.embedded_query import Translation
from indexer.embedded_shelf import sort_key
from indexer.engine import Find, Found, Row
from indexer.entry import BOOST, DAY, ID
from indexer.plan import And, Days, Everything, Node, Without
from indexer.search import MOST_FACET_VALUES

_SLACK = 64
_UNDATED = -1
_DAYS = (date.min.toordinal(), date.max.toordinal())
_MOST_BUCKETS = 65_000


def find(request: Find, searcher: Any, translate: Translation) -> Found:
    """What `request` asks, from one view of the index."""
    query = translate(request.node)
    if request.sort is Sort.RELEVANCE:
        places, total = _by_score(request, query, searcher)
    else:
        places, total = _by_date(request, query, searcher, translate)
    rows = tuple(_rows(request.collection, searcher, places[: request.limit]))
    facets = {name: count_terms(searcher, query, name, MOST_FACET_VALUES) for name in request.facets}
    families = count_families(searcher, query) if request.families else {}
    return Found(rows, total, len(places) > request.limit, facets, families=families)


def _rows(collection: Collection, searcher: Any, places: list[tuple[float, Any]]) -> Iterator[Row]:
    days = searcher.fast_field_values(DAY, [address for _, address in places])
    for (score, address), day in zip(places, days, strict=True):
        document = searcher.doc(address)
        yield Row(document.get_first(ID), score, day, StoredFields(collection, bytes(document.get_first("source"))))


def _by_score(request: Find, query: Any, searcher: Any) -> tuple[list[tuple[float, Any]], int]:
    """Up to `limit` + 1 places from the wanted one on, and the total.

    Enough is fetched that no group of equal scores is cut; only groups that also share a day need their ids read.
    """
    rank = request.after.rank if request.after else request.offset
    need = rank + request.limit + 1
    size = need + _SLACK
    while True:
        result = searcher.search(query, size, weight_by_field=BOOST)
        hits = result.hits
        if len(hits) < size or hits[-1][0] < hits[need - 1][0]:
            break
        size *= 4
    days = searcher.fast_field_values(DAY, [address for _, address in hits])
    keyed = sorted(
        (
            (-score, -(_UNDATED if day is None else day), address)
            for (score, address), day in zip(hits, days, strict=True)
        ),
        key=lambda k: k[:2],
    )
    return list(_take(request, keyed, searcher)), result.count


def _take(request: Find, keyed: list[tuple[float, int, Any]], searcher: Any) -> Iterator[tuple[float, Any]]:
    after = request.after
    start = (-after.score, -(_UNDATED if after.day is None else after.day)) if after else None
    skip = 0 if after else request.offset
    left = request.limit + 1
    for key, group in groupby(keyed, key=lambda k: k[:2]):
        if start and key < start:
            continue
        addresses = [address for _, _, address in group]
        if skip >= len(addresses):
            skip -= len(addresses)
            continue
        if len(addresses) > 1 or (after and key == start):
            named = sorted((searcher.doc(a).get_first(ID), n) for n, a in enumerate(addresses))
            addresses = [addresses[n] for id, n in named if not (after and key == start and id <= after.id)]
        for address in addresses[skip : skip + left]:
            left -= 1
            yield -key[0], address
        skip = 0
        if not left:
            return


def _by_date(request: Find, query: Any, searcher: Any, translate: Translation) -> tuple[list[tuple[float, Any]], int]:
    """Up to `limit` + 1 places from the wanted one on, and the total of the whole query."""
    newest = request.sort is Sort.NEWEST
    name = "newest" if newest else "oldest"
    need = request.limit + 1
    if not request.after:
        result = searcher.search(query, need, order_by_field=name, order=tantivy.Order.Asc, offset=request.offset)
        return [(0.0, address) for _, address in result.hits], result.count
    total = searcher.search(query, 1).count
    key = sort_key(request.after.day, request.after.id, newest=newest)
    rest = translate(_from_day(request.node, request.after.day, newest=newest))
    size = need + _SLACK
    while True:
        hits = searcher.search(rest, size, order_by_field=name, order=tantivy.Order.Asc).hits
        left = [(0.0, address) for order, address in hits if order > key]
        if len(left) >= need or len(hits) < size:
            return left[:need], total
        size *= 4


def _from_day(node: Node, day: int | None, *, newest: bool) -> Node:
    """`node` without what stands before a day in the order of dates; undated records come last."""
    if day is None:
        return Without(And((Everything(), node)), (Days(*_DAYS),))
    before = Days(day + 1, _DAYS[1]) if newest else Days(_DAYS[0], day - 1)
    return Without(node, (before,))


def count_terms(searcher: Any, query: Any, name: str, limit: int) -> tuple[Bucket, ...]:
    """The values of a keyword field with their counts: largest first, equal ones by value."""
    wanted = {"terms": {"field": name, "size": max(limit * 4, 1000), "segment_size": 65_000}}
    buckets = searcher.aggregate(query, {"values": wanted})["values"]["buckets"]
    ordered = sorted((-b["doc_count"], str(b["key"])) for b in buckets)
    return tuple(Bucket(value, -count) for count, value in ordered[:limit])


def count_families(searcher: Any, query: Any) -> dict[str, int]:
    """The families with several matches, and how many."""
    wanted = {"terms": {"field": FAMILY, "size": _MOST_BUCKETS, "segment_size": _MOST_BUCKETS}}
    buckets = searcher.aggregate(query, {"values": wanted})["values"]["buckets"]
    return {str(b["key"]): n for b in buckets if (n := int(b["doc_count"])) > 1}


def count_days(searcher: Any, query: Any) -> dict[int, int]:
    """How many records each day (ordinal) has."""
    wanted = {"terms": {"field": DAY, "size": _MOST_BUCKETS, "segment_size": _MOST_BUCKETS}}
    buckets = searcher.aggregate(query, {"days": wanted})["days"]["buckets"]
    return {int(b["key"]): b["doc_count"] for b in buckets}
