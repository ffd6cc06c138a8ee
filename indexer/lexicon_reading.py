"""Reading the lexicon of an index little by little: whoever waits for it waits for a slice, never for the whole.

Named things come first (titles, agencies, parties, kinds of risk), then headings, words of running text last.
"""

from __future__ import annotations

import re
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from indexer.analysis import Analyser
from indexer.base import Collection, Sort
from indexer.engine import Engine, Find
from indexer.fold import fold
from indexer.lexicon import Lexicon, sounds
from indexer.plan import Everything
from indexer.reference import name_key

SLICE = 0.08
"""Seconds of processor time that one query spends on reading, about."""

_MOST_STEPS = 30  # in a slice: a step asks a server once at most
_MOST_KEYS = 60_000
_MOST_VALUES = 5_000
_READ = 600  # records of each collection whose texts are read for common words
_AT_ONCE = 50
_NAMES_AT_ONCE = 400
_LONGEST_TEXT = 1_500
_NAMING = frozenset({"issuers", "entities", "entity"})
_KEYWORDS: Mapping[Collection, tuple[str, ...]] = {
    Collection.DOCUMENTS: ("issuers", "entities", "risk_types"),
    Collection.SIGNALS: ("entity", "type"),
    Collection.CLAUSES: ("issuers", "path"),
}
_INNER = re.compile(r"《([^《》]{2,60})》")
_PART = re.compile(r"[^\W_]+")

_Step = Callable[[Engine], None]


class LexiconReading:
    """Fills `lexicon` from an index; not thread-safe."""

    def __init__(self, analyser: Analyser) -> None:
        self.lexicon = Lexicon()
        self._analyser = analyser
        self._steps: deque[_Step] = deque()
        self._steps += [partial(self._read_names, c) for c in (Collection.DOCUMENTS, Collection.SIGNALS)]
        for collection, fields in _KEYWORDS.items():
            self._steps += [partial(self._read_values, collection, name) for name in fields]
        self._steps += [partial(self._read_texts, collection, 0) for collection in Collection]

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to read."""
        return not self._steps

    def go_on(self, engine: Engine) -> None:
        """Read at least one step, and for `SLICE` seconds of this thread's processor time or to the end."""
        sounds("字")  # brings in the readings of characters, once a process; that is no reading of the index
        end = time.thread_time() + SLICE
        for _ in range(_MOST_STEPS):
            if self._steps:
                self._steps.popleft()(engine)
            if time.thread_time() > end:
                return

    def _read_values(self, collection: Collection, name: str, engine: Engine) -> None:
        values = [bucket.value for bucket in engine.values(collection, name, _MOST_VALUES)]
        self._defer(values, is_name=name in _NAMING)

    def _read_names(self, collection: Collection, engine: Engine) -> None:
        keys = engine.keys(collection, "", _MOST_KEYS)
        self._defer(dict.fromkeys(key.partition("\t")[2] for key, _ in keys), is_name=True)

    def _defer(self, names: Iterable[str], *, is_name: bool) -> None:
        """Learn names next; many take several steps."""
        known = list(names)
        for start in reversed(range(0, len(known), _NAMES_AT_ONCE)):
            self._steps.appendleft(partial(self._learn, known[start : start + _NAMES_AT_ONCE], is_name=is_name))

    def _learn(self, names: Sequence[str], _: Engine, *, is_name: bool) -> None:
        for name in names:
            for form in dict.fromkeys((name, name_key(name), *_INNER.findall(name))):
                parts = _PART.findall(fold(form))
                for part in parts:
                    self.lexicon.add(part, is_name=is_name and len(parts) == 1)
        self._learn_words("\n".join(names))

    def _read_texts(self, collection: Collection, offset: int, engine: Engine) -> None:
        """Words of the newest records. More of them are read last of all, so that every collection has its turn."""
        rows = engine.find(Find(collection, Everything(), Sort.NEWEST, _AT_ONCE, offset)).rows
        self._learn_words("\n".join(str(row.fields.get("text") or "")[:_LONGEST_TEXT] for row in rows))
        if len(rows) == _AT_ONCE and offset + _AT_ONCE < _READ:
            self._steps.append(partial(self._read_texts, collection, offset + _AT_ONCE))

    def _learn_words(self, text: str) -> None:
        for word in dict.fromkeys(self._analyser.words(text)):
            if not word.isdigit():
                self.lexicon.add(word)
