"""Lines stay inside their picture, whatever the numbers are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from insights.chart import line_chart

numbers = st.none() | st.floats(-1e6, 1e6)


@given(st.lists(numbers, max_size=60))
def test_everything_lies_inside(values: list[float | None]) -> None:
    chart = line_chart([f"p{n}" for n in range(len(values))], values, [(0, len(values))])
    points = [tuple(map(float, p.split(","))) for line in chart.lines for p in line.split(" ")]
    points += [(x, y) for x, y, _ in chart.dots]
    assert all(chart.left <= x <= chart.right and 0 <= y <= chart.bottom for x, y in points)
    assert all(chart.left <= x and x + width <= chart.right + 0.2 for x, width in chart.bands)
    assert all(0 <= y <= chart.bottom for y, _ in chart.rows)
    assert len(chart.dots) == sum(v is not None for v in values)


def test_a_gap_breaks_the_line_and_the_ends_of_the_axis_are_named() -> None:
    chart = line_chart([f"2026-11-{n:02d}" for n in range(1, 31)], [1.0, 2.0, None, *[3.0] * 27])
    assert len(chart.lines) == 2
    assert [label for _, label, _ in chart.columns][:: len(chart.columns) - 1] == ["2026-11-01", "2026-11-30"]
    assert [side for *_, side in chart.columns] == ["start", "middle", "middle", "middle", "end"]
    assert [label for _, label in chart.rows] == ["0", "1.5", "3"]
