"""Other names of the things in a query: agencies, laws, the trade's words, and what people say for what the law says.

On the query side alone: the index stays as it is when the list (`synonyms.txt`) changes, and no server has to help.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from indexer.analysis import Analyser
from indexer.fold import fold

LIST = Path(__file__).with_name("synonyms.txt")
MOST = 8
"""Terms of one query that are looked up."""


@dataclass(frozen=True, slots=True)
class Synonym:
    """What stands at `[start, end)` of a query, and its other names. `equal`: they may stand for it anywhere."""

    start: int
    end: int
    others: tuple[str, ...]
    equal: bool


@dataclass(frozen=True, slots=True)
class _Others:
    equal: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()


@cache
def read_synonyms() -> dict[str, _Others]:
    """Folded term → its other names. Raises `ValueError` for a line that is neither form."""
    found: dict[str, _Others] = {}
    for line in LIST.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if "=" in line:
            names = tuple(name.strip() for name in line.split("="))
            for name in names:
                found[fold(name)] = _Others(equal=tuple(other for other in names if other != name))
        else:
            term, hints = line.split(">")
            found[fold(term.strip())] = _Others(hints=tuple(hint.strip() for hint in hints.split(",")))
    return found


@cache
def _pattern() -> re.Pattern[str]:
    terms = sorted(read_synonyms(), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, terms)))


def find_synonyms(text: str, analyser: Analyser) -> list[Synonym]:
    """The terms of the list that are whole words of `text` (人行 is not in 法人行为), the longest of several."""
    folded = fold(text)
    matches = list(_pattern().finditer(folded))
    if not matches:
        return []
    words = list(analyser.placed_words(text))
    starts, ends = {start for _, start, _ in words}, {end for _, _, end in words}
    found: list[Synonym] = []
    for match in matches:
        if match.start() in starts and match.end() in ends:
            others = read_synonyms()[match[0]]
            found.append(Synonym(match.start(), match.end(), others.equal or others.hints, bool(others.equal)))
    return found[:MOST]


def variants(text: str, analyser: Analyser) -> list[str]:
    """`text` with one equal name put in at a time, itself first."""
    found = [text]
    for synonym in find_synonyms(text, analyser):
        if synonym.equal:
            found += [text[: synonym.start] + other + text[synonym.end :] for other in synonym.others]
    return list(dict.fromkeys(found))
