"""The flat fields of the three collections, the same in every backend. A change here needs a new `VERSION`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from indexer.base import Collection
from regintel.errors import MappingError, QueryError
from regintel.model import FieldValue, Record

VERSION = 3


class FieldType(StrEnum):
    """TEXT is tokenised and searched; KEYWORD is matched whole, filtered and counted (one value or a tuple)."""

    TEXT = "text"
    KEYWORD = "keyword"
    DATE = "date"
    INTEGER = "integer"
    NUMBER = "number"


T, K, D, I, F = FieldType.TEXT, FieldType.KEYWORD, FieldType.DATE, FieldType.INTEGER, FieldType.NUMBER  # noqa: E741

FIELDS: Mapping[Collection, Mapping[str, FieldType]] = {
    Collection.DOCUMENTS: {
        "title": T, "text": T, "source_id": K, "kind": K, "url": K, "doc_no": K, "index_no": K, "issuers": K,
        "published_on": D, "effective_on": D, "status": K, "rank": K, "language": K, "region": K,
        "risk_types": K, "entities": K, "topics": K, "genres": K, "edition": K, "family": K, "weight": F,
    },
    Collection.CLAUSES: {
        "title": T, "article": K, "heading": T, "path": K, "text": T, "document_id": K, "ordinal": I, "source_id": K,
        "kind": K, "doc_no": K, "issuers": K, "published_on": D, "effective_on": D, "status": K, "rank": K,
        "region": K, "edition": K, "weight": F,
    },
    Collection.SIGNALS: {
        "title": T, "text": T, "entity": K, "type": K, "severity": I, "polarity": I, "certainty": K, "day": D,
        "score": F, "document_id": K, "source_id": K, "kind": K, "url": K, "start": I, "end": I, "producer": K,
        "family": K,
    },
}  # fmt: skip

# `edition` is "" for what a reader is shown first (`regintel.policy`); `family` is shared by all versions of a law and
# by all reports of an event, "" for what stands alone.
# `weight` is how often other records cite this one (or its law): a prior for ranking, see `indexer.entry`.

DATE_FIELD: Mapping[Collection, str] = {
    Collection.DOCUMENTS: "published_on",
    Collection.CLAUSES: "published_on",
    Collection.SIGNALS: "day",
}

_TYPES: Mapping[FieldType, tuple[type, ...]] = {
    FieldType.TEXT: (str,),
    FieldType.KEYWORD: (str, tuple),
    FieldType.DATE: (date,),
    FieldType.INTEGER: (int,),
    FieldType.NUMBER: (int, float),
}

_VALUES: Mapping[str, Mapping[str, tuple[type, ...]]] = {
    collection: {name: _TYPES[kind] for name, kind in fields.items()} for collection, fields in FIELDS.items()
}
"""What every field of a collection may hold."""


def check_record(record: Record) -> Mapping[str, FieldValue]:
    """The record's fields without empty ones. Raises `MappingError` for an unknown collection, field or type."""
    known = _VALUES.get(record.collection)
    if known is None:
        raise MappingError(f"没有名为 {record.collection} 的集合", "集合只有 documents、clauses、signals")
    kept: dict[str, FieldValue] = {}
    for name, value in record.fields.items():
        if name not in known:
            raise MappingError(f"集合 {record.collection} 没有字段 {name}（记录 {record.id}）", "检查字段名")
        if not value and (value is None or value in ("", ())):
            continue
        if not isinstance(value, known[name]):
            wanted = FIELDS[Collection(record.collection)][name]
            raise MappingError(f"字段 {name} 的值类型不对：{value!r}（记录 {record.id}）", f"应为 {wanted}")
        kept[name] = value
    return kept


def keyword_field(collection: Collection, name: str) -> str:
    """`name` if it can be filtered and counted there. Raises `QueryError` otherwise."""
    if FIELDS[collection].get(name) is not FieldType.KEYWORD:
        known = "、".join(sorted(n for n, t in FIELDS[collection].items() if t is FieldType.KEYWORD))
        raise QueryError(f"不能按字段 {name} 筛选或计数", f"可用字段：{known}")
    return name
