"""Rules alone on labelled risk events: python benchmarks/nlp_risk_rules.py ../shared/data/risk_events/dev.jsonl

Counts as score_nlp.py does: per type over texts, the label of the data set mapped to our type. Labels that are one
of our types in common (资金账户风险 and 资产负面, 高管负面 and 不能履职) are pooled.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

from nlp.annotate import RuleAnnotator
from nlp.taxonomy.load import load_taxonomy
from regintel.model import Document, Kind


def measure(path: Path, show: str = "", report: bool = False) -> dict[str, float]:
    """Micro precision, recall, F1 over texts and types; share of exact subjects. Prints a table where asked to."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    documents = [
        Document(str(i), "s", "u", Kind.NEWS, title="", text=r["text"], fetched_at=datetime.now(UTC))
        for i, r in enumerate(rows)
    ]
    taxonomy = load_taxonomy()
    mapped = {item.name for item in taxonomy.types if item.labels}
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    subject_right = subject_all = 0
    for row, analysis in zip(rows, RuleAnnotator().annotate(documents), strict=True):
        gold: dict[str, set[str]] = defaultdict(set)
        for event in row["events"]:
            item = taxonomy.of_label(event["type"])
            if item:
                gold[item.name].add(event["subject"] or "")
        said: dict[str, set[str]] = defaultdict(set)
        for signal in analysis.signals:
            if signal.type in mapped:
                said[signal.type].add(signal.entity)
        for name in gold.keys() | said.keys():
            counts[name][0 if name in gold and name in said else 1 if name in said else 2] += 1
            if name == show and (name in gold) != (name in said):
                print("missed" if name in gold else "wrong", row["text"][:200], dict(gold), dict(said), sep=" | ")
        for name in gold.keys() & said.keys():
            subject_all += len(gold[name])
            subject_right += len(gold[name] & said[name])
            if show == "subject" and gold[name] - said[name]:
                print(name, row["text"][:160], gold[name], said[name], sep=" | ")
    tp, fp, fn = (sum(c[i] for c in counts.values()) for i in range(3))
    figures = {
        "precision": tp / (tp + fp),
        "recall": tp / (tp + fn),
        "f1": 2 * tp / (2 * tp + fp + fn),
        "subject": subject_right / subject_all,
    }
    if report:
        for name, (a, b, c) in sorted(counts.items(), key=lambda item: -sum(item[1])):
            print(
                f"{name:10}\t{a:4} right {b:4} wrong {c:4} missed  P {a / max(1, a + b):.3f} R {a / max(1, a + c):.3f}"
            )
        print({name: round(value, 3) for name, value in figures.items()})
    return figures


if __name__ == "__main__":
    measure(Path(sys.argv[1]), *sys.argv[2:3], report=True)
