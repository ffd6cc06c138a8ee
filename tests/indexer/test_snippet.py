"""What is shown of a hit: about two lines around what was found, however long the text and wide its blanks."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from indexer.base import Fragment
from indexer.snippet import LONGEST, snippet

FILLER = "本条规定的是另外一件事情。"


def marked(text: str, *words: str) -> tuple[Fragment, ...]:
    """One fragment of the whole text with every place of the words marked."""
    places = sorted((at, at + len(w)) for w in words for at in range(len(text)) if text.startswith(w, at))
    return (Fragment(text, tuple(places)),)


def shown_marks(pieces: tuple[Fragment, ...]) -> list[str]:
    return [piece.text[start:end] for piece in pieces for start, end in piece.marks]


def test_blanks_collapse_and_marks_move_along() -> None:
    text = "第十六条　　任何单位\n\n  和个人　有权举报。"
    (piece,) = snippet(text, marked(text, "举报", "个人"))
    assert piece.text == "第十六条 任何单位 和个人 有权举报。"
    assert shown_marks((piece,)) == ["个人", "举报"]


def test_a_long_text_is_shown_around_what_was_found_from_a_sentence_to_a_sentence() -> None:
    text = FILLER * 30 + "资金池业务一律禁止。" + FILLER * 30
    (piece,) = snippet(text, marked(text, "资金池"))
    assert len(piece.text) <= LONGEST
    assert shown_marks((piece,)) == ["资金池"]
    assert piece.text.startswith("资金池")
    assert piece.text.endswith("。")


def test_words_far_apart_are_two_pieces_with_what_is_left_out_between() -> None:
    text = "资金池业务被禁止。" + FILLER * 30 + "备付金应当存管。" + FILLER * 3
    first, second = snippet(text, marked(text, "资金池", "备付金"))
    assert shown_marks((first, second)) == ["资金池", "备付金"]
    assert second.text.startswith("…")
    assert len(first.text) + len(second.text) <= LONGEST + 2


def test_the_richest_stretch_is_shown_and_repetitions_are_not() -> None:
    text = "资金池。" + FILLER * 20 + "资金池与备付金。" + FILLER * 20 + "资金池。"
    (piece,) = snippet(text, marked(text, "资金池", "备付金"))
    assert shown_marks((piece,)) == ["资金池", "备付金"]


def test_a_sentence_that_goes_on_says_so() -> None:
    text = "为防范风险、" * 40 + "禁止资金池、" + "规范业务、" * 40
    (piece,) = snippet(text, marked(text, "资金池"))
    assert piece.text.startswith("…")
    assert piece.text.endswith("…")


def test_without_marks_the_text_begins() -> None:
    (piece,) = snippet(FILLER * 30)
    assert piece.text.startswith(FILLER)
    assert piece.text.endswith("。")
    assert len(piece.text) <= LONGEST
    assert snippet("") == ()


@given(
    st.text("资金池，。 \n　a", max_size=400),
    st.lists(st.tuples(st.integers(-5, 420), st.integers(-5, 420)), max_size=6),
)
def test_any_marks_give_short_text_with_marks_inside(text: str, places: list[tuple[int, int]]) -> None:
    marks = tuple(sorted((start, min(end, start + 30)) for start, end in places))
    for piece in snippet(text, (Fragment(text, marks),)):
        assert len(piece.text) <= LONGEST + 45 + 2
        assert all(0 <= start <= end <= len(piece.text) for start, end in piece.marks)
