"""Days as Chinese sites print them. All mainland times are UTC+8."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone

SHANGHAI = timezone(timedelta(hours=8))
_NUMERIC = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)")
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d{2})([01]\d)([0-3]\d)(?!\d)")
_HAN = re.compile(r"([〇○零Ｏ一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)(?![a-z])"
)
_YEAR = r"((?:19|20)\d{2})(?!\d)"
ENGLISH_DAY = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH}\.?,?\s+{_YEAR}"
    rf"|\b{_MONTH}\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+{_YEAR}",
    re.IGNORECASE,
)
_DIGITS = dict(zip("〇○零Ｏ一二三四五六七八九", (0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))


def parse_day(text: object) -> date | None:
    """The first day in a text: `2026-04-24 17:32:00`, `2026年9月8日`, `2026/9/8`, `20260908`, `二〇二六年九月八日`.

    None where there is none or where it is no day of the calendar.
    """
    text = str(text or "")
    for pattern in (_NUMERIC, _COMPACT):
        if found := pattern.search(text):
            return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _HAN.search(re.sub(r"\s+", "", text)):
        year = int("".join(str(_DIGITS[c]) for c in found[1]))
        return _day(year, _number(found[2]), _number(found[3]))
    return None


def english_day(text: object) -> date | None:
    """The first day in a text as English prints it: `9 September 2026`, `Sep 9, 2026`, RFC 822; else `parse_day`."""
    text = str(text or "")
    if found := ENGLISH_DAY.search(text):
        number, name, year = (found[1], found[2], found[3]) if found[1] else (found[5], found[4], found[6])
        return _day(int(year), _MONTHS.index(name[:3].lower()) + 1, int(number))
    return parse_day(text)


def epoch_day(value: object) -> date | None:
    """The day in China of seconds or milliseconds since 1970, given as a number or as digits."""
    moment = epoch_time(value)
    return moment.date() if moment else None


def epoch_time(value: object) -> datetime | None:
    """The moment of seconds or milliseconds since 1970, with the zone of China; None for anything else."""
    text = str(value if value is not None else "").strip()
    if not re.fullmatch(r"\d{9,13}(\.\d+)?", text):
        return None
    seconds = float(text)
    return datetime.fromtimestamp(seconds / 1000 if seconds >= 1e11 else seconds, SHANGHAI)


def _number(han: str) -> int:
    tens, mark, ones = han.partition("十")
    if not mark:
        return _DIGITS[han[0]] if len(han) == 1 else 0
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)


def _day(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None
