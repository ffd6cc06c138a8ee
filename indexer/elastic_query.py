"""Plan → Elasticsearch query. Nothing of its query language leaves the `indexer.elastic*` modules."""

from __future__ import annotations

from typing import Any

from indexer.base import Sort
from indexer.collapse import FAMILY
from indexer.engine import Find
from indexer.entry import BOOST, DAY, ID
from indexer.plan import (
    And,
    Beside,
    Boost,
    Constant,
    Days,
    Everything,
    Node,
    Nothing,
    OneOf,
    Or,
    Phrase,
    Term,
    Without,
)
from indexer.search import MOST_FACET_VALUES

_FAMILIES = "families of several"  # no field has a blank in its name
_MOST_FAMILIES = 65_000
UNDATED_FIRST, UNDATED_LAST = -1, 9_999_999
"""What records without a date count as, so that they come last in both directions."""


def translate(node: Node) -> dict[str, Any]:  # noqa: PLR0911, PLR0912  # one case a shape
    """The query body of a plan."""
    match node:
        case Term(field, token):
            return {"term": {field: {"value": token}}}
        case Phrase(field, tokens):
            return {"match_phrase": {field: {"query": " ".join(tokens), "analyzer": "whitespace"}}}
        case OneOf(field, values):
            return {"constant_score": {"filter": {"terms": {field: list(values)}}, "boost": 0.0}}
        case Days(first, last):
            return {"constant_score": {"filter": {"range": {DAY: {"gte": first, "lte": last}}}, "boost": 0.0}}
        case Or(children, least):
            return {"bool": {"should": [translate(c) for c in children], "minimum_should_match": least}}
        case And(children):
            return {"bool": {"must": [translate(c) for c in children]}}
        case Without(child, excluded):
            return {"bool": {"must": [translate(child)], "must_not": [translate(e) for e in excluded]}}
        case Beside(child, scored):
            return {"bool": {"must": [translate(child)], "should": [translate(scored)]}}
        case Boost(Term(field, token), factor):
            return {"term": {field: {"value": token, "boost": factor}}}
        case Boost(child, factor):
            return {"bool": {"must": [translate(child)], "boost": factor}}
        case Constant(child, score):
            return {"constant_score": {"filter": translate(child), "boost": score}}
        case Everything():
            return {"constant_score": {"filter": {"match_all": {}}, "boost": 0.0}}
        case Nothing():
            return {"match_none": {}}


def search_body(request: Find) -> dict[str, Any]:
    """The whole request. One hit more than the limit is asked for, to know whether others follow."""
    body: dict[str, Any] = {
        "query": translate(request.node),
        "size": request.limit + 1,
        "sort": _order(request.sort),
        "track_total_hits": True,
    }
    if request.sort is Sort.RELEVANCE:
        weight = {"field_value_factor": {"field": BOOST, "missing": 1.0}, "boost_mode": "multiply"}
        body["query"] = {"function_score": {"query": body["query"], **weight}}
    if request.after:
        body["search_after"] = _after(request)
    else:
        body["from"] = request.offset
    counted = {name: terms_body(name, MOST_FACET_VALUES) for name in request.facets}
    if request.families:
        counted[_FAMILIES] = {"terms": {"field": FAMILY, "size": _MOST_FAMILIES, "min_doc_count": 2}}
    if counted:
        body["aggs"] = counted
    return body


def family_counts(request: Find, reply: Any) -> dict[str, int]:
    """The families with several matches in the reply to `search_body`, where they were asked for."""
    if not request.families:
        return {}
    return {str(b["key"]): int(b["doc_count"]) for b in reply["aggregations"][_FAMILIES]["buckets"]}


def terms_body(name: str, limit: int) -> dict[str, Any]:
    """Values of a field with their counts: largest first, equal ones by value."""
    return {"terms": {"field": name, "size": max(limit, 1), "order": [{"_count": "desc"}, {"_key": "asc"}]}}


def _order(sort: Sort) -> list[dict[str, Any]]:
    newest = {DAY: {"order": "desc", "missing": UNDATED_FIRST}}
    oldest = {DAY: {"order": "asc", "missing": UNDATED_LAST}}
    by_id = {ID: {"order": "asc"}}
    match sort:
        case Sort.RELEVANCE:
            return [{"_score": {"order": "desc"}}, newest, by_id]
        case Sort.NEWEST:
            return [newest, by_id]
        case Sort.OLDEST:
            return [oldest, by_id]


def _after(request: Find) -> list[Any]:
    after = request.after
    assert after is not None
    undated = UNDATED_LAST if request.sort is Sort.OLDEST else UNDATED_FIRST
    values: list[Any] = [undated if after.day is None else after.day, after.id]
    return [after.score, *values] if request.sort is Sort.RELEVANCE else values
