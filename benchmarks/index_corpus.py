"""Clauses of a file of laws as index records: what the other index benchmarks are fed with."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from crawlers.files import read_files
from indexer.prior import count_named, weight_of
from indexer.reference import name_key
from nlp.structure.clause import parse_structure
from regintel.model import Document, Record


def read_clauses(path: Path, *, newest: bool = False) -> list[Record]:
    """The clauses of all laws in `path` (whatever `regintel import` reads), `newest`: of each law's last version.

    `weight` is the number of other clauses that name the law.
    """
    documents = list(read_files([path], lambda problem: print(problem, file=sys.stderr)))
    if newest:
        documents = list(_newest(documents))
    clauses = [(d, c) for d in documents for c in parse_structure(d.text).clauses(d.id)]
    named = count_named(clause.text for _, clause in clauses)
    return [
        Record(
            clause.id,
            "clauses",
            {
                "title": document.title,
                "article": clause.number,
                "heading": clause.heading,
                "path": " ".join(clause.path),
                "text": clause.text,
                "document_id": document.id,
                "ordinal": clause.ordinal,
                "source_id": document.source_id,
                "kind": document.kind.value,
                "issuers": document.issuers,
                "published_on": document.published_on,
                "status": document.status.value if document.status else None,
                "weight": weight_of(document.title, named),
            },
        )
        for document, clause in clauses
    ]


def read_documents(path: Path) -> list[Record]:
    """The same laws whole."""
    return [
        Record(
            document.id,
            "documents",
            {
                "title": document.title,
                "text": document.text,
                "source_id": document.source_id,
                "kind": document.kind.value,
                "issuers": document.issuers,
                "published_on": document.published_on,
                "status": document.status.value if document.status else None,
            },
        )
        for document in read_files([path], lambda problem: print(problem, file=sys.stderr))
    ]


def _newest(documents: Iterable[Document]) -> Iterator[Document]:
    best: dict[str, Document] = {}
    for document in documents:
        key = name_key(document.title)
        if key not in best or (document.published_on or date.min) > (best[key].published_on or date.min):
            best[key] = document
    yield from best.values()


def repeated(records: list[Record], times: int) -> Iterator[Record]:
    """The same records `times` over under new ids: a larger corpus with the same words."""
    for time in range(times):
        for record in records:
            yield Record(f"{record.id}-{time}", record.collection, record.fields) if time else record
