"""The link stage: what regulations mean for one another. Reads what is new, then links the whole body afresh.

Reading a document is the dear part, done once for each of its states and in several processes; linking is a pass over
facts in memory, and writes only what changed. A kill loses at most one batch of readings.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from regintel.model import Kind, Span, Status
from regintel.pipeline.edition import mark_editions
from regintel.pipeline.manifestation import complete_standing, find_copies, mark_copies
from regintel.pipeline.policy_pairs import draft_key, drafts_by_name, pair_documents
from regintel.pipeline.policy_reading import read_policies
from regintel.pipeline.progress import Progress, silent
from regintel.pipeline.workers import batches, run_batches
from regintel.policy import ClauseRef, PolicyCitation, PolicyFacts, PolicyLink, PolicyState
from regintel.store import PolicyReading, Store

if TYPE_CHECKING:
    from nlp.structure.change import Change
    from nlp.structure.graph import Graph, LostGround
    from nlp.structure.life import Chain, Decision, Link
    from nlp.structure.resolve import Corpus, Entry, Resolution


@dataclass(frozen=True, slots=True)
class LinkReport:
    """`read`: documents read anew, `failed` of them failed; `changed`: documents whose place among others changed."""

    read: int
    failed: int
    changed: int


def link(store: Store, on: date, workers: int = 1, on_progress: Progress = silent) -> LinkReport:
    """Read what is new, then decide citations, versions, changes and status as of the day `on`."""
    read, failed = _read(store, workers, on_progress)
    state = f"{on.isoformat()} {store.policy_versions()}"
    if state == store.linked_state():
        return LinkReport(read, failed, 0)
    states, citations, links = link_all(list(store.policy_facts()), on)
    return LinkReport(read, failed, store.save_policies(states, citations, links, state))


def _read(store: Store, workers: int, on_progress: Progress) -> tuple[int, int]:
    from nlp.version import producer

    total = store.count_unread_policies(producer())
    failing = {failure.key for failure in store.failures("link")}
    read = failed = 0
    on_progress(0, total)
    parts = batches(store.unread_policies(producer()), lambda unread: len(unread.document.text))
    for outcomes in run_batches(read_policies, parts, workers if total > workers * 40 else 1):
        good = [found for found in outcomes if isinstance(found, PolicyReading)]
        store.save_policy_readings(good)
        for found in outcomes:
            if not isinstance(found, PolicyReading):
                store.save_failure("link", found[0].id, found[0].source_id, found[1])
        for found in good:
            if found.document_id in failing:
                store.clear_failure("link", found.document_id)
        read, failed = read + len(good), failed + len(outcomes) - len(good)
        on_progress(read + failed, total)
    return read, failed


Linked = tuple[list[PolicyState], dict[str, list[PolicyCitation]], list[PolicyLink]]


def link_all(facts: Sequence[PolicyFacts], on: date) -> Linked:
    """States, citations by citing document, and links. Pure; the order of `facts` does not matter."""
    from nlp.structure.graph import build_graph, repealed_grounds
    from nlp.structure.life import build_chains, decide_all, link_changes
    from nlp.structure.resolve import Corpus

    copies = find_copies(facts)
    facts = complete_standing(facts, copies)
    rules = {f.document_id: entry_of(f) for f in facts if f.kind is Kind.POLICY and f.document_id not in copies}
    corpus = Corpus(rules.values())
    drafts = drafts_by_name(facts)
    resolved = {f.document_id: list(_resolutions(f, corpus, drafts)) for f in facts}
    changing = {f.document_id: list(changes_of(f)) for f in facts if f.changes and f.document_id in rules}
    found = link_changes(changing, corpus)
    chains = build_chains(corpus.entries.values())
    decisions = decide_all(corpus, found, on)
    decided = {f.document_id: _decided(f, decisions[f.document_id], on) for f in facts if f.document_id in rules}
    final = Corpus(replace(entry, status=decided[id_].status) for id_, entry in rules.items())
    graph = build_graph((id_, r) for id_, found_ in resolved.items() if id_ not in copies for r in found_)
    lost = {w.document_id: w for w in repealed_grounds(graph, final)}
    citations = {f.document_id: _citations(f, resolved[f.document_id]) for f in facts}
    states = [
        _state(f, chains.get(id_), decided.get(id_), lost.get(id_), graph, citations[id_], on)
        for f in facts
        for id_ in (f.document_id,)
    ]
    states = mark_copies(states, copies)
    pairs = (replace(x, target=copies.get(x.target, x.target)) for x in pair_documents(facts, corpus))
    links = [_link(x) for x in found] + list(dict.fromkeys(pairs))
    counts, cited_by = _count_citing(states, citations), _count_citing_documents(states, graph)
    states = [
        replace(s, cited_clauses=counts[law], law_cited_by=cited_by[law])
        for s in states
        for law in (s.chain or s.document_id,)
    ]
    return mark_editions(states, {f.document_id: len(f.clauses) for f in facts}), citations, links


def _count_citing(states: Sequence[PolicyState], citations: Mapping[str, Sequence[PolicyCitation]]) -> Counter[str]:
    """Chain, or id of what has no chain → the clauses of other current regulations that cite it."""
    chains = {s.document_id: s.chain or s.document_id for s in states}
    pairs: set[tuple[str, str, str]] = set()
    for state in states:
        if state.current:
            for c in citations[state.document_id]:
                cited = chains.get(c.target_id, "")
                if cited and cited != chains[state.document_id]:
                    pairs.add((state.document_id, c.clause_id or str(c.number), cited))
    return Counter(cited for _, _, cited in pairs)


def _count_citing_documents(states: Sequence[PolicyState], graph: Graph) -> Counter[str]:
    """Chain, or id of what has no chain → the documents of other laws that cite it."""
    laws = {s.document_id: s.chain or s.document_id for s in states}
    pairs = {(laws[cited], by) for cited, citing in graph.cited_by.items() for by in citing if laws[cited] != laws[by]}
    return Counter(law for law, _ in pairs)


def entry_of(f: PolicyFacts) -> Entry:
    """The document as citations need it; of clauses with the same number the first counts."""
    from nlp.structure.resolve import Entry

    numbers: dict[str, str] = {}
    for clause in f.clauses:
        numbers.setdefault(clause.number, clause.id)
    return Entry(f.document_id, f.title, f.doc_no, f.published, f.effective, f.status, f.repealed, numbers)


def changes_of(f: PolicyFacts) -> Iterator[Change]:
    """What the document says that it ends or amends."""
    from nlp.structure.change import Change

    for c in f.changes:
        yield Change(c.kind, c.title, Span(c.start, c.end), c.day, c.listed, c.partial, c.year)


def _resolutions(f: PolicyFacts, corpus: Corpus, drafts: Mapping[str, str]) -> Iterator[Resolution]:
    """No law means a draft, an explanation or a second copy; but 本办法第十条 in one means itself, 《…（征求意见稿）》
    the draft."""
    from nlp.structure.citation import Citation
    from nlp.structure.resolve import Corpus, Resolution, resolve

    own = corpus if f.document_id in corpus.entries else Corpus([entry_of(f)])
    for c in f.citations:
        citation = Citation(Span(c.start, c.end), *c[2:])
        draft = drafts.get(draft_key(c.full_title), "") if c.full_title else ""
        if draft and not c.article:
            yield Resolution(citation, draft)
        else:
            yield resolve(citation, own if c.kind in ("self", "previous") else corpus, f.published, f.document_id)


def _citations(f: PolicyFacts, resolutions: Sequence[Resolution]) -> list[PolicyCitation]:
    return [
        PolicyCitation(
            f.document_id,
            number,
            r.citation.span,
            r.citation.kind,
            r.citation.value,
            r.citation.full_title or r.citation.doc_no,
            r.citation.article,
            r.citation.basis,
            *_clause_at(f.clauses, r.citation.span.start),
            r.document_id,
            r.clause_id,
            r.complete,
            r.reason,
        )
        for number, r in enumerate(resolutions)
    ]


def _clause_at(clauses: Sequence[ClauseRef], offset: int) -> tuple[str, str]:
    """Id and number of the clause around an offset."""
    at = bisect_right(clauses, offset, key=lambda clause: clause.start) - 1
    return (clauses[at].id, clauses[at].number) if at >= 0 and offset < clauses[at].end else ("", "")


def _decided(f: PolicyFacts, decision: Decision, on: date) -> Decision:
    """What pages show. A site's word that a rule has ended stands; 有效 and 尚未生效 are true on one day only."""
    from nlp.structure.life import Decision

    if f.status in (Status.REPEALED, Status.AMENDED):
        agrees = decision.decided and decision.status is f.status
        return decision if agrees else Decision(f.status, "来源网站标注", decided=False)
    if decision.decided:
        return decision
    if f.status is Status.NOT_YET and f.effective is not None and f.effective <= on:
        return Decision(Status.IN_FORCE, f"已于{f.effective.isoformat()}施行，未见废止或修改")
    return replace(decision, status=f.status) if f.status else decision


