"""Two versions of a regulation, or a draft and its final text, clause by clause with the changed characters marked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from insights.revision import Change
from nlp.structure.diff import ClauseDiff, diff_clauses
from regintel.errors import NotFoundError
from regintel.model import Clause
from regintel.policy import PolicyState
from regintel.store import Store

Kind = Literal["新增", "删除", "修改", "移动", "未变"]


@dataclass(frozen=True, slots=True)
class DiffRow:
    """What became of one clause. `parts` joined without 新增 give the old words, without 删除 the new ones.

    `old_id` and `new_id` are clause ids, "" where the clause is missing on that side.
    """

    kind: Kind
    old_id: str
    new_id: str
    old_number: str
    new_number: str
    heading: str
    similarity: float
    parts: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class PolicyDiff:
    """`old_in`, `new_in` name the attachment that a draft stands in, "" for the page's text."""

    old: PolicyState
    new: PolicyState
    rows: tuple[DiffRow, ...]
    old_in: str = ""
    new_in: str = ""

    @property
    def counts(self) -> dict[str, int]:
        """How many clauses of each kind, changes first."""
        found = Counter(row.kind for row in self.rows)
        order: tuple[Kind, ...] = ("新增", "删除", "修改", "移动", "未变")
        return {kind: found[kind] for kind in order if found[kind]}


def compare_policies(store: Store, old_id: str, new_id: str) -> PolicyDiff:
    """Raises `NotFoundError` where one of them is no regulation or has no clauses."""
    (old, old_clauses, old_in), (new, new_clauses, new_in) = _side(store, old_id), _side(store, new_id)
    rows = tuple(_row(found) for found in diff_clauses(old_clauses, new_clauses))
    return PolicyDiff(old, new, rows, old_in, new_in)


def earlier_text(store: Store, document_id: str) -> str:
    """The id of what this text came from: the version before it, else its draft; "" where there is neither."""
    state = store.policy(document_id)
    if state is None:
        return ""
    standing = state.copy_of or document_id
    ids = [version.document_id for version in store.policy_chain(state.chain)]
    if standing in ids and ids.index(standing) > 0:
        return ids[ids.index(standing) - 1]
    drafts = [x.target for x in store.policy_links(standing) if x.kind == "定稿" and x.by == standing]
    return drafts[0] if drafts else ""


def _side(store: Store, document_id: str) -> tuple[PolicyState, Sequence[Clause], str]:
    state, analysis = store.policy(document_id), store.analysis(document_id)
    facts = store.policy_fact(document_id)
    if state is None or facts is None:
        raise NotFoundError(f"没有编号为 {document_id[:80]} 的法规", "检查编号；新入库的文件先运行 regintel annotate")
    if facts.draft:
        return state, facts.draft, facts.draft_in
    if analysis is None or not analysis.clauses:
        raise NotFoundError(f"《{state.title[:60]}》没有可对比的条款", "换一份有条款的文件")
    return state, analysis.clauses, ""


def _row(found: ClauseDiff) -> DiffRow:
    old, new = found.old, found.new
    shown = new or old
    return DiffRow(
        found.kind,
        old.id if old else "",
        new.id if new else "",
        old.number if old else "",
        new.number if new else "",
        shown.heading if shown else "",
        round(found.similarity, 3),
        _parts(found),
    )


def _parts(found: ClauseDiff) -> tuple[Change, ...]:
    old, new = found.old, found.new
    if old is None or new is None or not found.edits:
        if new is None:
            return (Change("removed", old.text if old else ""),)
        return (Change("added" if old is None else "same", new.text),)
    parts = []
    for edit in found.edits:
        before, after = old.text[edit.old_start : edit.old_end], new.text[edit.new_start : edit.new_end]
        if edit.operation == "equal":
            parts.append(Change("same", after))
            continue
        parts += [Change("removed", before)] if before else []
        parts += [Change("added", after)] if after else []
    return tuple(parts)
