"""Dates: 2026年3月5日, 2026-03-05, 二〇二六年三月五日, 2024年1月至3月; with a day of publication 今年 and 3月5日."""

from __future__ import annotations

import re
from datetime import date, timedelta

from nlp.facts.found import Found
from nlp.facts.number import parse_number

LABEL = "日期"
_Y = r"(?:1[89]|20)\d{2}"
_HAN_Y = "[一二][〇○零O0九八][〇○零O0一二三四五六七八九]{2}"
_M, _D = r"1[0-2]|0?[1-9]", r"3[01]|[12]\d|0?[1-9]"
_HAN_M = "十[一二]?|[一二三四五六七八九]"
_HAN_D = "三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九]"
_DATE = re.compile(
    rf"(?P<year>{_Y})\s*年\s*(?:(?P<month>{_M})\s*月(?:份|\s*(?P<day>{_D})\s*[日号])?"
    rf"|第?(?P<quarter>[一二三四1-4])季度)?"
    rf"|(?<![\d.])(?P<isoyear>{_Y})(?P<sep>[-/.])(?P<isomonth>{_M})(?P=sep)(?P<isoday>{_D})(?![\d.])"
    rf"|(?P<hanyear>{_HAN_Y})年(?:(?P<hanmonth>{_HAN_M})月(?:(?P<handay>{_HAN_D})日)?)?"
    rf"|(?<![\d第年.])(?P<baremonth>{_M})\s*月\s*(?:(?P<bareday>{_D})\s*[日号]|份)?"
    r"|(?P<relative>今年|去年|前年|明年|本月|上月|上个月|今日|今天|昨日|昨天|本年度|上年度)"
    rf"(?:(?<=年)\s*(?P<relmonth>{_M})\s*月(?:份|\s*(?P<relday>{_D})\s*[日号])?)?"
)
_JOIN = re.compile(r"\s*(?:[-—–~～－至到]|以来至)\s*")
# The first character of every form above, and what follows it: a cheap test before the long pattern.
_HINT = re.compile(
    rf"{_Y}\s*[年/.\-]|[一二][〇○零O0九八][〇○零O0一二三四五六七八九]{{2}}年|\d\s*月|[今去前明昨本上][年月日天个]"
)


def find_dates(text: str, published: date | None = None) -> list[Found]:
    """Every date, in order; `value` is ISO at the precision printed (2026, 2026-03, 2026-03-05, 2026-Q1, a/b).

    Dates without a year and relative ones appear only with `published`: the year is the one said before in the text
    within 60 characters, else the nearest that is not more than a month after publication.
    """
    single: list[Found] = []
    at = 0
    while hint := _HINT.search(text, at):
        match = _DATE.match(text, max(at, hint.start()))
        if match is None and hint.start() > at:  # the month of `12月5日` is found by its second digit
            match = _DATE.match(text, hint.start() - 1)
        if match is None:
            at = hint.start() + 1
            continue
        at = max(match.end(), hint.start() + 1)
        value = _value(match, published, single)
        if value:
            end = match.end() - (len(match[0]) - len(match[0].rstrip()))
            single.append(Found(LABEL, value, match.start(), end))
    return _join_ranges(text, single)


def _value(match: re.Match[str], published: date | None, before: list[Found]) -> str:
    if match["year"]:
        if match["quarter"]:
            return f"{match['year']}-Q{parse_number(match['quarter'])}"
        return _iso(match["year"], match["month"], match["day"])
    if match["isoyear"]:
        return _iso(match["isoyear"], match["isomonth"], match["isoday"])
    if match["hanyear"]:
        year = parse_number(re.sub("[O0]", "〇", match["hanyear"]))
        parts = [str(parse_number(match[k])) if match[k] else None for k in ("hanmonth", "handay")]
        return _iso(str(year), *parts)
    if match["baremonth"]:
        return _without_year(match, published, before)
    value = _relative(match["relative"], published) if published else ""
    return _iso(value, match["relmonth"], match["relday"]) if value and match["relmonth"] else value


def _iso(year: str, month: str | None = None, day: str | None = None) -> str:
    if not month:
        return year
    if not day:
        return f"{year}-{int(month):02d}"
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:  # 2月30日: printed so, but no day
        return ""


def _without_year(match: re.Match[str], published: date | None, before: list[Found]) -> str:
    near = before[-1] if before and match.start() - before[-1].end <= 60 else None
    if near is not None:
        return _iso(near.value[:4], match["baremonth"], match["bareday"])
    if published is None or not match["bareday"]:
        return ""
    value = _iso(str(published.year), match["baremonth"], match["bareday"])
    if value and date.fromisoformat(value) > published + timedelta(days=31):
        value = _iso(str(published.year - 1), match["baremonth"], match["bareday"])
    return value


def _relative(word: str, published: date) -> str:
    if word in ("今日", "今天"):
        return published.isoformat()
    if word in ("昨日", "昨天"):
        return (published - timedelta(days=1)).isoformat()
    if word == "本月":
        return f"{published:%Y-%m}"
    if word in ("上月", "上个月"):
        return f"{published.replace(day=1) - timedelta(days=1):%Y-%m}"
    return str(published.year + {"去": -1, "上": -1, "前": -2, "明": 1}.get(word[0], 0))


def _join_ranges(text: str, single: list[Found]) -> list[Found]:
    joined: list[Found] = []
    for item in single:
        last = joined[-1] if joined else None
        if last is not None and "/" not in last.value and last.end < item.start <= last.end + 6:
            between = _JOIN.fullmatch(text, last.end, item.start)
            if between and last.value <= item.value:
                joined[-1] = Found(LABEL, f"{last.value}/{item.value}", last.start, item.end)
                continue
        joined.append(item)
    return joined
