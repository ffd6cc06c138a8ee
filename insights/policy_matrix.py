"""An activity across regulators: which rule of whom says who must, must not or may do what. All of it candidates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from indexer.base import Collection, SearchIndex, SearchQuery
from insights.policy_activity import ActivityList, WordList, load_activities
from insights.policy_conflict import Candidate, NormPlace, find_candidates
from regintel.model import Kind
from regintel.policy import PolicyNorm, PolicyState
from regintel.store import Store

MOST_CLAUSES = 4_000
"""Clauses of one activity that are looked at; the answer says when there were more."""

NOBODY = "（未注明机关）"
_PAGE = 1_000
_FEWEST_WORDS = 2  # characters of an action: 不得。 alone says nothing


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule's norms on the activity, in printed order."""

    state: PolicyState
    norms: tuple[PolicyNorm, ...]

    def count(self, force: str) -> int:
        """How many of its norms have this force (义务, 禁止, 权利)."""
        return sum(norm.force == force for norm in self.norms)


@dataclass(frozen=True, slots=True)
class RegulatorBlock:
    """A regulator's rules on the activity, those with most norms first. Joint rules stand under each issuer."""

    regulator: str
    rules: tuple[RuleLine, ...]

    def count(self, force: str) -> int:
        """Norms of this force over all its rules."""
        return sum(rule.count(force) for rule in self.rules)


@dataclass(frozen=True, slots=True)
class Gap:
    """A candidate gap. 主题: no duty or ban covers the topic. 罚则: a rule commands and never says what a breach costs.

    `rule` and `norms` (some of them) are the evidence of 罚则; a missing topic has none by nature.
    """

    kind: Literal["主题", "罚则"]
    text: str
    topic: str = ""
    rule: PolicyState | None = None
    norms: tuple[PolicyNorm, ...] = ()


@dataclass(frozen=True, slots=True)
class Matrix:
    """`topics`: topic → norms by regulator. `clauses` of `found` were read; fewer means that the activity is too wide.

    `skipped` documents were left out for being ended or replaced.
    """

    activity: WordList
    blocks: tuple[RegulatorBlock, ...]
    topics: dict[str, dict[str, int]]
    overlaps: tuple[Candidate, ...]
    conflicts: tuple[Candidate, ...]
    gaps: tuple[Gap, ...]
    clauses: int
    found: int
    skipped: int

    @property
    def rules(self) -> int:
        """How many different rules."""
        return len({rule.state.document_id for block in self.blocks for rule in block.rules})

    @property
    def norms(self) -> int:
        """How many different norms."""
        return sum({r.state.document_id: len(r.norms) for b in self.blocks for r in b.rules}.values())


def build_matrix(index: SearchIndex, store: Store, name: str, lists: ActivityList | None = None) -> Matrix:
    """The matrix of an activity by name or by any word. Raises `UsageError` for what is no word."""
    lists = lists or load_activities()
    activity = lists.activity(name)
    found, clauses = _clauses(index, activity)
    states = {s.document_id: s for s in store.policies(sorted(set(clauses.values())))}
    current = {id_: s for id_, s in states.items() if s.kind is Kind.POLICY and s.current}
    rules = [RuleLine(current[id_], norms) for id_, norms in _by_document(store, clauses).items() if id_ in current]
    blocks = _blocks(rules)
    places = [NormPlace(norm, rule.state) for rule in rules for norm in rule.norms]
    overlaps, conflicts = find_candidates(places, _grounds(store, sorted(current)))
    return Matrix(
        activity,
        blocks,
        _topics(blocks, lists.topics),
        overlaps,
        conflicts,
        (*_missing_topics(rules, lists.topics), *_without_penalty(store, rules)),
        len(clauses),
        found,
        len(states) - len(current),
    )


