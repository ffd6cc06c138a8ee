"""A record as both backends index it: its stored fields, and our own tokens beside them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import chain
from typing import Any

from indexer.analysis import Analyser, Tokens
from indexer.base import Collection
from indexer.fold import clean
from indexer.reference import article_key, doc_no_key, name_key
from indexer.schema import DATE_FIELD, FIELDS, FieldType, check_record
from indexer.suggestion import suggestion_keys
from regintel.errors import MappingError
from regintel.model import FieldValue, Record

TOKEN_FIELDS: Mapping[str, bool] = {
    "words": False, "pairs": True, "units": False,
    "title_words": False, "title_pairs": True, "title_units": False,
    "doc_no_pairs": True, "issuer_pairs": True,
}  # fmt: skip
"""Fields of white-space separated tokens, and whether they keep positions (for phrases)."""

KEY_FIELDS = ("names", "references", "doc_no_key", "article_key", "suggestions")
"""Fields of whole canonical values beside the collection's own keywords."""

ID, DAY, BOOST = "record_id", "day_number", "boost"
"""The id, the date as an ordinal and the weight, under names that no collection's own fields have."""

LONGEST_ID = 512
"""Bytes: what Elasticsearch takes."""

LONGEST_KEYWORD = 2000
"""Characters. Longer keywords are kept with the record but cannot be filtered or counted."""

_HEADS = ("title", "entity")
_AROUND = ("doc_no", "path", "heading")
_SUGGESTED = {Collection.DOCUMENTS: "title", Collection.SIGNALS: "entity"}
_CITED = 0.1
_IN_FORCE = 2.0
_SUPERSEDED = ("已废止", "已修改")


@dataclass(frozen=True, slots=True)
class Entry:
    """`tokens` are joined by blanks. `day` is an ordinal (`date.toordinal`). `weight` (≥ 1) multiplies every score."""

    id: str
    collection: Collection
    fields: Mapping[str, FieldValue]
    tokens: Mapping[str, str]
    keys: Mapping[str, tuple[str, ...]]
    day: int | None
    weight: float


def build_entry(record: Record, analyser: Analyser) -> Entry:
    """The indexed form of a record. Raises `MappingError` for what does not fit its collection."""
    if not is_id(record.id):
        raise MappingError(f"记录编号无效：{record.id[:60]!r}", f"编号须为 1 到 {LONGEST_ID} 字节的合法文本")
    fields = {name: _clean(value) for name, value in check_record(record).items()}
    collection = Collection(record.collection)
    day = fields.get(DATE_FIELD[collection])
    heads = [text for name in _HEADS for text in values_of(fields.get(name))]
    text = str(fields.get("text", ""))
    around = [text for name in _AROUND for text in values_of(fields.get(name))]
    short = [_short_tokens(analyser, part) for part in (*heads, *around)]
    titles = short[: len(heads)]
    parts = [*short, _joined(analyser.tokens(text))]
    doc_nos = values_of(fields.get("doc_no"))
    keys = {
        "names": (_cached_name(str(fields.get("title", ""))),),
        "references": tuple(dict.fromkeys(chain.from_iterable(p.references for p in parts))),
        "doc_no_key": tuple(doc_no_key(n) for n in doc_nos),
        "article_key": tuple(filter(None, map(_cached_article, values_of(fields.get("article"))))),
    }
    if suggested := _SUGGESTED.get(collection):
        keys["suggestions"] = suggestion_keys(str(fields.get(suggested, "")))
    tokens = {
        "words": _blank(p.words for p in parts),
        "pairs": _blank(p.pairs for p in parts),
        "units": _blank(p.units for p in parts),
        "title_words": _blank(p.words for p in titles),
        "title_pairs": _blank(p.pairs for p in titles),
        "title_units": _blank(p.units for p in titles),
        "doc_no_pairs": _blank(_short_tokens(analyser, n).pairs for n in doc_nos),
        "issuer_pairs": _blank(_short_tokens(analyser, n).pairs for n in values_of(fields.get("issuers"))),
    }
    ordinal = day.toordinal() if isinstance(day, date) else None
    return Entry(record.id, collection, fields, tokens, keys, ordinal, _weight(fields))


_cached_name = lru_cache(maxsize=4096)(name_key)
_cached_article = lru_cache(maxsize=4096)(article_key)


def is_id(id: str) -> bool:
    """Whether a record can have this id: UTF-8 of 1 to `LONGEST_ID` bytes."""
    return clean(id) == id and 0 < len(id.encode()) <= LONGEST_ID


def values_of(value: FieldValue) -> tuple[str, ...]:
    """The strings of a keyword field, one or many or none."""
    if isinstance(value, tuple):
        return value
    return () if value is None else (str(value),)


def _clean(value: FieldValue) -> FieldValue:
    if isinstance(value, str):
        return clean(value)
    return tuple(clean(v) for v in value) if isinstance(value, tuple) else value


@dataclass(frozen=True, slots=True)
class _Joined:
    """`Tokens` with each view as one string."""

    words: str
    pairs: str
    units: str
    references: list[str]


def _joined(tokens: Tokens) -> _Joined:
    return _Joined(" ".join(tokens.words), " ".join(tokens.pairs), " ".join(tokens.units), tokens.references)


def _blank(texts: Iterable[str]) -> str:
    return " ".join(filter(None, texts))


@lru_cache(maxsize=4096)
def _short_tokens(analyser: Analyser, text: str) -> _Joined:
    """Titles and paths repeat from clause to clause."""
    return _joined(analyser.tokens(text))


def _weight(fields: Mapping[str, FieldValue]) -> float:
    """What is cited often, and what is in force, is more likely to be what was meant."""
    cited = fields.get("weight")
    prior = 1 + _CITED * math.log1p(max(0.0, float(cited))) if isinstance(cited, int | float) else 1.0
    return prior * (1.0 if fields.get("status") in _SUPERSEDED else _IN_FORCE)


def to_json(fields: Mapping[str, FieldValue]) -> dict[str, Any]:
    """Fields as JSON can hold them: dates in ISO form, tuples as lists."""
    return {
        n: v.isoformat() if isinstance(v, date) else list(v) if isinstance(v, tuple) else v for n, v in fields.items()
    }


def from_json(collection: Collection, stored: Mapping[str, Any]) -> dict[str, FieldValue]:
    """The inverse of `to_json`."""
    types = FIELDS[collection]
    fields: dict[str, FieldValue] = {}
    for name, value in stored.items():
        if isinstance(value, list):
            fields[name] = tuple(value)
        elif types[name] is FieldType.DATE:
            fields[name] = date.fromisoformat(value)
        else:
            fields[name] = value
    return fields
