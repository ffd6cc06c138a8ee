"""您是不是要找：another spelling of a query that finds little, or that nearly is a name.

A query is wrong where two of its characters never meet in the index, or where it stands nowhere as it is written while
the name of a law or an agency that it nearly spells does.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass

from indexer.analysis import Analyser, pairs
from indexer.base import Collection
from indexer.engine import Engine
from indexer.fold import fold
from indexer.lexicon import LONGEST, SHORTEST_NAME, Lexicon
from indexer.lexicon_reading import LexiconReading
from indexer.plan import Everything, Node, Term
from indexer.query import Free, parse_query
from indexer.reference import find_articles
from indexer.scoring import Planner, string_node

FEW = 3
"""Hits that are still too few not to ask."""

_LONGEST_QUERY = 40
_MOST_TRIED = 48
_MUCH_MORE = 10  # times as many hits, where there are some already
_GROWN = 0.1  # of the records the lexicon was read from
_CHUNK = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class _Try:
    """A query with one piece of `length` characters replaced; `word`: what was put in, with a character around it.

    `kind` as in `lexicon`.
    """

    kind: int
    length: int
    text: str
    word: str


class Speller:
    """Keeps the lexicon of one index, and reads it anew when the index has grown or shrunk by a tenth.

    Each query reads a slice more, so that none waits for the whole; until a new reading is done the old lexicon serves.
    """

    def __init__(self, analyser: Analyser) -> None:
        self._analyser = analyser
        self._lock = threading.Lock()
        self._lexicon: Lexicon | None = None
        self._reading: LexiconReading | None = None
        self._size = 0

    def suggest(self, text: str, collection: Collection, total: int, engine: Engine) -> str:
        """A spelling of `text` that finds more than its `total` hits, "" for none."""
        if not 2 <= len(text) <= _LONGEST_QUERY or not isinstance(parse_query(text).part, Free):
            return ""
        weak = self._weak(text, collection, engine)
        lexicon = self._known(engine)
        if weak or total <= FEW:
            found = self._respelt(text, collection, total, engine, weak, lexicon)
            if found:
                return found
        return self._named(text, collection, engine, lexicon)

    def _respelt(
        self,
        text: str,
        collection: Collection,
        total: int,
        engine: Engine,
        weak: list[tuple[int, int]],
        lexicon: Lexicon,
    ) -> str:
        """`text` with one piece replaced by a name or word that was meant."""
        named = [(s, e) for s in range(len(text)) for e in range(s + 2, len(text) + 1) if fold(text[s:e]) in lexicon]
        weak = [(s, e) for s, e in weak if not any(start <= s and e <= end for start, end in named)]
        if not weak and (total > FEW or (0, len(text)) in named):
            return ""
        tries = sorted(set(self._tries(text, weak, lexicon)), key=lambda t: (t.kind, -t.length, t.text))
        tries = tries[:_MOST_TRIED]
        counts = engine.count(collection, [self._demand(t, collection) for t in tries])
        least = 1 if weak or not total else _MUCH_MORE * total
        good = [(t, n) for t, n in zip(tries, counts, strict=True) if n >= least]
        if not good:
            return ""
        return min(good, key=lambda g: (g[0].kind, -g[0].length, -g[1], g[0].text))[0].text

    def _named(self, text: str, collection: Collection, engine: Engine, lexicon: Lexicon) -> str:
        """`text` with the first of its parts that nearly is a name, and that stands nowhere, replaced by that name."""
        for match in _CHUNK.finditer(text):
            chunk = match[0]
            for _, start, _ in find_articles(fold(chunk)):
                chunk = chunk[:start]
                break
            folded = fold(chunk)
            if len(chunk) < SHORTEST_NAME or not folded.isalnum() or folded in lexicon:
                continue
            names = lexicon.names_near(folded)
            if not names:
                continue
            written, *counts = engine.count(collection, [string_node(n, "pairs", "units") for n in (folded, *names)])
            best = max(zip(counts, names, strict=True), key=lambda n: n[0])
            if not written and best[0]:
                return text[: match.start()] + best[1] + text[match.start() + len(chunk) :]
        return ""

    def _known(self, engine: Engine) -> Lexicon:
        with self._lock:
            size = sum(engine.count(collection, [Everything()])[0] for collection in Collection)
            if self._lexicon is None or abs(size - self._size) > _GROWN * self._size:
                self._reading, self._size = LexiconReading(self._analyser), size
                self._lexicon = self._lexicon or self._reading.lexicon
            if self._reading:
                self._reading.go_on(engine)
                if self._reading.is_done:
                    self._lexicon, self._reading = self._reading.lexicon, None
            return self._lexicon

    def _weak(self, text: str, collection: Collection, engine: Engine) -> list[tuple[int, int]]:
        """Places of two neighbouring characters that no record has side by side."""
        folded = fold(text)
        places = [(n, n + 2) for n in range(len(folded) - 1) if len(pairs(folded[n : n + 2])) == 1]
        places = [p for p in places if not any(c.isspace() or not c.isalnum() for c in folded[slice(*p)])]
        counts = engine.count(collection, [Term("pairs", pairs(folded[s:e])[0]) for s, e in places])
        return [place for place, count in zip(places, counts, strict=True) if not count]

    def _tries(self, text: str, weak: list[tuple[int, int]], lexicon: Lexicon) -> Iterator[_Try]:
        folded = fold(text)
        for start in range(len(folded)):
            for end in range(start + 2, min(len(folded), start + LONGEST) + 1):
                piece = folded[start:end]
                if not piece.isalnum():
                    break
                if weak and not any(s < end and start < e for s, e in weak):
                    continue
                if piece not in lexicon:
                    for kind, word in lexicon.meant(piece):
                        around = (text[max(0, start - 1) : start], text[end : end + 1])
                        yield _Try(kind, end - start, text[:start] + word + text[end:], word.join(around))

    def _demand(self, tried: _Try, collection: Collection) -> Node:
        """What a spelling must find: all that keywords ask for; of prose, the word that was put in."""
        plan = Planner(collection, self._analyser).plan(parse_query(tried.text))
        return plan.strict or string_node(tried.word, "pairs", "units")
