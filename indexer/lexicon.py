"""The index's own names and words, and those among them that a misspelt one may have meant: by sound, or by one edit.

A word within one edit of what was written shares its first or its second half with it, so that two short lists a word
find it (`rapidfuzz` then measures); no list of what remains when characters are left out has to be kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from indexer.fold import fold

LONGEST = 30
"""Characters of a name or word that can be meant."""

SOUND, SUBSTITUTION, LENGTH = 0, 1, 2
"""Kinds of error, the likeliest first: another character of the same sound, one other character, one more or less."""

SHORTEST_NAME = 5
"""Characters of a name that a whole query can be compared with; shorter ones have too many neighbours."""

_LENIENT, _VERY_LENIENT = 8, 10  # characters from which on a name may be longer or shorter, and two edits away
_NUMERALS = frozenset("0123456789零〇一二三四五六七八九十百千上中下甲乙丙丁")
_FIRST_SOUND = 0xE000  # Unicode's private area: what no text means


class Lexicon:
    """Words (folded) by what can be mistaken for them; some of them are names of laws and agencies."""

    def __init__(self) -> None:
        self._words: set[str] = set()
        self._names: dict[str, str] = {}  # each by itself, as `rapidfuzz` wants choices
        self._by_sound: dict[str, list[str]] = defaultdict(list)
        self._by_head: dict[tuple[int, str], list[str]] = defaultdict(list)
        self._by_tail: dict[tuple[int, str], list[str]] = defaultdict(list)

    def __contains__(self, word: str) -> bool:
        return word in self._words

    def __len__(self) -> int:
        return len(self._words)

    def add(self, word: str, *, is_name: bool = False) -> None:
        """Learn a folded word of 2 to `LONGEST` characters; others are nothing to mean."""
        size = len(word)
        if not 2 <= size <= LONGEST:
            return
        if is_name and size >= SHORTEST_NAME:
            self._names[word] = word
        if word in self._words:
            return
        self._words.add(word)
        self._by_sound[sounds(word)].append(word)
        if size >= 3:
            half = size // 2
            self._by_head[size, word[:half]].append(word)
            self._by_tail[size, word[half:]].append(word)

    def meant(self, written: str) -> Iterator[tuple[int, str]]:
        """(kind of error, word) of the words that `written` may stand for, the likeliest kind first."""
        found: set[str] = {written}
        size = len(written)
        near: list[tuple[int, str]] = [(SOUND, word) for word in self._by_sound.get(sounds(written), ())]
        if size >= 3:
            near += [(SUBSTITUTION, word) for word in self._one_edit_away(written, size)]
            near += [(LENGTH, word) for word in self._one_edit_away(written, size + 1)]
        if size >= 5:
            near += [(LENGTH, word) for word in self._one_edit_away(written, size - 1)]
        for kind, word in near:
            if word not in found:
                found.add(word)
                yield kind, word

    def _one_edit_away(self, written: str, size: int) -> Iterator[str]:
        """The words of `size` characters that one edit makes of `written`."""
        from rapidfuzz.distance import Levenshtein

        half = size // 2
        tail = written[len(written) - (size - half) :]
        for words in (self._by_head.get((size, written[:half]), ()), self._by_tail.get((size, tail), ())):
            for word in words:
                if Levenshtein.distance(written, word, score_cutoff=1) == 1:
                    yield word

    def names_near(self, written: str) -> list[str]:
        """The names that a whole query of at least `SHORTEST_NAME` characters may stand for, the nearest first.

        One character may differ; of long names two, or one may be missing or too many. Numbers are never misspelt.
        """
        from rapidfuzz import process
        from rapidfuzz.distance import Levenshtein

        size = len(written)
        if size < SHORTEST_NAME:
            return []
        most = 2 if size >= _VERY_LENIENT else 1
        found = process.extract(written, self._names, scorer=Levenshtein.distance, score_cutoff=most, limit=20)
        return [name for name, distance, _ in found if distance and _may_stand_for(written, name)]


def _may_stand_for(written: str, name: str) -> bool:
    if len(name) != len(written):
        return len(written) >= _LENIENT and _digits(name) == _digits(written)
    return not any(a != b and (a in _NUMERALS or b in _NUMERALS) for a, b in zip(written, name, strict=True))


def _digits(text: str) -> list[str]:
    return [char for char in text if char in _NUMERALS]


def sounds(word: str) -> str:
    """One character for the toneless pinyin of each character; what is none stands for itself."""
    return fold(word).translate(_SOUNDS)


class _Sounds(dict[int, str]):
    """A table for `str.translate` that learns each character when it first meets it."""

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[str, str] = {}

    def __missing__(self, code: int) -> str:
        from pypinyin import Style, lazy_pinyin

        char = chr(code)
        sound = str(lazy_pinyin(char, style=Style.NORMAL)[0])
        if sound != char:
            sound = self._known.setdefault(sound, chr(_FIRST_SOUND + len(self._known)))
        self[code] = sound
        return sound


_SOUNDS = _Sounds()
