"""More like one record: its rarest words, weighed as in Elasticsearch's more-like-this (tf-idf), asked as a plan.

Counted and asked through the backend's own plan, so that both give the same records.
"""

from __future__ import annotations

import math
from collections import Counter

from indexer.analysis import Analyser
from indexer.base import Collection, Hit, Sort
from indexer.collapse import FAMILY, collapse
from indexer.engine import Engine, Find
from indexer.entry import ID, values_of
from indexer.plan import Boost, Everything, Node, OneOf, Or, Term, Without
from indexer.reference import name_key
from indexer.schema import FIELDS
from regintel.errors import NotFoundError
from regintel.model import Record
from regintel.policy import COPY, SUPERSEDED

MOST_WORDS = 25
"""Words that are asked for."""

_CANDIDATES = 120
_LONGEST = 20_000  # characters of a text that are read
_TITLE = 3  # a word of the title counts as so many of the text
_LEAST = 0.25  # of the words must be there
_COMMONEST = 0.2  # of all records: more frequent words tell nothing


def known_record(record: Record | None, id: str) -> Record:
    """`record`. Raises `NotFoundError` where there is none."""
    if record is None:
        shown = id if len(id) <= 80 else id[:80] + "…"
        raise NotFoundError(
            f"索引里没有编号为 {shown} 的记录", "用 regintel search --json 查到编号，或先运行 regintel index"
        )
    return record


def find_similar(record: Record, limit: int, analyser: Analyser, engine: Engine) -> tuple[Hit, ...]:
    """The records most like `record`, of its collection; none of its law, its event or, for a clause, its document."""
    collection = Collection(record.collection)
    words = rare_words(record, analyser, engine)
    if not words or limit <= 0:
        return ()
    top = words[0][1]
    nodes: list[Node] = [Boost(Term("words", word), weight / top) for word, weight in words]
    node: Node = Or(tuple(nodes), least=max(1, round(_LEAST * len(nodes))))
    request = Find(collection, Without(node, tuple(_own(record, collection))), Sort.RELEVANCE, limit)
    found = collapse(request, engine.find).found if FAMILY in FIELDS[collection] else engine.find(request)
    return tuple(Hit(row.id, row.score, row.fields) for row in found.rows)


def rare_words(record: Record, analyser: Analyser, engine: Engine) -> list[tuple[str, float]]:
    """The words that tell the record from others, with their tf-idf, largest first."""
    collection = Collection(record.collection)
    counts = Counter(word for word in analyser.words(str(record.fields.get("text") or "")[:_LONGEST]))
    for word in analyser.words(str(record.fields.get("title") or "")):
        counts[word] += _TITLE
    often = sorted((w for w in counts if len(w) > 1 and not w.isdigit()), key=lambda w: (-counts[w], w))[:_CANDIDATES]
    every, *found = engine.count(collection, [Everything(), *(Term("words", w) for w in often)])
    weighed = [
        (word, (1 + math.log(counts[word])) * math.log(1 + (every - n + 0.5) / (n + 0.5)))
        for word, n in zip(often, found, strict=True)
        if n > 1 and (n <= _COMMONEST * every or every < 50)
    ]
    return sorted(weighed, key=lambda pair: (-pair[1], pair[0]))[:MOST_WORDS]


def _own(record: Record, collection: Collection) -> list[Node]:
    """What is never similar to a record: itself, and what tells the same."""
    own: list[Node] = [OneOf(ID, (record.id,))]
    fields = record.fields
    if family := values_of(fields.get(FAMILY)):
        own.append(OneOf(FAMILY, family))
    if name := name_key(str(fields.get("title") or "")):
        own.append(OneOf("names", (name,)))
    if collection is not Collection.DOCUMENTS and (parent := values_of(fields.get("document_id"))):
        own.append(OneOf("document_id", parent))
    if "edition" in FIELDS[collection]:
        own.append(OneOf("edition", (SUPERSEDED, COPY)))
    return own
