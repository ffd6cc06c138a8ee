"""What both backends feed their index: white-space separated tokens, made here, so that any stock analyser serves.

Three views of a text, over the same folded form (`indexer.fold`):

- *words*: what the handed-in tokeniser gives. They carry the ranking.
- *pairs*: every two neighbouring units, a unit being one CJK character or one run of Latin letters and digits. A phrase
  of pairs finds exactly that string, whatever the tokeniser made of it; pairs also steady the ranking where words fail.
- *units*: for queries of a single unit.

White space between units is nothing (lines are wrapped anywhere); punctuation ends a chain of pairs. A unit that stands
alone between punctuation takes the place of a pair, so that 银发〔2026〕4号 is one phrase in every bracket style.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from operator import add

from indexer.base import Cut, Finder, Tokenise
from indexer.fold import fold
from indexer.reference import find_references
from indexer.view import LONGEST_TOKEN, View, find_units

_UNIT = re.compile(rf"[a-z0-9]{{1,{LONGEST_TOKEN}}}|[^\W_]")
_CHAIN = re.compile(r"[^\W_]+(?:\s+[^\W_]+)*")
_MIXED = re.compile(r"[\x00-\x7f\s]")

_SHORT = 64
"""Characters of a text whose view is kept: titles, paths and agencies come again with every clause."""

_MOST_KEPT = 20_000


@dataclass(frozen=True, slots=True)
class Analyser:
    """Turns texts into tokens. `tokenise` gets folded text; its tokens are trusted to hold no punctuation alone.

    `cut` and `finder`, where given, are quicker ways to the same words and to the places of some.
    """

    tokenise: Tokenise
    cut: Cut | None = None
    finder: Finder | None = None
    _kept: dict[str, View] = field(default_factory=dict, init=False, repr=False, compare=False)

    def words(self, text: str) -> list[str]:
        """The words of a text, in order."""
        return self._line(fold(text)).split()

    def views(self, texts: Sequence[str]) -> list[View]:
        """The views of every text, for the index; many at once cost the least."""
        kept = self._kept
        known = {text: kept[text] for text in texts if text in kept}
        new = [text for text in texts if text not in known]
        known |= zip(new, self._new_views(new), strict=True)
        if len(kept) > _MOST_KEPT:
            kept.clear()
        kept.update((text, known[text]) for text in new if len(text) <= _SHORT)
        return [known[text] for text in texts]

    def _new_views(self, texts: Sequence[str]) -> Iterator[View]:
        for part in find_units(texts):
            yield View(self._line(part.folded), part.pairs, part.units, tuple(find_references(part.folded)))

    def _line(self, folded: str) -> str:
        """The words of a folded text, joined by blanks."""
        if self.cut:
            return self.cut(folded)
        return " ".join([token[0][:LONGEST_TOKEN] for token in self.tokenise(folded)])

    def places_of(self, words: AbstractSet[str]) -> Callable[[str], list[tuple[int, int]]]:
        """What finds the places of `words` in folded texts, in order."""
        if self.finder:
            return self.finder(words)
        tokenise = self.tokenise
        return lambda text: [(start, end) for word, start, end in tokenise(text) if word[:LONGEST_TOKEN] in words]

    def placed_words(self, text: str) -> Iterator[tuple[str, int, int]]:
        """The words with their places in `text`."""
        for word, start, end in self.tokenise(fold(text)):
            yield word[:LONGEST_TOKEN], start, end


def units(text: str) -> list[str]:
    """The units of a text, in order."""
    return _UNIT.findall(fold(text))


def pairs(text: str) -> list[str]:
    """The pairs of a text, in order, with lone units between."""
    found: list[str] = []
    for parts in _chains(fold(text)):
        found += parts if len(parts) == 1 else map(add, parts, parts[1:])
    return found


def _chains(folded: str) -> Iterator[Sequence[str]]:
    """The units of a folded text, chain by chain."""
    for chain in _CHAIN.findall(folded):
        # Nearly all chains are CJK characters alone, each of which is a unit: the string serves as their list.
        yield _UNIT.findall(chain) if _MIXED.search(chain) else chain


@dataclass(frozen=True, slots=True)
class Phrase:
    """A string to be found as it is: consecutive `pairs`, and `units` that must be there too (what no pair covers)."""

    pairs: tuple[str, ...]
    units: tuple[str, ...]


def phrase(text: str) -> Phrase:
    """How to look for `text` as it stands.

    A unit alone at either edge may be part of a pair in the text that is searched, so that it is only asked to be
    present somewhere.
    """
    chains = [list(parts) for parts in _chains(fold(text))]
    loose: list[str] = []
    for edge in (0, -1):
        if chains and len(chains[edge]) == 1:
            loose += chains.pop(edge)
    found: list[str] = []
    for chain in chains:
        found += chain if len(chain) == 1 else map(add, chain, chain[1:])
    return Phrase(tuple(found), tuple(dict.fromkeys(loose)))
