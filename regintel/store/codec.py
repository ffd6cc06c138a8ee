"""Dataclass ↔ JSON by pydantic's type adapters, and the digest that tells whether a document changed."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any, cast

from pydantic import TypeAdapter

from regintel.model import Analysis, Attachment, Document

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def dump(value: Document | Analysis) -> str:
    """JSON text of a document or an analysis."""
    kind: Any = type(value)
    return _adapter(kind).dump_json(value).decode()


def load_document(payload: str) -> Document:
    """The inverse of `dump`."""
    return cast(Document, _adapter(Document).validate_json(payload))


def load_analysis(payload: str) -> Analysis:
    """The inverse of `dump`."""
    return cast(Analysis, _adapter(Analysis).validate_json(payload))


def storable(document: Document) -> Document:
    """The document with NUL and lone surrogates, which no database keeps, as U+FFFD: same length, same offsets."""
    if not any(_UNSTORABLE.search(s) for s in (document.title, document.text, *(a.text for a in document.attachments))):
        return document
    return replace(
        document,
        title=_scrub(document.title),
        text=_scrub(document.text),
        attachments=tuple(replace(a, text=_scrub(a.text), name=_scrub(a.name)) for a in document.attachments),
    )


def version(document: Document) -> str:
    """Digest of everything that a reader can see: times and captures of the fetch do not count."""
    bare = replace(
        document,
        fetched_at=_EPOCH,
        capture="",
        raw_sha256="",
        attachments=tuple(_bare(a) for a in document.attachments),
    )
    return hashlib.sha256(dump(bare).encode()).hexdigest()


def _bare(attachment: Attachment) -> Attachment:
    return replace(attachment, capture="")


def _scrub(text: str) -> str:
    return _UNSTORABLE.sub("�", text)
