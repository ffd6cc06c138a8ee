"""How often each law is named by others: what goes into the `weight` of its clauses and of its document."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from indexer.reference import name_key

_NAMED = re.compile(r"[《〈]([^《》〈〉]{2,60})[》〉]")


def count_named(texts: Iterable[str]) -> Counter[str]:
    """In how many of `texts` (one a clause) each law is named, by `name_key`."""
    return Counter(key for text in texts for key in {name_key(name) for name in _NAMED.findall(text)} if key)


def weight_of(title: str, named: Mapping[str, int]) -> float:
    """The `weight` field for a record of the law or document with this title."""
    return float(named.get(name_key(title), 0))
