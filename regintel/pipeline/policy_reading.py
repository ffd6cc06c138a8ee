"""One regulation → all that it tells by itself: clause tree, citations, changes, norms, duties, its own facts."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from regintel.completion import completed
from regintel.errors import AnnotateError
from regintel.model import Analysis, Clause, Document, Kind
from regintel.policy import (
    RANKS,
    ClauseRef,
    PolicyDuty,
    PolicyFacts,
    PolicyNode,
    PolicyNorm,
    RawChange,
    RawCitation,
)
from regintel.store import PolicyReading, Unread

if TYPE_CHECKING:
    from nlp.structure.citation import Citation
    from nlp.structure.clause import Structure

_LONGEST_TEXT = 600
"""Characters of a norm that are kept as its text; the span goes on."""

Outcome = PolicyReading | tuple[Document, AnnotateError]


def read_policies(unread: list[Unread]) -> list[Outcome]:
    """What a worker does. A document that fails comes back with its error and does not stop the others."""
    return [_safely(item) for item in unread]


def _safely(item: Unread) -> Outcome:
    try:
        return read_policy(item.document, item.version)
    except Exception as error:  # noqa: BLE001 - one strange text must not stop a night's run without saying which it was
        what = f"文件 {item.document.id} 的条款与引用分析失败：{type(error).__name__}: {error}"
        return item.document, AnnotateError(what, "请将该文件编号和原文反馈给维护者")


def read_policy(document: Document, version: str) -> PolicyReading:
    """Parse once, find everything. Norms are read in rules and drafts, not in what explains them."""
    from nlp.structure.change import find_changes
    from nlp.structure.citation import find_citations
    from nlp.structure.clause import parse_structure
    from nlp.structure.identity import identify
    from nlp.structure.manifestation import clause_prints
    from nlp.structure.norm import find_duties
    from nlp.version import producer

    structure = parse_structure(document.text)
    citations = find_citations(document.text, document.title, structure)
    clauses = structure.clauses(document.id)
    own = Analysis(document.id, document.text_sha256, producer(), tuple(identify(document, structure)))
    told = completed(document, own)
    rule = document.kind is not Kind.INTERPRETATION
    draft, draft_in = _draft(document, clauses) if document.kind is Kind.CONSULTATION else ((), "")
    facts = PolicyFacts(
        document.id,
        document.kind,
        document.title,
        document.url,
        told.doc_no,
        told.issuers,
        told.rank if told.rank in RANKS else next((a.value for a in own.annotations if a.label == "效力位阶"), ""),
        told.published_on,
        told.effective_on,
        document.repealed_on,
        document.deadline,
        told.status,
        document.related,
        tuple(ClauseRef(c.number, c.id, c.span.start, c.span.end) for c in clauses),
        tuple(_citation(c) for c in citations),
        tuple(
            RawChange(c.kind, c.title, c.span.start, c.span.end, c.day, c.listed, c.partial, c.year)
            for c in (find_changes(structure, document.title) if document.kind is Kind.POLICY else ())
        ),
        tuple(
            PolicyDuty(d.article, d.span, d.body, d.duty, d.object) for d in (find_duties(structure) if rule else ())
        ),
        draft,
        draft_in,
        clause_prints(c.text for c in clauses) if document.kind is Kind.POLICY else (),
    )
    outline = tuple(PolicyNode(*node) for node in structure.nodes)
    norms = tuple(_norms(document.id, structure, citations, clauses)) if rule else ()
    return PolicyReading.of(version, producer(), facts, outline, norms)


def _citation(c: Citation) -> RawCitation:
    return RawCitation(
        c.span.start, c.span.end, c.kind, c.title, c.full_title, c.doc_no, c.article, c.paragraph, c.item, c.basis
    )


def _norms(
    document_id: str, structure: Structure, citations: list[Citation], clauses: Sequence[Clause]
) -> Iterator[PolicyNorm]:
    from nlp.structure.norm import find_norms

    text, starts = structure.text, [c.span.start for c in clauses]
    for number, norm in enumerate(find_norms(structure, citations)):
        at = bisect_right(starts, norm.span.start) - 1
        inside = at >= 0 and norm.span.start < clauses[at].span.end
        yield PolicyNorm(
            document_id,
            number,
            clauses[at].id if inside else "",
            norm.article or (clauses[at].number if inside else ""),
            norm.force,
            norm.modality,
            text[norm.span.start : min(norm.span.end, norm.span.start + _LONGEST_TEXT)],
            norm.span,
            norm.subject,
            norm.action,
            norm.condition,
            norm.items,
            norm.penalties,
            norm.inherited,
            text[norm.subject.start : norm.subject.end] if norm.subject else "",
        )


def _draft(document: Document, clauses: Sequence[Clause]) -> tuple[tuple[Clause, ...], str]:
    """The draft's clauses: of the text where it holds articles, else of the attachment with the most of them."""
    from nlp.structure.clause import parse_structure

    best: tuple[Sequence[Clause], str] = (clauses, "")
    if sum(c.level == "条" for c in clauses) >= 2:
        return tuple(clauses), ""
    for attachment in document.attachments:
        if attachment.text and attachment.text != document.text:
            found = parse_structure(attachment.text).clauses(document.id)
            if sum(c.level == "条" for c in found) > sum(c.level == "条" for c in best[0]):
                best = (found, attachment.name or attachment.url)
    return tuple(best[0]), best[1]
