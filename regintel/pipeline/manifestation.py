"""Copies of one text from several places: recognised by their words and dates, and counted once among regulations.

A law that was imported as a PDF and comes again from a list is one text. Taken for two, one copy would look like
a version that the other replaced, and everything that it says would count twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from regintel.model import Kind
from regintel.policy import PolicyFacts, PolicyState

_ALIKE = 0.9
"""Share of equal clauses of two copies with a day in common: a converter spoils a clause now and then."""
_ALIKE_UNDATED = 0.95
"""The same where one of them has no day. Two texts with different days are two versions, however alike."""


def find_copies(facts: Sequence[PolicyFacts]) -> dict[str, str]:
    """Id of a copy → id of the document that stands for all copies of the text. The latter are no keys."""
    from nlp.structure.title import issued_title, loose_key

    groups: dict[str, list[PolicyFacts]] = defaultdict(list)
    for f in facts:
        if f.kind is Kind.POLICY and f.prints:
            groups[loose_key(issued_title(f.title) or f.title)].append(f)
    copies: dict[str, str] = {}
    for members in groups.values():
        standing: list[PolicyFacts] = []
        for f in sorted(members, key=_worth):
            same = next((other for other in standing if _is_copy(f, other)), None)
            if same is None:
                standing.append(f)
            else:
                copies[f.document_id] = same.document_id
    return copies


def _worth(f: PolicyFacts) -> tuple[bool, int, int, str]:
    """Who stands for the others: whoever knows its status, then its days and issuers, then the fuller text."""
    known = sum(map(bool, (f.published, f.effective, f.doc_no, f.issuers)))
    return f.status is None, -known, -len(f.clauses), f.document_id


def _is_copy(a: PolicyFacts, b: PolicyFacts) -> bool:
    from nlp.structure.manifestation import overlap

    alike = overlap(a.prints, b.prints)
    if alike < _ALIKE:
        return False
    undated = not (a.published or a.effective) or not (b.published or b.effective)
    return _shares_day(a, b) or (undated and alike >= _ALIKE_UNDATED)


def _shares_day(a: PolicyFacts, b: PolicyFacts) -> bool:
    return bool(a.published and a.published == b.published) or bool(a.effective and a.effective == b.effective)


def complete_standing(facts: Sequence[PolicyFacts], copies: Mapping[str, str]) -> list[PolicyFacts]:
    """The facts in their order, those that stand for copies completed with what only a copy tells."""
    told: dict[str, list[PolicyFacts]] = defaultdict(list)
    for f in facts:
        if f.document_id in copies:
            told[copies[f.document_id]].append(f)
    return [_completed(f, told[f.document_id]) if f.document_id in told else f for f in facts]


def _completed(f: PolicyFacts, others: Sequence[PolicyFacts]) -> PolicyFacts:
    for other in others:
        f = replace(
            f,
            doc_no=f.doc_no or other.doc_no,
            issuers=f.issuers or other.issuers,
            rank=f.rank or other.rank,
            published=f.published or other.published,
            effective=f.effective or _plausible(other.effective, f.published),
            repealed=f.repealed or other.repealed,
            status=f.status or other.status,
        )
    return f


def _plausible(effective: date | None, published: date | None) -> date | None:
    """附则 of an amended law tells the day of its first form: no day of this version."""
    return effective if effective and (published is None or effective >= published) else None


def mark_copies(states: Sequence[PolicyState], copies: Mapping[str, str]) -> list[PolicyState]:
    """The states in their order: a copy takes over place and status of the document that stands for it."""
    by_id = {s.document_id: s for s in states}
    groups: dict[str, list[str]] = defaultdict(list)
    for id_, standing in copies.items():
        groups[standing].append(id_)
    out: list[PolicyState] = []
    for s in states:
        if s.document_id in copies:
            found = by_id[copies[s.document_id]]
            copy = replace(found, document_id=s.document_id, title=s.title, unresolved=s.unresolved)
            out.append(replace(copy, chain=found.chain or found.document_id, copy_of=found.document_id))
        elif s.document_id in groups:
            own = tuple(sorted(groups[s.document_id]))
            out.append(replace(s, chain=s.chain or s.document_id, copies=own))
        else:
            out.append(s)
    return out
