from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.burst import find_bursts

counts = st.lists(st.integers(0, 50).flatmap(lambda d: st.tuples(st.integers(0, d), st.just(d))), max_size=30)


def test_a_raised_rate_is_one_burst() -> None:
    relevant = [2] * 10 + [20] * 4 + [2] * 10
    (burst,) = find_bursts(relevant, [100] * 24)
    assert (burst.start, burst.end) == (10, 14)
    assert burst.weight > 0


def test_a_steady_stream_has_none() -> None:
    assert find_bursts([5] * 20, [100] * 20) == []
    assert find_bursts([0] * 5, [10] * 5) == []
    assert find_bursts([], []) == []
    assert find_bursts([10] * 3, [10] * 3) == []


def test_more_documents_at_the_same_share_are_no_burst() -> None:
    assert find_bursts([5, 5, 50, 5], [100, 100, 1000, 100]) == []


def test_a_higher_price_of_going_up_finds_fewer() -> None:
    relevant = [2] * 10 + [6] + [2] * 10
    assert len(find_bursts(relevant, [50] * 21, gamma=0.1)) == 1
    assert find_bursts(relevant, [50] * 21, gamma=10) == []


@given(counts)
def test_bursts_lie_apart_inside_the_stream_and_save_cost(rows: list[tuple[int, int]]) -> None:
    found = find_bursts([r for r, _ in rows], [d for _, d in rows])
    assert all(0 <= b.start < b.end <= len(rows) and b.weight > 0 for b in found)
    assert all(a.end < b.start for a, b in pairwise(found))


def test_counts_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="between 0"):
        find_bursts([2], [1])
    with pytest.raises(ValueError, match="factor"):
        find_bursts([1], [2], factor=1)
