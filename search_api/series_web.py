"""The page of the researcher's series: a chart, its numbers, and what is needed to get them again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from insights.burst_series import METHOD as BURSTS
from insights.burst_series import told_bursts
from insights.chart import LineChart, line_chart
from insights.period import PERIODS, periods_between
from insights.sentiment_series import METHOD as SENTIMENT
from insights.series import Cell, Series
from insights.series_file import series_data
from search_api.page import address, render
from search_api.routes.series import METHODS, Asked, compute, read_series
from search_api.services import Using

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
_MOST_CHARTS, _MOST_ROWS = 8, 400
_PERIODS = {"day": "按日", "week": "按周", "month": "按月"}


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart with its heading."""

    title: str
    chart: LineChart


@router.get("/series")
def series_page(request: Request, using: Using) -> Response:
    """The first of the series."""
    return named_series_page(SENTIMENT.name, request, using)


@router.get("/series/{name}")
def named_series_page(name: str, request: Request, using: Using) -> Response:
    """One series, with the same parameters as its file."""
    pairs = [(n, v) for n, v in request.query_params.multi_items() if v and n != "format"]
    asked = read_series(name, pairs, using)
    found = compute(asked, using)
    bursts = told_bursts(found) if asked.method is BURSTS else ()
    context = {
        "asked": asked,
        "methods": METHODS,
        "periods": [(p, _PERIODS[p]) for p in PERIODS],
        "series": found,
        "told": series_data(found),
        "figures": _burst_figures(found, [b.subject for b in bursts])
        if asked.method is BURSTS
        else _figures(found, asked),
        "bursts": bursts,
        "most": _MOST_ROWS,
        "sources": sorted((id, using.source_name(id)) for id in using.store.count_documents()),
        "kept": [(n, v) for n, v in pairs if n not in ("since", "until", "by", "source_id", "type", "word")],
        "file": address(f"/api/v1/series/{name}", _exact(asked, pairs), format="csv"),
        "data": address(f"/api/v1/series/{name}", _exact(asked, pairs)),
    }
    return render(request, "series.html", context)


def _exact(asked: Asked, pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The request with its days and period written out, so that its answer stays what it is as days pass."""
    rest = [(n, v) for n, v in pairs if n not in ("since", "until", "by")]
    span = asked.span
    return [("since", span.since.isoformat()), ("until", span.until.isoformat()), ("by", span.by), *rest]


def _figures(series: Series, asked: Asked) -> list[Figure]:
    """One chart a measure, from the first to the last period with data, with gaps where there is none."""
    if not series.rows:
        return []
    shown = ("tone", "bullishness") if asked.method is SENTIMENT else ("index",)
    by_period = {str(row[0]): n for n, row in enumerate(series.rows)}
    first, last = str(series.rows[0][0]), str(series.rows[-1][0])
    labels = [p for p in periods_between(asked.span.since, asked.span.until, asked.span.by) if first <= p <= last]
    meanings = {c.name: c.meaning for c in asked.method.columns}
    found = []
    for name in shown:
        column = series.column(name)
        values = [_value(column[by_period[p]]) if p in by_period else None for p in labels]
        if any(v is not None for v in values):
            found.append(Figure(meanings[name], line_chart(labels, values, form=_short)))
    return found


def _burst_figures(series: Series, heaviest: Sequence[str]) -> list[Figure]:
    """Of the subjects with the heaviest bursts, else of the most frequent; bursts are shaded."""
    rows: dict[str, list[tuple[Cell, ...]]] = {}
    for row in series.rows:
        rows.setdefault(str(row[0]), []).append(row)
    often = sorted(rows, key=lambda s: (-sum(cast(int, r[2]) for r in rows[s]), s))
    found = []
    for subject in list(dict.fromkeys([*heaviest, *often]))[:_MOST_CHARTS]:
        own = rows[subject]
        inside = [int(r[5]) for r in own if isinstance(r[5], int)]
        bands = [(inside.index(n), len(inside) - inside[::-1].index(n)) for n in sorted({*inside} - {0})]
        labels, values = [str(r[1]) for r in own], [float(cast(int, r[2])) for r in own]
        found.append(Figure(f"{subject}：相关文件数", line_chart(labels, values, bands, _short)))
    return found


def _value(cell: Cell) -> float | None:
    return float(cell) if isinstance(cell, int | float) else None


def _short(number: float) -> str:
    return f"{number:,.0f}" if abs(number) >= 1000 else f"{number:.3g}"
