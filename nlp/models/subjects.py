"""Risk-event subjects: names proposed by a tagger, ranked for each type by what stands around them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from nlp.models.features import F32, I64, mix
from nlp.models.line import heat_of, scales
from nlp.models.mentions import Mentions, code, find_mentions
from nlp.models.sights import Features, Views, evidence, look, open_features, spread, together, views
from nlp.models.tagger import Found, Tagger
from nlp.models.tagging import Ask, tag_together

BIASES = (0.0, 1.0, 2.0)
"""The tagger is asked three times, each time more willing: 主体 recall over precision, the ranker decides."""
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


def candidates(text: str, rounds: Sequence[Sequence[Found]]) -> Candidates:
    """Clean proposals: no sentence marks, no bare numbers, at most `MAX_LENGTH` characters.

    `rounds` holds what the tagger finds under each of `BIASES`.
    """
    ends = {match.start() for match in _LISTED.finditer(text)}
    names: dict[str, bool] = {}
    for found in rounds:
        for f in found:
            name = text[f.start : f.end].strip()
            names[name] = names.get(name, False) or f.end in ends
    good = [name for name in names if 2 <= len(name) <= MAX_LENGTH and not _JUNK.search(name)]
    return Candidates(find_mentions(text, good), frozenset(name for name, coded in names.items() if coded))


def features(
    found: Sequence[Candidates], texts: I64, types: Sequence[str], columns: I64, table: F32
) -> tuple[Views, Features]:
    """Examples and their features for questions: group g asks for the subject of `types[g]` in text `texts[g]`.

    `columns[g]` is the type's column in `table`, the document head that lays the evidence, or -1.
    """
    sights = look([own.mentions for own in found])
    asked = views(sights, texts)
    heat = heat_of(sights.line, texts, columns, table, scales(sights.line))
    near, _ = evidence(sights, asked, heat)
    typed = together([spread(sights.typed, len(sights.texts), asked.candidates), near])
    salts = np.array([crc32(t.encode()) for t in types], dtype=np.uint32)[asked.groups]
    crossed = open_features(mix(typed.hashes, salts[typed.owners]), typed.owners)
    coded = np.array([c for own in found for c in _coded(own)], dtype=np.uint32)[asked.candidates]
    each = np.arange(len(coded), dtype=np.int64)
    marked = open_features(mix(coded, np.uint32(code("code", 1))), each)
    plain = spread(sights.plain, len(sights.texts), asked.candidates)
    return asked, together([typed, crossed, plain, marked])


def _coded(own: Candidates) -> list[int]:
    coded = [name in own.listed for name in own.mentions.names]
    return [16 * flag + min(sum(coded), 15) for flag in coded]


def propose(tagger: Tagger, texts: Sequence[str]) -> list[Candidates]:
    """Candidates of each text."""
    (found,) = tag_together(texts, [Ask(tagger, BIASES)])
    return [candidates(text, rounds) for text, rounds in zip(texts, found, strict=True)]
