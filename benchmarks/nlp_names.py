"""Names that taggers propose beside the rules, on held-out rows: python benchmarks/nlp_names.py DATA

DATA is a folder of labelled data (see docs/models.md). Half of the held-out rows, by a hash of the text, gives the
scores of `nlp.proposal.SOURCES`; the figures are of the other half: strings a row, companies of `ner/finner.dev.jsonl`
and new names of a fifth of `ner/new_entities.train.jsonl`.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from nlp.models.predictors import predict_together
from nlp.models.runtime import PRODUCER
from nlp.models.training.data import held_out, split
from nlp.pipeline import find_facts, readable
from nlp.proposal import Proposal, build_proposer

Names = dict[str, float]


def proposals_of(texts: list[str]) -> list[list[Proposal]]:
    """As posts, so that every tagger is asked."""
    rows = [{"text": text, "post": True} for text in texts]
    (answers,) = predict_together([build_proposer(PRODUCER)], rows)
    return [answer["proposals"] for answer in answers]


def report(rows: list[dict[str, Any]], wanted: Callable[[dict[str, Any]], Iterable[str]], task: str) -> None:
    """Precision of each score on one half; precision and recall of rules, and with proposals, on the other."""
    texts = [readable(row["text"]) for row in rows]
    levels: dict[float, list[int]] = defaultdict(lambda: [0, 0])
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for row, text, proposals in zip(rows, texts, proposals_of(texts), strict=True):
        gold = set(wanted(row))
        places = [(f.start, f.end, text[f.start : f.end]) for f in find_facts(text).names]
        rules = {name for _, _, name in places}
        free = [p for p in proposals if all(p.end <= a or b <= p.start for a, b, _ in places)]
        own = {text[p.start : p.end]: p.score for p in free if p.producer.startswith(task)}
        if held_out(row["text"] + "half", 50):
            for name, score in own.items():
                levels[score][0] += name in gold
                levels[score][1] += 1
            continue
        for title, got in (("rules", rules), ("proposals", set(own)), ("rules and proposals", rules | set(own))):
            counts[title][0] += len(gold & got)
            counts[title][1] += len(got)
            counts[title][2] += len(gold)
    print(task, {score: f"{hit}/{n} = {hit / n:.2f}" for score, (hit, n) in sorted(levels.items())})
    for title, (hit, got, all_) in counts.items():
        print(f"  {title:20} precision {hit / max(1, got):.3f} recall {hit / max(1, all_):.3f} of {all_}")


def main(data: Path) -> None:
    """Run."""
    report(split("finner", data)[1], lambda row: [e["text"] for e in row["entities"] if e["type"] == "公司"], "finner")
    report(split("new-entities", data)[1], lambda row: row["new_entities"], "new-entities")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
