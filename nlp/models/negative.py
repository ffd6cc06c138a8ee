"""Negative entities: is the text bad news, and about which of the names it is given."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nlp.models.evidence import locate_grams
from nlp.models.features import F32
from nlp.models.fields import Row, entities_of, story
from nlp.models.mentions import describe, find_mentions, segment_views

SHARE = 0.6
"""Weight of the strongest candidate's log-odds beside the text's own: chosen by cross-validation on training rows."""
LEAST = -0.4
"""Log-odds from which a candidate is named, 0 being even: by cross-validation 0.911 against 0.909 entity F1, and 0.774
against 0.761 for names that are new."""
_CROSSED = ("in", "r", "k")


def features(row: Row, score: float, column: F32) -> Iterator[tuple[str, list[str]]]:
    """(name, feature strings) of each candidate. `score` is the text's, `column` the weights that gave it."""
    text = story(row)
    mentions = find_mentions(text, entities_of(row))
    heat = locate_grams(mentions.text).heat(column)
    level = f"D{int(np.clip(np.floor(score * 2), -5, 5))}"
    for k, (name, segments) in enumerate(zip(mentions.names, segment_views(mentions, heat), strict=True)):
        own = describe(mentions, k, heat, segments=segments)
        crossed = [next(x for x in own if x.startswith(prefix)) for prefix in _CROSSED]
        yield name, [*own, level, *(f"{level}|{x}" for x in crossed)]


def decide(log_odds: float, candidates: list[tuple[str, float]]) -> tuple[bool, list[str]]:
    """(negative, negative entities) from the text's log-odds and those of its candidates, given order kept.

    A negative text names at least its strongest candidate; a text that is not negative names none.
    """
    top = max((value for _, value in candidates), default=-4.0)
    if log_odds + SHARE * (top - LEAST) <= 0:
        return False, []
    names = [name for name, value in candidates if value > LEAST]
    if not names and candidates:
        names = [max(candidates, key=lambda pair: pair[1])[0]]
    return True, names
