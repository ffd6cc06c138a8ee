"""The daily risk brief: what a day brought, each line with its proof. Pure over the index; it writes no prose.

The day of a brief is the day of publication. Signals belong to it when their document was published on it, or when
their own day is it and their document is not younger: a brief of a past day never knows what came later.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from indexer.base import AggregateQuery, SearchIndex, SearchQuery, Sort
from insights.alias import alias_links, documents_naming
from insights.brief_part import Brief, Figure, Line, PenaltyLine, SourceLine, TypeLine
from insights.day import DayDocuments, Facts, all_hits, day_signals
from insights.event import EntityRisk, group_events
from insights.health import SourceHealth, SourceState
from regintel.errors import ConfigError
from regintel.model import Kind, Penalty

_WEEK = 7


def build_brief(day: date, index: SearchIndex, health: Sequence[SourceHealth], facts: Facts | None = None) -> Brief:
    """The brief of `day`. Without `facts` decisions, amounts and deadlines stay empty. Raises `IndexBackendError`."""
    names = {h.source_id: h.name for h in health}
    notices: list[str] = []
    week = _Week(day, index)
    hits = list(all_hits(index, SearchQuery(since=day, until=day, sort=Sort.NEWEST), notices))
    found = {h.id: h.fields for h in hits}
    documents = DayDocuments(index, facts, found, names)
    by_kind: dict[str, list[Line]] = {kind: [] for kind in Kind}
    for hit in hits:
        by_kind.setdefault(str(hit.fields.get("kind", "")), []).append(documents.line(hit.id, hit.fields))
    penalties = tuple(p for line in by_kind[Kind.PENALTY] for p in _penalties(line, facts))
    told = day_signals(day, index, documents, notices)
    named = [f.entity for f in told if f.entity]
    about = [*documents.of_day(), *documents_naming(named, day, index)] if facts else []
    risks = group_events(told, alias_links(dict.fromkeys(about), facts))
    consultations = sorted(by_kind[Kind.CONSULTATION], key=lambda c: (c.deadline or date.max, c.document_id))
    return Brief(
        day=day,
        figures=_figures(week, risks),
        risks=risks,
        types=week.types(),
        policies=(*by_kind[Kind.POLICY], *by_kind[Kind.INTERPRETATION]),
        consultations=tuple(consultations),
        penalties=tuple(sorted(penalties, key=lambda p: (-(p.amount or 0), p.party, p.line.document_id))),
        disclosures=tuple(by_kind[Kind.DISCLOSURE]),
        complaints=tuple(by_kind[Kind.COMPLAINT]),
        news=tuple(by_kind[Kind.NEWS]),
        sources=_sources(day, week, health),
        week_days=week.days_with_data,
        notices=tuple(dict.fromkeys(notices)),
    )


class _Week:
    """Counts of the seven days before, for comparison."""

    def __init__(self, day: date, index: SearchIndex) -> None:
        self._day = day
        self._index = index
        try:
            self._since, self._until = day - timedelta(days=_WEEK), day - timedelta(days=1)
        except OverflowError as error:
            raise ConfigError(f"简报日期 {day} 超出范围", "请使用 0001-01-08 之后的日期") from error
        self.days_with_data = sum(1 for _, count in self._count("day").items() if count)

    def _count(self, by: str, today: bool = False, **filters: tuple[str, ...]) -> dict[str, int]:
        since, until = (self._day, self._day) if today else (self._since, self._until)
        query = AggregateQuery(by=by, filters=filters, since=since, until=until, limit=1_000)
        return {b.value: b.count for b in self._index.aggregate(query)}

    def mean(self, count: int) -> float | None:
        """Per day; None where none of the seven days has a document."""
        return count / _WEEK if self.days_with_data else None

    def by(self, field: str) -> dict[str, int]:
        """Documents of the seven days by a keyword field."""
        return self._count(field)

    def of_day(self, field: str) -> dict[str, int]:
        """Documents of the day itself by a keyword field."""
        return self._count(field, today=True)

    def types(self) -> tuple[TypeLine, ...]:
        """The day's risk types, most frequent first."""
        before = self.by("risk_types")
        lines = (TypeLine(name, n, self.mean(before.get(name, 0))) for name, n in self.of_day("risk_types").items())
        return tuple(sorted(lines, key=lambda t: (-t.today, t.type)))

    def risky(self) -> tuple[int, float | None]:
        """Documents with any risk type: of the day, and usually."""
        before, today = tuple(self.by("risk_types")), tuple(self.of_day("risk_types"))
        return (
            sum(self._count("day", today=True, risk_types=today).values()) if today else 0,
            self.mean(sum(self._count("day", risk_types=before).values()) if before else 0),
        )


def _penalties(line: Line, facts: Facts | None) -> list[PenaltyLine]:
    """One line a party; the annotator's reading before the page's cells. A line without a party if nothing is known."""
    decisions: Sequence[Penalty] = ()
    if facts:
        analysis, document = facts.analysis(line.document_id), facts.document(line.document_id)
        decisions = (analysis and analysis.penalties) or (document and document.penalties) or ()
    if not decisions:
        return [PenaltyLine(line, "", line.doc_no, "", (), None, "、".join(line.issuers))]
    return [
        PenaltyLine(line, p.party, p.doc_no or line.doc_no, p.decision, p.types, p.amount, p.authority)
        for p in decisions
    ]


def _figures(week: _Week, risks: Sequence[EntityRisk]) -> tuple[Figure, ...]:
    before, today = week.by("kind"), week.of_day("kind")

    def kind(label: str, *wanted: Kind) -> Figure:
        usual = week.mean(sum(before.get(k, 0) for k in wanted))
        return Figure(label, sum(today.get(k, 0) for k in wanted), "件", usual)

    risky, usually = week.risky()
    return (
        Figure("新增文件", sum(today.values()), "件", week.mean(sum(before.values()))),
        Figure("涉险文件", risky, "件", usually),
        Figure("风险事件", sum(len(r.events) for r in risks), "起"),
        kind("政策与解读", Kind.POLICY, Kind.INTERPRETATION),
        kind("征求意见", Kind.CONSULTATION),
        kind("行政处罚", Kind.PENALTY),
        kind("披露与投诉", Kind.DISCLOSURE, Kind.COMPLAINT),
    )


def _sources(day: date, week: _Week, health: Sequence[SourceHealth]) -> tuple[SourceLine, ...]:
    before, today = week.by("source_id"), week.of_day("source_id")
    known = {h.source_id for h in health}
    every = [*health, *(SourceHealth(s, s) for s in sorted(today) if s not in known)]
    lines = [
        SourceLine(h, h.state(day), today.get(h.source_id, 0), week.mean(before.get(h.source_id, 0))) for h in every
    ]
    return tuple(sorted(lines, key=_worst_first))


def _worst_first(line: SourceLine) -> tuple[bool, int, str]:
    return (line.state is not SourceState.FAILED, -line.today, line.health.source_id)
