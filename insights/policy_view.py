"""What is known of one regulation, gathered for a page, an answer or a terminal: all three show the same."""

from __future__ import annotations

from dataclasses import dataclass

from insights.policy_graph import Neighbours, neighbours
from insights.policy_tree import TreeRow, count_levels, tree_rows
from regintel.errors import NotFoundError
from regintel.model import Document, Span
from regintel.policy import PolicyLink, PolicyNorm, PolicyState
from regintel.store import Store


@dataclass(frozen=True, slots=True)
class StructureView:
    """The clause tree; `counts` says how many units there are of each level."""

    state: PolicyState
    counts: dict[str, int]
    rows: tuple[TreeRow, ...]


@dataclass(frozen=True, slots=True)
class LinkLine:
    """A link, the document at its other end, and the words that say so ("" where a page's own link says it)."""

    link: PolicyLink
    other: PolicyState
    quote: str


@dataclass(frozen=True, slots=True)
class VersionView:
    """All versions, oldest first, and what ended, amended, explains or preceded this one."""

    state: PolicyState
    chain: tuple[PolicyState, ...]
    links: tuple[LinkLine, ...]


@dataclass(frozen=True, slots=True)
class DutyLine:
    """机关–职责–对象 in words, and where it says so."""

    article: str
    body: str
    duty: str
    object: str
    span: Span


@dataclass(frozen=True, slots=True)
class NormView:
    """Who must, must not and may do what, and which authority looks after what."""

    state: PolicyState
    norms: tuple[PolicyNorm, ...]
    duties: tuple[DutyLine, ...]


def structure_view(store: Store, document_id: str) -> StructureView:
    """Raises `NotFoundError` for what is no regulation."""
    state, document = _found(store, document_id)
    analysis = store.analysis(document_id)
    rows = tree_rows(store.policy_outline(document_id), document.text, analysis.clauses if analysis else ())
    return StructureView(state, count_levels(rows), tuple(rows))


def citation_view(store: Store, document_id: str) -> Neighbours:
    """Raises `NotFoundError` for what is no regulation."""
    found = neighbours(store, document_id)
    if found is None:
        raise _no_policy(document_id)
    return found


def version_view(store: Store, document_id: str) -> VersionView:
    """Raises `NotFoundError` for what is no regulation."""
    state, document = _found(store, document_id)
    lines = []
    for link, other in citation_view(store, document_id).links:
        told = document if link.by == document_id else store.document(link.by)
        quote = _sentence(told, link.span) if told and link.span else ""
        lines.append(LinkLine(link, other, quote))
    return VersionView(state, tuple(store.policy_chain(state.chain)) or (state,), tuple(lines))


def norm_view(store: Store, document_id: str) -> NormView:
    """Raises `NotFoundError` for what is no regulation."""
    state, document = _found(store, document_id)
    facts = store.policy_fact(document_id)
    duties = [
        DutyLine(d.article, d.body.of(document), d.duty.of(document), d.object.of(document), d.span)
        for d in (facts.duties if facts else ())
    ]
    return NormView(state, tuple(store.policy_norms([document_id])), tuple(duties))


def status_proof(store: Store, state: PolicyState) -> tuple[PolicyState | None, str]:
    """The document that decides a status, and its words; (None, "") where its own days decide."""
    by = store.policy(state.by) if state.by else None
    told = store.document(state.by) if state.by and state.proof else None
    return by, _sentence(told, state.proof) if told and state.proof else ""


def _found(store: Store, document_id: str) -> tuple[PolicyState, Document]:
    state, document = store.policy(document_id), store.document(document_id)
    if state is None or document is None:
        raise _no_policy(document_id)
    return state, document


def _no_policy(document_id: str) -> NotFoundError:
    return NotFoundError(
        f"没有编号为 {document_id[:80]} 的法规",
        "只有政策法规、征求意见和解读有此内容；新入库的文件先运行 regintel annotate",
    )


_SENTENCE_ENDS = "。；\n"
_MOST_AROUND = 120


def _sentence(document: Document, span: Span) -> str:
    """The sentence around a span, cut to some 240 characters."""
    text = document.title if span.field == "title" else document.text
    start, end = span.start, min(span.end, len(text))
    while start > max(0, span.start - _MOST_AROUND) and text[start - 1] not in _SENTENCE_ENDS:
        start -= 1
    while end < min(len(text), span.end + _MOST_AROUND) and text[end - 1 : end] not in tuple(_SENTENCE_ENDS):
        end += 1
    return text[start:end].strip()
