"""Negative entities: is the text bad news, and about which of the names it is given."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nlp.models.features import F32, I64, mix
from nlp.models.fields import Row, entities_of, story, text_of
from nlp.models.line import heat_of, scales
from nlp.models.mentions import Mentions, code, find_mentions
from nlp.models.sights import Features, evidence, look, open_features, together, views, word_features

SHARE = 0.6
"""Weight of the strongest candidate's log-odds beside the text's own. By cross-validation on the training rows 0.6 and
1.0 differ by less than 0.002 in every figure."""
LEAST = -0.4
"""Log-odds from which a candidate is named, 0 being even: by cross-validation on the training rows 0.913 against 0.910
entity F1, and 0.776 against 0.757 for names that are new."""


def features(
    rows: Sequence[Row], scores: F32, table: F32, columns: I64 | None = None
) -> tuple[list[Mentions], Features]:
    """The candidates of each row and the features of all of them, row after row.

    `scores` are the rows' own, `table` the weights that gave them (column `columns[i]` for row i, or the first).
    """
    found = [find_mentions(story(row), entities_of(row)) for row in rows]
    sights = look(found)
    asked = views(sights, np.arange(len(rows), dtype=np.int64))
    which = np.zeros(len(rows), dtype=np.int64) if columns is None else columns
    heat = heat_of(sights.line, asked.texts, which, table, scales(sights.line))
    level = (np.clip(np.floor(scores * 2), -5, 5) + 5).astype(np.int64)[sights.texts]
    names = [name for mentions in found for name in mentions.names]
    shape = np.array(
        [
            (own.form[1], own.place[4], own.place[5], name in text_of(rows[i], "title"))
            for own, i, name in zip(sights.standings, sights.texts.tolist(), names, strict=True)
        ],
        dtype=np.uint64,
    ).reshape(-1, 4)
    own = np.arange(len(level), dtype=np.int64)
    salt = mix(level.astype(np.uint32), np.uint32(code("D", 1)))
    parts = [open_features(salt, own)]
    parts += [open_features(mix(shape[:, k].astype(np.uint32), salt), own) for k in range(4)]
    parts.append(open_features(mix(shape[:, 3].astype(np.uint32), np.uint32(code("t", 1))), own))
    return found, together([sights.typed, sights.plain, word_features(sights), *evidence(sights, asked, heat), *parts])


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
