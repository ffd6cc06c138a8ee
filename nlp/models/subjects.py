"""Risk-event subjects: names proposed by a tagger, ranked for each type by what stands around them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nlp.models.evidence import locate_grams
from nlp.models.features import F32
from nlp.models.linear import Head
from nlp.models.mentions import Mentions, describe, find_mentions
from nlp.models.tagger import Found, Tagger

BIASES = (0.0, 1.0, 2.0)
"""The tagger is asked four times, each time more willing: 主体 recall over precision, the ranker decides."""
MAX_LENGTH = 24
MAX_TEXT = 4_000
"""Subjects stand near the head of a text; the rest is not searched for them."""
_LISTED = re.compile(r"[(（]\d{6}(?:\.[A-Za-z]{2})?[)）]")
_JUNK = re.compile(r"[，。；！？,;!?]|^\d+$|[(（]\d{6}")


@dataclass(frozen=True, slots=True)
class Candidates:
    """Names that may be the subject, and those that carry a stock code."""

    mentions: Mentions
    listed: frozenset[str]


def candidates(text: str, found: Sequence[Found]) -> Candidates:
    """Clean proposals: no sentence marks, no bare numbers, at most `MAX_LENGTH` characters."""
    names = [text[f.start : f.end].strip() for f in found]
    good = [name for name in names if 2 <= len(name) <= MAX_LENGTH and not _JUNK.search(name)]
    ends = {match.start() for match in _LISTED.finditer(text)}
    listed = {text[f.start : f.end].strip() for f in found if f.end in ends}
    return Candidates(find_mentions(text, good), frozenset(listed))


def features(found: Candidates, type_: str, heat: F32) -> list[list[str]]:
    """One list of feature strings a candidate, for one type."""
    mentions = found.mentions
    coded = [name in found.listed for name in mentions.names]
    out = []
    for k in range(len(mentions.names)):
        own = describe(mentions, k, heat, type_)
        own.append(f"code{coded[k]}|{sum(coded)}")
        out.append(own)
    return out


def propose(tagger: Tagger, texts: Sequence[str]) -> list[Candidates]:
    """Candidates of each text."""
    return [candidates(text, found) for text, found in zip(texts, tagger.propose(texts, BIASES), strict=True)]


def heats(head: Head, text: str, types: Sequence[str]) -> list[F32]:
    """Evidence by character for each type (zero where the head does not know the type)."""
    located = locate_grams(text)
    empty = np.zeros(len(text), dtype=np.float32)
    return [located.heat(head.column(t)) if t in head.labels else empty for t in types]
