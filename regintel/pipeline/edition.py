"""Which of several documents of one law a reader is shown first: older versions and second copies step back.

A law comes from several places (a regulator's site, a collection, a PDF), and stays in the store in all its versions.
Chains join what shares a title; whether a member is an older version of another is decided here, with care: rules of
different authorities may share a title too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from regintel.model import Kind, Status
from regintel.policy import COPY, SUPERSEDED, PolicyState

_ENDED = (Status.REPEALED, Status.AMENDED)


def mark_editions(states: Iterable[PolicyState], sizes: Mapping[str, int]) -> list[PolicyState]:
    """The states, in their order, with `edition` filled in. `sizes`: document id → number of its clauses.

    Of several copies of one version (same 文号, or same day) the one with the most clauses stays.
    """
    states = list(states)
    chains: dict[str, list[PolicyState]] = defaultdict(list)
    for state in states:
        if state.kind is Kind.POLICY and state.chain:
            chains[state.chain].append(state)
    editions: dict[str, str] = {}
    for members in chains.values():
        kept = _distinct(members, sizes)
        editions |= {s.document_id: COPY for s in members if s.document_id not in {k.document_id for k in kept}}
        editions |= {s.document_id: SUPERSEDED for s in kept if not s.newest and _is_older(s, kept)}
    return [replace(s, edition=editions.get(s.document_id, "")) for s in states]


def _distinct(members: Sequence[PolicyState], sizes: Mapping[str, int]) -> list[PolicyState]:
    """One of each version, the fullest text of it."""
    kept: list[PolicyState] = []
    for state in sorted(members, key=lambda s: (-sizes.get(s.document_id, 0), s.document_id)):
        if not state.copy_of and not any(_is_copy(state, other) for other in kept):
            kept.append(state)
    return kept


def _is_copy(a: PolicyState, b: PolicyState) -> bool:
    """Nothing tells the two apart, and 文号 or day says that they are one."""
    if not _may_share_issuer(a, b) or (a.doc_no and b.doc_no and a.doc_no != b.doc_no):
        return False
    if a.published and b.published:
        return a.published == b.published
    return bool(a.doc_no and b.doc_no)


def _is_older(state: PolicyState, others: Sequence[PolicyState]) -> bool:
    """Not newest, and a newer one there is of the same authority; what has ended is older in any case."""
    return state.status in _ENDED or any(
        other.newest and other.document_id != state.document_id and _may_share_issuer(state, other) for other in others
    )


def _may_share_issuer(a: PolicyState, b: PolicyState) -> bool:
    return not a.issuers or not b.issuers or bool(set(a.issuers) & set(b.issuers))
