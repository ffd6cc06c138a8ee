"""How well and how fast laws are understood: structure, citations, versions, status, identity, norms.

    python benchmarks/structure_laws.py ../shared/data/laws/laws.jsonl.gz --form markdown
    python benchmarks/structure_laws.py ../shared/data/laws/laws.jsonl.gz --form plain
    python benchmarks/structure_laws.py ../shared/data/regulation_pdfs --form files

`markdown` parses the rows' Markdown as it is, `plain` the text that `regintel import` makes of them, `files` a folder
of PDFs through the same importer. Official metadata (published, effective, status) is the yardstick where there is
some. Prints one line of JSON with figures and, with `--show N`, up to N examples of each kind of miss.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from nlp.structure.change import find_changes
from nlp.structure.citation import Citation, find_citations
from nlp.structure.clause import Structure, parse_structure
from nlp.structure.diff import diff_clauses
from nlp.structure.graph import build_graph, repealed_grounds
from nlp.structure.history import read_history
from nlp.structure.identity import identify
from nlp.structure.life import Chain, build_chains, decide_all, link_changes
from nlp.structure.norm import find_duties, find_norms
from nlp.structure.resolve import Corpus, Entry, resolve
from regintel.model import Document, Kind, Status

_FETCHED = datetime(2026, 5, 20, tzinfo=UTC)  # when the corpus was taken, by its newest metadata
_PRINTED = re.compile(r"^- \*\*(第[^\n条]{1,12}条(?:之.)?)", re.MULTILINE)
_GROUPS = {name: name for name in ("法律", "行政法规", "司法解释", "宪法", "监察法规")} | {"法律解释": "法律"}

Misses = dict[str, list[str]]


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a JSONL.gz of laws."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def read_documents(path: Path, form: str) -> list[Document]:
    """Laws as documents, in one of the three forms."""
    if form == "markdown":
        return [_from_row(row) for row in read_rows(path)]
    from crawlers.files import read_files

    documents = list(read_files([path], lambda problem: print(problem, file=sys.stderr)))
    return [replace(document, fetched_at=_FETCHED) for document in documents]


def _from_row(row: dict[str, str]) -> Document:
    days = {key: date.fromisoformat(row[key]) if row[key] else None for key in ("published", "effective")}
    status = Status(row["status"]) if row["status"] in {s.value for s in Status} else None
    return Document(
        row["id"], "laws", row["url"], Kind.POLICY, row["title"], row["markdown"], _FETCHED,
        published_on=days["published"], effective_on=days["effective"], status=status,
    )  # fmt: skip


def measure_structure(documents: list[Document], structures: list[Structure], misses: Misses) -> dict[str, Any]:
    """Re-assembly and numbering. `marked_missed`: articles that the Markdown sets in bold and the tree lacks."""
    whole = gapless = marked = missed = 0
    for document, structure in zip(documents, structures, strict=True):
        whole += "".join(document.text[p.start : p.end] for p in structure.pieces()) == document.text
        gaps = structure.gaps()
        gapless += not gaps
        if gaps:
            misses["gap"].append(f"{document.title}: {len(gaps)}, {gaps[0]}")
        printed = _PRINTED.findall(document.text)
        own = Counter(structure.nodes[i].number for i in structure.articles())
        lost = Counter(printed) - own
        marked, missed = marked + len(printed), missed + lost.total()
        if lost:
            misses["marked"].append(f"{document.title}: {sorted(lost)[:3]}")
    return {
        "documents": len(documents),
        "reassembled": whole,
        "gapless": gapless,
        "articles": sum(len(s.articles()) for s in structures),
        "units": sum(len(s.units()) for s in structures),
        "marked": marked,
        "marked_missed": missed,
    }


def build_corpus(documents: list[Document], structures: list[Structure]) -> Corpus:
    """The corpus that citations are resolved in."""
    entries = []
    for document, structure in zip(documents, structures, strict=True):
        numbers: dict[str, str] = {}
        for clause in structure.clauses(document.id):
            numbers.setdefault(clause.number, clause.id)
        number = next((a.value for a in identify(document, structure) if a.label == "文号"), "")
        entries.append(
            Entry(document.id, document.title, number, document.published_on, document.effective_on, clauses=numbers)
        )
    return Corpus(entries)


def measure_citations(
    documents: list[Document], found: list[list[Citation]], corpus: Corpus, misses: Misses
) -> dict[str, Any]:
    """`resolved`: of citations whose law is in the corpus, those for which document and clause were found."""
    kinds: Counter[str] = Counter()
    inside = complete = own = own_complete = 0
    for document, citations in zip(documents, found, strict=True):
        for citation in citations:
            kinds[citation.kind] += 1
            resolution = resolve(citation, corpus, document.published_on, document.id)
            if citation.kind in ("self", "previous"):
                own, own_complete = own + 1, own_complete + resolution.complete
            elif resolution.document_id:
                inside, complete = inside + 1, complete + resolution.complete
            if resolution.document_id and not resolution.complete:
                misses[f"citation {citation.kind}"].append(f"{document.title}: {citation.value}")
    return {
        **kinds,
        "in_corpus": inside,
        "resolved": round(complete / max(1, inside), 4),
        "own_resolved": round(own_complete / max(1, own), 4),
    }


def measure_life(
    documents: list[Document], structures: list[Structure], corpus: Corpus, on: date, misses: Misses
) -> dict[str, Any]:
    """Chains by printed title, statuses against metadata."""
    chains = build_chains(corpus.entries.values())
    titles: dict[str, list[str]] = defaultdict(list)
    for document in documents:
        titles[document.title].append(document.id)
    several = [ids for ids in titles.values() if len(ids) > 1]
    linked = sum(len({chains[id_].key for id_ in ids}) == 1 for ids in several)
    confirmed, notes = _confirmed(documents, structures, chains)
    changes = {d.id: find_changes(s, d.title) for d, s in zip(documents, structures, strict=True)}
    links = link_changes(changes, corpus)
    decisions = decide_all(corpus, links, on)
    decided = agreed = judged = agreed_all = 0
    for document in documents:
        decision = decisions[document.id]
        if document.status is None:
            continue
        judged, agreed_all = judged + 1, agreed_all + (decision.status is document.status)
        if decision.decided:
            decided, agreed = decided + 1, agreed + (decision.status is document.status)
            if decision.status is not document.status:
                told = f"{document.title} {document.published_on}: {document.status}, {decision.reason}"
                misses["status"].append(told)
    return {
        "titles_with_versions": len(several),
        "chained": round(linked / max(1, len(several)), 4),
        "chain_told_by_notes": f"{confirmed}/{notes}",
        "changes": sum(len(found) for found in changes.values()),
        "links": len(links),
        "status_decided": decided,
        "status_agreed": round(agreed / max(1, decided), 4),
        "status_agreed_all": round(agreed_all / max(1, judged), 4),
    }


def _confirmed(documents: list[Document], structures: list[Structure], chains: dict[str, Chain]) -> tuple[int, int]:
    """Links of chains that the later version's own notes confirm: they name the day of the earlier one."""
    confirmed = told = 0
    by_id = {document.id: structure for document, structure in zip(documents, structures, strict=True)}
    for chain in {chain.key: chain for chain in chains.values()}.values():
        for older, newer in zip(chain.versions, chain.versions[1:], strict=False):
            days = {event.day for event in read_history(by_id[newer.id])}
            if days and older.published and older.published != newer.published:
                told += 1
                confirmed += older.published in days
    return confirmed, told