def _state(
    f: PolicyFacts,
    chain: Chain | None,
    decision: Decision | None,
    lost: LostGround | None,
    graph: Graph,
    citations: Sequence[PolicyCitation],
    on: date,
) -> PolicyState:
    shown = decision is not None and (decision.decided or f.status is not None)
    if decision is not None and decision.status in (Status.REPEALED, Status.AMENDED):
        lost = None  # whoever reads an old version is told so; its grounds are history
    begun = [e for e in chain.versions if e.since <= on] if chain else []
    newest = (begun or list(chain.versions))[-1] if chain else None
    return PolicyState(
        f.document_id,
        f.kind,
        f.title,
        f.issuers,
        f.rank,
        f.doc_no,
        f.published,
        f.effective,
        chain.key if chain and len(chain.versions) > 1 else "",
        newest is None or newest.id == f.document_id or (newest.published or newest.since) <= (f.published or date.max),
        decision.status if decision and shown else None,
        bool(decision and decision.decided),
        decision.reason if decision else "",
        decision.by if decision and shown else "",
        decision.proof if decision and shown else None,
        lost.text if lost else "",
        lost.chain if lost else (),
        graph.out_degree(f.document_id),
        graph.in_degree(f.document_id),
        sum(not c.complete for c in citations),
        deadline=f.deadline,
    )


def _link(x: Link) -> PolicyLink:
    return PolicyLink("废止" if x.kind == "废止" else "修改", x.by, x.target, x.day, x.span, x.partial)
