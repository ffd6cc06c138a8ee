"""A record as both backends index it: its stored fields, and our own tokens beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple

import orjson

from indexer.analysis import Analyser
from indexer.base import Collection
from indexer.fold import clean
from indexer.prior import prior_of, standing_of
from indexer.reference import article_key, doc_no_key, name_key
from indexer.schema import DATE_FIELD, FIELDS, FieldType, check_record
from indexer.suggestion import suggestion_keys
from indexer.view import View
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


@dataclass(frozen=True, slots=True)
class Entry:
    """`source` is the record's fields in JSON (`from_json`), `tokens` are joined by blanks.

    `day` is an ordinal (`date.toordinal`). `weight` (≥ 1) multiplies every score.
    """

    id: str
    collection: Collection
    fields: Mapping[str, FieldValue]
    source: bytes
    tokens: Mapping[str, str]
    keys: Mapping[str, tuple[str, ...]]
    day: int | None
    weight: float


def build_entry(record: Record, analyser: Analyser) -> Entry:
    """The indexed form of one record, see `build_entries`."""
    return next(build_entries([record], analyser))


def build_entries(records: Sequence[Record], analyser: Analyser) -> Iterator[Entry]:
    """The indexed forms of records, in order; many at once cost the least, for each distinct text is analysed once.

    Raises `MappingError` for what does not fit its collection.
    """
    parts = [_part(record) for record in records]
    texts = dict.fromkeys(
        chain.from_iterable((*part.around, *part.doc_nos, *part.issuers, part.text) for part in parts)
    )
    wanted = list(texts)
    views = dict(zip(wanted, analyser.views(wanted), strict=True))
    return (_entry(part, views) for part in parts)


class _Part(NamedTuple):
    """A checked record with what is analysed of it; `around` begins with the heads."""

    id: str
    collection: Collection
    fields: Mapping[str, FieldValue]
    source: bytes
    heads: tuple[str, ...]
    around: tuple[str, ...]
    doc_nos: tuple[str, ...]
    issuers: tuple[str, ...]
    text: str


def _part(record: Record) -> _Part:
    if not is_id(record.id):
        raise MappingError(f"记录编号无效：{record.id[:60]!r}", f"编号须为 1 到 {LONGEST_ID} 字节的合法文本")
    fields = check_record(record)
    try:
        source = orjson.dumps(fields)
    except orjson.JSONEncodeError:  # lone surrogates, most often
        fields = {name: _clean(value) for name, value in fields.items()}
        try:
            source = orjson.dumps(fields)
        except orjson.JSONEncodeError as error:
            raise MappingError(f"记录 {record.id} 的字段不能写成 JSON：{error}", "整数须在 64 位以内") from error
    heads = _values(fields, _HEADS)
    return _Part(
        record.id,
        Collection(record.collection),
        fields,
        source,
        heads,
        heads + _values(fields, _AROUND),
        values_of(fields.get("doc_no")),
        values_of(fields.get("issuers")),
        str(fields.get("text", "")),
    )


def _values(fields: Mapping[str, FieldValue], names: Sequence[str]) -> tuple[str, ...]:
    """The strings of several fields, one field after another."""
    found: tuple[str, ...] = ()
    for name in names:
        if name in fields:
            found += values_of(fields[name])
    return found


def _joined(texts: Sequence[str], views: Mapping[str, View]) -> View:
    """The view of texts one after another."""
    return views[texts[0]] if len(texts) == 1 else View.joined([views[text] for text in texts])


def _entry(part: _Part, views: Mapping[str, View]) -> Entry:
    fields = part.fields
    title = _joined(part.heads, views)
    whole = _joined((*part.around, part.text), views)
    keys = {
        "names": (_cached_name(str(fields.get("title", ""))),),
        "references": tuple(dict.fromkeys(whole.references)),
        "doc_no_key": tuple(map(_cached_doc_no, part.doc_nos)),
        "article_key": tuple(filter(None, map(_cached_article, values_of(fields.get("article"))))),
    }
    if suggested := _SUGGESTED.get(part.collection):
        keys["suggestions"] = suggestion_keys(str(fields.get(suggested, "")))
    tokens = {
        "words": whole.words,
        "pairs": whole.pairs,
        "units": whole.units,
        "title_words": title.words,
        "title_pairs": title.pairs,
        "title_units": title.units,
        "doc_no_pairs": _joined(part.doc_nos, views).pairs if part.doc_nos else "",
        "issuer_pairs": _joined(part.issuers, views).pairs if part.issuers else "",
    }
    day = fields.get(DATE_FIELD[part.collection])
    ordinal = day.toordinal() if isinstance(day, date) else None
    return Entry(part.id, part.collection, fields, part.source, tokens, keys, ordinal, _weight(fields))


_cached_name = lru_cache(maxsize=4096)(name_key)
_cached_article = lru_cache(maxsize=4096)(article_key)
_cached_doc_no = lru_cache(maxsize=4096)(doc_no_key)


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


def _weight(fields: Mapping[str, FieldValue]) -> float:
    """What is cited often, and what is in force, is more likely to be what was meant."""
    return prior_of(fields) * standing_of(fields)


def from_json(collection: Collection, stored: Mapping[str, Any]) -> dict[str, FieldValue]:
    """The fields of a record from its JSON, where dates are in ISO form and tuples are lists."""
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
