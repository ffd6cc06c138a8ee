"""Numerals in every form that regulations print them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.structure.numeral import clause_value, format_article, format_numeral, parse_numeral


@given(st.integers(0, 99_999))
def test_what_is_written_is_read_back(number: int) -> None:
    assert parse_numeral(format_numeral(number)) == number


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("十", 10),
        ("一十", 10),
        ("二〇二三", 2023),
        ("一百零一", 101),
        ("一千零二十", 1020),
        ("一万二千", 12000),
        ("两", 2),
        ("１２", 12),
        ("37", 37),
        (" 二 十 三 ", 23),
        ("○", 0),
    ],
)
def test_forms(printed: str, number: int) -> None:
    assert parse_numeral(printed) == number


@pytest.mark.parametrize("printed", ["", "甲", "十百", "一二百", "一百百", "三.五", "123456", "万万", "一" * 50])
def test_what_is_no_numeral_raises(printed: str) -> None:
    with pytest.raises(ValueError, match="not a numeral"):
        parse_numeral(printed)


def test_clause_numbers() -> None:
    assert clause_value("第十条之一") == (10, 1)
    assert clause_value("第 二 十 条") == (20,)
    assert clause_value("（三）") == (3,)
    assert clause_value("前款") == ()
    assert clause_value("第十条") < clause_value("第十条之一") < clause_value("第十一条")
    assert format_article((120, 2)) == "第一百二十条之二"


def test_no_article_number_raises() -> None:
    with pytest.raises(ValueError, match="no article"):
        format_article(())
