"""Why a hit has its score, in an analyst's words.

A plan's score is a sum, so that each of its parts is asked for alone, of the hits of the page only: the figures are the
backend's own, and add up to the score.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence

from indexer.base import Collection, Explanation, Reason, Sort
from indexer.engine import Engine, Find, Row
from indexer.entry import ID
from indexer.plan import And, Boost, Constant, Everything, Node, OneOf, Or, Phrase, Term, Without
from indexer.prior import prior_of, standing_of

_FIELDS = {
    "words": "全文用词",
    "pairs": "全文相连的字",
    "units": "全文的字",
    "title_words": "标题用词",
    "title_pairs": "标题相连的字",
    "title_units": "标题的字",
    "doc_no_pairs": "文号",
    "issuer_pairs": "发文机关",
    "names": "点名的法规",
    "article_key": "点名的条",
    "doc_no_key": "点名的文号",
    "references": "文中引用",
}


def explain(collection: Collection, node: Node, rows: Sequence[Row], engine: Engine) -> dict[str, Explanation]:
    """Record id → explanation, for rows that `node` found by relevance."""
    ids = tuple(row.id for row in rows)
    weights = {row.id: (prior_of(row.fields), standing_of(row.fields)) for row in rows}
    earned: dict[str, dict[str, float]] = {id: {} for id in ids}
    for part, times in Counter(_parts(node)).items() if ids else ():
        asked = And((part, OneOf(ID, ids)))
        for row in engine.find(Find(collection, asked, Sort.RELEVANCE, len(ids))).rows:
            if row.score > 0:
                text = describe(part)
                own = times * row.score / math.prod(weights[row.id])
                earned[row.id][text] = earned[row.id].get(text, 0.0) + own
    return {id: _explanation(earned[id], *weights[id]) for id in ids}


def _explanation(earned: dict[str, float], prior: float, standing: float) -> Explanation:
    reasons = [Reason(text, score) for text, score in earned.items()]
    factors = []
    if prior != 1.0:
        factors.append(Reason("常被其他法规引用", prior))
    if standing != 1.0:
        factors.append(Reason("未被修改或废止", standing))
    return Explanation(tuple(sorted(reasons, key=lambda r: (-r.score, r.text))), tuple(factors))


def _parts(node: Node) -> Iterator[Node]:
    """The summands of a plan; what scores nothing is left out. What counts only as a whole stays whole."""
    match node:
        case And(children):
            for child in children:
                yield from _parts(child)
        case Or(children, 1):
            for child in children:
                if isinstance(child, And | Without):
                    yield child
                else:
                    yield from _parts(child)
        case Without(child, _):
            yield from _parts(child)
        case Constant(_, 0.0) | Everything() | OneOf():
            return
        case _:
            yield node


def describe(node: Node) -> str:  # noqa: PLR0911  # one case a shape
    """A part of a plan in words."""
    match node:
        case Term(field, token):
            return f"{_FIELDS.get(field, field)}“{token}”"
        case Phrase(field, tokens):
            return f"{_FIELDS.get(field, field)}“{joined(tokens)}”整串"
        case OneOf(field, values):
            return f"{_FIELDS.get(field, field)}“{values[0]}”" if len(values) == 1 else _FIELDS.get(field, field)
        case Boost(child, factor):
            return f"{describe(child)}（权重 {factor:g}）"
        case Constant(child, score):
            return f"{describe(child)}（固定分 {score:g}）"
        case And(children) | Or(children):
            return "、".join(dict.fromkeys(describe(child) for child in children))
        case Without(child, _):
            return describe(child)
        case _:
            return "其他条件"


def joined(pairs: Sequence[str]) -> str:
    """The string that a chain of pairs stands for (资金 金池 → 资金池)."""
    text = ""
    for pair in pairs:
        text += pair[1:] if text and len(pair) > 1 and text[-1] == pair[0] else pair
    return text
