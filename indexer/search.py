"""Answering a query, the same for every backend: read it, plan it, let the backend find, mark what was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from indexer.analysis import Analyser
from indexer.base import AggregateQuery, Collection, Explanation, Hit, SearchPage, SearchQuery, Sort
from indexer.collapse import FAMILY, collapse
from indexer.cursor import Position, read_cursor, write_cursor
from indexer.engine import Engine, Find, Found
from indexer.explanation import explain
from indexer.highlight import Highlighter
from indexer.plan import And, Constant, Days, Node, OneOf, Without
from indexer.query import Free, Parsed, Scope, names_scope, parse_query
from indexer.reference import names_place
from indexer.schema import FIELDS, FieldType, keyword_field
from indexer.scoring import Plan, Planner
from indexer.spelling import FEW, Speller
from indexer.vector import Meaning
from indexer.vector_blend import Blend, Near, explain_meaning
from regintel.errors import QueryError
from regintel.policy import COPY, SUPERSEDED

MOST_HITS = 1000
DEEPEST_OFFSET = 10_000
MOST_FACET_VALUES = 100
MOST_FILTER_VALUES = 1000

_TIMELESS = ("status", "edition", "document_id")
"""Filters that say which editions are meant."""

_OLD_NOTICE = "现行版本中没有，以下来自旧版本"


@dataclass(frozen=True, slots=True)
class _Attempt:
    """A plan to try, and what to tell the reader where it is the first to find something."""

    node: Node
    notice: str = ""
    strict: bool = False


@dataclass(frozen=True, slots=True)
class _Reply:
    """What the first fruitful attempt found. `shown` counts its hits, families as one where they were collapsed;
    `rank`, how many rows stand up to the page's last one.
    """

    found: Found
    shown: int
    rank: int
    attempt: int
    request: Find


def answer(
    query: SearchQuery, analyser: Analyser, engine: Engine, speller: Speller, meaning: Meaning | None = None
) -> SearchPage:
    """The page for a query; first answers to a question in prose are read, and ordered by `meaning` where there is one.

    Raises `QueryError` where limits, fields, dates or the cursor make no sense.
    """
    _check(query)
    after = read_cursor(query)
    parsed = parse_query(query.text)
    plan = Planner(query.collection, analyser).plan(parsed)
    filters = filter_nodes(query.collection, query.filters, query.since, query.until)
    sort = Sort.NEWEST if query.sort is Sort.RELEVANCE and not plan.scored else query.sort
    ranking = engine
    if sort is Sort.RELEVANCE and _is_question(query, plan, parsed):
        near = None
        if meaning:
            asked = meaning.questions
            near = Near(meaning.vectors, asked.question(query.text), asked.weight)
        ranking = Blend(engine, plan.loose, near, "" if names_place(query.text) else query.text)
    attempts = _attempts(plan, filters, _hides_old(query, parsed))
    request = Find(query.collection, attempts[0].node, sort, query.limit, query.offset, after, query.facets)
    reply = _try(attempts, request, query, ranking)
    notices = list(plan.notices)
    attempt = attempts[reply.attempt]
    if attempt.notice and reply.found.total:
        notices.append(attempt.notice)
    spelling = ""
    is_doubtful = not attempt.strict or reply.found.total <= FEW  # all keywords found, and often: spelt as meant
    if query.spell and query.text and is_doubtful and after is None and not query.offset:
        spelling = speller.suggest(query.text, query.collection, reply.found.total, engine)
    return _page(query, plan, reply, notices, analyser, engine, spelling)


def _is_question(query: SearchQuery, plan: Plan, parsed: Parsed) -> bool:
    """Whether nothing but prose is asked for among clauses: keywords, names and operators mean what they say."""
    return query.collection is Collection.CLAUSES and plan.strict is None and isinstance(parsed.part, Free)


def _attempts(plan: Plan, filters: list[Node], hides_old: bool) -> list[_Attempt]:
    """What to try in turn: all that was asked for before a part of it, editions in force before old ones."""
    found = []
    plans = [(plan.loose, "", False)] if plan.strict is None else []
    if plan.strict is not None:
        plans = [(plan.strict, "", True), (plan.loose, plan.fallback_notice, False)]
    for node, notice, strict in plans:
        wanted = And((node, *filters)) if filters else node
        if hides_old:
            found.append(_Attempt(in_force(wanted), notice, strict))
        found.append(_Attempt(wanted, "；".join(filter(None, (notice, _OLD_NOTICE if hides_old else ""))), strict))
    return found


def in_force(node: Node) -> Node:
    """`node` without superseded versions and second copies."""
    return Without(node, (OneOf("edition", (SUPERSEDED, COPY)),))


def _hides_old(query: SearchQuery | AggregateQuery, parsed: Parsed) -> bool:
    return (
        query.collection is Collection.CLAUSES
        and not query.every_edition
        and query.until is None
        and not any(query.filters.get(name) for name in _TIMELESS)
        and not names_scope(parsed.part, Scope.STATUS)
    )


def _try(attempts: list[_Attempt], request: Find, query: SearchQuery, engine: Engine) -> _Reply:
    """The first attempt that finds anything, else the last. A later page goes on with the one that began."""
    after = request.after
    collapses = query.collapse and FAMILY in FIELDS[query.collection] and not query.filters.get(FAMILY)
    first = min(after.attempt, len(attempts) - 1) if after else 0
    for number in range(first, len(attempts)):
        asked = replace(request, node=attempts[number].node)
        if collapses:
            collapsed = collapse(asked, engine.find)
            found, shown, rank = collapsed.found, collapsed.shown, collapsed.rank
        else:
            found = engine.find(asked)
            shown, rank = found.total, (after.rank if after else query.offset) + len(found.rows)
        if found.total or after or number == len(attempts) - 1:
            break
    return _Reply(found, shown, rank, number, asked)


def _page(
    query: SearchQuery,
    plan: Plan,
    reply: _Reply,
    notices: list[str],
    analyser: Analyser,
    engine: Engine,
    spelling: str,
) -> SearchPage:
    types = FIELDS[query.collection]
    texts = [name for name, kind in types.items() if kind is FieldType.TEXT]
    found = reply.found
    explained: Mapping[str, Explanation] = {}
    if query.explain and reply.request.sort is Sort.RELEVANCE:
        explained = explain_meaning(explain(query.collection, reply.request.node, found.rows, engine), found.rows)
    highlighter = Highlighter(plan.marks, analyser)
    hits = tuple(
        Hit(
            row.id,
            row.score,
            row.fields,
            highlighter.highlight(row.fields, texts) if query.highlight else {},
            found.families.get(str(row.fields.get(FAMILY)), 1) - 1,
            explained.get(row.id),
        )
        for row in found.rows
    )
    cursor = ""
    if found.more and found.rows:
        last = found.rows[-1]
        cursor = write_cursor(query, Position(last.score, last.day, last.id, reply.rank, reply.attempt, found.snapshot))
    return SearchPage(hits, found.total, cursor, found.facets, tuple(dict.fromkeys(notices)), reply.shown, spelling)


def aggregate_node(query: AggregateQuery, analyser: Analyser) -> list[Node]:
    """The nodes to count by, in the order to try: the strict one first, where there is one."""
    parsed = parse_query(query.text)
    plan = Planner(query.collection, analyser).plan(parsed)
    filters = filter_nodes(query.collection, query.filters, query.since, query.until)
    return [attempt.node for attempt in _attempts(plan, filters, _hides_old(query, parsed))]


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


def _check(query: SearchQuery) -> None:
    if not 0 <= query.limit <= MOST_HITS:
        raise QueryError(f"每页条数 {query.limit} 超出范围", f"取 0 到 {MOST_HITS} 之间的数")
    if not 0 <= query.offset <= DEEPEST_OFFSET:
        raise QueryError(
            f"跳过的条数 {query.offset} 超出范围", f"最多 {DEEPEST_OFFSET}；再往后用上一页给出的 cursor 翻页"
        )
    for name in query.facets:
        keyword_field(query.collection, name)
