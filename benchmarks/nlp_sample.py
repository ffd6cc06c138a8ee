"""Signals on the documents of the sample site against what a person says of them.

    python benchmarks/nlp_sample.py                 measures on tests/golden/sample_documents.jsonl
    python benchmarks/nlp_sample.py --save HOME     saves the documents of an installation after `regintel demo`

A risk counts as found where a signal has its type and one of the accepted names (any, where none is given); its
certainty agrees where one of those signals has the person's (报道, 传闻, 官方认定). A trap is raised where a signal has
its type and one of its names, or no entity.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nlp.annotate import Annotator, build_annotator
from regintel.ids import canonical_url
from regintel.model import Document, Signal
from regintel.store.codec import dump, load_document

GOLDEN = Path(__file__).resolve().parent.parent / "tests" / "golden"
SAVED = GOLDEN / "sample_documents.jsonl"
_MOMENT = datetime(2026, 11, 22, 8, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Result:
    """What was expected, and each miss and raised trap as (title, type, entity)."""

    expected: int
    missed: tuple[tuple[str, str, str], ...]
    trapped: tuple[tuple[str, str, str], ...]
    unlisted: tuple[tuple[str, str, str], ...]
    """Signals that the truth does not list: right ones among them, so not errors by themselves."""
    unsure: tuple[tuple[str, str, str], ...] = ()
    """Found risks whose certainty differs, as (title, type, wanted/got)."""

    @property
    def found(self) -> float:
        """Share of the expected risks."""
        return 1 - len(self.missed) / self.expected

    @property
    def certain(self) -> float:
        """Share of the found risks whose certainty is the person's."""
        return 1 - len(self.unsure) / max(1, self.expected - len(self.missed))


def truth() -> dict[str, dict[str, Any]]:
    """By canonical address."""
    rows = [json.loads(line) for line in (GOLDEN / "sample_truth.jsonl").read_text("utf-8").splitlines()]
    return {canonical_url(url): row for row in rows for url in (row["url"], *row["also_at"])}


def saved_documents() -> list[Document]:
    """As the crawl of the sample site gave them."""
    return [load_document(line) for line in SAVED.read_text("utf-8").splitlines()]


def measure(annotator: Annotator) -> Result:
    """Annotates the saved documents and compares."""
    known = truth()
    documents = [document for document in saved_documents() if canonical_url(document.url) in known]
    expected = 0
    missed, trapped, unlisted, unsure = [], [], [], []
    for document, analysis in zip(documents, annotator.annotate(documents), strict=True):
        row = known[canonical_url(document.url)]
        used: set[str] = set()
        for risk in row["risks"]:
            expected += 1
            fitting = [s for s in analysis.signals if _fits(s, risk)]
            used.update(s.id for s in fitting)
            got = {s.certainty for s in fitting}
            if fitting and risk["certainty"] not in got:
                unsure.append((document.title, risk["type"], f"{risk['certainty']}/{'、'.join(sorted(got))}"))
            if not fitting:
                missed.append((document.title, risk["type"], risk["entity"]))
        trapped += [
            (document.title, s.type, s.entity)
            for trap in row["traps"]
            for s in analysis.signals
            if _fits(s, trap) or (s.type == trap["type"] and not s.entity)
        ]
        unlisted += [(document.title, s.type, s.entity) for s in analysis.signals if s.id not in used]
    return Result(expected, tuple(missed), tuple(trapped), tuple(unlisted), tuple(unsure))


def _fits(signal: Signal, wanted: dict[str, Any]) -> bool:
    return signal.type == wanted["type"] and (not wanted["names"] or signal.entity in wanted["names"])


def save(home: Path) -> int:
    """Writes the documents of an installation that the truth knows, without what differs from crawl to crawl."""
    from regintel.store import open_store

    store = open_store(f"sqlite:///{home / 'regintel.db'}")
    known = truth()
    kept = [d for d in store.documents() if canonical_url(d.url) in known]
    store.close()
    lines = [dump(replace(d, capture="", raw_sha256="", attachments=(), fetched_at=_MOMENT)) for d in kept]
    SAVED.write_text("\n".join(sorted(lines)) + "\n", "utf-8")
    return len(lines)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--save"]:
        print(save(Path(sys.argv[2])))
    else:
        result = measure(build_annotator())
        for name in ("missed", "trapped", "unlisted", "unsure"):
            for item in getattr(result, name):
                print(name, *item, sep=" | ")
        print(f"found {result.found:.3f} of {result.expected}, traps raised {len(result.trapped)}")
        print(f"certainty agrees for {result.certain:.3f} of those found")
