"""Names that a text may be about: where each stands, and how it stands among the others.

The features here are those of the name itself and of its competition (longer and shorter names, number of names);
`sights` adds what is said around it. The features that know the name are kept apart: training drops them half of the
time, so that names nobody has seen are judged by their context.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from zlib import crc32

MENTION_BITS = 18
MAX_OCCURRENCES = 8
MAX_CANDIDATES = 40
MAX_TEXT = 4_000
_SAME = re.compile(r"(.)\1+")


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


_COUNTS = (0, 1, 2, 3, 5, 9)
_PLACES = (0, 3, 8, 16, 32, 64, 128, 256)


@cache
def code(name: str, value: int) -> int:
    """A feature as a number: a short name and a small value."""
    return (int.from_bytes(name.encode("ascii"), "little") << 12 | (value & 0xFFF)) & 0xFFFFFFFF


def _hash(name: str, value: str) -> int:
    return crc32(f"{name}{value}".encode("utf-8", "surrogatepass"))


def _kind(name: str) -> str:
    kinds = "".join(
        "A" if c.isascii() and c.isalpha() else "9" if c.isdigit() else "字" if c.isalpha() else "." for c in name
    )
    return _SAME.sub(r"\1", kinds)


@dataclass(frozen=True, slots=True)
class Standing:
    """Features of one candidate: `place` (also told apart by type), `form`, and those that know the `name`."""

    place: tuple[int, ...]
    form: tuple[int, ...]
    name: tuple[int, ...]


@lru_cache(maxsize=20_000)
def _of_name(name: str) -> tuple[int, int, tuple[int, ...]]:
    """What its characters alone give: (kinds of characters, last one, features that know the name). Two models ask
    for the same names of a document."""
    own = (_hash("=", name), _hash("2", name[-2:]), _hash("3", name[-3:]), _hash("b", name[0]))
    return code("i", crc32(_kind(name).encode()) & 0xFFF), _hash("1", name[-1]), own


def standings(found: Mentions) -> list[Standing]:
    """One entry a candidate of a text."""
    firsts = [places[0] if places else 1 << 30 for places in found.places]
    counts = [len(places) for places in found.alone]
    by_first, by_count = sorted(firsts), sorted(counts, reverse=True)
    size = bisect_left(_COUNTS, len(found.names))
    out = []
    for k, name in enumerate(found.names):
        inside = sum(name in other for other in found.names) - 1
        holds = sum(other in name for other in found.names) - 1
        first = min(firsts[k], len(found.text))
        length = min(len(name), 12)
        kind, last, own = _of_name(name)
        rank, order = min(by_first.index(firsts[k]), 5), min(by_count.index(counts[k]), 5)
        place = (
            code("n", size),
            code("c", bisect_left(_COUNTS, len(found.places[k]))),
            code("p", bisect_left(_PLACES, first)),
            code("q", int(8 * first / (len(found.text) + 1))),
            code("r", rank * 8 + size),
            code("k", order * 8 + size),
            kind,
            code("x", 0 if found.places[k] else 1),
        )
        form = (
            code("a", bisect_left(_COUNTS, counts[k])),
            code("ih", min(inside, 2) * 9 + min(holds, 2) * 3 + min(counts[k], 2)),
            code("ir", min(inside, 1) * 64 + min(holds, 1) * 32 + min(rank, 3) * 8 + min(size, 7)),
            code("l", length),
            code("li", length * 4 + min(inside, 1) * 2 + min(holds, 1)),
            last,
        )
        out.append(Standing(place, form, own))
    return out
