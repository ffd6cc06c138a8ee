"""Rates and ratios with what they are of: 年化收益率12%, 资本充足率不得低于百分之八, 3‰, 25个基点."""

from __future__ import annotations

import re
from decimal import Decimal

from nlp.facts.found import Found
from nlp.facts.number import HAN_DIGITS, HAN_NUMERALS, parse_number, plain
from nlp.lexicon import read_words

LABEL = "比率"
# Begins where a run of digits begins and has an end, so that a megabyte of digits is read once.
_FIGURE = r"(?<![\d.])\d[\d,]{0,20}(?:\.\d{1,10})?"
_HAN = rf"(?:\d[\d.]*|[{HAN_NUMERALS}]+(?:点[{HAN_DIGITS}]+)?)"
_RATIO = re.compile(
    rf"(?P<low>{_FIGURE})\s*(?P<lowsign>[%％‰]?)\s*[-—–~～－至到]\s*(?P<high>{_FIGURE})\s*(?P<sign>[%％‰])"
    rf"|(?P<one>{_FIGURE})\s*(?P<onesign>[%％‰]|(?:个)?基点|bps?\b|BPs?\b|BP(?![A-Za-z]))"
    rf"|(?P<hansign>百分之|千分之|万分之)(?P<han>{_HAN})(?:\s*至\s*(?:百分之|千分之|万分之)(?P<hanhigh>{_HAN}))?"
)
_PER_CENT: dict[str, Decimal] = {
    "%": Decimal(1),
    "％": Decimal(1),
    "‰": Decimal("0.1"),
    "百分之": Decimal(1),
    "千分之": Decimal("0.1"),
    "万分之": Decimal("0.01"),
}
# What a ratio is of, as it stands before the figure in the same clause.
NAMES = read_words("ratio.txt")
_NAME = re.compile("|".join(sorted(NAMES, key=len, reverse=True)))
_REACH = 24
_CLAUSE_END = re.compile("[。；;！!？?\n]")


def find_ratios(text: str) -> list[Found]:
    """Every ratio, in order; `number` and `upper` in per cent, `name` what it is of ("" where nothing).

    `value` is `<name><figure>%` (`资本充足率8%`), so that equal ratios are equal whatever their spelling.
    """
    found: list[Found] = []
    for match in _RATIO.finditer(text):
        low, high = _figures(match)
        if low is None:
            continue
        figure = plain(low) + (f"-{plain(high)}" if high is not None else "") + "%"
        name = _name_before(text, match.start(), found[-1].end if found else 0)
        upper = None if high is None else float(high)
        found.append(Found(LABEL, name + figure, match.start(), match.end(), float(low), upper, "%", name))
    return found


def _figures(match: re.Match[str]) -> tuple[Decimal | None, Decimal | None]:
    if match["low"]:
        factor = _PER_CENT[match["sign"]]
        low, high = parse_number(match["low"]), parse_number(match["high"])
        if low is None or high is None:
            return None, None
        return low * factor, high * factor
    if match["one"]:
        number = parse_number(match["one"])
        factor = _PER_CENT.get(match["onesign"], Decimal("0.01"))
        return (None if number is None else number * factor), None
    factor = _PER_CENT[match["hansign"]]
    number = parse_number(match["han"])
    high = parse_number(match["hanhigh"]) if match["hanhigh"] else None
    return (None if number is None else number * factor), (None if high is None else high * factor)


def _name_before(text: str, at: int, floor: int) -> str:
    """The last ratio name between the end of the clause before and the figure."""
    start = max(floor, at - _REACH)
    window = text[start:at]
    ends = list(_CLAUSE_END.finditer(window))
    if ends:
        window = window[ends[-1].end() :]
    names = _NAME.findall(window)
    return names[-1] if names else ""
