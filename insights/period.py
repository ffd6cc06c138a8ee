"""Days, ISO weeks and months: what the points of a series stand for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal, get_args

from regintel.errors import QueryError

Period = Literal["day", "week", "month"]
PERIODS: tuple[Period, ...] = get_args(Period)
MOST_PERIODS = 4_000
"""More points than this are no series that anyone reads; longer spans take weeks or months."""


def read_period(value: str) -> Period:
    """Raises `QueryError` for anything else."""
    for known in PERIODS:
        if value == known:
            return known
    raise QueryError(f"没有名为 {value[:40]} 的周期", "周期写作 day、week 或 month")


def period_of(day: date, by: Period) -> str:
    """`2026-11-22`, `2026-W47` (ISO 8601) or `2026-11`: names sort in order of time."""
    if by == "day":
        return day.isoformat()
    if by == "month":
        return f"{day.year:04d}-{day.month:02d}"
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def periods_between(first: date, last: date, by: Period) -> tuple[str, ...]:
    """Every period that has a day of [first, last], in order. Raises `QueryError` for more than `MOST_PERIODS`."""
    days = last.toordinal() - first.toordinal() + 1
    if days > MOST_PERIODS * {"day": 1, "week": 7, "month": 28}[by]:
        raise QueryError(f"{first} 至 {last} 的周期过多", f"缩短日期，或换用更长的周期；一次最多 {MOST_PERIODS} 个")
    return tuple(dict.fromkeys(period_of(day, by) for day in _days(first, last)))


def _days(first: date, last: date) -> Iterator[date]:
    return (date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1))
