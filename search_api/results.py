"""The search page's content: hits, facets as links, pages. Pure over one `Choice` and the index."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from indexer.base import AggregateQuery, Bucket, Collection, Hit, SearchIndex, Sort
from indexer.collapse import FAMILY
from indexer.schema import FIELDS
from insights.wording import severity_word
from search_api.page import address, kind_label, values
from search_api.query import MAX_DEPTH, Choice

PAGE_SIZE = 20
_SHOWN_VALUES = 10

FACETS: Mapping[Collection, Mapping[str, str]] = {
    Collection.DOCUMENTS: {
        "kind": "类别", "genres": "体裁", "topics": "主题", "risk_types": "风险类型", "entities": "涉及主体",
        "source_id": "来源", "issuers": "发文机关", "rank": "效力位阶", "status": "时效性", "region": "地区",
    },
    Collection.CLAUSES: {
        "issuers": "发文机关", "rank": "效力位阶", "status": "时效性", "kind": "类别", "source_id": "来源",
    },
    Collection.SIGNALS: {
        "type": "风险类型", "entity": "主体", "certainty": "确定程度", "kind": "文件类别", "source_id": "来源",
    },
}  # fmt: skip

TABS = {Collection.DOCUMENTS: "文件", Collection.CLAUSES: "条款", Collection.SIGNALS: "风险信号"}
SORTS = {Sort.RELEVANCE: "相关度", Sort.NEWEST: "最新", Sort.OLDEST: "最早"}


@dataclass(frozen=True, slots=True)
class Link:
    """Something to click. `chosen` is the present state; `href` leads to the other one."""

    text: str
    href: str
    chosen: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Facet:
    """A field, its values as links, and those beyond the first few."""

    name: str
    links: tuple[Link, ...]
    more: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """Everything the page shows. `families`: hit id → address of all hits of its law or event."""

    choice: Choice
    hits: tuple[Hit, ...]
    total: int
    first: int
    shown: int
    spelling: Link | None
    switches: tuple[Link, ...]
    families: Mapping[str, str]
    tabs: tuple[Link, ...]
    sorts: tuple[Link, ...]
    facets: tuple[Facet, ...]
    chosen: tuple[Link, ...]
    pages: tuple[Link, ...]
    notices: tuple[str, ...]
    feed: str
    exports: tuple[Link, ...]


def find(index: SearchIndex, choice: Choice, page: int, name_of: Callable[[str, str], str]) -> Results:
    """Search and lay out page `page` (from 1). `name_of(field, value)` words a value. Raises `IndexBackendError`.

    A facet whose only value every hit has would narrow nothing and is left out.
    """
    names = FACETS[choice.collection]
    offset = (page - 1) * PAGE_SIZE
    query = replace(
        choice.query(),
        limit=PAGE_SIZE,
        offset=offset,
        facets=tuple(names),
        highlight=bool(choice.text),
        collapse=choice.collapse,
        explain=choice.explain,
        spell=True,
    )
    found = index.search(query)
    buckets = {**found.facets, **_without_own_filter(index, choice, names)}
    notices = found.notices
    if found.shown > MAX_DEPTH:
        notices = (*notices, f"网页只翻到前 {MAX_DEPTH} 条；全部结果请用导出")
    return Results(
        choice=choice,
        hits=tuple(complete(hit, choice.collection) for hit in found.hits),
        total=found.total,
        first=offset + 1,
        shown=found.shown,
        spelling=_spelling(choice, found.spelling),
        switches=_switches(choice),
        families={hit.id: _family(choice, hit) for hit in found.hits if hit.others},
        tabs=_tabs(index, choice, found.total),
        sorts=_sorts(choice),
        facets=tuple(
            _facet(choice, n, label, buckets.get(n, ()), name_of)
            for n, label in names.items()
            if n in choice.filters or any(b.count < found.total for b in buckets.get(n, ()))
        ),
        chosen=_chosen(choice, name_of),
        pages=_pages(choice, page, found.shown),
        notices=notices,
        feed=address("/feed", choice.pairs()),
        exports=tuple(
            Link(label, address("/api/v1/export", choice.pairs(), format=kind))
            for kind, label in (("csv", "CSV"), ("jsonl", "JSONL"))
        ),
    )


def value_name(field: str, value: str, source_name: Callable[[str], str]) -> str:
    """How a field's value is called on pages."""
    if field == "kind":
        return kind_label(value)
    if field == "severity":
        return severity_word(int(value))
    return source_name(value) if field == "source_id" else value


def complete(hit: Hit, collection: Collection) -> Hit:
    """With every field of its collection, None where it has none, so that templates need not ask."""
    highlights = {"title": (), "text": (), **hit.highlights}
    return replace(hit, fields={**dict.fromkeys(FIELDS[collection]), **hit.fields}, highlights=highlights)


