"""The one tokeniser: rjieba (jieba's own dictionary and algorithm, in Rust) with our domain words.

Two views of one text, both with exact offsets into the string as given:

- `Segmenter.tokens`: the words a reader sees, as jieba cuts them (HMM for unknown words on).
- `Segmenter.tokens_for_search`: what an index holds: folded (NFKC, lower case, optionally simplified characters),
  every dictionary word inside a longer word as a token of its own, no white space and no punctuation. HMM is off, so
  that a string is cut the same way in a short query as in a long document: unknown strings fall into characters.
  `words_for_search` gives the same words without their places, several times faster; `line_for_search` gives them as
  one string, faster still.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from functools import cache, lru_cache
from itertools import chain
from typing import TYPE_CHECKING, TypeVar

from nlp.fold import fold, simplify_characters
from nlp.lexicon import lexicon_words
from regintel.model import Token

if TYPE_CHECKING:
    from rjieba import Jieba

    from nlp.plain_jieba import PlainJieba

_SURROGATE = re.compile("[\ud800-\udfff]")
LONGEST_IN_LINE = 64
_LONGEST_PART = 12
_LONGEST_WORD = 64
_MOST_KNOWN = 200_000
_T = TypeVar("_T")


class _Parts(dict[str, _T]):
    """Word → itself and the dictionary words inside it, learnt word by word."""

    def __init__(self, find: Callable[[str], _T]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, word: str) -> _T:
        if len(self) >= _MOST_KNOWN:
            self.clear()
        self[word] = parts = self._find(word)
        return parts


class Segmenter:
    """Cuts Chinese text. Thread-safe after construction; 0.1 s and about 60 MB to build."""

    def __init__(self, words: Iterable[str] = ()) -> None:
        """`words` are added to jieba's dictionary; those longer than 4 characters only join in `tokens`."""
        self.words = tuple(dict.fromkeys(words))
        self._jieba = _engine()
        for word in self.words:
            self._jieba.add_word(word, None, None)
        self._parts = lru_cache(maxsize=200_000)(self._find_parts)
        self._characters = lru_cache(maxsize=200_000)(self._find_parts_and_characters)
        self._strings = _Parts(lambda word: tuple(text for text, _, _ in self._find_parts(word)))
        self._lines = _Parts(lambda word: "".join(f"{text[:LONGEST_IN_LINE]} " for text in self._strings[word]))

    def tokens(self, text: str) -> list[Token]:
        """Words and punctuation in order, without white space; each `token.text == text[token.start:token.end]`."""
        make = Token._make
        cut = self._cut(text, hmm=True)
        if cut is None:
            safe = _SURROGATE.sub("\ufffd", text)
            return [
                Token(text[start:end], start, end)
                for _, start, end in self._jieba.tokenize(safe, "default", True)
                if not text[start:end].isspace()
            ]
        return [make(item) for item in cut if not item[0].isspace()]

    def tagged(self, text: str) -> list[tuple[str, str]]:
        """Words with jieba's part-of-speech flags (n, v, p, c, …), white space included; no lone surrogates."""
        return self._jieba.tag(text, True)

    def knows(self, word: str) -> bool:
        """Whether the dictionary, ours included, has the word; what it lacks is a name or a rare word."""
        return self._jieba.has_word(word)

    def tokens_for_search(self, text: str, *, characters: bool = False, simplify: bool = False) -> list[Token]:
        """Folded words, and the dictionary words inside them, ordered by (start, end).

        `characters` adds every single character of longer words, so that one-character queries match anywhere.
        `simplify` maps traditional characters to simplified ones first (one to one, offsets stay).
        """
        folded = fold(text)
        if simplify:
            folded = simplify_characters(folded)
        cut = self._cut(folded, hmm=False)
        if cut is None:
            cut = self._jieba.tokenize(_SURROGATE.sub("\ufffd", folded), "default", False)
        parts = self._characters if characters else self._parts
        new = tuple.__new__  # a third of what `Token(…)` costs
        found: list[Token] = []
        add = found.append
        for word, start, end in cut:
            if end - start == 1:
                if word.isalnum():
                    add(new(Token, (word, start, end)))
                continue
            for part, first, last in parts(word):
                add(new(Token, (part, start + first, start + last)))
        return found

    def words_for_search(self, text: str) -> list[str]:
        """The texts of `tokens_for_search`, for a text that is folded already (by `fold`, or further)."""
        return list(chain.from_iterable(map(self._strings.__getitem__, self._folded_cut(text))))

    def line_for_search(self, text: str) -> str:
        """The words of `words_for_search`, each up to `LONGEST_IN_LINE` characters of it, joined by blanks."""
        return "".join(map(self._lines.__getitem__, self._folded_cut(text)))[:-1]

    def finder(self, words: AbstractSet[str]) -> Callable[[str], list[tuple[int, int]]]:
        """What finds those of `words` in folded texts: the places of the tokens that `tokens_for_search` would give."""
        wanted = frozenset(words)
        inside = _Parts(
            lambda word: tuple((s, e) for text, s, e in self._parts(word) if text[:LONGEST_IN_LINE] in wanted)
        )

        def find(text: str) -> list[tuple[int, int]]:
            cut = self._cut(text, hmm=False)
            if cut is None:
                cut = self._jieba.tokenize(_SURROGATE.sub("\ufffd", text), "default", False)
            return [(start + first, start + last) for word, start, _ in cut for first, last in inside[word]]

        return find

    def _folded_cut(self, text: str) -> list[str]:
        try:
            return self._jieba.cut(text, False)
        except UnicodeEncodeError:
            return self._jieba.cut(_SURROGATE.sub("\ufffd", text), False)

    def _cut(self, text: str, *, hmm: bool) -> list[tuple[str, int, int]] | None:
        """What rjieba gives, or None where the text holds lone surrogates, which no UTF-8 can carry."""
        try:
            return self._jieba.tokenize(text, "default", hmm)
        except UnicodeEncodeError:
            return None

    def _find_parts(self, word: str) -> tuple[tuple[str, int, int], ...]:
        """The word and all dictionary words inside it, as (text, start, end) relative to it."""
        if not any(char.isalnum() for char in word):
            return ()
        length = len(word)
        found = [(word, 0, length)]
        if length > 2 and length <= _LONGEST_WORD and not word.isascii():
            has = self._jieba.has_word
            for start in range(length - 1):
                for end in range(start + 2, min(length, start + _LONGEST_PART) + 1):
                    if end - start < length and has(word[start:end]):
                        found.append((word[start:end], start, end))
        elif word.isascii() and not word.isalnum():
            found += [(m[0], m.start(), m.end()) for m in re.finditer(r"[a-z0-9]+", word)]
        return tuple(sorted(found, key=lambda part: part[1:]))

    def _find_parts_and_characters(self, word: str) -> tuple[tuple[str, int, int], ...]:
        parts = set(self._find_parts(word))
        if parts and not word.isascii():
            parts |= {(char, i, i + 1) for i, char in enumerate(word) if char.isalnum()}
        return tuple(sorted(parts, key=lambda part: part[1:]))


def _engine() -> Jieba | PlainJieba:
    """rjieba; jieba itself where no wheel of it exists."""
    try:
        import rjieba
    except ImportError:
        from nlp.plain_jieba import PlainJieba

        return PlainJieba()
    return rjieba.Jieba()


@cache
def build_segmenter() -> Segmenter:
    """The segmenter with the domain dictionary of `nlp/lexicon`; one a process."""
    return Segmenter(lexicon_words())


def words_for_search(text: str) -> list[str]:
    """`Segmenter.words_for_search` with the domain dictionary, under a name that other processes can import."""
    return build_segmenter().words_for_search(text)


def line_for_search(text: str) -> str:
    """`Segmenter.line_for_search` with the domain dictionary, under a name that other processes can import."""
    return build_segmenter().line_for_search(text)
