"""The citation graph as an analyst reads it: who is cited most, whose ground is gone, what could not be found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from regintel.policy import PolicyCitation, PolicyLink, PolicyState
from regintel.store import PolicyChoice, Store

QUEUE_PAGE = 100
_EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Citations between two documents. `other` is None for what is not in the store: then `title` is as cited."""

    title: str
    other: PolicyState | None
    citations: tuple[PolicyCitation, ...]

    @property
    def basis(self) -> bool:
        """One of the citations names it as the legal ground."""
        return any(c.basis for c in self.citations)


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Around one document: what it cites, who cites it, and its links with the document at the other end."""

    state: PolicyState
    out: tuple[Neighbour, ...]
    into: tuple[Neighbour, ...]
    own: tuple[PolicyCitation, ...]
    links: tuple[tuple[PolicyLink, PolicyState], ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """What citations name and the store lacks: `count` citations in `documents` documents, with some examples."""

    title: str
    reason: str
    count: int
    documents: int
    examples: tuple[PolicyCitation, ...]


@dataclass(frozen=True, slots=True)
class Queue:
    """A page of what does not resolve. `every` and `complete` count all citations, `groups` what is missed."""

    every: int
    complete: int
    missing: tuple[Missing, ...]
    titles: dict[str, str] = field(default_factory=dict)
    groups: int = 0
    number: int = 1

    @property
    def pages(self) -> int:
        """At least 1."""
        return max(1, -(-self.groups // QUEUE_PAGE))

    @property
    def share(self) -> float:
        """The part of all citations that was found, 1.0 where there are none."""
        return self.complete / self.every if self.every else 1.0


def neighbours(store: Store, document_id: str) -> Neighbours | None:
    """Everything around a document, most cited first; None where it is no regulation."""
    state = store.policy(document_id)
    if state is None:
        return None
    standing = state.copy_of or document_id  # others cite the document that stands for all copies of the text
    cited, citing = store.citations_of(document_id), store.citations_to(standing)
    links = [x for x in store.policy_links(standing) if x.by != x.target]
    ends = [x.target if x.by == standing else x.by for x in links]
    ids = {c.target_id for c in cited} | {c.document_id for c in citing} | set(ends)
    known = {s.document_id: s for s in store.policies(sorted(ids - {""}))}
    outward = [c for c in cited if c.target_id != document_id and c.kind in ("law", "doc_no")]
    return Neighbours(
        state,
        tuple(_grouped(outward, lambda c: c.target_id or c.title, known)),
        tuple(_grouped(citing, lambda c: c.document_id, known)),
        tuple(c for c in cited if c.target_id == document_id or c.kind in ("self", "previous")),
        tuple((x, known[end]) for x, end in zip(links, ends, strict=True) if end in known),
    )


def _grouped(
    citations: Sequence[PolicyCitation], key: Callable[[PolicyCitation], str], known: dict[str, PolicyState]
) -> list[Neighbour]:
    groups: dict[str, list[PolicyCitation]] = {}
    for citation in citations:
        groups.setdefault(key(citation), []).append(citation)
    made = [
        Neighbour(known[name].title if name in known else name, known.get(name), tuple(found))
        for name, found in groups.items()
    ]
    return sorted(made, key=lambda n: (not n.basis, n.other is None, -len(n.citations)))


def queue(store: Store, number: int = 1) -> Queue:
    """Page `number` (from 1) of what does not resolve, what is missed most first; empty beyond the last."""
    groups: dict[tuple[str, str], list[PolicyCitation]] = {}
    for citation in store.unresolved_citations():
        groups.setdefault((citation.title, citation.reason), []).append(citation)
    missing = [
        Missing(title, reason, len(found), len({c.document_id for c in found}), tuple(_spread(found)))
        for (title, reason), found in groups.items()
    ]
    missing.sort(key=lambda m: (-m.count, m.title, m.reason))
    shown = missing[(number - 1) * QUEUE_PAGE : number * QUEUE_PAGE]
    ids = sorted({c.document_id for m in shown for c in m.examples})
    every, complete = store.count_citations()
    return Queue(
        every, complete, tuple(shown), {s.document_id: s.title for s in store.policies(ids)}, len(missing), number
    )


def _spread(found: Sequence[PolicyCitation]) -> list[PolicyCitation]:
    """One example a document."""
    return list({c.document_id: c for c in reversed(found)}.values())[::-1][:_EXAMPLES]


@dataclass(frozen=True, slots=True)
class CitedLaw:
    """A law by its newest version, and how many other documents cite any version of it."""

    newest: PolicyState
    documents: int


@dataclass(frozen=True, slots=True)
class GraphSummary:
    """The whole body. `cited` are the laws cited most; `warnings` those whose ground is gone, of `warned` in all."""

    documents: int
    edges: int
    cited: tuple[CitedLaw, ...]
    warnings: tuple[PolicyState, ...]
    warned: int = 0


def summarise(store: Store, most: int = 50) -> GraphSummary:
    """The graph in figures; at most `most` of the laws cited and of the warnings, those cited most first."""
    documents, _ = store.find_policies(PolicyChoice(kind=""), 0)
    lost, warned = store.find_policies(PolicyChoice(warned=True, order="cited"), most)
    cited = tuple(CitedLaw(state, state.law_cited_by) for state in store.most_cited_laws(most))
    return GraphSummary(documents, store.count_edges(), cited, tuple(warned), lost)
