"""Document + Analysis → the flat records of the three collections."""

from __future__ import annotations

from collections.abc import Iterator

from regintel.completion import completed
from regintel.model import Analysis, Document, Kind, Record, Span
from regintel.store import Pending

ENTITY_LABELS = frozenset({"机构", "平台", "公司"})
"""Annotation labels whose values are entities of a document."""
_SURE = 0.75
"""Score from which a name is one of them: rules have 1, names that a model proposes less."""


def pending_records(pending: Pending) -> Iterator[Record]:
    """The records of what an index lacks, with all that is known of its place among others."""
    place = (pending.status, pending.importance, pending.edition, pending.family)
    return records(pending.document, pending.analysis, *place)


def records(
    document: Document,
    analysis: Analysis,
    decided: str = "",
    importance: int = 0,
    edition: str = "",
    family: str = "",
) -> Iterator[Record]:
    """The document's own record first, then its clauses and its signals.

    `decided`: see `completed`. `importance` (`PolicyState.importance`) becomes the weight of document and clauses:
    about how many clauses of other regulations cite it. `edition` and `family`: see `Pending`.
    """
    document = completed(document, analysis, decided)
    weight = round(2 ** (importance / 2) - 1, 2) or None
    yield _document(document, analysis, weight, edition, family)
    for clause in analysis.clauses:
        yield Record(
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
                "doc_no": document.doc_no,
                "issuers": document.issuers,
                "published_on": document.published_on,
                "effective_on": document.effective_on,
                "status": document.status.value if document.status else None,
                "rank": document.rank,
                "edition": edition,
                "weight": weight,
            },
        )
    for signal in analysis.signals:
        yield Record(
            signal.id,
            "signals",
            {
                "title": document.title,
                "text": signal.evidence.of(document),
                "entity": signal.entity,
                "type": signal.type,
                "severity": signal.severity,
                "polarity": signal.polarity,
                "certainty": signal.certainty,
                "day": signal.day or document.published_on,
                "score": signal.score,
                "document_id": document.id,
                "source_id": document.source_id,
                "kind": document.kind.value,
                "url": document.url,
                "start": _within(signal.span, signal.evidence)[0],
                "end": _within(signal.span, signal.evidence)[1],
                "producer": signal.producer,
                "family": f"{family} {signal.entity} {signal.type}" if family else "",
            },
        )


def _document(document: Document, analysis: Analysis, weight: float | None, edition: str, family: str) -> Record:
    entities = [a.value for a in analysis.annotations if a.label in ENTITY_LABELS and a.score >= _SURE]
    entities += [s.entity for s in analysis.signals] + [p.party for p in analysis.penalties]
    text = document.text
    if document.kind is not Kind.POLICY or not text:
        text = "\n".join([text, *(a.text for a in document.attachments if a.text and a.text != document.text)])
    return Record(
        document.id,
        "documents",
        {
            "title": document.title,
            "text": text,
            "source_id": document.source_id,
            "kind": document.kind.value,
            "url": document.url,
            "doc_no": document.doc_no,
            "index_no": document.index_no,
            "issuers": document.issuers,
            "published_on": document.published_on,
            "effective_on": document.effective_on,
            "status": document.status.value if document.status else None,
            "rank": document.rank,
            "language": document.language,
            "region": document.region,
            "risk_types": tuple(dict.fromkeys(s.type for s in analysis.signals)),
            "entities": tuple(dict.fromkeys(e for e in entities if e)),
            "topics": _values(analysis, "主题"),
            "genres": _values(analysis, "体裁"),
            "edition": edition,
            "family": family,
            "weight": weight,
        },
    )


def _values(analysis: Analysis, label: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(a.value for a in analysis.annotations if a.label == label))


def _within(inner: Span, outer: Span) -> tuple[int, int]:
    """Where the trigger stands inside its evidence sentence, which is the record's text."""
    if inner.field != outer.field:
        return 0, 0
    start = max(0, inner.start - outer.start)
    return start, max(start, min(inner.end, outer.end) - outer.start)
