"""When a risk type, or a phrase, is unusually frequent among all documents: Kleinberg's bursts, period by period."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from indexer.base import AggregateQuery, SearchIndex
from insights.burst import Burst, find_bursts
from insights.period import MOST_PERIODS, period_of
from insights.series import Cell, Column, Method, Series, Span, digest, rounded
from nlp.taxonomy.load import load_taxonomy
from regintel.errors import QueryError
from regintel.model import Kind

METHOD = Method(
    "bursts",
    "突发",
    "1",
    "两状态自动机：每个周期有 d 份文件，其中 r 份相关；"
    "基准率 p0 = 相关总数 / 文件总数，突发率 p1 = min(factor·p0, 0.9999)；"
    "处于某状态的代价为 -ln 二项概率，由基准升入突发的代价为 gamma·ln(周期数)；"
    "总代价最小的状态序列中，处于突发状态的周期即为突发。",
    ("Kleinberg, J. (2002). Bursty and Hierarchical Structure in Streams. KDD '02：文件成批到达时的两状态自动机",),
    (
        Column("subject", "风险类型或词语"),
        Column("period", "周期"),
        Column("relevant", "相关文件数"),
        Column("total", "全部文件数"),
        Column("share", "相关文件所占比例"),
        Column("burst", "第几次突发，0 为不在突发中"),
        Column("weight", "该次突发节省的代价，越大越突出"),
    ),
)
_MOST_SUBJECTS = 40
_MOST_WORD = 50
_MOST_BUCKETS = 7 * MOST_PERIODS  # days of the longest span of weeks


@dataclass(frozen=True, slots=True)
class Watched:
    """What is counted: risk types and phrases, among documents of some kinds (all where none is named)."""

    types: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    factor: float = 2.0
    gamma: float = 1.0


@dataclass(frozen=True, slots=True)
class ToldBurst:
    """A burst of a series: its subject, first and last period, weight."""

    subject: str
    first: str
    last: str
    weight: float


def watch(
    types: Sequence[str] = (), words: Sequence[str] = (), kinds: Sequence[str] = (), factor: float = 2.0,
    gamma: float = 1.0,
) -> Watched:  # fmt: skip
    """Checked and in one order. Raises `QueryError` for what cannot be counted."""
    known = {t.name for t in load_taxonomy().types}
    for wrong in (t for t in types if t not in known):
        raise QueryError(f"没有风险类型 {wrong[:40]}", "类型见简报的风险类型分布，或 nlp/taxonomy/risk.toml")
    for wrong in (k for k in kinds if k not in {kind.value for kind in Kind}):
        raise QueryError(f"没有文件类别 {wrong[:40]}", f"类别写作 {'、'.join(k.value for k in Kind)}")
    plain = sorted({" ".join(w.replace('"', " ").split()) for w in words})
    if any(not w or len(w) > _MOST_WORD for w in plain):
        raise QueryError("词语为空或过长", f"每个词语 1 至 {_MOST_WORD} 字")
    if len(set(types)) + len(plain) > _MOST_SUBJECTS:
        raise QueryError("风险类型和词语过多", f"一次最多 {_MOST_SUBJECTS} 个")
    if not (1 < factor <= 1_000 and 0 <= gamma <= 1_000):
        raise QueryError("factor 或 gamma 超出范围", "factor 大于 1，gamma 不小于 0，都不超过 1000")
    return Watched(tuple(sorted(set(types))), tuple(plain), tuple(sorted(set(kinds))), factor, gamma)


def burst_series(span: Span, index: SearchIndex, watched: Watched) -> Series:
    """One row a subject and period, from the first to the last period with documents; every type by default."""
    counter = _Counter(span, index, watched)
    total = counter.counts()
    periods = [p for p in span.periods() if min(total, default="") <= p <= max(total, default="")] if total else []
    subjects: list[tuple[str, dict[str, int]]] = [
        *((name, counter.counts(type=name)) for name in watched.types or (() if watched.words else counter.types())),
        *((f"“{word}”", counter.counts(word=word)) for word in watched.words),
    ]
    totals = [total.get(p, 0) for p in periods]
    rows: list[tuple[Cell, ...]] = []
    for subject, found in subjects:
        relevant = [min(found.get(p, 0), total.get(p, 0)) for p in periods]
        bursts = find_bursts(relevant, totals, watched.factor, watched.gamma)
        rows += _rows(subject, periods, relevant, totals, bursts)
    parameters: Mapping[str, Cell | tuple[str, ...]] = {
        **span.parameters(),
        "type": watched.types,
        "word": watched.words,
        "kind": watched.kinds,
        "factor": watched.factor,
        "gamma": watched.gamma,
    }
    return Series(METHOD, parameters, tuple(rows), digest(row[:4] for row in rows), notes=_notes(rows, subjects))


def told_bursts(series: Series) -> tuple[ToldBurst, ...]:
    """The bursts of a series, heaviest first."""
    found: dict[tuple[str, int], ToldBurst] = {}
    for subject, period, *_, burst, weight in series.rows:
        if burst:
            key = (str(subject), int(burst))
            first = found[key].first if key in found else str(period)
            found[key] = ToldBurst(str(subject), first, str(period), float(weight or 0))
    return tuple(sorted(found.values(), key=lambda b: (-b.weight, b.subject, b.first)))


class _Counter:
    """Documents by period, counted by the index."""

    def __init__(self, span: Span, index: SearchIndex, watched: Watched) -> None:
        self._span, self._index = span, index
        self._filters = {n: v for n, v in (("source_id", span.sources), ("kind", watched.kinds)) if v}

    def counts(self, type: str = "", word: str = "") -> dict[str, int]:
        """Period → documents with this risk type or this phrase; periods without any may be missing."""
        filters = {**self._filters, **({"risk_types": (type,)} if type else {})}
        by = "month" if self._span.by == "month" else "day"
        found: dict[str, int] = {}
        for value, count in self._aggregate(by, filters, f'"{word}"' if word else ""):
            period = value if by == self._span.by else period_of(date.fromisoformat(value), self._span.by)
            found[period] = found.get(period, 0) + count
        return {period: count for period, count in found.items() if count}

    def types(self) -> list[str]:
        """Risk types of the span, in one order."""
        return sorted(value for value, _ in self._aggregate("risk_types", self._filters, ""))

    def _aggregate(self, by: str, filters: Mapping[str, tuple[str, ...]], text: str) -> Iterable[tuple[str, int]]:
        query = AggregateQuery(
            by, text, filters=filters, since=self._span.since, until=self._span.until, limit=_MOST_BUCKETS
        )
        return [(b.value, b.count) for b in self._index.aggregate(query)]


def _rows(
    subject: str, periods: Sequence[str], relevant: Sequence[int], totals: Sequence[int], bursts: Sequence[Burst]
) -> list[tuple[Cell, ...]]:
    inside = {at: (n, burst) for n, burst in enumerate(bursts, 1) for at in range(burst.start, burst.end)}
    rows: list[tuple[Cell, ...]] = []
    for at, (period, r, d) in enumerate(zip(periods, relevant, totals, strict=True)):
        number, burst = inside.get(at, (0, None))
        weight = rounded(burst.weight) if burst else None
        rows.append((subject, period, r, d, rounded(r / d) if d else None, number, weight))
    return rows


def _notes(rows: Sequence[tuple[Cell, ...]], subjects: Sequence[tuple[str, Mapping[str, int]]]) -> tuple[str, ...]:
    silent = [subject for subject, found in subjects if not found]
    if not rows:
        return ("这段时间没有文件，或没有风险类型",)
    return (f"这段时间没有提到：{'、'.join(silent)}",) if silent else ()
