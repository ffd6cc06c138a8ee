"""Whole result sets as files, streamed page by page: no cap, filters honoured."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from indexer.base import Hit, SearchIndex, SearchPage, SearchQuery, Sort
from indexer.schema import FIELDS
from regintel.errors import QueryError
from regintel.model import FieldValue
from search_api.parameters import export_parameters
from search_api.query import read_choice
from search_api.services import Using

router = APIRouter(tags=["检索"])
_PAGE = 1_000
_MEDIA = {"jsonl": "application/x-ndjson", "csv": "text/csv"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@router.get(
    "/export",
    summary="导出全部检索结果",
    openapi_extra={"parameters": export_parameters()},
    response_class=StreamingResponse,
)
def export(request: Request, using: Using) -> StreamingResponse:
    """参数与 /search 相同，没有条数上限；按日期从新到旧。CSV 带 BOM，可直接用电子表格打开。"""
    pairs = request.query_params.multi_items()
    kind = dict(pairs).get("format") or "jsonl"
    if kind not in _MEDIA:
        raise QueryError("没有这种导出格式", "format 为 jsonl 或 csv")
    query = replace(read_choice(pairs, extra=("format",)).query(), sort=Sort.NEWEST, limit=_PAGE)
    first = using.index.search(query)  # before the first byte, so that a bad query is an answer and not a torn file
    hits = _hits(using.index, query, first)
    lines = _csv(hits, ("id", *FIELDS[query.collection])) if kind == "csv" else _jsonl(hits)
    name = f"regintel-{query.collection.value}.{kind}"
    return StreamingResponse(
        lines, media_type=_MEDIA[kind], headers={"Content-Disposition": f"attachment; filename={name}"}
    )


def _hits(index: SearchIndex, query: SearchQuery, page: SearchPage) -> Iterator[Hit]:
    while True:
        yield from page.hits
        if not page.cursor or not page.hits:
            return
        page = index.search(replace(query, cursor=page.cursor))


def _jsonl(hits: Iterator[Hit]) -> Iterator[str]:
    for hit in hits:
        yield json.dumps({"id": hit.id, **hit.fields}, ensure_ascii=False, default=_plain) + "\n"


def _csv(hits: Iterator[Hit], names: Sequence[str]) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write("\ufeff")
    writer.writerow(names)
    for hit in hits:
        writer.writerow([_cell({"id": hit.id, **hit.fields}.get(name)) for name in names])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def _cell(value: FieldValue) -> str:
    """Several values on lines of their own. A quote mark keeps spreadsheets from running crawled text as a formula."""
    text = "\n".join(value) if isinstance(value, tuple) else "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) and isinstance(value, (str, tuple)) else text


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"not JSON: {type(value)}")
