"""Plan → tantivy query."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tantivy

from indexer.entry import DAY, TOKEN_FIELDS
from indexer.plan import (
    And,
    Beside,
    Boost,
    Constant,
    Days,
    Everything,
    Node,
    Nothing,
    OneOf,
    Or,
    Phrase,
    Term,
    Without,
)

_MUST, _SHOULD, _NOT = tantivy.Occur.Must, tantivy.Occur.Should, tantivy.Occur.MustNot
_Q = tantivy.Query
_FEW = 128
"""Values up to which a set is asked for term by term; a set proper walks the whole dictionary, a millisecond a time."""


class Translation:
    """Turns plans into tantivy queries; the words of a question, which come in several plans of a request, once."""

    def __init__(self, schema: Any) -> None:
        self._schema = schema
        self._known: dict[int, tuple[Or, Any]] = {}  # by identity: comparing plans would cost as much as translating

    def __call__(self, node: Node) -> Any:
        """See `translate`."""
        if not isinstance(node, Or):
            return _translate(node, self._schema, self)
        if id(node) not in self._known:
            self._known[id(node)] = node, _translate(node, self._schema, self)
        return self._known[id(node)][1]


def translate(node: Node, schema: Any) -> Any:
    """The tantivy query of a plan. Parts that score nothing by contract are wrapped so that they do not."""
    return Translation(schema)(node)


def _translate(node: Node, schema: Any, go: Callable[[Node], Any]) -> Any:  # noqa: PLR0911  # one case a shape
    match node:
        case Term(field, token):
            return _Q.term_query(schema, field, token, "position" if TOKEN_FIELDS[field] else "freq")
        case Phrase(field, tokens):
            return _Q.phrase_query(schema, field, list(tokens))
        case OneOf(field, values):
            return _Q.const_score_query(_one_of(schema, field, values), 0.0)
        case Days(first, last):
            query = _Q.range_query(schema, DAY, tantivy.FieldType.Integer, first, last)
            return _Q.const_score_query(query, 0.0)
        case Or(children, least):
            return _Q.boolean_query([(_SHOULD, go(c)) for c in children], minimum_number_should_match=least)
        case And(children):
            return _Q.boolean_query([(_MUST, go(c)) for c in children])
        case Without(child, excluded):
            return _Q.boolean_query([(_MUST, go(child)), *((_NOT, go(e)) for e in excluded)])
        case Beside(child, scored):
            return _Q.boolean_query([(_MUST, go(child)), (_SHOULD, go(scored))])
        case Boost(child, factor):
            return _Q.boost_query(go(child), factor)
        case Constant(child, score):
            return _Q.const_score_query(go(child), score)
        case Everything():
            return _Q.const_score_query(_Q.all_query(), 0.0)
        case Nothing():
            return _Q.empty_query()


def _one_of(schema: Any, field: str, values: tuple[str, ...]) -> Any:
    if not 0 < len(values) <= _FEW:
        return _Q.term_set_query(schema, field, list(values))
    return _Q.boolean_query([(_SHOULD, _Q.term_query(schema, field, value, "basic")) for value in values])
