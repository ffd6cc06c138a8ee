"""Which names of a day are one entity, and why: equal core names, and ties that documents of the day print.

A product that documents give to two different companies joins neither: a wrong name is worse than two entries.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from indexer.base import SearchIndex, SearchQuery
from nlp.facts.name_shape import generic_words
from nlp.gazetteer import core_name, is_place, names
from regintel.model import Analysis, Document

LABEL = "别称"
_SHORTEST = 2
_MOST_NAMES, _MOST_DOCUMENTS = 100, 10
_PERSON = re.compile("某|[（(]时任")
_RURAL = re.compile("农村商业银行|农商银行")
_KINDS = frozenset(("农商行", "村镇银行", "消费金融", "小额贷款", "融资租赁", "融资担保", "商业保理"))

_Reason = tuple[str, str]  # in words, and the id of the document that says so


class AnalysedDocuments(Protocol):
    """The part of `insights.day.Facts` that is needed here."""

    def document(self, id: str) -> Document | None:
        """The current state, or None."""

    def analysis(self, document_id: str) -> Analysis | None:
        """What was found in it, or None."""


@dataclass(frozen=True, slots=True)
class NameLink:
    """`alias` and `name` are one thing; `why` says in Chinese how one knows, `document_id` which document says so."""

    alias: str
    name: str
    why: str
    document_id: str = ""


@dataclass(frozen=True, slots=True)
class NamedEntity:
    """`name` is what it is called here; `aliases` are its other names of the day, each with its reason."""

    name: str
    aliases: tuple[NameLink, ...] = ()


def documents_naming(entities: Iterable[str], day: date, index: SearchIndex) -> list[str]:
    """Documents up to `day` that may say whose product a name is, best first; none for full company names."""
    short = [name for name in dict.fromkeys(entities) if not name.endswith("公司") and not _PERSON.search(name)]
    found: dict[str, None] = {}
    for name in short[:_MOST_NAMES]:
        page = index.search(SearchQuery(text=f'"{name}"', until=day, limit=_MOST_DOCUMENTS))
        found |= dict.fromkeys(hit.id for hit in page.hits)
    return list(found)


def alias_links(document_ids: Iterable[str], facts: AnalysedDocuments | None) -> Iterator[NameLink]:
    """Every tie that the documents print, in their order."""
    for id in document_ids if facts else ():
        assert facts is not None
        analysis = facts.analysis(id)
        ties = [a for a in analysis.annotations if a.label == LABEL] if analysis else []
        document = facts.document(id) if ties else None
        if analysis is None or document is None or document.text_sha256 != analysis.text_sha256:
            continue
        for tie in ties:
            why = f"{document.kind.label}《{document.title}》写明“{tie.span.of(document)}”与“{tie.value}”为同一主体"
            yield NameLink(tie.span.of(document), tie.value, why, id)


def join_names(mentions: Sequence[str], links: Iterable[NameLink] = ()) -> dict[str, NamedEntity]:
    """Each name of `mentions` → its entity. Names that only links know may be aliases, too, where they were linked.

    The entity is called by its full company name, else by its most frequent name, the first in order among equals.
    """
    links = list(links)
    known = list(dict.fromkeys([*(m for m in mentions if m), *(n for k in links for n in (k.alias, k.name))]))
    groups = _Groups(known)
    reasons: dict[str, _Reason] = {}
    for core, own in _equal_cores(known):
        for name in own[1:]:
            groups.join(name, own[0])
            reasons.setdefault(name, (f"核心名“{core}”相同", ""))
    targets: dict[str, set[str]] = {}
    for link in links:
        targets.setdefault(link.alias, set()).add(groups.root(link.name))
    for link in links:
        if len(targets[link.alias]) == 1 and _may_join(link.alias, link.name):
            groups.join(link.alias, link.name)
            reasons[link.alias] = (link.why, link.document_id)
    return _entities(mentions, known, groups, reasons)


def _entities(
    mentions: Sequence[str], known: Sequence[str], groups: _Groups, reasons: dict[str, _Reason]
) -> dict[str, NamedEntity]:
    counts = Counter(mentions)
    members: dict[str, list[str]] = {}
    for name in known:
        members.setdefault(groups.root(name), []).append(name)
    found: dict[str, NamedEntity] = {}
    for own in members.values():
        best = min(own, key=lambda n: (not n.endswith("公司"), -counts[n], own.index(n)))
        aliases = tuple(
            NameLink(n, best, *(reasons.get(n) or reasons.get(best) or ("文件中并列出现", "")))
            for n in own
            if n != best
        )
        found |= {name: NamedEntity(best, aliases) for name in own if name in counts}
    return found


class _Groups:
    """Disjoint sets of names."""

    def __init__(self, items: Iterable[str]) -> None:
        self._above = {item: item for item in items}

    def root(self, item: str) -> str:
        """What stands for the set of `item`."""
        while self._above[item] != item:
            item = self._above[item]
        return item

    def join(self, one: str, other: str) -> None:
        """Make one set of two."""
        self._above[self.root(one)] = self.root(other)


def _core(name: str) -> tuple[str, str]:
    """(core, place): ("", "") where the name has no core of its own, as persons and 北京银行."""
    if _PERSON.search(name):
        return "", ""
    core = core_name(_RURAL.sub("农商行", name))
    if len(core) < _SHORTEST or core in generic_words() or core in _KINDS:
        return "", ""
    place = next((name[:n] for n in (4, 3, 2) if is_place(name[:n])), "")
    return core, place if not core.startswith(place) else ""


def _equal_cores(known: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """Names that are one by their core, each group in order. A name without a place fits one place, not several."""
    by_core: dict[str, dict[str, list[str]]] = {}
    for name in known:
        core, place = _core(name)
        if core:
            by_core.setdefault(core, {}).setdefault(place, []).append(name)
    for core, places in by_core.items():
        if len(places) <= 2 and "" in places:
            yield core, [name for own in places.values() for name in own]
        else:
            yield from ((core, own) for own in places.values())


def _may_join(alias: str, name: str) -> bool:
    """Two known bodies are two, whatever a text says."""
    table = names()
    return not (alias in table and name in table and table[alias].id != table[name].id)