def measure_identity(documents: list[Document], structures: list[Structure], groups: dict[str, str]) -> dict[str, Any]:
    """Days and rank as the text alone tells them, against metadata: right / told / known."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for document, structure in zip(documents, structures, strict=True):
        bare = replace(document, published_on=None, effective_on=None)
        values = {a.label: a.value for a in identify(bare, structure)}
        expected = {
            "公布日期": document.published_on.isoformat() if document.published_on else "",
            "施行日期": document.effective_on.isoformat() if document.effective_on else "",
            "效力位阶": _GROUPS.get(groups.get(document.id, ""), ""),
        }
        for label, value in expected.items():
            if value:
                counts[label]["known"] += 1
                counts[label]["told"] += label in values
                counts[label]["right"] += values.get(label) == value
    return {label: dict(count) for label, count in counts.items()}


def measure(path: Path, form: str, on: date, misses: Misses, thorough: bool = True) -> dict[str, Any]:
    """All figures of one corpus; without diff, norms and graph unless `thorough`. Speeds are million characters/s."""
    documents = read_documents(path, form)
    size = sum(len(document.text) for document in documents) / 1e6
    clock = _Clock(size)
    structures = [parse_structure(document.text) for document in documents]
    clock.lap("parse")
    found = [find_citations(d.text, d.title, s) for d, s in zip(documents, structures, strict=True)]
    clock.lap("citations")
    out: dict[str, Any] = {"form": form, "characters": round(size, 2)}
    out["structure"] = measure_structure(documents, structures, misses)
    corpus = build_corpus(documents, structures)
    out["citations"] = measure_citations(documents, found, corpus, misses)
    if form != "files":
        groups = {row["id"]: row["group"] for row in read_rows(path)} if form == "markdown" else {}
        out["life"] = measure_life(documents, structures, corpus, on, misses)
        out["identity"] = measure_identity(documents, structures, groups)
    if not thorough:
        return {**out, "million_characters_per_second": clock.speeds}
    if form != "files":
        out["diff"] = _diffs(corpus, {d.id: s for d, s in zip(documents, structures, strict=True)})
    clock.start()
    norms = [n for s, c in zip(structures, found, strict=True) for n in find_norms(s, c)]
    clock.lap("norms")
    out["norms"] = {
        "norms": len(norms),
        "with_subject": round(sum(n.subject is not None for n in norms) / max(1, len(norms)), 3),
        "with_penalty": sum(bool(n.penalties) for n in norms),
        "duties": sum(len(find_duties(s)) for s in structures),
    }
    pairs = ((d, c) for d, cs in zip(documents, found, strict=True) for c in cs)
    graph = build_graph((d.id, resolve(c, corpus, d.published_on, d.id)) for d, c in pairs)
    repealed = Corpus(replace(e, status=d.status) for e, d in zip(corpus.entries.values(), documents, strict=True))
    lost = repealed_grounds(graph, repealed)
    out["graph"] = {"citing": len(graph.cites), "unresolved": len(graph.unresolved), "lost_grounds": len(lost)}
    return {**out, "million_characters_per_second": clock.speeds}


def _diffs(corpus: Corpus, structures: dict[str, Structure]) -> dict[str, Any]:
    started, kinds, pairs = time.perf_counter(), Counter[str](), 0
    for chain in {chain.key: chain for chain in build_chains(corpus.entries.values()).values()}.values():
        for older, newer in zip(chain.versions, chain.versions[1:], strict=False):
            pairs += 1
            clauses = (structures[entry.id].clauses(entry.id) for entry in (older, newer))
            kinds.update(item.kind for item in diff_clauses(*clauses))
    return {"pairs": pairs, "seconds": round(time.perf_counter() - started, 1), **kinds}


class _Clock:
    def __init__(self, size: float) -> None:
        self.size, self.speeds = size, dict[str, float]()
        self.start()

    def start(self) -> None:
        self.since = time.perf_counter()

    def lap(self, name: str) -> None:
        self.speeds[name] = round(self.size / (time.perf_counter() - self.since), 2)
        self.start()


def show(misses: Misses, most: int) -> Iterator[str]:
    """Lines for a person."""
    for kind, examples in misses.items():
        yield f"{kind}: {len(examples)}"
        yield from (f"    {example}" for example in examples[:most])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", type=Path)
    parser.add_argument("--form", choices=("markdown", "plain", "files"), default="markdown")
    parser.add_argument("--on", type=date.fromisoformat, default=_FETCHED.date())
    parser.add_argument("--show", type=int, default=0)
    options = parser.parse_args()
    misses: Misses = defaultdict(list)
    print(json.dumps(measure(options.path, options.form, options.on, misses), ensure_ascii=False))
    if options.show:
        print(*show(misses, options.show), sep="\n")


if __name__ == "__main__":
    main()