def _without_own_filter(index: SearchIndex, choice: Choice, names: Mapping[str, str]) -> dict[str, tuple[Bucket, ...]]:
    """Counts of filtered fields as they would be without their own filter, so that a second value can be added."""
    found = {}
    for name in choice.filters:
        if name in names:
            others = {n: v for n, v in choice.filters.items() if n != name}
            found[name] = index.aggregate(
                AggregateQuery(
                    name,
                    choice.text,
                    choice.collection,
                    others,
                    choice.since,
                    choice.until,
                    every_edition=choice.every_edition,
                )
            )
    return found


def _facet(
    choice: Choice, field: str, label: str, buckets: tuple[Bucket, ...], name_of: Callable[[str, str], str]
) -> Facet:
    chosen = choice.filters.get(field, ())
    counts = {b.value: b.count for b in buckets} | {v: 0 for v in chosen if v not in {b.value for b in buckets}}
    ordered = sorted(counts, key=lambda v: v not in chosen)
    links = tuple(
        Link(name_of(field, v), address("/", _toggled(choice, field, v).pairs()), v in chosen, counts[v])
        for v in ordered
    )
    return Facet(label, links[:_SHOWN_VALUES], links[_SHOWN_VALUES:])


def _toggled(choice: Choice, field: str, value: str) -> Choice:
    values = choice.filters.get(field, ())
    values = tuple(v for v in values if v != value) if value in values else (*values, value)
    filters = {**choice.filters, field: values}
    return replace(choice, filters={n: v for n, v in filters.items() if v})


def _spelling(choice: Choice, text: str) -> Link | None:
    return Link(text, address("/", replace(choice, text=text).pairs())) if text else None


def _family(choice: Choice, hit: Hit) -> str:
    return address("/", replace(choice, filters={**choice.filters, FAMILY: values(hit.fields.get(FAMILY))}).pairs())


def _switches(choice: Choice) -> tuple[Link, ...]:
    """What may be shown otherwise: every version or report by itself, old editions, where the scores come from."""
    links = []
    if choice.collection is Collection.CLAUSES:
        other = replace(choice, every_edition=not choice.every_edition)
        links.append(Link("含旧版本", address("/", other.pairs()), choice.every_edition))
    elif FAMILY not in choice.filters:
        other = replace(choice, collapse=not choice.collapse)
        links.append(Link("合并版本与转载", address("/", other.pairs()), choice.collapse))
    if choice.text and choice.sort is Sort.RELEVANCE:
        other = replace(choice, explain=not choice.explain)
        links.append(Link("得分说明", address("/", other.pairs()), choice.explain))
    return tuple(links)


def _tabs(index: SearchIndex, choice: Choice, total: int) -> tuple[Link, ...]:
    """Filters do not travel between collections, for their fields differ; text and days do."""
    links = []
    for collection, label in TABS.items():
        other = replace(choice, collection=collection, filters={})
        chosen = collection is choice.collection
        count = total if chosen else index.search(replace(other.query(), limit=0)).total
        links.append(Link(label, address("/", other.pairs()), chosen, count))
    return tuple(links)


def _sorts(choice: Choice) -> tuple[Link, ...]:
    offered, present = SORTS, choice.sort
    if not choice.text:  # browsing goes by date: relevance would mean the same as newest
        offered = {Sort.RELEVANCE: SORTS[Sort.NEWEST], Sort.OLDEST: SORTS[Sort.OLDEST]}
        present = Sort.RELEVANCE if present is Sort.NEWEST else present
    return tuple(
        Link(label, address("/", replace(choice, sort=s).pairs()), s is present) for s, label in offered.items()
    )


def _chosen(choice: Choice, name_of: Callable[[str, str], str]) -> tuple[Link, ...]:
    """Each filter in force, with the link that takes it away."""
    labels = {**FACETS[choice.collection], FAMILY: "同一法规或事件", "edition": "版本", "document_id": "文件"}
    links = [
        Link(f"{labels.get(f, f)}：{name_of(f, v)}", address("/", _toggled(choice, f, v).pairs()), True)
        for f, values in choice.filters.items()
        for v in values
    ]
    if choice.since:
        links.append(Link(f"自 {choice.since}", address("/", replace(choice, since=None).pairs()), True))
    if choice.until:
        links.append(Link(f"至 {choice.until}", address("/", replace(choice, until=None).pairs()), True))
    return tuple(links)


def _pages(choice: Choice, page: int, total: int) -> tuple[Link, ...]:
    last = min(-(-total // PAGE_SIZE), MAX_DEPTH // PAGE_SIZE)
    if last <= 1 and page == 1:
        return ()
    near = sorted({n for n in (1, *range(page - 2, page + 3), last) if 1 <= n <= last})
    links = [Link(str(n), address("/", choice.pairs(), page=n), n == page) for n in near]
    if 1 < page <= last + 1:
        links.insert(0, Link("上一页", address("/", choice.pairs(), page=page - 1)))
    if page < last:
        links.append(Link("下一页", address("/", choice.pairs(), page=page + 1)))
    return tuple(links)
