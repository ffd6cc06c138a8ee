"""The signals that the risk index counts, read from the search index; promised rates from the analyses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

from indexer.base import Collection, SearchIndex, SearchQuery, Sort
from insights.alias import NameLink, alias_links, documents_naming
from insights.day import Facts, first_value
from insights.risk_index import RiskSignal
from nlp.taxonomy.load import load_taxonomy
from regintel.model import Analysis, FieldValue

_PAGE = 1_000
_MOST = 50_000
_MOST_OWN_DOCUMENTS = 300
_PROMISE = "高收益承诺"
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*[%％]")


def risk_signals(
    index: SearchIndex, since: date, until: date, facts: Facts | None = None, entity: str = ""
) -> Iterator[RiskSignal]:
    """Signals of a period that blame an entity, newest first, at most 50,000 of them.

    Good news are left out, and types whose entity is who suffers (被仿冒方): an impersonated bank broke no rule.
    """
    filters = {"entity": (entity,)} if entity else {}
    query = SearchQuery(
        collection=Collection.SIGNALS, filters=filters, since=since, until=until, sort=Sort.NEWEST, limit=_PAGE
    )
    for _ in range(_MOST // _PAGE):
        page = index.search(query)
        for hit in page.hits:
            found = _signal(hit.id, {**hit.fields}, facts)
            if found:
                yield found
        if not page.cursor:
            return
        query = replace(query, cursor=page.cursor)


def entity_links(signals: Sequence[RiskSignal], day: date, index: SearchIndex, facts: Facts | None) -> list[NameLink]:
    """What documents up to `day` print of the signals' names: the newest of their own, then those that name them."""
    if facts is None:
        return []
    often = [name for name, _ in Counter(s.entity for s in signals).most_common()]
    own = list(dict.fromkeys(s.document_id for s in signals))[:_MOST_OWN_DOCUMENTS]
    return list(alias_links(dict.fromkeys([*own, *documents_naming(often, day, index)]), facts))


def window_start(day: date, days: int) -> date:
    """The first day of a window of `days` that ends on `day`."""
    return max(date.min + timedelta(days=days), day) - timedelta(days=days - 1)


def _signal(id: str, fields: dict[str, FieldValue], facts: Facts | None) -> RiskSignal | None:
    entity, day, severity, polarity = (
        str(first_value(fields.get("entity"))), fields.get("day"), fields.get("severity"), fields.get("polarity")
    )  # fmt: skip
    if not entity or not isinstance(day, date) or (isinstance(polarity, int) and polarity > 0):
        return None
    document_id, type = str(first_value(fields.get("document_id"))), str(first_value(fields.get("type")))
    if type in _blameless():
        return None
    analysis = facts.analysis(document_id) if facts and type == _PROMISE else None
    return RiskSignal(
        id,
        document_id,
        entity,
        type,
        severity if isinstance(severity, int) else 1,
        str(first_value(fields.get("certainty"))),
        day,
        str(first_value(fields.get("source_id"))),
        str(first_value(fields.get("kind"))),
        promised_rate(analysis, id) if analysis else None,
    )


@cache
def _blameless() -> frozenset[str]:
    return frozenset(t.name for t in load_taxonomy().types if t.role)


def promised_rate(analysis: Analysis, signal_id: str) -> float | None:
    """The highest rate that was annotated inside the signal's evidence, as a share; None where none was."""
    signal = next((s for s in analysis.signals if s.id == signal_id), None)
    if signal is None:
        return None
    inside = [
        a.value
        for a in analysis.annotations
        if a.label == "比率"
        and a.span.field == signal.evidence.field
        and signal.evidence.start <= a.span.start < signal.evidence.end
    ]
    rates = [float(m[1]) / 100 for value in inside for m in _PERCENT.finditer(value)]
    return max(rates, default=None)
