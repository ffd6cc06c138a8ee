"""What the link stage makes of a home: share of citations resolved, versions, endings, status, warnings, and its time.

    regintel --home HOME import ../shared/data/laws/laws.jsonl.gz
    python benchmarks/policy_link.py HOME --on 2026-05-20

Reads the store of HOME, and links everything that was read in it again in memory, as of the day; writes nothing.
`in_corpus`: citations whose document is in the store; `resolved`: of those, the ones whose clause was found too.
`site_agrees`: of the statuses decided from text or links where the source had one, the share that is the same.
Prints one line of JSON.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from nlp.structure.life import build_chains, decide_all, link_changes
from nlp.structure.resolve import Corpus
from regintel.model import Kind
from regintel.pipeline.linking import changes_of, entry_of, link_all
from regintel.pipeline.manifestation import complete_standing, find_copies
from regintel.policy import PolicyFacts
from regintel.store import open_store


def measure(home: Path, on: date) -> dict[str, Any]:
    """All figures of one home."""
    store = open_store(f"sqlite:///{home / 'regintel.db'}")
    begun = time.process_time()
    facts = list(store.policy_facts())
    loaded = time.process_time()
    states, citations, links = link_all(facts, on)
    linked = time.process_time()
    store.close()
    found = [c for cited in citations.values() for c in cited]
    inside = [c for c in found if c.kind in ("law", "doc_no") and c.target_id]
    own = [c for c in found if c.kind in ("self", "previous")]
    return {
        "documents": len(states),
        "copies": sum(bool(s.copy_of) for s in states),
        "citations": len(found),
        "resolved_all": _share(sum(c.complete for c in found), len(found)),
        "in_corpus": len(inside),
        "resolved": _share(sum(c.complete for c in inside), len(inside)),
        "own_resolved": _share(sum(c.complete for c in own), len(own)),
        "chains": len({s.chain for s in states if s.chain}),
        "chained_documents": sum(bool(s.chain) for s in states),
        "links": dict(Counter(x.kind for x in links)),
        "status_decided": sum(s.decided for s in states),
        **_agreement(facts, on),
        "lost_grounds": sum(bool(s.warning) for s in states),
        "cpu_load_s": round(loaded - begun, 2),
        "cpu_link_s": round(linked - loaded, 2),
    }


def _agreement(everything: list[PolicyFacts], on: date) -> dict[str, float]:
    """Second copies of a text are no versions: the document that stands for them is judged alone."""
    copies = find_copies(everything)
    facts = [f for f in complete_standing(everything, copies) if f.document_id not in copies]
    corpus = Corpus(entry_of(f) for f in facts if f.kind is Kind.POLICY)
    changes = {f.document_id: list(changes_of(f)) for f in facts if f.changes}
    decisions = decide_all(corpus, link_changes(changes, corpus), on)
    known = [f for f in facts if f.status and f.document_id in decisions and decisions[f.document_id].decided]
    agreed = sum(decisions[f.document_id].status is f.status for f in known)
    titles: dict[str, list[str]] = {}
    for f in facts:
        if f.kind is Kind.POLICY:
            titles.setdefault(f.title, []).append(f.document_id)
    chains = build_chains(corpus.entries.values())
    several = [ids for ids in titles.values() if len(ids) > 1]
    one = sum(len({chains[id_].key for id_ in ids}) == 1 for ids in several)
    return {"site_agrees": _share(agreed, len(known)), "titles_chained": _share(one, len(several))}


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 1.0


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("home", type=Path)
    parser.add_argument("--on", type=date.fromisoformat, default=date(2026, 5, 20))
    arguments = parser.parse_args()
    print(json.dumps(measure(arguments.home, arguments.on), ensure_ascii=False))


if __name__ == "__main__":
    main()
