"""From a query as read to a plan: which of our index fields to ask, and with which weight.

The weights were set on questions over laws (docs/elasticsearch.md, Ranking). What an analyst asks for by name (a
文号, a law, an article of a law) stands above whatever merely shares words with the query.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from indexer.analysis import Analyser, pairs, phrase, units
from indexer.base import Collection
from indexer.fold import fold
from indexer.function_words import telling
from indexer.plan import (
    And,
    Boost,
    Constant,
    Everything,
    Node,
    Nothing,
    OneOf,
    Or,
    Phrase,
    Term,
    Without,
    all_of,
    any_of,
)
from indexer.query import Either, Every, Exact, Free, Not, Parsed, Part, Scope, Scoped
from indexer.reference import doc_no_key, endings, find_articles, find_doc_nos
from indexer.synonym import find_synonyms, variants
from indexer.title import candidate_names, names_before

PAIR_WEIGHT = 0.8
TITLE_WEIGHT = {Collection.DOCUMENTS: 1.0, Collection.CLAUSES: 0.75, Collection.SIGNALS: 0.5}
TITLE_PHRASE_WEIGHT = 1.5
CHUNK_PHRASE_WEIGHT = 0.5
LAW_SCORE = {Collection.DOCUMENTS: 60.0, Collection.CLAUSES: 120.0, Collection.SIGNALS: 0.0}
ARTICLE_SCORE = 300.0
LONE_ARTICLE_SCORE = 3.0
DOC_NO_SCORE = 300.0
DOC_NO_MENTION_SCORE = 20.0
SYNONYM_WEIGHT = 0.4
HINT_WEIGHT = 0.7
MOST_TOKENS = 128
"""Of words and of pairs, each: what bounds the cost of a query."""

_LONGEST_KEYWORD = 6
_LONGEST_WORD = 4
_MOST_KEYWORDS = 6
_LONGEST_TITLE = 40
_QUOTED = re.compile(r"[“「『\"]([^“”「」『』\"]{2,30})[”」』\"]")
_STATUSES = {
    "现行有效": "有效",
    "现行": "有效",
    "废止": "已废止",
    "失效": "已废止",
    "修改": "已修改",
    "未生效": "尚未生效",
}
_KNOWN_STATUSES = ("有效", "已修改", "已废止", "尚未生效")


@dataclass(slots=True)
class Marks:
    """What to mark in a hit: words, and strings as lists of units."""

    words: set[str] = field(default_factory=set)
    strings: list[list[str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Plan:
    """`strict` holds all that was asked for; where it finds nothing, `loose` is tried. Not `scored`: order by date."""

    loose: Node
    strict: Node | None
    scored: bool
    marks: Marks
    notices: tuple[str, ...] = ()
    fallback_notice: str = ""


class Planner:
    """Builds the plan of one query in one collection; use once."""

    def __init__(self, collection: Collection, analyser: Analyser) -> None:
        self._collection = collection
        self._analyser = analyser
        self._marks = Marks()
        self._notices: list[str] = []
        self._fallback = ""

    def plan(self, parsed: Parsed) -> Plan:
        """The plan for a query; an empty one finds everything."""
        self._notices += parsed.notices
        strict: Node | None = None
        if parsed.part is None:
            loose: Node = Everything()
        elif parsed.boolean:
            loose = self._required(parsed.part)
        else:
            loose, strict = self._plain(parsed.part)
        scored = parsed.part is not None and _has_words(parsed.part)
        return Plan(loose, strict, scored, self._marks, tuple(self._notices), self._fallback)

    def _plain(self, part: Part) -> tuple[Node, Node | None]:
        """Free words rank; everything else is required. The second node requires the words as well."""
        parts = part.parts if isinstance(part, Every) else (part,)
        free = [p for p in parts if isinstance(p, Free)]
        needed = [self._required(p) for p in parts if not isinstance(p, Free | Not)]
        excluded = tuple(self._excluded(p.part) for p in parts if isinstance(p, Not))
        ranked = [self._ranked(p.text) for p in free]
        strict = [s for p in free if (s := self._all_words(p.text)) is not None]

        def build(more: list[Node]) -> Node:
            node = all_of([*needed, *ranked, *more])
            return Without(node, excluded) if excluded else node

        return build([]), build([Constant(s) for s in strict]) if strict else None

    # --- required parts ---

    def _required(self, part: Part) -> Node:
        match part:
            case Free(text):
                return all_of([self._ranked(text), *(Constant(self._chunk(c)) for c in text.split())])
            case Exact(text):
                return self._exact(text)
            case Scoped(scope, text):
                return self._scoped(scope, text)
            case Not(inner):
                return Without(Everything(), (self._excluded(inner),))
            case Every(parts):
                kept = [self._required(p) for p in parts if not isinstance(p, Not)]
                excluded = tuple(self._excluded(p.part) for p in parts if isinstance(p, Not))
                return Without(all_of(kept), excluded) if excluded else all_of(kept)
            case Either(parts):
                return any_of([self._required(p) for p in parts])

    def _excluded(self, part: Part) -> Node:
        """As `_required`, but not to be marked in hits, and a free word excludes exactly its string."""
        kept, self._marks = self._marks, Marks()
        try:
            return self._exact(part.text) if isinstance(part, Free) else self._required(part)
        finally:
            self._marks = kept

    def _exact(self, text: str) -> Node:
        self._marks.strings.append(units(text))
        return string_node(text, "pairs", "units")

    def _chunk(self, text: str) -> Node:
        """A word that must be there: as a string, under another name, or all its words somewhere."""
        names = variants(text, self._analyser)
        self._marks.strings += [units(name) for name in names]
        options = [string_node(name, "pairs", "units") for name in names]
        words = list(dict.fromkeys(self._analyser.words(text)))[:MOST_TOKENS]
        if len(words) > 1:
            options.append(all_of([Term("words", w) for w in words]))
        return any_of(options)

    def _scoped(self, scope: Scope, text: str) -> Node:
        match scope:
            case Scope.TITLE:
                self._marks.strings.append(units(text))
                words = list(dict.fromkeys(self._analyser.words(text)))[:MOST_TOKENS]
                scattered: list[Node] = [all_of([Term("title_words", w) for w in words])] if words else []
                return any_of([string_node(text, "title_pairs", "title_units"), *scattered])
            case Scope.DOC_NO:
                self._marks.strings.append(units(text))
                return any_of([OneOf("doc_no_key", (doc_no_key(text),)), string_node(text, "doc_no_pairs", "")])
            case Scope.ISSUER:
                names = variants(text, self._analyser)
                return Constant(any_of([string_node(name, "issuer_pairs", "") for name in names]), 0.0)
            case Scope.STATUS:
                status = _STATUSES.get(text, text)
                if status not in _KNOWN_STATUSES:
                    self._notices.append(
                        f"时效没有“{text}”这个值（可用：{'、'.join(_KNOWN_STATUSES)}），已按普通文字检索"
                    )
                    return self._chunk(text)
                return OneOf("status", (status,))

    # --- free words ---

    def _all_words(self, text: str) -> Node | None:
        """What a precise query demands: the thing it names, or all its keywords; None for a question in prose."""
        named = self._named_only(text)
        if named is not None:
            return named
        chunks = text.split()
        longest = _LONGEST_WORD if len(chunks) == 1 else _LONGEST_KEYWORD
        if len(chunks) > _MOST_KEYWORDS or any(len(units(c)) > longest for c in chunks):
            return None
        nodes = [self._chunk(c) for c in chunks if units(c)]
        if len(nodes) > 1:
            self._fallback = "没有同时含有全部关键词的结果，以下结果只含其中一部分"
        elif nodes:
            self._fallback = f"没有含“{text}”的结果，以下结果只含其中一部分文字"
        return all_of(nodes) if nodes else None

    def _named_only(self, text: str) -> Node | None:
        """The record meant by a query that is nothing but a 文号, or a law and an article."""
        folded = fold(text)
        for key, start, end in find_doc_nos(folded):
            if not units(folded[:start] + folded[end:]):
                self._fallback = f"没有文号为“{text}”的记录，以下按文字检索"
                return Or((OneOf("doc_no_key", (key,)), OneOf("references", (key,))))
        if self._collection is Collection.CLAUSES:
            for key, start, end in find_articles(folded):
                names = self._names_before(text[:start])
                if names and not units(folded[end:]):
                    self._fallback = f"没有找到“{text}”这一条，以下按文字检索"
                    return And((OneOf("names", tuple(names)), OneOf("article_key", (key,))))
        return None

    def _ranked(self, text: str) -> Node:
        """Everything that earns a score, for words of which none is required."""
        words = telling(dict.fromkeys(self._analyser.words(text)))[:MOST_TOKENS]
        chunks = text.split()
        doubles = telling(dict.fromkeys(p for c in chunks for p in _ranking_pairs(c)))[:MOST_TOKENS]
        singles = list(dict.fromkeys(u[0] for c in chunks if len(u := units(c)) == 1))[:MOST_TOKENS]
        self._marks.words.update(words, singles)
        nodes = _words_and_pairs(words, doubles)
        nodes += [Term("units", u) for u in singles]
        nodes += [Boost(Term("title_words", w), TITLE_WEIGHT[self._collection]) for w in words]
        nodes += self._synonyms(text)
        nodes += self._phrases(text, chunks)
        nodes += self._references(text)
        if not nodes:
            self._notices.append("查询中没有可以检索的文字")
        return any_of(nodes)

    def _synonyms(self, text: str) -> list[Node]:
        """What other names of the things in the query earn."""
        nodes: list[Node] = []
        for synonym in find_synonyms(text, self._analyser):
            weight = SYNONYM_WEIGHT if synonym.equal else HINT_WEIGHT
            for other in synonym.others:
                nodes.append(Boost(string_node(other, "pairs", "units"), weight))
                self._marks.strings.append(units(other))
        return nodes

    def _names_before(self, text: str) -> list[str]:
        """Keys that the law named at the end of `text` could have, under any of its names."""
        names = [name for variant in variants(text.rstrip(), self._analyser) for name in names_before(fold(variant))]
        return list(dict.fromkeys(names))

    def _phrases(self, text: str, chunks: list[str]) -> list[Node]:
        """What standing together earns."""
        nodes: list[Node] = []
        for chunk in chunks[:_MOST_KEYWORDS]:
            tokens = pairs(chunk)
            if len(chunk) <= 2 * _LONGEST_KEYWORD and len(tokens) > 1:
                nodes.append(Boost(Phrase("pairs", tuple(tokens)), CHUNK_PHRASE_WEIGHT))
        for quoted in _QUOTED.findall(text)[:_MOST_KEYWORDS]:
            tokens = pairs(quoted)
            if len(tokens) > 1:
                nodes.append(Boost(Phrase("pairs", tuple(tokens)), CHUNK_PHRASE_WEIGHT))
        tokens = pairs(text)
        if len(text) <= _LONGEST_TITLE and len(tokens) > 1:
            nodes.append(Boost(Phrase("title_pairs", tuple(tokens)), TITLE_PHRASE_WEIGHT))
        return nodes

    def _references(self, text: str) -> list[Node]:
        """What naming a law, an article or a 文号 earns."""
        folded = fold(text)
        nodes: list[Node] = []
        names = list(dict.fromkeys(n for v in variants(text, self._analyser) for n in candidate_names(v)))
        score = LAW_SCORE[self._collection]
        if names and score:
            nodes.append(Constant(OneOf("names", tuple(names)), score))
        for key, start, _ in find_articles(folded):
            before = self._names_before(text[:start])
            if before and self._collection is Collection.CLAUSES:
                law = OneOf("names", tuple(before))
                nodes.append(Constant(And((law, OneOf("article_key", (key,)))), ARTICLE_SCORE))
            elif self._collection is Collection.CLAUSES:
                nodes.append(Constant(OneOf("article_key", (key,)), LONE_ARTICLE_SCORE))
            self._marks.strings.append(units(folded[start:]))
        for key, start, end in find_doc_nos(folded):
            keys = tuple(endings(key))
            nodes.append(Constant(OneOf("doc_no_key", keys), DOC_NO_SCORE))
            nodes.append(Constant(OneOf("references", (key,)), DOC_NO_MENTION_SCORE))
            self._marks.strings.append(units(folded[start:end]))
        return nodes


def _words_and_pairs(words: list[str], doubles: list[str]) -> list[Node]:
    """A pair that is a word stands in the same records: it is asked for once, with the weight of both."""
    both, alone = set(words).intersection(doubles), set(words)
    nodes: list[Node] = [Boost(Term("words", w), 1 + PAIR_WEIGHT) if w in both else Term("words", w) for w in words]
    return nodes + [Boost(Term("pairs", p), PAIR_WEIGHT) for p in doubles if p not in alone]


def _ranking_pairs(chunk: str) -> list[str]:
    """The pairs of a chunk, lone units aside."""
    return [] if len(units(chunk)) < 2 else pairs(chunk)


def string_node(text: str, pair_field: str, unit_field: str) -> Node:
    """Records that hold `text` as it stands in a field with pairs."""
    wanted = phrase(text)
    nodes: list[Node] = []
    if len(wanted.pairs) > 1:
        nodes.append(Phrase(pair_field, wanted.pairs))
    elif wanted.pairs:
        nodes.append(Term(pair_field, wanted.pairs[0]))
    nodes += [Term(unit_field or pair_field, u) for u in wanted.units]
    return all_of(nodes) if nodes else Nothing()


def _has_words(part: Part) -> bool:
    """Whether anything in the query can rank, so that sorting by relevance means something."""
    match part:
        case Free() | Exact():
            return True
        case Scoped(scope, _):
            return scope is Scope.TITLE
        case Not():
            return False
        case Every(parts) | Either(parts):
            return any(_has_words(p) for p in parts)
