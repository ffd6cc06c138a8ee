"""Counts by day, month or year from counts by day, the same for every backend."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date

from indexer.base import Bucket

_LENGTHS = {"day": 10, "month": 7, "year": 4}

PERIODS = frozenset(_LENGTHS)
"""What `AggregateQuery.by` may be beside a keyword field."""


def count_periods(days: Mapping[int, int], period: str, limit: int) -> tuple[Bucket, ...]:
    """The latest `limit` periods that have records, in order of time; values like 2026-11-22, 2026-11 or 2026."""
    counts: Counter[str] = Counter()
    for day, count in days.items():
        counts[date.fromordinal(day).isoformat()[: _LENGTHS[period]]] += count
    latest = sorted(counts)[-limit:] if limit > 0 else []
    return tuple(Bucket(value, counts[value]) for value in latest)
