"""Series for researchers, as data and as files."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from insights.burst_series import METHOD as BURSTS
from insights.burst_series import Watched, burst_series, watch
from insights.period import PERIODS, Period, read_period
from insights.sentiment_series import METHOD as SENTIMENT
from insights.sentiment_series import sentiment_series
from insights.series import Method, Series, Span, make_span
from insights.series_file import series_csv, series_json
from insights.uncertainty_series import METHOD as UNCERTAINTY
from insights.uncertainty_series import uncertainty_series
from regintel.errors import NotFoundError, QueryError
from search_api.query import read_day
from search_api.services import Services, Using

router = APIRouter(tags=["指标"])
METHODS: tuple[Method, ...] = (SENTIMENT, UNCERTAINTY, BURSTS)
USUAL: dict[str, Period] = {SENTIMENT.name: "day", UNCERTAINTY.name: "month", BURSTS.name: "week"}
"""The period where none is asked for."""
_SINGLE, _MANY = ("since", "until", "by", "format"), ("source_id",)
_BURST_SINGLE, _BURST_MANY = ("factor", "gamma"), ("type", "word", "kind")


@dataclass(frozen=True, slots=True)
class Asked:
    """A series as it was asked for."""

    method: Method
    span: Span
    watched: Watched
    format: str


def _parameters() -> list[dict[str, Any]]:
    def one(name: str, text: str, **schema: Any) -> dict[str, Any]:
        return {"name": name, "in": "query", "description": text, "schema": {"type": "string", **schema}}

    def many(name: str, text: str) -> dict[str, Any]:
        return one(name, text, type="array", items={"type": "string"})

    return [
        one("since", "起始日期（含），默认截止日期前一年", format="date"),
        one("until", "截止日期（含），默认最近有数据的一天", format="date"),
        one("by", "周期；sentiment 默认 day，uncertainty 默认 month，bursts 默认 week", enum=list(PERIODS)),
        one("format", "json（默认）或 csv", enum=["json", "csv"]),
        many("source_id", "只计这些来源，可重复"),
        many("type", "仅 bursts：风险类型，可重复；默认这段时间的全部类型"),
        many("word", "仅 bursts：词语，按原样短语计数，可重复"),
        many("kind", "仅 bursts：文件类别，可重复"),
        one("factor", "仅 bursts：突发率与基准率之比，默认 2", type="number"),
        one("gamma", "仅 bursts：升入突发的代价，默认 1", type="number"),
    ]


@router.get(
    "/series/{name}", summary="研究用时间序列", openapi_extra={"parameters": _parameters()}, response_model=None
)
def series(name: str, request: Request, using: Using) -> Response:
    """name 为 sentiment（新闻情感）、uncertainty（政策不确定性）或 bursts（突发）。

    结果带公式、出处、参数、版本和数据摘要 data_sha256；同样的数据和参数得到逐字节相同的结果。
    """
    asked = read_series(name, request.query_params.multi_items(), using)
    found = compute(asked, using)
    if asked.format == "csv":
        file = f"regintel-{asked.method.name}-{asked.span.since}-{asked.span.until}.csv"
        headers = {"Content-Disposition": f"attachment; filename={file}"}
        return Response(series_csv(found), media_type="text/csv", headers=headers)
    return Response(series_json(found), media_type="application/json")


def compute(asked: Asked, using: Services) -> Series:
    """Raises `QueryError` where it would take reading too many documents."""
    made: dict[str, Callable[[], Series]] = {
        SENTIMENT.name: lambda: sentiment_series(asked.span, using.store),
        UNCERTAINTY.name: lambda: uncertainty_series(asked.span, using.store),
        BURSTS.name: lambda: burst_series(asked.span, using.index, asked.watched),
    }
    return made[asked.method.name]()


def read_series(name: str, pairs: Iterable[tuple[str, str]], using: Services) -> Asked:
    """What is asked. Raises `NotFoundError` for another series, `QueryError` for parameters that do not fit."""
    method = next((m for m in METHODS if m.name == name), None)
    if method is None:
        raise NotFoundError(f"没有名为 {name[:40]} 的序列", f"序列有 {'、'.join(m.name for m in METHODS)}")
    bursts = method is BURSTS
    single = {*_SINGLE, *(_BURST_SINGLE if bursts else ())}
    many = {*_MANY, *(_BURST_MANY if bursts else ())}
    given = [(n, v) for n, v in pairs if v]
    unknown = sorted({n for n, _ in given} - single - many)
    if unknown:
        raise QueryError(f"序列 {name} 没有参数 {unknown[0][:40]}", f"可用参数：{'、'.join(sorted(single | many))}")
    last = dict(given)

    def every(name: str) -> list[str]:
        return [v for n, v in given if n == name]

    if last.get("format", "json") not in ("json", "csv"):
        raise QueryError(f"没有格式 {last['format'][:40]}", "format 为 json 或 csv")
    until = read_day("until", last.get("until", "")) or using.latest_day() or using.today()
    by = read_period(last["by"]) if "by" in last else USUAL[name]
    known = {*using.known.names, *using.store.count_documents()}
    span = make_span(read_day("since", last.get("since", "")), until, by, every("source_id"), known)
    factor, gamma = _number("factor", last, 2.0), _number("gamma", last, 1.0)
    return Asked(
        method, span, watch(every("type"), every("word"), every("kind"), factor, gamma), last.get("format", "json")
    )


def _number(name: str, given: dict[str, str], default: float) -> float:
    if name not in given:
        return default
    try:
        return float(given[name])
    except ValueError as error:
        raise QueryError(f"{name} 不是有效数字：{given[name][:40]}", f"{name} 写作 2 或 1.5") from error
