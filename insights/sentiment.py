"""Published sentiment measures as pure functions over counts. They count; what is positive is for others to say."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from statistics import fmean, pstdev


@dataclass(frozen=True, slots=True)
class DaySentiment:
    """A day's documents by polarity, and two measures of them (see `bullishness` and `tone`)."""

    day: date
    positive: int
    neutral: int
    negative: int

    @property
    def bullishness(self) -> float:
        """ln((1 + positive) / (1 + negative))."""
        return bullishness(self.positive, self.negative)

    @property
    def tone(self) -> float | None:
        """In [-1, 1]; None where nothing is positive or negative."""
        return tone(self.positive, self.negative)


def stability_sentiment(positive: int, negative: int, words: int) -> float:
    """Financial stability sentiment of a text: (negative - positive) ÷ all words; 0 for a text without words.

    Correa et al., "Sentiment in Central Banks' Financial Stability Reports": higher means a worse outlook.
    """
    return (negative - positive) / words if words else 0.0


def bullishness(positive: int, negative: int) -> float:
    """ln((1 + positive) / (1 + negative)), Antweiler and Frank (2004): grows with agreement and with volume."""
    return math.log((1 + positive) / (1 + negative))


def tone(positive: int, negative: int) -> float | None:
    """(positive - negative) ÷ (positive + negative); None where both are 0."""
    return (positive - negative) / (positive + negative) if positive + negative else None


def daily_sentiment(documents: Iterable[tuple[date, int]]) -> tuple[DaySentiment, ...]:
    """Documents as (day, polarity -1, 0 or 1) → one entry a day that has any, in order of time."""
    days: dict[date, list[int]] = {}
    for day, polarity in documents:
        if polarity not in (-1, 0, 1):
            raise ValueError(f"not a polarity: {polarity}")
        days.setdefault(day, [0, 0, 0])[polarity + 1] += 1
    return tuple(DaySentiment(day, n[2], n[1], n[0]) for day, n in sorted(days.items()))


def uncertainty_index(shares: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """Policy uncertainty by period, mean 100 over the periods given (Baker, Bloom and Davis 2016).

    `shares`: source → period → its articles with terms of all three groups ÷ all its articles. Each source is scaled
    by its own standard deviation over time, then sources are averaged. Sources that never vary carry no information
    and are left out; {} where none is left.
    """
    scaled: dict[str, list[float]] = {}
    for periods in shares.values():
        deviation = pstdev(periods.values()) if len(periods) > 1 else 0.0
        if deviation > 0:
            for period, share in periods.items():
                scaled.setdefault(period, []).append(share / deviation)
    means = {period: fmean(values) for period, values in sorted(scaled.items())}
    base = fmean(means.values()) if means else 0.0
    return {period: 100 * value / base for period, value in means.items()} if base > 0 else {}
