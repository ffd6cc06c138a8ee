"""Request parameters → `SearchQuery`. One reading for the JSON interface, the pages, feeds and exports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from indexer.base import Collection, SearchQuery, Sort
from indexer.schema import FIELDS, FieldType, keyword_field
from regintel.errors import QueryError

MAX_TEXT = 2_000
MAX_LIMIT = 100
MAX_DEPTH = 10_000
MAX_FILTER_VALUES = 200
DEFAULT_LIMIT = 10
NEWEST, EVERY = "newest", "all"

RESERVED = (
    "q", "collection", "since", "until", "sort", "limit", "offset", "cursor", "facet", "highlight", "collapse",
    "editions", "explain",
)  # fmt: skip
"""Parameters that are no filters."""

Parameters = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Choice:
    """What a request asks to see, whatever page or depth of it."""

    text: str = ""
    collection: Collection = Collection.DOCUMENTS
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    since: date | None = None
    until: date | None = None
    sort: Sort = Sort.RELEVANCE
    collapse: bool = True
    every_edition: bool = False
    explain: bool = False

    def pairs(self) -> list[tuple[str, str]]:
        """The parameters that give this choice again, defaults left out."""
        found = [("q", self.text)] if self.text else []
        if self.collection is not Collection.DOCUMENTS:
            found.append(("collection", self.collection.value))
        found += [(name, value) for name, values in sorted(self.filters.items()) for value in values]
        found += [(n, d.isoformat()) for n, d in (("since", self.since), ("until", self.until)) if d]
        if self.sort is not Sort.RELEVANCE:
            found.append(("sort", self.sort.value))
        if not self.collapse:
            found.append(("collapse", "false"))
        if self.every_edition:
            found.append(("editions", EVERY))
        if self.explain:
            found.append(("explain", "true"))
        return found

    def query(self) -> SearchQuery:
        """The search for it, at its first page; `collapse` is for pages of hits alone, not for feeds and exports."""
        return SearchQuery(
            self.text,
            self.collection,
            self.filters,
            self.since,
            self.until,
            self.sort,
            every_edition=self.every_edition,
        )


def read_choice(parameters: Parameters, extra: Iterable[str] = ()) -> Choice:
    """What is asked. Names that are neither reserved nor in `extra` are filters. Raises `QueryError`."""
    single: dict[str, str] = {}
    filters: dict[str, list[str]] = {}
    skipped = {*RESERVED, *extra}
    for name, value in parameters:
        if name in skipped:
            single[name] = value
        elif value:
            filters.setdefault(name, []).append(value)
    collection = read_collection(single.get("collection", ""))
    if sum(len(v) for v in filters.values()) > MAX_FILTER_VALUES:
        raise QueryError("筛选条件过多", f"筛选值最多 {MAX_FILTER_VALUES} 个")
    for name in filters:
        keyword_field(collection, name)
    since, until = read_day("since", single.get("since", "")), read_day("until", single.get("until", ""))
    if since and until and since > until:
        raise QueryError(f"起始日期 {since} 晚于截止日期 {until}", "交换两个日期")
    return Choice(
        read_text(single.get("q", "")),
        collection,
        {name: tuple(dict.fromkeys(values)) for name, values in filters.items()},
        since,
        until,
        read_sort(single.get("sort", "")),
        read_flag("collapse", single.get("collapse", ""), default=True),
        read_editions(single.get("editions", "")),
        read_flag("explain", single.get("explain", "")),
    )


def read_query(parameters: Parameters) -> SearchQuery:
    """The full search of the JSON interface: limits, depth, facets and highlights too. Raises `QueryError`."""
    pairs = list(parameters)
    choice = read_choice(pairs)
    last = dict(pairs)
    facets = tuple(dict.fromkeys(v for n, values in pairs if n == "facet" for v in values.split(",") if v))
    for name in facets:
        keyword_field(choice.collection, name)
    limit = read_number("limit", last.get("limit", ""), DEFAULT_LIMIT, 0, MAX_LIMIT)
    return replace(
        choice.query(),
        limit=limit,
        offset=read_offset(last.get("offset", ""), limit),
        cursor=last.get("cursor", ""),
        facets=facets,
        highlight=read_flag("highlight", last.get("highlight", "")),
        collapse=choice.collapse,
        explain=choice.explain,
        spell=True,
    )


def read_text(text: str) -> str:
    """The query text, stripped. Raises `QueryError` where it is too long."""
    if len(text) > MAX_TEXT:
        raise QueryError(f"检索词过长：{len(text)} 字", f"检索词最多 {MAX_TEXT} 字")
    return text.strip()


def read_collection(name: str) -> Collection:
    """Documents by default. Raises `QueryError` for an unknown name."""
    try:
        return Collection(name) if name else Collection.DOCUMENTS
    except ValueError as error:
        raise QueryError(f"没有名为 {_short(name)} 的集合", f"集合只有 {'、'.join(Collection)}") from error


def read_sort(name: str) -> Sort:
    """Relevance by default. Raises `QueryError` for an unknown order."""
    try:
        return Sort(name) if name else Sort.RELEVANCE
    except ValueError as error:
        raise QueryError(f"没有名为 {_short(name)} 的排序", f"排序只有 {'、'.join(Sort)}") from error


def read_day(name: str, value: str) -> date | None:
    """An ISO day, None for "". Raises `QueryError` for anything else."""
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise QueryError(f"{name} 不是有效日期：{_short(value)}", "日期写作 2026-11-22") from error


def read_number(name: str, value: str, default: int, least: int, most: int) -> int:
    """A whole number within limits. Raises `QueryError` for anything else."""
    if not value:
        return default
    mend = f"{name} 应为 {least} 至 {most} 的整数"
    if not (value.isascii() and value.isdigit() and len(value) < 12):
        raise QueryError(f"{name} 不是有效数字：{_short(value)}", mend)
    if not least <= int(value) <= most:
        raise QueryError(f"{name} 超出范围：{value}", mend)
    return int(value)


def read_offset(value: str, limit: int) -> int:
    """Where the page begins. Raises `QueryError` beyond the depth that offsets reach."""
    try:
        return read_number("offset", value, 0, 0, MAX_DEPTH - limit)
    except QueryError as error:
        raise QueryError(error.what, f"offset 最大为 {MAX_DEPTH - limit}，更深处请用 cursor 翻页或导出") from error


def read_editions(value: str) -> bool:
    """Whether old editions and second copies of clauses are wanted too. Raises `QueryError` for an unknown word."""
    if value not in ("", NEWEST, EVERY):
        raise QueryError(f"没有名为 {_short(value)} 的版本范围", f"editions 写作 {NEWEST} 或 {EVERY}")
    return value == EVERY


def read_flag(name: str, value: str, *, default: bool = False) -> bool:
    """`true`/`1` or `false`/`0`, `default` for "". Raises `QueryError` for anything else."""
    if not value:
        return default
    if value.lower() in ("0", "false"):
        return False
    if value.lower() in ("1", "true"):
        return True
    raise QueryError(f"{name} 不是有效的开关值：{_short(value)}", f"{name} 写作 true 或 false")


def keyword_fields(collection: Collection) -> list[str]:
    """Fields that can be filtered and counted there."""
    return sorted(name for name, kind in FIELDS[collection].items() if kind is FieldType.KEYWORD)


def _short(value: str) -> str:
    return value if len(value) <= 40 else value[:40] + "…"
