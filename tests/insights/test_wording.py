from __future__ import annotations

from datetime import date

import pytest

from insights.wording import chinese_day, compared, file_size, severity_word, yuan


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (None, ""),
        (0, "0 元"),
        (1234.5, "1,234.5 元"),
        (41234.56, "4.123456 万元"),
        (4120000, "412 万元"),
        (1e9, "100,000 万元"),
    ],
)
def test_amounts_lose_no_digit(amount: float | None, words: str) -> None:
    assert yuan(amount) == words


def test_words() -> None:
    assert chinese_day(date(2026, 11, 22)) == "2026年11月22日 星期日"
    assert (compared(3, 2.0), compared(1, 2.25), compared(2, 2.0), compared(2, None)) == (
        "高于日均 2",
        "低于日均 2.2",
        "等于日均 2",
        "",
    )
    assert (severity_word(0), severity_word(3), severity_word(9)) == ("提示", "警示", "重大")
    assert (file_size(0), file_size(2048), file_size(3 * 1024 * 1024)) == ("", "2 KB", "3.0 MB")
