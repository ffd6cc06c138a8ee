"""Search and counts."""

from __future__ import annotations

from fastapi import APIRouter, Request

from indexer.base import AggregateQuery
from indexer.schema import keyword_field
from regintel.errors import QueryError
from search_api.parameters import aggregate_parameters, search_parameters, similar_parameters
from search_api.query import DEFAULT_LIMIT, MAX_LIMIT, read_choice, read_collection, read_number, read_query
from search_api.schemas import AggregateAnswer, Bucket, Hit, SearchAnswer, SimilarAnswer
from search_api.services import Using

router = APIRouter(tags=["检索"])
_DATES = ("day", "month", "year")


@router.get("/search", summary="检索文件、条款或风险信号", openapi_extra={"parameters": search_parameters()})
def search(request: Request, using: Using) -> SearchAnswer:
    """同一字段的多个值为“或”，不同字段之间为“且”。排序相同时按日期（新在前）、再按编号。

    条款默认只列现行版本；写了时效、文件编号或截止日期时除外。结果很少、或检索词与某个法规或机构的名称只差一两个字时，
    spelling 给出可能的正确写法。
    """
    return SearchAnswer.of(using.index.search(read_query(request.query_params.multi_items())))


@router.get("/similar", summary="相近的记录", openapi_extra={"parameters": similar_parameters()})
def similar(request: Request, using: Using) -> SimilarAnswer:
    """与 id 所指记录用词最接近的记录；不含它自己、它的其他版本和同一事件的报道。"""
    last = dict(request.query_params.multi_items())
    unknown = sorted(set(last) - {"id", "collection", "limit"})
    if unknown:
        raise QueryError(f"没有参数 {unknown[0][:40]}", "可用参数：id、collection、limit")
    if not last.get("id"):
        raise QueryError("缺少参数 id", "id 写检索结果里的记录编号")
    collection = read_collection(last.get("collection", ""))
    limit = read_number("limit", last.get("limit", ""), DEFAULT_LIMIT, 0, MAX_LIMIT)
    return SimilarAnswer(hits=[Hit.of(hit) for hit in using.index.similar(collection, last["id"], limit)])


@router.get("/aggregate", summary="按字段或时间计数", openapi_extra={"parameters": aggregate_parameters()})
def aggregate(request: Request, using: Using) -> AggregateAnswer:
    """关键词字段按数量从多到少，时间按先后。"""
    pairs = request.query_params.multi_items()
    last = dict(pairs)
    choice = read_choice(pairs, extra=("by",))
    by = last.get("by", "")
    if not by:
        raise QueryError("缺少参数 by", "by 写可筛选的字段，或 day、month、year")
    if by not in _DATES:
        keyword_field(choice.collection, by)
    limit = read_number("limit", last.get("limit", ""), 100, 1, 1000)
    query = AggregateQuery(
        by, choice.text, choice.collection, choice.filters, choice.since, choice.until, limit, choice.every_edition
    )
    return AggregateAnswer(by=by, buckets=[Bucket.of(b) for b in using.index.aggregate(query)])
