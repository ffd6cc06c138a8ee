"""What OpenAPI says of the search parameters, made from the same tables that read them."""

from __future__ import annotations

from typing import Any

from indexer.base import Collection, Sort
from search_api.query import DEFAULT_LIMIT, EVERY, MAX_DEPTH, MAX_LIMIT, MAX_TEXT, NEWEST, keyword_fields

_TEXT = {"q": f"检索词，最多 {MAX_TEXT} 字；留空按日期浏览"}
_DAYS = {"since": "起始日期（含），如 2026-11-01", "until": "截止日期（含）"}


def search_parameters() -> list[dict[str, Any]]:
    """Of /search."""
    return [
        *choice_parameters(),
        _parameter("sort", "排序，默认相关度", enum=[s.value for s in Sort]),
        _parameter("limit", f"每页条数，默认 {DEFAULT_LIMIT}", type="integer", minimum=0, maximum=MAX_LIMIT),
        _parameter("offset", f"跳过条数，offset + limit 不超过 {MAX_DEPTH}", type="integer", minimum=0),
        _parameter("cursor", "上一页返回的 cursor，可翻到任意深度"),
        _parameter("facet", "要计数的字段，可重复或用逗号分隔"),
        _parameter("highlight", "是否返回高亮片段", type="boolean"),
        _parameter("collapse", "同一法规的版本、同一事件的报道只列最前的一条，默认 true", type="boolean"),
        _parameter("explain", "是否说明每条结果的得分", type="boolean"),
    ]


def choice_parameters() -> list[dict[str, Any]]:
    """Of everything that chooses records: text, collection, days, filters."""
    fields: dict[str, list[str]] = {}
    for collection in Collection:
        for name in keyword_fields(collection):
            fields.setdefault(name, []).append(collection.value)
    return [
        *(_parameter(name, text) for name, text in _TEXT.items()),
        _parameter("collection", "集合，默认 documents", enum=[c.value for c in Collection]),
        *(_parameter(name, text, format="date") for name, text in _DAYS.items()),
        _parameter("editions", f"条款：{NEWEST}（默认，只列现行版本）或 {EVERY}", enum=[NEWEST, EVERY]),
        *(_filter(name, where) for name, where in sorted(fields.items())),
    ]


def similar_parameters() -> list[dict[str, Any]]:
    """Of /similar."""
    record = _parameter("id", "记录编号")
    record["required"] = True
    collection = _parameter("collection", "集合，默认 documents", enum=[c.value for c in Collection])
    limit = _parameter("limit", f"条数，默认 {DEFAULT_LIMIT}", type="integer", minimum=0, maximum=MAX_LIMIT)
    return [record, collection, limit]


def aggregate_parameters() -> list[dict[str, Any]]:
    """Of /aggregate."""
    by = _parameter("by", "计数依据：可筛选的字段，或 day、month、year")
    by["required"] = True
    limit = _parameter("limit", "最多返回的取值数，默认 100", type="integer", minimum=1, maximum=1000)
    return [by, *choice_parameters(), limit]


def export_parameters() -> list[dict[str, Any]]:
    """Of /export."""
    return [_parameter("format", "文件格式，默认 jsonl", enum=["jsonl", "csv"]), *choice_parameters()]


def _filter(name: str, collections: list[str]) -> dict[str, Any]:
    text = f"筛选（集合 {'、'.join(collections)}）；重复出现为“或”"
    found = _parameter(name, text)
    found["schema"] = {"type": "array", "items": {"type": "string"}}
    return found


def _parameter(name: str, text: str, **schema: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": text, "schema": {"type": "string", **schema}}
