"""Where a text uses the words of a risk type: one automaton over all words, patterns only around their anchors."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from nlp.risk.sentence import KEPT, RECENT
from nlp.taxonomy.load import RiskType, load_taxonomy

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

_REACH = 48


class Trigger(NamedTuple):
    """`text[start:end]` may tell of `type`; whether it does is for the context to say."""

    type: RiskType
    start: int
    end: int


@cache
def _automaton() -> tuple[AhoCorasick, tuple[tuple[str, tuple[RiskType, ...], tuple[RiskType, ...]], ...]]:
    """The automaton and, by pattern index, (literal, types it is a word of, types it is an anchor of)."""
    from ahocorasick_rs import AhoCorasick, MatchKind

    words: dict[str, list[RiskType]] = {}
    anchors: dict[str, list[RiskType]] = {}
    for item in load_taxonomy().types:
        for word in item.words:
            words.setdefault(word, []).append(item)
        for anchor in item.anchors:
            anchors.setdefault(anchor, []).append(item)
    literals = tuple(dict.fromkeys((*words, *anchors)))
    table = tuple((x, tuple(words.get(x, ())), tuple(anchors.get(x, ()))) for x in literals)
    return AhoCorasick(literals, matchkind=MatchKind.LeftmostLongest), table


def find_triggers(text: str) -> tuple[Trigger, ...]:
    """All triggers in order of place, without overlaps within a type. No lone surrogates in `text`."""
    return _known(text) if len(text) <= KEPT else _find(text)


def _find(text: str) -> tuple[Trigger, ...]:
    automaton, table = _automaton()
    found: dict[tuple[str, int], Trigger] = {}
    starts: dict[str, int] = {}
    ends: dict[str, int] = {}
    for index, start, end in automaton.find_matches_as_indexes(text):
        _, types, anchored = table[index]
        spans = [Trigger(item, start, end) for item in types]
        spans += [t for item in anchored if item not in types and (t := _around(item, text, start, end))]
        for trigger in spans:
            name = trigger.type.name
            if trigger.start >= ends.get(name, 0):
                found[name, trigger.start] = trigger
                starts[name], ends[name] = trigger.start, trigger.end
            elif trigger.end > ends[name]:  # 仿冒App|冒用…名义: one place, told in full
                found[name, starts[name]] = Trigger(trigger.type, starts[name], trigger.end)
                ends[name] = trigger.end
    return tuple(sorted(found.values(), key=lambda t: (t.start, t.end)))


_known = lru_cache(maxsize=RECENT)(_find)
"""Rules, models and headlines ask for the same text within a batch."""


def _around(item: RiskType, text: str, start: int, end: int) -> Trigger | None:
    """The first pattern of the type that covers the anchor."""
    low, high = max(0, start - _REACH), min(len(text), end + _REACH)
    for pattern in item.patterns:
        for match in pattern.finditer(text, low, high):
            if match.start() <= start and end <= match.end():
                return Trigger(item, match.start(), match.end())
    return None
