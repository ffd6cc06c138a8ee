from __future__ import annotations

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.sentiment import bullishness, daily_sentiment, stability_sentiment, tone, uncertainty_index

DAY = date(2026, 11, 22)


def test_formulas() -> None:
    assert stability_sentiment(2, 5, 100) == pytest.approx(0.03)
    assert stability_sentiment(0, 0, 0) == 0
    assert bullishness(3, 0) == pytest.approx(math.log(4))
    assert tone(3, 1) == pytest.approx(0.5)
    assert tone(0, 0) is None


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_exchanging_good_and_bad_turns_the_sign(positive: int, negative: int) -> None:
    assert bullishness(positive, negative) == pytest.approx(-bullishness(negative, positive))
    assert (tone(positive, negative) or 0) == pytest.approx(-(tone(negative, positive) or 0))


def test_days_are_counted_in_order_of_time() -> None:
    days = daily_sentiment([(DAY, 1), (date(2026, 11, 20), -1), (DAY, 0), (DAY, -1), (DAY, 1)])
    assert [(d.day, d.positive, d.neutral, d.negative) for d in days] == [
        (date(2026, 11, 20), 0, 0, 1),
        (DAY, 2, 1, 1),
    ]
    assert days[1].tone == pytest.approx(1 / 3)
    with pytest.raises(ValueError, match="polarity"):
        daily_sentiment([(DAY, 2)])


def test_uncertainty_has_mean_100_and_ignores_how_loud_a_source_is() -> None:
    quiet = {"2026-09": 0.01, "2026-10": 0.02, "2026-11": 0.06}
    loud = {period: share * 10 for period, share in quiet.items()}
    found = uncertainty_index({"a": quiet, "b": loud})
    assert sum(found.values()) / 3 == pytest.approx(100)
    assert found == pytest.approx(uncertainty_index({"a": quiet}))
    assert found["2026-11"] > found["2026-10"] > found["2026-09"]
    assert uncertainty_index({"a": {"2026-09": 0.1}}) == {}
    assert uncertainty_index({}) == {}
