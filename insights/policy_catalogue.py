"""A page of the list of regulations, and the drafts that wait for comments or were adopted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from regintel.errors import QueryError
from regintel.model import Kind, Status
from regintel.policy import PolicyState
from regintel.store import PolicyChoice, Store

PAGE = 50
_DEEPEST = 100_000
_LONGEST = 80
NO_STATUS = "无"
STATUSES = (*(status.value for status in Status), NO_STATUS)
"""What `status` may be: 无 are regulations of which nobody says and nothing decides it."""


@dataclass(frozen=True, slots=True)
class PolicyPage:
    """`states` are those of page `number` (from 1) of `pages`; `ranks` and `statuses` count what the rest leaves."""

    total: int
    number: int
    pages: int
    states: tuple[PolicyState, ...]
    ranks: dict[str, int]
    statuses: dict[str, int]


@dataclass(frozen=True, slots=True)
class Draft:
    """A consultation and the rule that came of it (None where none is known). `days` are left, None without an end."""

    state: PolicyState
    final: PolicyState | None
    days: int | None


def list_policies(store: Store, choice: PolicyChoice, number: int = 1, size: int = PAGE) -> PolicyPage:
    """Raises `QueryError` for a status that there is not, a page too deep, or words too long."""
    if choice.status and choice.status not in STATUSES:
        raise QueryError(f"没有时效性“{choice.status[:20]}”", f"可用：{'、'.join(STATUSES)}")
    if max(len(choice.title), len(choice.issuer), len(choice.rank)) > _LONGEST:
        raise QueryError("筛选词过长", f"最多 {_LONGEST} 字")
    total, states = store.find_policies(choice, size, _offset(number, size))
    ranks = store.count_policies("rank", replace(choice, rank=""))
    statuses = store.count_policies("status", replace(choice, status=""))
    named = {name or NO_STATUS: n for name, n in statuses.items()}
    ranks.pop("", None)
    return PolicyPage(total, number, max(1, -(-total // size)), tuple(states), ranks, named)


def list_drafts(
    store: Store, on: date, number: int = 1, size: int = PAGE, open_only: bool = False
) -> tuple[int, list[Draft]]:
    """(how many, those of page `number`): the newest first; open ones alone, by the day on which they close."""
    choice = PolicyChoice(kind=Kind.CONSULTATION.value)
    if open_only:
        choice = replace(choice, open_on=on, order="deadline")
    total, states = store.find_policies(choice, size, _offset(number, size))
    return total, _drafts(store, states, on)


def _drafts(store: Store, states: Sequence[PolicyState], on: date) -> list[Draft]:
    finals = {s.document_id: _final(store, s.document_id) for s in states}
    known = {s.document_id: s for s in store.policies(sorted({id_ for id_ in finals.values() if id_}))}
    return [
        Draft(s, known.get(finals[s.document_id]), (s.deadline - on).days if s.deadline and s.deadline >= on else None)
        for s in states
    ]


def _final(store: Store, document_id: str) -> str:
    return next((x.by for x in store.policy_links(document_id) if x.kind == "定稿"), "")


def _offset(number: int, size: int) -> int:
    if not 1 <= number <= _DEEPEST // size:
        raise QueryError(f"没有第 {number} 页", f"页码为 1 至 {_DEEPEST // size}")
    return (number - 1) * size
