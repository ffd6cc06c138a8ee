"""Evaluation of the shipped models on held-out rows, through the same path as `regintel predict`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nlp.models.metrics import Row, figures
from nlp.models.runtime import Tier, predict
from nlp.models.task import task_of
from nlp.models.training.data import digest, split

_HIDDEN = {
    "risk-events": ("events",),
    "subjects": ("events",),
    "negative": ("negative", "negative_entities"),
    "finner": ("entities",),
    "cluener": ("label",),
    "new-entities": ("new_entities",),
    "sentiment-forum": ("label",),
    "sentiment-news": ("label",),
    "topics": ("topics",),
}


def blind(task: str, row: Row) -> dict[str, Any]:
    """A row without its answers; for `subjects`, with the types whose subject is asked for."""
    out = {name: value for name, value in row.items() if name not in _HIDDEN[task]}
    if task == "subjects":
        out["types"] = sorted({event["type"] for event in row["events"] if event.get("subject")})
    return out


def evaluate(task: str, data: Path, tier: Tier = "auto", encoder: Path | None = None) -> dict[str, Any]:
    """`rows`, `digest` of the evaluation rows, and `figures`: (value, low, high) by name."""
    task_of(task)
    train, gold = split(task, data)

    def answers(rows: list[Row]) -> list[dict[str, Any]]:
        return list(predict(task, rows, tier, encoder))

    values = figures(task, gold, answers([blind(task, row) for row in gold]), train)
    if task == "risk-events":
        asked = [row for row in gold if any(event.get("subject") for event in row["events"])]
        named = answers([blind("subjects", row) for row in asked])
        values["subject_f1"] = figures("subjects", asked, named, train)["f1"]
    return {"rows": len(gold), "digest": digest(gold), "figures": values}
