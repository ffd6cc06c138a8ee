"""Until when a consultation takes comments, as its text says."""

from __future__ import annotations

import re
from datetime import date

from crawlers.day import english_day, parse_day

_DAY = r"(?:((?:19|20)\d{2})\s*年\s*)?(\d{1,2})\s*月\s*(\d{1,2})\s*日"
_HOUR = r"\s*(?:\d{1,2}\s*[时点:：]\s*(?:\d{1,2}\s*分?)?)?"
_SENTENCE = re.compile(r"[。；;\n]")
_ABOUT = re.compile(r"意见|反馈|建议|征集|截止")
# In the order of how surely they name the end
_FORMS = (
    re.compile(rf"截[止至][^，。；\n\d]{{0,12}}{_DAY}"),
    re.compile(rf"(?:至|到|—|－|-|~|～)\s*{_DAY}"),
    re.compile(rf"{_DAY}{_HOUR}[（(]?[^，。；\n]{{0,8}}?[）)]?(?:之前|以前|前|止|截[止至])"),
)
_ENGLISH = re.compile(
    r"\b(?:comments?|responses?|submissions?|feedback|views)\b[^.]{0,160}?\b(?:by|until|before|no later than)\s+"
    r"(?:\w+day,?\s+)?([^.;]{6,30})",
    re.IGNORECASE,
)


def deadline_of(text: str, published_on: date | None) -> date | None:
    """The day on which comments close, None where the text prints none (`30日内` is not counted out).

    A day without a year is the first such day on or after `published_on`.
    """
    for sentence in _SENTENCE.split(text):
        if not _ABOUT.search(sentence):
            continue
        for form in _FORMS:
            if (found := form.search(sentence)) and (day := _day(found[1], found[2], found[3], published_on)):
                return day
    return None


def _day(year: str | None, month: str, number: str, published_on: date | None) -> date | None:
    if year:
        day = parse_day(f"{year}-{month}-{number}")
        return None if day and published_on and day < published_on else day
    if published_on is None:
        return None
    days = (parse_day(f"{published_on.year + n}-{month}-{number}") for n in (0, 1))
    return next((day for day in days if day and day >= published_on), None)


def english_deadline(text: str) -> date | None:
    """The day by which English text asks for comments, None where it prints none."""
    return next((day for found in _ENGLISH.finditer(text) if (day := english_day(found[1]))), None)
