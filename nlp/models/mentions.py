"""What a text says around a name: features that decide whether the name is the one the text is (badly) about.

A candidate is described by its place, its competition (longer and shorter names, number of names), its context on both
sides, and the evidence that a document head lays on the characters near it. The name itself counts only through a
feature that training drops half of the time, so that names nobody has seen are judged by their context.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from nlp.models.features import F32

MENTION_BITS = 18
MAX_OCCURRENCES = 8
MAX_CANDIDATES = 40
MAX_TEXT = 4_000
_BREAK = re.compile(r"[。！？!?；;\n]|\s{2,}")
_CLAUSE = re.compile(r"[。！？!?；;\n，,、]|\s")


@dataclass(frozen=True, slots=True)
class Mentions:
    """All candidates of one text and where each stands on its own (not inside a longer candidate)."""

    text: str
    names: tuple[str, ...]
    places: tuple[tuple[int, ...], ...]
    alone: tuple[tuple[int, ...], ...]


def locate(text: str, name: str, limit: int = 200) -> Iterator[int]:
    """Starts of `name` in `text`, non-overlapping, at most `limit`."""
    at = text.find(name) if name else -1
    while at >= 0 and limit:
        yield at
        limit -= 1
        at = text.find(name, at + len(name))


def find_mentions(text: str, names: Sequence[str]) -> Mentions:
    """Locate candidates; longer names claim their characters first."""
    text = text[:MAX_TEXT]
    unique = tuple(dict.fromkeys(name for name in names if name))[:MAX_CANDIDATES]
    claimed = bytearray(len(text))
    places: dict[str, tuple[int, ...]] = {}
    alone: dict[str, tuple[int, ...]] = {}
    for name in sorted(unique, key=len, reverse=True):
        places[name] = tuple(locate(text, name))
        alone[name] = tuple(at for at in places[name] if not claimed[at] or not claimed[at + len(name) - 1])
        for at in alone[name]:
            claimed[at : at + len(name)] = b"\x01" * len(name)
    return Mentions(text, unique, tuple(places[n] for n in unique), tuple(alone[n] for n in unique))


def _step(value: float, steps: Sequence[float]) -> int:
    return sum(value > step for step in steps)


_COUNTS = (0, 1, 2, 3, 5, 9)
_PLACES = (0, 3, 8, 16, 32, 64, 128, 256)
_GAPS = (-60, -30, -16, -9, -5, -2, 0, 2, 5, 9, 16, 30, 60)
_HEAT = (-0.5, -0.2, -0.05, 0.02, 0.06, 0.12, 0.2, 0.3, 0.45, 0.7, 1.0)


def _span(pattern: re.Pattern[str], text: str, start: int, end: int, reach: int) -> tuple[int, int]:
    """The stretch around [start, end) up to the nearest break on each side, `reach` characters at most."""
    low, high = max(0, start - reach), min(len(text), end + reach)
    left = low
    for match in pattern.finditer(text, low, start):
        left = match.end()
    after = pattern.search(text, end, high)
    return left, after.start() if after else high


def _kind(name: str) -> str:
    kinds = "".join(
        "A" if c.isascii() and c.isalpha() else "9" if c.isdigit() else "字" if c.isalpha() else "." for c in name
    )
    return re.sub(r"(.)\1+", r"\1", kinds)


def _competition(found: Mentions, k: int) -> Iterator[str]:
    """Place and rank of candidate k among the others."""
    name, places, alone = found.names[k], found.places[k], found.alone[k]
    first = places[0] if places else len(found.text)
    firsts = sorted(p[0] if p else 1 << 30 for p in found.places)
    counts = sorted((len(p) for p in found.alone), reverse=True)
    inside = [other for other in found.names if other != name and name in other]
    holds = [other for other in found.names if other != name and other in name]
    size = _step(len(found.names), _COUNTS)
    yield f"n{size}"
    yield f"c{_step(len(places), _COUNTS)}"
    yield f"a{_step(len(alone), _COUNTS)}"
    yield f"p{_step(first, _PLACES)}"
    yield f"q{int(8 * first / (len(found.text) + 1))}"
    yield f"r{min(firsts.index(first if places else 1 << 30), 5)}/{size}"
    yield f"k{min(counts.index(len(alone)), 5)}/{size}"
    yield f"in{min(len(inside), 2)}|ho{min(len(holds), 2)}|a{min(len(alone), 2)}"
    yield f"l{min(len(name), 12)}"
    yield f"l{min(len(name), 12)}|in{min(len(inside), 1)}|ho{min(len(holds), 1)}"
    yield f"s1{name[-1]}"
    yield f"s2{name[-2:]}"
    yield f"s3{name[-3:]}"
    yield f"b1{name[0]}"
    yield f"kind{_kind(name)}"


def _context(text: str, start: int, end: int) -> Iterator[str]:
    """Characters beside one occurrence, and pairs of characters in its clause and its sentence by side."""
    for size in (1, 2, 3, 4):
        yield f"L{text[max(0, start - size) : start]}"
        yield f"R{text[end : end + size]}"
    yield f"LR{text[max(0, start - 1) : start]}|{text[end : end + 1]}"
    yield f"LR2{text[max(0, start - 2) : start]}|{text[end : end + 2]}"
    left, right = _span(_CLAUSE, text, start, end, 30)
    yield f"cl{_step(start - left, (0, 2, 5, 10))}|{_step(right - end, (0, 2, 5, 10))}"
    for side, low, high in (("<", left, start), (">", end, right)):
        for at in range(low, high - 1):
            yield f"{side}{text[at : at + 2]}"
            yield f"{side}{text[at : at + 3]}"
    left, right = _span(_BREAK, text, start, end, 60)
    for at in range(left, right - 1):
        yield f"~{text[at : at + 2]}"


def _heat_views(heat: F32, total: float, start: int, end: int, clause: tuple[int, int]) -> Iterator[str]:
    """Where the evidence of a document head lies as seen from one occurrence (`heat[i]`: weight of n-grams at i)."""
    left, right = max(0, start - 24), min(len(heat), end + 24)
    peak = int(heat.argmax()) if len(heat) else 0
    yield f"hp{_step(peak - (end if peak >= end else start), _GAPS)}"
    near = float(heat[left:start].sum()), float(heat[end:right].sum()), float(heat[clause[0] : clause[1]].sum())
    for label, value in zip(("hl", "hr", "hc"), near, strict=True):
        yield f"{label}{_step(value, _HEAT)}"
    yield f"hs{_step(near[2] / (abs(total) + 0.1), (-0.2, 0.0, 0.1, 0.25, 0.5, 0.75, 1.0))}"
    yield f"ht{_step(total, _HEAT)}"
    yield f"hd{_step(near[1] - near[0], _HEAT)}"


def segment_views(found: Mentions, heat: F32) -> list[list[str]]:
    """Feature strings a candidate: how much of the evidence lies between it and the next name, on either side.

    Headlines are often run together without a mark, and then what is said after a name, up to the next name, is said
    of it. Names inside longer ones share the stretches of the longer.
    """
    taken = sorted({(at, at + len(n)) for n, places in zip(found.names, found.alone, strict=True) for at in places})
    edges = [(0, 0), *taken, (len(found.text), len(found.text))]
    sums = np.concatenate([[0.0], np.cumsum(np.maximum(heat, 0.0), dtype=np.float64)])
    total = float(sums[-1]) + 1e-6
    values = np.zeros((len(found.names), 2))
    for k, (name, places) in enumerate(zip(found.names, found.places, strict=True)):
        for at in places[:MAX_OCCURRENCES]:
            before = max((e for s, e in edges if s <= at and e <= at), default=0)
            after = min((s for s, _ in edges if s >= at + len(name)), default=len(found.text))
            left, right = float(sums[at] - sums[min(before, at)]), float(sums[after] - sums[at + len(name)])
            values[k] = np.maximum(values[k], (left / total, right / total))
    both = values.max(axis=1)
    out = []
    for k in range(len(found.names)):
        left_step, right_step = (_step(v, (0.02, 0.08, 0.2, 0.35, 0.5, 0.7, 0.9)) for v in values[k])
        ranks = [int((column > column[k]).sum()) for column in (*values.T, both)]
        views = [f"gl{left_step}", f"gr{right_step}", f"gb{left_step}{right_step}"]
        views += [f"gR{min(rank, 4)}{i}" for i, rank in enumerate(ranks)]
        views.append(f"gX{min(ranks[1], 2)}|{right_step}|{min(ranks[0], 2)}")
        out.append(views)
    return out


def describe(found: Mentions, k: int, heat: F32, type_: str = "", segments: Sequence[str] = ()) -> list[str]:
    """Feature strings of candidate k. With `type_`, place and evidence are also told apart by type.

    `segments` is candidate k's entry of `segment_views`.
    """
    text, name = found.text, found.names[k]
    out = [*_competition(found, k), f"name{name}", *segments]
    places = found.alone[k] or found.places[k]
    total = float(heat.sum())
    for at in places[:MAX_OCCURRENCES]:
        end = at + len(name)
        out += _context(text, at, end)
        clause = _span(_CLAUSE, text, at, end, 40)
        out += _heat_views(heat, total, at, end, clause)
    if not places:
        out.append("absent")
    if type_:
        out += [f"{type_}|{x}" for x in out if x[0] in "LRrpqhnkc<>" and len(x) < 12]
    return out


def hash_features(strings: Sequence[str], bits: int = MENTION_BITS) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Unique buckets of feature strings."""
    mask = (1 << bits) - 1
    return np.array(sorted({crc32(s.encode("utf-8", "surrogatepass")) & mask for s in strings}), dtype=np.int64)
