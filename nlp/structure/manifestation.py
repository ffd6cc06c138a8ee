"""Whether two documents carry the same text: a law from a PDF and the same law from a list are one text in two copies.

Converters differ in blanks, punctuation and page marks, so each clause is compared by its Chinese characters alone.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Sequence

_WORDS = re.compile(r"[^\u4e00-\u9fff]+")


def clause_prints(texts: Iterable[str]) -> tuple[int, ...]:
    """One 32-bit number for each clause that has Chinese words, equal for clauses with the same ones."""
    words = (_WORDS.sub("", text) for text in texts)
    return tuple(zlib.crc32(part.encode()) for part in words if part)


def overlap(left: Sequence[int], right: Sequence[int]) -> float:
    """The share of clauses that both have, from 0 to 1, of the text with more; 0 where one has none."""
    a, b = set(left), set(right)
    return len(a & b) / max(len(a), len(b)) if a and b else 0.0
