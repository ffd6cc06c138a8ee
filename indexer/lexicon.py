"""The index's own names and words, and those among them that a misspelt one may have meant: by sound, or by one edit.

Edits are looked up as in SymSpell (W. Garbe, 2012): by what remains when a character is left out or blanked.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache

from indexer.analysis import Analyser
from indexer.base import Collection, Sort
from indexer.engine import Engine, Find
from indexer.fold import fold
from indexer.plan import Everything
from indexer.reference import name_key

LONGEST = 30
"""Characters of a name or word that can be meant."""

SOUND, SUBSTITUTION, LENGTH = 0, 1, 2
"""Kinds of error, the likeliest first: another character of the same sound, one other character, one more or less."""

_MOST_KEYS = 60_000
_MOST_VALUES = 5_000
_READ = 1_000  # records of each collection whose texts are read for common words
_LONGEST_TEXT = 2_000
_KEYWORDS: Mapping[Collection, tuple[str, ...]] = {
    Collection.DOCUMENTS: ("issuers", "entities", "risk_types"),
    Collection.CLAUSES: ("path", "issuers"),
    Collection.SIGNALS: ("entity", "type"),
}
_INNER = re.compile(r"《([^《》]{2,60})》")
_PART = re.compile(r"[^\W_]+")
_BLANK = "\0"


class Lexicon:
    """Words (folded) by what can be mistaken for them."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self._counts = counts
        self._by_sound: dict[tuple[str, ...], list[str]] = defaultdict(list)
        self._by_blank: dict[str, list[str]] = defaultdict(list)
        self._by_rest: dict[str, list[str]] = defaultdict(list)
        for word in sorted(counts, key=lambda w: (-counts[w], w)):
            self._by_sound[sounds(word)].append(word)
            if len(word) >= 3:
                for blank in _blanks(word):
                    self._by_blank[blank].append(word)
            if len(word) >= 4:
                for rest in _rests(word):
                    self._by_rest[rest].append(word)

    def __contains__(self, word: str) -> bool:
        return word in self._counts

    def __len__(self) -> int:
        return len(self._counts)

    def meant(self, written: str) -> Iterator[tuple[int, str]]:
        """(kind of error, word) of the words that `written` may stand for, the likeliest first."""
        found: set[str] = {written}

        def fresh(kind: int, words: list[str]) -> Iterator[tuple[int, str]]:
            for word in words:
                if word not in found:
                    found.add(word)
                    yield kind, word

        yield from fresh(SOUND, self._by_sound.get(sounds(written), []))
        if len(written) >= 3:
            for blank in _blanks(written):
                yield from fresh(SUBSTITUTION, self._by_blank.get(blank, []))
            yield from fresh(LENGTH, self._by_rest.get(written, []))
        if len(written) >= 5:
            yield from fresh(LENGTH, [rest for rest in _rests(written) if rest in self._counts])


def read_lexicon(engine: Engine, analyser: Analyser) -> Lexicon:
    """What the index names and says: titles, issuers, entities, risk types, headings, and words of its texts."""
    counts: dict[str, int] = defaultdict(int)

    def learn(text: str, count: int) -> None:
        for part in _PART.findall(fold(text)):
            if 2 <= len(part) <= LONGEST:
                counts[part] += count
        for word in analyser.words(text):
            if len(word) >= 2 and not word.isdigit():
                counts[word] += count

    for collection in (Collection.DOCUMENTS, Collection.SIGNALS):
        names = {key.partition("\t")[2]: n for key, n in engine.keys(collection, "", _MOST_KEYS)}
        for name, count in names.items():
            learn(name, count)
            learn(name_key(name), count)
            for inner in _INNER.findall(name):
                learn(inner, count)
    for collection, fields in _KEYWORDS.items():
        for name in fields:
            for bucket in engine.values(collection, name, _MOST_VALUES):
                learn(bucket.value, bucket.count)
        for row in engine.find(Find(collection, Everything(), Sort.NEWEST, _READ)).rows:
            for word in analyser.words(str(row.fields.get("text") or "")[:_LONGEST_TEXT]):
                if len(word) >= 2 and not word.isdigit():
                    counts[word] += 1
    return Lexicon(counts)


def sounds(word: str) -> tuple[str, ...]:
    """The toneless pinyin of each character; what is none stands for itself."""
    return tuple(map(_sound, word))


@lru_cache(maxsize=30_000)
def _sound(char: str) -> str:
    from pypinyin import Style, lazy_pinyin

    return str(lazy_pinyin(char, style=Style.NORMAL)[0])


def _blanks(word: str) -> list[str]:
    return [word[:n] + _BLANK + word[n + 1 :] for n in range(len(word))]


def _rests(word: str) -> list[str]:
    return list(dict.fromkeys(word[:n] + word[n + 1 :] for n in range(len(word))))
