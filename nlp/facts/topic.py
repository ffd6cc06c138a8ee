"""Topics of policy documents by the density of their words; each proven by the first place that uses one."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from functools import cache
from importlib.resources import files

from nlp.facts.found import Found

LABEL = "主题"
LEAST = 1.5
"""Uses of a topic's words per 1,000 characters from which the topic is claimed; at least three uses in all."""
_MOST = 4
_SAMPLE = 60_000


@cache
def _words() -> tuple[re.Pattern[str], dict[str, tuple[str, ...]]]:
    data = tomllib.loads(files("nlp.taxonomy").joinpath("topic.toml").read_text(encoding="utf-8"))
    table: dict[str, list[str]] = {}
    for row in data["topic"]:
        for word in row["words"]:
            table.setdefault(word, []).append(row["name"])
    pattern = re.compile("|".join(sorted(map(re.escape, table), key=len, reverse=True)))
    return pattern, {word: tuple(names) for word, names in table.items()}


def find_topics(text: str) -> list[Found]:
    """Up to four topics, densest first. `number` is the density per 1,000 characters; only the first 60,000 count."""
    pattern, table = _words()
    counts: Counter[str] = Counter()
    first: dict[str, tuple[int, int]] = {}
    sample = text[:_SAMPLE]
    for match in pattern.finditer(sample):
        for name in table[match[0]]:
            counts[name] += 1
            first.setdefault(name, match.span())
    per_thousand = 1000 / max(len(sample), 500)
    dense = [(n * per_thousand, name) for name, n in counts.items() if n >= 3 and n * per_thousand >= LEAST]
    return [
        Found(LABEL, name, *first[name], number=round(density, 3))
        for density, name in sorted(dense, reverse=True)[:_MOST]
    ]
