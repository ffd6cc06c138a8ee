"""Answering a query, the same for every backend: read it, plan it, let the backend find, mark what was found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from indexer.analysis import Analyser
from indexer.base import AggregateQuery, Bucket, Collection, Hit, SearchPage, SearchQuery, Sort
from indexer.cursor import Position, read_cursor, write_cursor
from indexer.highlight import highlight
from indexer.plan import And, Constant, Days, Node, OneOf
from indexer.query import parse_query
from indexer.schema import FIELDS, FieldType, keyword_field
from indexer.scoring import Plan, Planner
from regintel.errors import QueryError
from regintel.model import FieldValue

MOST_HITS = 1000
DEEPEST_OFFSET = 10_000
MOST_FACET_VALUES = 100
MOST_FILTER_VALUES = 1000


@dataclass(frozen=True, slots=True)
class Find:
    """What a backend has to do. `node` includes the filters. `after` takes the place of `offset`."""

    collection: Collection
    node: Node
    sort: Sort
    limit: int
    offset: int = 0
    after: Position | None = None
    facets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One found record with its place in the total order: score, day (newest first, undated last), id."""

    id: str
    score: float
    day: int | None
    fields: Mapping[str, FieldValue]


@dataclass(frozen=True, slots=True)
class Found:
    """`rows` are at most `limit`; `more` tells whether others follow; `total` counts all matches of the node."""

    rows: tuple[Row, ...]
    total: int
    more: bool
    facets: Mapping[str, tuple[Bucket, ...]]
    snapshot: str = ""


def answer(query: SearchQuery, analyser: Analyser, find: Callable[[Find], Found]) -> SearchPage:
    """The page for a query. Raises `QueryError` where limits, fields, dates or the cursor make no sense."""
    _check(query)
    after = read_cursor(query)
    plan = Planner(query.collection, analyser).plan(parse_query(query.text))
    filters = filter_nodes(query.collection, query.filters, query.since, query.until)
    sort = Sort.NEWEST if query.sort is Sort.RELEVANCE and not plan.scored else query.sort
    notices = list(plan.notices)
    strict = plan.strict is not None and (after is None or after.strict)
    request = Find(query.collection, plan.loose, sort, query.limit, query.offset, after, query.facets)
    found = find(_filtered(request, plan.strict if strict and plan.strict else plan.loose, filters))
    if strict and not found.total:
        strict = False
        found = find(_filtered(request, plan.loose, filters))
        if found.total and plan.fallback_notice:
            notices.append(plan.fallback_notice)
    return _page(query, plan, found, notices, analyser, strict=strict)


def _page(
    query: SearchQuery, plan: Plan, found: Found, notices: list[str], analyser: Analyser, *, strict: bool
) -> SearchPage:
    types = FIELDS[query.collection]
    texts = [name for name, kind in types.items() if kind is FieldType.TEXT]
    hits = tuple(
        Hit(
            row.id,
            row.score,
            row.fields,
            highlight(row.fields, texts, plan.marks, analyser) if query.highlight else {},
        )
        for row in found.rows
    )
    cursor = ""
    if found.more and found.rows:
        last = found.rows[-1]
        before = read_cursor(query)
        rank = (before.rank if before else query.offset) + len(found.rows)
        cursor = write_cursor(query, Position(last.score, last.day, last.id, rank, strict, found.snapshot))
    return SearchPage(hits, found.total, cursor, found.facets, tuple(dict.fromkeys(notices)))


def aggregate_node(query: AggregateQuery, analyser: Analyser) -> list[Node]:
    """The nodes to count by, in the order to try: the strict one first, where there is one."""
    plan = Planner(query.collection, analyser).plan(parse_query(query.text))
    filters = filter_nodes(query.collection, query.filters, query.since, query.until)
    nodes = [plan.loose] if plan.strict is None else [plan.strict, plan.loose]
    return [And((node, *filters)) if filters else node for node in nodes]


def filter_nodes(
    collection: Collection, filters: Mapping[str, tuple[str, ...]], since: date | None, until: date | None
) -> list[Node]:
    """Filters as nodes that score nothing. Raises `QueryError` for unknown fields and impossible ranges."""
    nodes: list[Node] = []
    for name, values in filters.items():
        wanted = tuple(dict.fromkeys(values))
        if isinstance(values, str) or len(wanted) > MOST_FILTER_VALUES:
            raise QueryError(f"筛选字段 {name} 的取值过多或形式不对", f"给出最多 {MOST_FILTER_VALUES} 个值")
        if wanted:
            nodes.append(Constant(OneOf(keyword_field(collection, name), wanted)))
    if since and until and since > until:
        raise QueryError(f"起始日期 {since} 晚于截止日期 {until}", "对调两个日期")
    if since or until:
        first, last = (since or date.min).toordinal(), (until or date.max).toordinal()
        nodes.append(Constant(Days(first, last)))
    return nodes


def _filtered(request: Find, node: Node, filters: list[Node]) -> Find:
    return replace(request, node=And((node, *filters)) if filters else node)


def _check(query: SearchQuery) -> None:
    if not 0 <= query.limit <= MOST_HITS:
        raise QueryError(f"每页条数 {query.limit} 超出范围", f"取 0 到 {MOST_HITS} 之间的数")
    if not 0 <= query.offset <= DEEPEST_OFFSET:
        raise QueryError(
            f"跳过的条数 {query.offset} 超出范围", f"最多 {DEEPEST_OFFSET}；再往后用上一页给出的 cursor 翻页"
        )
    for name in query.facets:
        keyword_field(query.collection, name)
