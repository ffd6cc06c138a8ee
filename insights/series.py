"""A series for researchers: numbers by period with everything that is needed to get the same numbers again.

The same documents, parameters and versions give the same bytes: nothing of the clock, the machine or the order of
arrival is in a series. Where something differs, parameters, version or `data_sha256` differ, too.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from insights.period import Period, periods_between
from regintel.errors import QueryError

Cell = str | int | float | None
_DIGITS = 6
DEFAULT_DAYS = 365


@dataclass(frozen=True, slots=True)
class Column:
    """`meaning` is Chinese, for page and file."""

    name: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Method:
    """How a series comes about. `version` changes with every change of the numbers that the same data give."""

    name: str
    title: str
    version: str
    formula: str
    references: tuple[str, ...]
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """`rows` have the columns of `method`; numbers are rounded to six decimals, None is undefined.

    `data_sha256` is the digest of what the formula was given. `producers` are the models and rules (`name@version`)
    whose labels were counted. `notes` are for the reader, in Chinese.
    """

    method: Method
    parameters: Mapping[str, Cell | tuple[str, ...]]
    rows: tuple[tuple[Cell, ...], ...]
    data_sha256: str
    producers: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def column(self, name: str) -> list[Cell]:
        """The values of a column. Raises `ValueError` for an unknown name."""
        at = [c.name for c in self.method.columns].index(name)
        return [row[at] for row in self.rows]


@dataclass(frozen=True, slots=True)
class Span:
    """Days `[since, until]` cut into periods, and the sources that count (all where none is named)."""

    since: date
    until: date
    by: Period
    sources: tuple[str, ...] = ()

    def periods(self) -> tuple[str, ...]:
        """In order of time. Raises `QueryError` for too many."""
        return periods_between(self.since, self.until, self.by)

    def parameters(self) -> dict[str, Cell | tuple[str, ...]]:
        """As they are told with the series."""
        return {
            "since": self.since.isoformat(),
            "until": self.until.isoformat(),
            "by": self.by,
            "source_id": self.sources,
        }


def make_span(
    since: date | None, until: date, by: Period, sources: Sequence[str] = (), known: Iterable[str] = ()
) -> Span:
    """A year up to `until` where no first day is given. Raises `QueryError` for days or sources that cannot be."""
    if since is None:
        since = date.fromordinal(max(1, until.toordinal() - DEFAULT_DAYS + 1))
    if since > until:
        raise QueryError(f"起始日期 {since} 晚于截止日期 {until}", "交换两个日期")
    strange = sorted(set(sources) - set(known))
    if strange:
        raise QueryError(f"没有来源 {strange[0][:40]}", "来源编号见 regintel sources 或 /sources")
    span = Span(since, until, by, tuple(sorted(set(sources))))
    span.periods()
    return span


def digest(rows: Iterable[Sequence[object]]) -> str:
    """SHA-256 over rows as lines of JSON, in the order given; days as ISO dates."""
    made = hashlib.sha256()
    for row in rows:
        made.update(json.dumps(list(row), ensure_ascii=False, default=str).encode() + b"\n")
    return made.hexdigest()


def rounded(value: float | None) -> float | None:
    """Six decimals, so that the last bits of another machine's logarithm change no byte; never -0.0."""
    return None if value is None else round(value, _DIGITS) + 0.0
