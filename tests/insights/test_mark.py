from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from insights.mark import split_at_marks

spans = st.lists(st.tuples(st.integers(-3, 60), st.integers(-3, 60)), max_size=12)


@given(st.text(max_size=50), spans, st.lists(st.integers(-3, 60), max_size=5))
def test_pieces_join_to_the_text(text: str, marks: list[tuple[int, int]], cuts: list[int]) -> None:
    pieces = split_at_marks(text, marks, cuts)
    assert "".join(p.text for p in pieces) == text
    assert all(text[p.start : p.start + len(p.text)] == p.text for p in pieces)


@given(st.text(max_size=50), spans)
def test_every_character_carries_exactly_the_marks_that_cover_it(text: str, marks: list[tuple[int, int]]) -> None:
    for piece in split_at_marks(text, marks):
        for at in range(piece.start, piece.start + len(piece.text)):
            covering = tuple(n for n, (start, end) in enumerate(marks) if start <= at < end)
            assert piece.marks == covering


def test_overlapping_marks_split_at_each_border() -> None:
    pieces = split_at_marks("甲乙丙丁戊", [(0, 3), (2, 5)])
    assert [(p.text, p.marks) for p in pieces] == [("甲乙", (0,)), ("丙", (0, 1)), ("丁戊", (1,))]


def test_cuts_split_without_marking() -> None:
    assert [(p.text, p.marks) for p in split_at_marks("甲乙", [], [1])] == [("甲", ()), ("乙", ())]
