"""Passages → hashed character n-grams and cue words; the same for training, run time and proof."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

import numpy as np

from nlp.models.features import BITS, Bags, Grams, grams, join
from nlp.models.fields import ORDERS
from nlp.topic.label import Label, load_kinds, load_topics

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

TITLE_SALT = 1
TITLE_REACH = 80
"""Characters of a title that are read."""
LEAD = 240
"""Characters of a body that its kind is judged by."""


class Cue(NamedTuple):
    """A cue word at `[start, end)` and its buckets: its own, and those of the labels that it speaks for."""

    start: int
    end: int
    buckets: tuple[int, ...]


@cache
def _cues(labels: tuple[Label, ...]) -> tuple[AhoCorasick, tuple[tuple[int, ...], ...]]:
    from ahocorasick_rs import AhoCorasick, MatchKind

    table: dict[str, list[int]] = {}
    for label in labels:
        for word in label.cues:
            table.setdefault(word, [_hash(f"word:{word}")]).append(_hash(f"label:{label.name}"))
    return AhoCorasick(list(table), matchkind=MatchKind.LeftmostLongest), tuple(map(tuple, table.values()))


def _hash(name: str) -> int:
    return crc32(name.encode())


def find_cues(text: str, labels: tuple[Label, ...]) -> Iterator[Cue]:
    """Cue words in a text without lone surrogates, in order, the longest at each place."""
    automaton, hashes = _cues(labels)
    for index, start, end in automaton.find_matches_as_indexes(text):
        yield Cue(start, end, tuple(value & ((1 << BITS) - 1) for value in hashes[index]))


def cue_grams(texts: Sequence[str], labels: tuple[Label, ...]) -> Grams:
    """The cue words of each text as hashes."""
    automaton, hashes = _cues(labels)
    found: list[int] = []
    owners: list[int] = []
    for i, text in enumerate(texts):
        for index, _, _ in automaton.find_matches_as_indexes(text):
            found += hashes[index]
            owners += [i] * len(hashes[index])
    return Grams(np.array(found, dtype=np.uint32), np.array(owners, dtype=np.int64), len(texts))


def topic_bags(texts: Sequence[str]) -> Bags:
    """Features by which the topic of a passage is judged."""
    return join(grams(texts, ORDERS), cue_grams(texts, load_topics())).bags()


def kind_bags(titles: Sequence[str], bodies: Sequence[str]) -> Bags:
    """Features by which a kind is judged: title and beginning, told apart, and cue words in either."""
    heads = [title[:TITLE_REACH] for title in titles]
    leads = [body[:LEAD] for body in bodies]
    both = [f"{head}\n{lead}" for head, lead in zip(heads, leads, strict=True)]
    parts = (grams(heads, ORDERS, salt=TITLE_SALT), grams(leads, ORDERS), cue_grams(both, load_kinds()))
    return join(*parts).bags()
