"""Index bodies for Elasticsearch: only what every distribution has, no plugin, no script, no custom analyser."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from indexer.base import Collection
from indexer.entry import BOOST, DAY, ID, KEY_FIELDS, LONGEST_KEYWORD, TOKEN_FIELDS, Entry
from indexer.schema import FIELDS, VERSION, FieldType
from indexer.search import DEEPEST_OFFSET, MOST_HITS

_TYPES: Mapping[FieldType, Mapping[str, Any]] = {
    FieldType.TEXT: {"type": "text", "index": False, "norms": False},
    FieldType.KEYWORD: {"type": "keyword", "ignore_above": LONGEST_KEYWORD},
    FieldType.DATE: {"type": "date", "format": "strict_date"},
    FieldType.INTEGER: {"type": "long"},
    FieldType.NUMBER: {"type": "double"},
}

SETTINGS: Mapping[str, Any] = {
    "number_of_shards": 1,
    "auto_expand_replicas": "0-1",
    "max_result_window": DEEPEST_OFFSET + MOST_HITS + 1,
}
"""One shard: scores are exact and equal to the embedded index. A replica wherever there is a second node."""


def alias_of(prefix: str, collection: Collection) -> str:
    """The name that all reading and writing goes through."""
    return f"{prefix}-{collection}"


def index_name(prefix: str, collection: Collection, mark: str) -> str:
    """An index behind the alias. The schema's version is in its name."""
    return f"{alias_of(prefix, collection)}-v{VERSION}-{mark}"


def build_template(prefix: str, collection: Collection) -> dict[str, Any]:
    """The composable template that every index of a collection is made from.

    An operator can lay a template of higher priority over it, to set replicas or refresh times.
    """
    properties: dict[str, Any] = {name: dict(_TYPES[kind]) for name, kind in FIELDS[collection].items()}
    for name, positions in TOKEN_FIELDS.items():
        options = "positions" if positions else "freqs"
        properties[name] = {"type": "text", "analyzer": "whitespace", "index_options": options}
    for name in KEY_FIELDS:
        properties[name] = {"type": "keyword", "ignore_above": LONGEST_KEYWORD, "doc_values": False}
    properties["suggestions"]["doc_values"] = True  # they are listed, the other keys are only asked for
    properties |= {ID: {"type": "keyword"}, DAY: {"type": "integer"}, BOOST: {"type": "float"}}
    # What we made of the record is not kept a second time: the source holds the record.
    source = {"excludes": [*TOKEN_FIELDS, *KEY_FIELDS, BOOST]}
    return {
        "index_patterns": [index_name(prefix, collection, "*")],
        "priority": 100,
        "template": {
            "settings": dict(SETTINGS),
            "mappings": {"dynamic": "strict", "_source": source, "properties": properties},
        },
    }


def build_line(entry: Entry) -> tuple[Collection, str, bytes]:
    """Collection, id and source, this as the line of a bulk request: made once, where the entry is made."""
    made: dict[str, Any] = {name: tokens for name, tokens in entry.tokens.items() if tokens}
    made |= {name: values for name, values in entry.keys.items() if values}
    made |= {ID: entry.id, BOOST: entry.weight}
    if entry.day is not None:
        made[DAY] = entry.day
    separator = b"," if entry.fields else b""
    return entry.collection, entry.id, entry.source[:-1] + separator + orjson.dumps(made)[1:]
