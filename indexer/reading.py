"""What in a clause speaks for its being the answer, beyond the words it shares: the first hits are read and reordered.

A question asks for a definition, a list, a sum, a term; the clause that answers has 是指, 下列, 万元, 日内. It says
most of what its law's title leaves open, early on, and stands near other good clauses of its law. Each such sign is
a number, mostly between 0 and 1, and worth what `WEIGHTS` says. A linear ranking model over few, readable signs, fitted
with the listwise softmax loss of ListNet (Cao et al., ICML 2007) by `benchmarks/search_evidence.py`.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from operator import mul
from typing import TYPE_CHECKING

from indexer.analysis import pairs
from indexer.fold import fold

if TYPE_CHECKING:
    from indexer.engine import Row

READ = 30
"""How many of the first hits are read: fewer order questions of both kinds worse, more cost more."""

_LONGEST = 1500
"""Characters of a clause that are looked at."""

_MOST_PAIRS = 60
_SCAFFOLD = re.compile(
    r"什么|哪些|哪个|哪|如何|怎么办|怎么|怎样|多少|是否|能否|可否|吗|呢|请问|根据|依据|规定|应该|应当|需要|有何|何种|要求|[的了是]"
)
_KINDS = {
    "definition": (
        r"定义|什么是|是什么意思|是指什么|指什么|含义|概念",
        r"所称.{1,30}指|.{2,20}是指",
    ),
    "list": (
        r"哪些|包括什么|包含什么|什么条件|什么内容|什么情况|什么情形|何种情|哪几|什么职责|什么材料",
        r"\(一\)|下列|以下",
    ),
    "sum": (r"多少|数额|金额|限额|比例|几倍", r"[\d一二三四五六七八九十百千]余?(?:万|亿)?元|%|百分之|倍"),
    "term": (
        r"多长|多久|几年|几天|几日|期限|时效|什么时候|何时",
        r"[\d一二三四五六七八九十]个?(?:工作日|日|天|月|年)",
    ),
    "penalty": (r"处罚|惩罚|罚款|判|刑|后果|法律责任|罪", r"罚款|有期徒刑|警告|吊销|处罚|责令"),
    "whether": (r"吗|是否|能否|可否|能不能|可不可以", r"不得|禁止|不予"),
}
"""What asks for a kind of answer, and what such an answer has in it."""

_ASKS = {kind: re.compile(asks) for kind, (asks, _) in _KINDS.items()}
_SAYS = {kind: re.compile(says) for kind, (_, says) in _KINDS.items()}
_OPENS = re.compile(r".{0,12}为了?.{2,120}(?:制定|根据)")
_NEAR = (-2, -1, 1, 2)
_BEGINNING = 40
_BETWEEN = "\x00"

WEIGHTS: Mapping[str, float] = {
    "meaning": 0.14,
    "law": 0.07,
    "near": 0.06,
    "early": 0.11,
    "beside articles": -0.45,
    "cited": 0.31,
    "aspect": 0.76,
    "begins": 0.30,
    "path": 0.27,
    "opens": -0.18,
    "asked for definition": 0.41,
    "asked for list": 0.12,
    "asked for sum": 0.28,
    "asked for term": 0.25,
    "asked for penalty": 0.18,
    "asked for whether": 0.04,
}
"""What each sign is worth where it is 1, as a share of the best score."""


def bonuses(question: str, rows: Sequence[Row], similar: Mapping[str, float]) -> list[float]:
    """What reading each row adds to its score: nothing to the one with the least evidence. See `signs_of`."""
    worth = tuple(WEIGHTS.values())
    evidence = [sum(map(mul, worth, signs)) for signs in signs_of(question, rows, similar)]
    best = max((row.score for row in rows), default=0.0)
    least = min(evidence, default=0.0)
    return [best * (value - least) for value in evidence]


def signs_of(question: str, rows: Sequence[Row], similar: Mapping[str, float]) -> list[list[float]]:
    """The signs of each row, in the order of `WEIGHTS`. Rows come in the order of their scores; `similar`: cosines."""
    asked = _asked(question)
    texts = _texts(rows)
    said = [[n for n, pair in enumerate(asked.pairs) if pair in text.body] for text in texts]
    found = Counter(chain.from_iterable(said))
    worth = [_worth(found[n], len(texts)) for n in range(len(asked.pairs))]
    shared = _Shared(asked, worth)
    return [
        [*around, *shared.signs(text, own), *_form(asked, text)]
        for around, text, own in zip(_around(rows, similar), texts, said, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question: its telling pairs, and the kinds of answers it asks for."""

    pairs: tuple[str, ...]
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Text:
    """A clause as read: folded title, path, and heading with text."""

    title: str
    path: str
    body: str


