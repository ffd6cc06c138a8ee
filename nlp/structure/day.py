"""Days as regulations print them: 2019年7月1日, 二〇〇七年二月一日, with blanks anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from nlp.structure.numeral import parse_numeral

_CHARS = "0-9０-９〇○\uff2f零一二三四五六七八九十"
DAY = re.compile(
    rf"([{_CHARS}](?:[ ]?[{_CHARS}]){{3}})[ ]?年[ ]?([{_CHARS}]{{1,3}})[ ]?月[ ]?([{_CHARS}]{{1,3}})[ ]?日"
)


class Day(NamedTuple):
    """A day at `[start, end)` of the text."""

    start: int
    end: int
    day: date


def find_days(text: str, start: int = 0, end: int | None = None) -> Iterator[Day]:
    """All days of `text[start:end]` that exist in the calendar, with offsets into `text`."""
    for found in DAY.finditer(text, start, len(text) if end is None else end):
        try:
            day = date(*(parse_numeral(part) for part in found.groups()))
        except ValueError:
            continue
        yield Day(found.start(), found.end(), day)
