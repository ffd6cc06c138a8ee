"""What multiplies a record's score whatever is asked: how often others name its law, and whether it stands."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping

from indexer.reference import name_key
from regintel.model import FieldValue

CITED = 0.1
IN_FORCE = 2.0
ENDED = ("已废止", "已修改")

_NAMED = re.compile(r"[《〈]([^《》〈〉]{2,60})[》〉]")


def count_named(texts: Iterable[str]) -> Counter[str]:
    """In how many of `texts` (one a clause) each law is named, by `name_key`."""
    return Counter(key for text in texts for key in {name_key(name) for name in _NAMED.findall(text)} if key)


def weight_of(title: str, named: Mapping[str, int]) -> float:
    """The `weight` field for a record of the law or document with this title."""
    return float(named.get(name_key(title), 0))


def prior_of(fields: Mapping[str, FieldValue]) -> float:
    """The factor for how often others cite the record."""
    cited = fields.get("weight")
    return 1 + CITED * math.log1p(max(0.0, float(cited))) if isinstance(cited, int | float) else 1.0


def standing_of(fields: Mapping[str, FieldValue]) -> float:
    """The factor for what neither ended nor was amended."""
    return 1.0 if fields.get("status") in ENDED else IN_FORCE