def _clauses(index: SearchIndex, activity: WordList) -> tuple[int, dict[str, str]]:
    """How many clauses of rules hold one of the words in title or text, and clause id → document id of the first."""
    words = [word.replace('"', "") for word in activity.words]
    text = " OR ".join(f'"{word}"' for word in words) if len(words) > 1 else f'"{words[0]}"'
    query = SearchQuery(text, Collection.CLAUSES, {"kind": (Kind.POLICY.value,)}, limit=_PAGE)
    clauses: dict[str, str] = {}
    page = index.search(query)
    total = page.total
    while page.hits:
        clauses |= {hit.id: str(hit.fields.get("document_id") or "") for hit in page.hits}
        if not page.cursor or len(clauses) >= MOST_CLAUSES:
            break
        page = index.search(replace(query, cursor=page.cursor))
    return total, clauses


def _by_document(store: Store, clauses: dict[str, str]) -> dict[str, tuple[PolicyNorm, ...]]:
    groups: dict[str, list[PolicyNorm]] = {}
    for norm in store.policy_norms(sorted(set(clauses.values()))):
        if norm.clause_id in clauses and len(norm.action_text) >= _FEWEST_WORDS:
            groups.setdefault(norm.document_id, []).append(norm)
    return {id_: tuple(norms) for id_, norms in groups.items()}


def _grounds(store: Store, document_ids: Sequence[str]) -> dict[str, set[str]]:
    """Document id → the laws, by chain or id, that it was made on in whatever version."""
    found = store.policy_grounds(document_ids)
    states = store.policies(sorted({target for targets in found.values() for target in targets}))
    laws = {s.document_id: s.chain or s.document_id for s in states}
    return {id_: {laws.get(target, target) for target in targets} for id_, targets in found.items()}


def _blocks(rules: Sequence[RuleLine]) -> tuple[RegulatorBlock, ...]:
    groups: dict[str, list[RuleLine]] = {}
    for rule in rules:
        for regulator in rule.state.issuers or (NOBODY,):
            groups.setdefault(regulator, []).append(rule)
    blocks = [
        RegulatorBlock(name, tuple(sorted(found, key=lambda r: (-len(r.norms), r.state.document_id))))
        for name, found in groups.items()
    ]
    return tuple(sorted(blocks, key=lambda b: (-sum(len(r.norms) for r in b.rules), b.regulator)))


def _topics(blocks: Sequence[RegulatorBlock], topics: Sequence[WordList]) -> dict[str, dict[str, int]]:
    return {
        topic.name: {
            block.regulator: count
            for block in blocks
            if (count := sum(topic.holds(norm.text) for rule in block.rules for norm in rule.norms))
        }
        for topic in topics
    }


def _missing_topics(rules: Sequence[RuleLine], topics: Sequence[WordList]) -> Iterator[Gap]:
    if len(rules) < _FEWEST_RULES:
        return  # what so few rules leave out is no gap in regulation, only a small collection
    bound = [norm for rule in rules for norm in rule.norms if norm.force != "权利"]
    for topic in topics:
        if not any(topic.holds(norm.text) for norm in bound):
            yield Gap("主题", f"库中现行规则没有就“{topic.name}”作出义务性或禁止性规定", topic.name)


def _without_penalty(store: Store, rules: Sequence[RuleLine]) -> Iterator[Gap]:
    """Rules that command or forbid and speak of no sanction anywhere; those with most such norms first."""
    bare: list[tuple[RuleLine, tuple[PolicyNorm, ...]]] = []
    for rule in rules:
        bound = tuple(norm for norm in rule.norms if norm.force != "权利")
        if len(bound) < _FEWEST_BOUND or any(norm.penalties for norm in bound):
            continue
        document = store.document(rule.state.document_id)
        if document is not None and not _SANCTIONS.holds(document.text):
            bare.append((rule, bound))
    for rule, bound in sorted(bare, key=lambda pair: -len(pair[1])):
        text = f"《{rule.state.title}》就此有 {len(bound)} 条义务或禁止性规定，全文未见罚则"
        yield Gap("罚则", text, "", rule.state, bound[:_SHOWN])


_SANCTIONS = WordList("罚则", ("罚款", "警告", "责令", "处罚", "吊销", "没收", "刑事责任", "处分"))
_FEWEST_BOUND = 3
_FEWEST_RULES = 2
_SHOWN = 3
