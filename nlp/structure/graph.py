"""Who cites whom among documents, and whose legal ground is gone."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from nlp.structure.resolve import Corpus, Resolution
from regintel.model import Status


@dataclass(frozen=True, slots=True)
class LostGround:
    """`document_id` was made on the ground of a repealed document, itself or through others.

    `chain` leads from the document to the repealed one, both included; `text` says it in Chinese.
    """

    document_id: str
    chain: tuple[str, ...]
    text: str

    @property
    def direct(self) -> bool:
        return len(self.chain) == 2


@dataclass(frozen=True, slots=True)
class Graph:
    """Citations between documents. `cites[a][b]` is how often a cites b; `grounds[a]` what a was made on."""

    cites: Mapping[str, Mapping[str, int]]
    grounds: Mapping[str, frozenset[str]]
    cited_by: Mapping[str, frozenset[str]] = field(default_factory=dict)
    clause_degree: Mapping[str, int] = field(default_factory=dict)
    unresolved: tuple[tuple[str, Resolution], ...] = ()

    def in_degree(self, document_id: str) -> int:
        """How many other documents cite it."""
        return len(self.cited_by.get(document_id, ()))

    def out_degree(self, document_id: str) -> int:
        """How many other documents it cites."""
        return len(self.cites.get(document_id, {}))


def build_graph(resolutions: Iterable[tuple[str, Resolution]]) -> Graph:
    """The graph of (citing document id, resolution) pairs. Citations of a document by itself count for clauses alone.

    `clause_degree[clause id]` is how often a clause is cited, `unresolved` the queue of what was not found.
    """
    cites: dict[str, dict[str, int]] = {}
    grounds: dict[str, set[str]] = {}
    cited_by: dict[str, set[str]] = {}
    clauses: dict[str, int] = {}
    unresolved = []
    for citing, resolution in resolutions:
        target = resolution.document_id
        if not resolution.complete:
            unresolved.append((citing, resolution))
        if resolution.clause_id:
            clauses[resolution.clause_id] = clauses.get(resolution.clause_id, 0) + 1
        if not target or target == citing:
            continue
        counts = cites.setdefault(citing, {})
        counts[target] = counts.get(target, 0) + 1
        cited_by.setdefault(target, set()).add(citing)
        if resolution.citation.basis:
            grounds.setdefault(citing, set()).add(target)
    return Graph(
        cites,
        {a: frozenset(b) for a, b in grounds.items()},
        {a: frozenset(b) for a, b in cited_by.items()},
        clauses,
        tuple(unresolved),
    )


def repealed_grounds(graph: Graph, corpus: Corpus) -> list[LostGround]:
    """依据已废止: every document whose ground, or whose ground's ground, is repealed; the shortest chain of each.

    Documents that are repealed themselves are not warned about, but they pass the warning on. A law that was merely
    amended is no lost ground.
    """
    based: dict[str, list[str]] = {}
    for document, targets in graph.grounds.items():
        for target in targets:
            based.setdefault(target, []).append(document)
    repealed = sorted(e.id for e in corpus.entries.values() if e.status is Status.REPEALED)
    chains: dict[str, tuple[str, ...]] = {id_: (id_,) for id_ in repealed}
    queue, warnings = deque(repealed), []
    while queue:
        target = queue.popleft()
        for document in sorted(based.get(target, ())):
            if document in chains and document not in repealed:
                continue
            chain = (document, *chains[target])
            if document in chains:
                continue
            chains[document] = chain
            queue.append(document)
            warnings.append(LostGround(document, chain, _say(chain, corpus)))
    return warnings


def _say(chain: tuple[str, ...], corpus: Corpus) -> str:
    titles = [f"《{corpus.entries[id_].title}》" if id_ in corpus.entries else id_ for id_ in chain]
    if len(chain) == 2:
        return f"依据已废止：{titles[1]}"
    return f"依据已废止：{titles[-1]}（经由{'、'.join(titles[1:-1])}）"