def _asked(question: str) -> _Asked:
    text = fold(question)
    telling = tuple(p for p in dict.fromkeys(pairs(_SCAFFOLD.sub(" ", text))) if len(p) > 1)[:_MOST_PAIRS]
    kinds = tuple(kind for kind, pattern in _ASKS.items() if pattern.search(text))
    return _Asked(telling, kinds)


def _texts(rows: Sequence[Row]) -> list[_Text]:
    """All bodies are folded in one go: text by text it would cost more than all the rest of reading."""
    bodies = [f"{r.fields.get('heading') or ''} {r.fields.get('text') or ''}"[:_LONGEST] for r in rows]
    folded = fold(_BETWEEN.join(body.replace(_BETWEEN, " ") for body in bodies)).split(_BETWEEN)
    return [
        _Text(_title(str(r.fields.get("title") or "")), _title(str(r.fields.get("path") or "")), body)
        for r, body in zip(rows, folded, strict=bool(rows))
    ]


@lru_cache(maxsize=4096)
def _title(title: str) -> str:
    return fold(title.replace("中华人民共和国", ""))


def _worth(found: int, count: int) -> float:
    """What a pair in `found` of the `count` clauses read tells apart: the rarer, the more."""
    return 0.3 + max(0.0, math.log((count + 1) / (found + 0.5)))


def _around(rows: Sequence[Row], similar: Mapping[str, float]) -> list[list[float]]:
    """What the row's place among the others says."""
    top = max((row.score for row in rows), default=0.0) or 1.0
    known = [similar[row.id] for row in rows if row.id in similar]
    low, high = min(known, default=0.0), max(known, default=0.0)
    laws: defaultdict[object, float] = defaultdict(float)
    places: dict[tuple[object, int], float] = {}
    where = [(row.fields.get("document_id"), _ordinal(row)) for row in rows]
    titles = [row.fields.get("title") for row in rows]
    articles = [_is_article(row) for row in rows]
    for row, place in zip(rows, where, strict=True):
        places[place] = row.score / top
    for rank, (row, title) in enumerate(zip(rows[:30], titles, strict=False), 1):
        laws[title] += row.score / top / math.sqrt(rank)
    best = max(laws.values(), default=1.0) or 1.0
    divided = {document for (document, _), article in zip(where, articles, strict=True) if article}
    found = []
    for row, (document, ordinal), title, article in zip(rows, where, titles, articles, strict=True):
        cited = row.fields.get("weight")
        found.append([
            (similar.get(row.id, low) - low) / (high - low) if high > low else 0.0,
            laws.get(title, 0.0) / best,
            max([places.get((document, ordinal + step), 0.0) for step in _NEAR]),
            float(ordinal < 3),
            float(document in divided and not article),
            math.log1p(cited) / 10 if isinstance(cited, int | float) and cited > 0 else 0.0,
        ])  # fmt: skip
    return found


def _is_article(row: Row) -> bool:
    return str(row.fields.get("article") or "").startswith("第")


def _ordinal(row: Row) -> int:
    ordinal = row.fields.get("ordinal")
    return ordinal if isinstance(ordinal, int) else 0


class _Shared:
    """How much of what is asked beyond the title a clause says, its beginning, and its path. For one question."""

    def __init__(self, asked: _Asked, worth: Sequence[float]) -> None:
        self._pairs, self._worth = asked.pairs, worth
        self._total = sum(worth) or 1.0
        self._known: dict[str, tuple[frozenset[int], float]] = {}

    def signs(self, text: _Text, said: Sequence[int]) -> list[float]:
        """`said`: which pairs the clause has."""
        titled, in_title = self._held(text.title)
        told = sum([self._worth[n] for n in said if n not in titled])
        beginning = text.body[:_BEGINNING]
        early = sum([self._worth[n] for n in said if self._pairs[n] in beginning])
        left = sum(self._worth) - in_title
        return [told / (left if len(titled) < len(self._pairs) else 1.0), early / self._total,
                self._held(text.path)[1] / self._total]  # fmt: skip

    def _held(self, name: str) -> tuple[frozenset[int], float]:
        """The pairs that a title or path holds, and what they are worth: clauses of one law share both."""
        if name not in self._known:
            held = frozenset(n for n, pair in enumerate(self._pairs) if pair in name)
            self._known[name] = held, sum(self._worth[n] for n in held)
        return self._known[name]


def _form(asked: _Asked, text: _Text) -> list[float]:
    """What the clause is like, and whether it is what was asked for."""
    says = [kind in asked.kinds and pattern.search(text.body) is not None for kind, pattern in _SAYS.items()]
    return [float(_OPENS.match(text.body.lstrip()) is not None), *map(float, says)]
