"""What is said around each candidate of a batch of texts, as hashed features, all in numpy.

An occurrence is seen with the characters beside it, the n-grams of its clause and its sentence by side (none that
overlaps the name), and the evidence that a document head lays on the characters near it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nlp.models.features import I64, U32, Grams, mix
from nlp.models.line import Flags, Heat, Line, line_of, ranges
from nlp.models.mentions import MAX_OCCURRENCES, MAX_TEXT, Mentions, Standing, code, standings
from nlp.models.words import words

ORDERS = (1, 2, 3, 4)
_CLAUSE_REACH, _SENTENCE_REACH = 30, 60
_SENTENCE_MARKS = "。！？!?；;\n"
_CLAUSE_MARKS = _SENTENCE_MARKS + "，,、"
_BLANK = 32
_GAPS = (-60, -30, -16, -9, -5, -2, 0, 2, 5, 9, 16, 30, 60)
_HEAT = (-0.5, -0.2, -0.05, 0.02, 0.06, 0.12, 0.2, 0.3, 0.45, 0.7, 1.0)
_SHARE = (-0.2, 0.0, 0.1, 0.25, 0.5, 0.75, 1.0)
_PART = (0.02, 0.08, 0.2, 0.35, 0.5, 0.7, 0.9)

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Features:
    """Hashed features of candidates: `hashes[k]` belongs to candidate `owners[k]`; `known` ones know its name."""

    hashes: U32
    owners: I64
    known: Flags

    def grams(self, rows: int, hide: bool = False) -> Grams:
        """As rows for a head, with or without the features that know the name."""
        keep = ~self.known if hide else np.ones(len(self.known), dtype=np.bool_)
        return Grams(self.hashes[keep], self.owners[keep], rows)


def together(parts: Sequence[Features]) -> Features:
    """One set from several of the same candidates."""
    return Features(
        np.concatenate([part.hashes for part in parts]),
        np.concatenate([part.owners for part in parts]),
        np.concatenate([part.known for part in parts]),
    )


def open_features(hashes: U32, owners: I64) -> Features:
    """Features that do not know the name."""
    return Features(hashes, owners, np.zeros(len(hashes), dtype=np.bool_))


@dataclass(frozen=True, slots=True)
class Sights:
    """The candidates of a batch, text after text, with their features so far.

    Candidate c belongs to text `texts[c]`; text i has the candidates `firsts[i] … firsts[i + 1] - 1`. Occurrence o of
    candidate `candidate[o]` covers `[starts[o], ends[o])` of the line. `typed` features are also told apart by type.
    """

    line: Line
    standings: tuple[Standing, ...]
    texts: I64
    firsts: I64
    candidate: I64
    starts: I64
    ends: I64
    clauses: tuple[I64, I64]
    typed: Features
    plain: Features


def _breaks(line: Line, marks: str, blanks: int) -> Flags:
    """Where a clause or a sentence ends: at a mark, at a run of blanks, and at the edge of a text."""
    blank = line.codes == _BLANK
    if blanks == 2:
        blank &= np.roll(blank, 1) | np.roll(blank, -1)
    out: Flags = np.isin(line.raw, np.array([ord(c) for c in marks], dtype=np.uint32)) | blank | (line.codes == 1)
    return out


def _stretch(flags: Flags, starts: I64, ends: I64, reach: int) -> tuple[I64, I64]:
    """The stretch around each occurrence up to the nearest break on each side, `reach` characters at most."""
    places = np.arange(len(flags), dtype=np.int64)
    before = np.maximum.accumulate(np.where(flags, places + 1, 0))
    after = np.minimum.accumulate(np.where(flags, places, len(flags))[::-1])[::-1]
    low = np.maximum(before[starts - 1], starts - reach)
    high = np.minimum(after[np.minimum(ends, len(flags) - 1)], ends + reach)
    return np.minimum(low, starts), np.maximum(high, ends)


def look(found: Sequence[Mentions]) -> Sights:
    """Features of all candidates but those of evidence."""
    line = line_of([mentions.text for mentions in found], ORDERS, MAX_TEXT)
    counts = np.array([len(mentions.names) for mentions in found], dtype=np.int64)
    firsts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    texts = np.repeat(np.arange(len(found), dtype=np.int64), counts)
    spans: list[tuple[int, int, int]] = []
    stands: list[Standing] = []
    at = 0
    for mentions, offset in zip(found, line.offsets.tolist(), strict=True):
        stands += standings(mentions)
        for k in range(len(mentions.names)):
            size = len(mentions.names[k])
            for start in (mentions.alone[k] or mentions.places[k])[:MAX_OCCURRENCES]:
                spans.append((at, offset + start, offset + start + size))
            at += 1
    candidate, starts, ends = np.array(spans, dtype=np.int64).reshape(-1, 3).T
    clauses = _stretch(_breaks(line, _CLAUSE_MARKS, 1), starts, ends, _CLAUSE_REACH)
    context, wide = _context(line, candidate, starts, ends, clauses)
    typed = together([open_features(*_scalars([own.place for own in stands])), context])
    names = _scalars([own.name for own in stands])
    own_names = Features(*names, np.ones(len(names[0]), dtype=np.bool_))
    plain = together([open_features(*_scalars([own.form for own in stands])), own_names, wide])
    return Sights(line, tuple(stands), texts, firsts, candidate, starts, ends, clauses, typed, plain)


def _scalars(values: Sequence[tuple[int, ...]]) -> tuple[U32, I64]:
    """The same number of features a candidate, flat."""
    hashes = np.array(values, dtype=np.uint64).astype(np.uint32).ravel()
    per = len(values[0]) if values else 0
    return mix(hashes, np.uint32(5)), np.repeat(np.arange(len(values), dtype=np.int64), per)


def _context(line: Line, candidate: I64, starts: I64, ends: I64, clauses: tuple[I64, I64]) -> tuple[Features, Features]:
    """(features told apart by type, further ones): characters beside each occurrence, n-grams of clause, sentence."""
    hashes: list[U32] = []
    owners: list[I64] = []

    def add(values: U32, whose: I64, salt: str) -> None:
        hashes.append(mix(values, np.uint32(code(salt, 1))))
        owners.append(whose)

    left: dict[int, U32] = {}
    right: dict[int, U32] = {}
    for order in ORDERS:
        for side, at in (("L", np.maximum(starts - order, 0)), ("R", ends)):
            good = line.inside[order][at]
            values = line.hashes[order][at]
            (left if side == "L" else right)[order] = values
            add(values[good], candidate[good], side)
    add(mix(left[1], right[1]), candidate, "1")
    add(mix(left[2], right[2]), candidate, "2")
    steps = np.searchsorted((0, 2, 5, 10), (starts - clauses[0], clauses[1] - ends), side="left")
    add((steps[0] * 8 + steps[1]).astype(np.uint32), candidate, "cl")
    for order in (2, 3):
        for salt, low, high in (("<", clauses[0], starts), (">", ends, clauses[1])):
            places, own = ranges(low, high - low - (order - 1))
            add(line.hashes[order][places], candidate[own], salt)
    context = open_features(np.concatenate(hashes), np.concatenate(owners))
    hashes, owners = [], []
    low, high = _stretch(_breaks(line, _SENTENCE_MARKS, 2), starts, ends, _SENTENCE_REACH)
    for first, last in ((low, starts), (ends, high)):
        places, own = ranges(first, last - first - 1)
        add(line.hashes[2][places], candidate[own], "~")
    return context, open_features(np.concatenate(hashes), np.concatenate(owners))


@dataclass(frozen=True, slots=True)
class Views:
    """Examples to rank: group g asks about text `texts[g]`; its candidates are examples `firsts[g] …`."""

    texts: I64
    firsts: I64
    candidates: I64
    groups: I64


def views(sights: Sights, texts: I64) -> Views:
    """One group a question, with all candidates of its text."""
    counts = sights.firsts[texts + 1] - sights.firsts[texts]
    candidates, groups = ranges(sights.firsts[texts], counts)
    return Views(texts, np.concatenate([[0], np.cumsum(counts)]).astype(np.int64), candidates, groups)


def spread(features: Features, rows: int, asked: I64) -> Features:
    """Features of candidates as features of examples: example e is candidate `asked[e]`."""
    order = np.argsort(features.owners, kind="stable")
    counts = np.bincount(features.owners, minlength=rows).astype(np.int64)
    first = np.cumsum(counts) - counts
    places, owners = ranges(first[asked], counts[asked])
    taken = order[places]
    return Features(features.hashes[taken], owners, features.known[taken])


def evidence(sights: Sights, asked: Views, heat: Heat) -> tuple[Features, Features]:
    """(by occurrence, by candidate): where evidence lies as seen from an example; `heat` has the groups of `asked`."""
    rows = len(sights.texts)
    own = np.argsort(sights.candidate, kind="stable")
    counts = np.bincount(sights.candidate, minlength=rows).astype(np.int64)
    places, examples = ranges((np.cumsum(counts) - counts)[asked.candidates], counts[asked.candidates])
    seen = own[places]
    group = asked.groups[examples]
    shift = heat.starts[group] - sights.line.offsets[asked.texts[group]]
    start, end = sights.starts[seen] + shift, sights.ends[seen] + shift
    clause = sights.clauses[0][seen] + shift, sights.clauses[1][seen] + shift
    first, last = heat.starts[group], heat.starts[group] + heat.sizes[group]
    sums = heat.sums()
    total = sums[last] - sums[first]
    before = sums[start] - sums[np.maximum(start - 24, first)]
    after = sums[np.minimum(end + 24, last)] - sums[end]
    inside = sums[clause[1]] - sums[clause[0]]
    peak = _peaks(heat)[group]
    found = {
        "hp": np.searchsorted(_GAPS, peak - np.where(peak >= end, end, start)),
        "hl": np.searchsorted(_HEAT, before),
        "hr": np.searchsorted(_HEAT, after),
        "hc": np.searchsorted(_HEAT, inside),
        "hs": np.searchsorted(_SHARE, inside / (np.abs(total) + 0.1)),
        "ht": np.searchsorted(_HEAT, total),
        "hd": np.searchsorted(_HEAT, after - before),
    }
    hashes = [mix(value.astype(np.uint32), np.uint32(code(name, 1))) for name, value in found.items()]
    near = open_features(np.concatenate(hashes), np.tile(examples, len(found)))
    return near, _segments(sights, asked, heat, (seen, examples, start, end))


def word_features(sights: Sights) -> Features:
    """How each occurrence fits the words of its text: 惠理财 inside 普|惠|理财 is hardly a name.

    Whether it begins and ends with a word; parts of speech at its ends and beside it; the words beside it.
    """
    line = sights.line
    found = words(line.codes, line.offsets.tolist(), line.sizes.tolist())
    places = np.arange(len(line.codes) + 1)
    edges = np.zeros(len(places), dtype=np.bool_)
    edges[found.starts] = True
    edges[found.ends] = True
    slot = np.maximum(np.searchsorted(found.starts, places, side="right") - 1, 0)
    tags, hashes = np.append(found.tags, np.uint32(0)), np.append(found.hashes, np.uint32(0))
    fits = (edges[sights.starts] * 2 + edges[sights.ends]).astype(np.uint32)
    first, last = tags[slot[sights.starts]], tags[slot[sights.ends - 1]]
    before, after = slot[np.maximum(sights.starts - 1, 0)], slot[np.minimum(sights.ends, len(line.codes) - 1)]
    alone = (slot[sights.starts] == slot[sights.ends - 1]).astype(np.uint32)
    values = [fits, mix(first, last), mix(fits, mix(first, last)), fits * np.uint32(2) + alone]
    values += [tags[before], tags[after], hashes[before], hashes[after], mix(tags[before], tags[after])]
    hashed = [mix(value, np.uint32(code("w", k + 1))) for k, value in enumerate(values)]
    return open_features(np.concatenate(hashed), np.tile(sights.candidate, len(hashed)))


def _peaks(heat: Heat) -> I64:
    """Place of the strongest character of each group."""
    out = heat.starts.copy()
    for g in np.flatnonzero(heat.sizes).tolist():
        out[g] += int(heat.values[heat.starts[g] : heat.starts[g] + heat.sizes[g]].argmax())
    return out


def _segments(sights: Sights, asked: Views, heat: Heat, seen: tuple[I64, I64, I64, I64]) -> Features:
    """How much of the evidence lies between a candidate and the next name, on either side.

    Headlines are often run together without a mark, and then what is said after a name, up to the next name, is said
    of it.
    """
    occurrence, examples, start, end = seen
    size = len(sights.line.codes)
    places = np.arange(size + 1, dtype=np.int64)
    opens, closes = np.zeros(size + 1, dtype=np.bool_), np.zeros(size + 1, dtype=np.bool_)
    edges = sights.line.offsets, sights.line.offsets + sights.line.sizes
    for marks, own, edge in ((opens, sights.starts, edges[1]), (closes, sights.ends, edges[0])):
        marks[own] = True
        marks[edge] = True
    upto = np.minimum.accumulate(np.where(opens, places, size)[::-1])[::-1]
    since = np.maximum.accumulate(np.where(closes, places, 0))
    group = asked.groups[examples]
    shift = heat.starts[group] - sights.line.offsets[asked.texts[group]]
    low = np.minimum(since[sights.starts[occurrence]] + shift, start)
    high = np.maximum(upto[sights.ends[occurrence]] + shift, end)
    sums = np.concatenate([[0.0], np.cumsum(np.maximum(heat.values, 0.0), dtype=np.float64)])
    total = sums[heat.starts + heat.sizes] - sums[heat.starts] + 1e-6
    sides = np.zeros((len(asked.candidates), 3))
    np.maximum.at(sides[:, 0], examples, (sums[start] - sums[low]) / total[group])
    np.maximum.at(sides[:, 1], examples, (sums[high] - sums[end]) / total[group])
    sides[:, 2] = sides[:, :2].max(axis=1)
    ranks = np.minimum(_ranks(sides, asked.groups), 4)
    left, right = np.searchsorted(_PART, sides[:, 0]), np.searchsorted(_PART, sides[:, 1])
    found = {"gl": left, "gr": right, "gb": left * 8 + right, "g1": ranks[:, 0], "g2": ranks[:, 1], "g3": ranks[:, 2]}
    found["gx"] = (np.minimum(ranks[:, 1], 2) * 8 + right) * 4 + np.minimum(ranks[:, 0], 2)
    hashes = [mix(value.astype(np.uint32), np.uint32(code(name, 1))) for name, value in found.items()]
    return open_features(np.concatenate(hashes), np.tile(np.arange(len(sides)), len(found)))


def _ranks(values: Floats, groups: I64) -> I64:
    """How many of the same group lie above, shape of `values`."""
    out = np.zeros(values.shape, dtype=np.int64)
    for column in range(values.shape[1]):
        order = np.lexsort((-values[:, column], groups))
        ordered = groups[order]
        fresh = np.concatenate([[True], ordered[1:] != ordered[:-1]]) if len(order) else np.zeros(0, dtype=np.bool_)
        ties = (
            np.concatenate([[True], values[order][1:, column] != values[order][:-1, column]]) if len(order) else fresh
        )
        place = np.arange(len(order))
        first = np.maximum.accumulate(np.where(fresh, place, 0)) if len(order) else place
        level = np.maximum.accumulate(np.where(fresh | ties, place, 0)) if len(order) else place
        out[order, column] = level - first
    return out
