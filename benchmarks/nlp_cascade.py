"""What the second tier costs and brings: tier 1, tier 2 and the cascade between them, on held-out rows.

usage: python benchmarks/nlp_cascade.py DATA [--task TASK …] [--encoder DIR]

For each task a row a threshold of doubt: the share of rows that tier 2 reads, the task's figures, and rows a second
of processor time. Then the flow: all eight tasks on documents of 300 characters (held-out texts joined), the document
being read by tier 2 where tier 1 doubts its risk. Times are of the processor, and for the flow also
by the clock, with all cores; nothing is tuned here.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from nlp.models.cascade import Cascade, doubts
from nlp.models.encoder.reader import SHIPPED
from nlp.models.evaluate import blind
from nlp.models.flow import load_flow
from nlp.models.metrics import figures
from nlp.models.predictors import Batch, Predictor
from nlp.models.runtime import load
from nlp.models.task import TASKS
from nlp.models.training.data import split

Rows = list[dict[str, Any]]
_STEPS = (1.0, 0.9, 0.7, 0.5, 0.3, 0.2, 0.1, 0.05, 0.0)
_BATCH = 256
_SIZE = 300


def answer(predictor: Predictor, rows: Rows) -> Rows:
    """Answers batch by batch."""
    return [a for k in range(0, len(rows), _BATCH) for a in predictor.predict(rows[k : k + _BATCH])]


def curve(task: str, data: Path, encoder: Path) -> None:
    """Print a row a threshold."""
    train, gold = split(task, data)
    if task == "subjects":
        gold = [row for row in gold if any(event.get("subject") for event in row["events"])]
    rows = [blind(task, row) for row in gold]
    name = "risk-events" if task == "subjects" else task
    first, second = load(name, "1"), load(name, "2", encoder)
    doubt = np.concatenate([doubts(first, Batch(rows[k : k + _BATCH])) for k in range(0, len(rows), _BATCH)])
    for step in _STEPS:
        start = time.process_time()
        answers = answer(Cascade(first, second, step), rows)
        spent = time.process_time() - start
        found = [{**row, **own} for row, own in zip(rows, answers, strict=True)]
        shown = "  ".join(f"{n} {v:.4f}" for n, (v, _, _) in figures(task, gold, found, train).items())
        share = f"doubt > {step:<5} sent {(doubt > step).mean():6.1%}"
        print(f"{task:<16} {share}  {shown}  {len(rows) / spent:.0f} rows/s", flush=True)


def documents(data: Path) -> list[str]:
    """Documents of `_SIZE` characters from held-out texts of three tasks, one after another."""
    texts = [row["text"] for task in ("risk-events", "topics", "negative") for row in split(task, data)[1]]
    out: list[str] = []
    for text in texts:
        out.append((text + "。" + texts[(len(out) * 7 + 1) % len(texts)] * 8)[:_SIZE])
    return out


def flow(data: Path, encoder: Path, names: Sequence[str]) -> None:
    """Print the speed of all tasks at once, by threshold."""
    rows = [{"text": text, "title": "", "entities": []} for text in documents(data)]
    for step in (1.0, 0.95, 0.9, 0.8):
        both, sent, start, clock = load_flow(names, step, encoder), 0, time.process_time(), time.perf_counter()
        for k in range(0, len(rows), _BATCH):
            sent += len(both.predict(rows[k : k + _BATCH])[1])
        spent, passed = time.process_time() - start, time.perf_counter() - clock
        share = f"doubt > {step:<5} sent {sent / len(rows):6.1%}"
        speed = f"{len(rows) / spent:.0f} documents/s of processor time, {len(rows) / passed:.0f} by the clock"
        print(f"flow, {len(names)} tasks    {share}  {speed}", flush=True)


def main() -> None:
    """Run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--task", nargs="*", default=[*TASKS, "subjects", "flow"])
    parser.add_argument("--encoder", type=Path, default=SHIPPED)
    options = parser.parse_args()
    for task in options.task:
        if task == "flow":
            flow(options.data, options.encoder, list(TASKS))
        else:
            curve(task, options.data, options.encoder)


if __name__ == "__main__":
    main()
