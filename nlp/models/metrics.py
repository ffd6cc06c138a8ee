"""The figures of each task, and bootstrap intervals around them. Sets of items a row, as the published scores count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Row = Mapping[str, Any]
Key = Callable[[Row], set[Hashable]]
Counts = npt.NDArray[np.int64]
OTHER = "其他"
MIN_ROWS = 10
"""A type takes part in the macro average from this many gold rows on."""
DRAWS = 1_000
_SEED = 20_261_124


def _triples(gold: Sequence[Row], found: Sequence[Row], key: Key) -> Counts:
    """(true positives, false positives, false negatives) a row, shape (rows, 3)."""
    return np.array(
        [(len(a & b), len(b - a), len(a - b)) for g, f in zip(gold, found, strict=True) for a, b in [(key(g), key(f))]]
    )


def _f1(counts: Counts) -> float:
    hit, extra, missed = counts.sum(axis=0)
    return float(2 * hit / (2 * hit + extra + missed)) if hit else 0.0


def _mean(counts: Counts) -> float:
    return float(counts.mean())


def types(row: Row) -> set[Hashable]:
    """Event types of a row; none is 其他."""
    return {event["type"] for event in row.get("events") or []} or {OTHER}


def _cluener(row: Row) -> set[Hashable]:
    if "label" in row:
        return {(t, a, b + 1) for t, names in row["label"].items() for places in names.values() for a, b in places}
    return {(e["type"], e["start"], e["end"]) for e in row.get("entities") or []}


def macro_f1(gold: Sequence[Row], found: Sequence[Row]) -> float:
    """Mean F1 of the types with at least `MIN_ROWS` gold rows."""
    per: dict[Hashable, list[int]] = defaultdict(lambda: [0, 0, 0])
    for g, f in zip(gold, found, strict=True):
        a, b = types(g), types(f)
        for t in a | b:
            per[t][0 if t in a and t in b else 1 if t in b else 2] += 1
    big = [v for v in per.values() if v[0] + v[2] >= MIN_ROWS]
    return sum(_f1(np.array([v])) for v in big) / len(big) if big else 0.0


def _listed(field: str, leave_out: set[Hashable] | None = None) -> Key:
    """The strings of a list field, less those that training named."""
    return lambda row: set(row.get(field) or []) - (leave_out or set())


def _pairs(row: Row) -> set[Hashable]:
    return {(e["type"], e.get("subject")) for e in row.get("events") or [] if e["type"] != OTHER}


def _subjects(row: Row) -> set[Hashable]:
    return {(e["type"], e["subject"]) for e in row.get("events") or [] if e.get("subject")}


def _strings(row: Row) -> set[Hashable]:
    return {(e["text"], e["type"]) for e in row.get("entities") or []}


def _negative(row: Row) -> set[Hashable]:
    return {True} if row["negative"] else set()


def _parts(task: str, train: Sequence[Row]) -> dict[str, Key]:
    """Set-valued figures of a task by name; "unseen" leaves out what the training rows name."""
    if task == "negative":
        seen: set[Hashable] = {name for row in train for name in row.get("entities") or []}
        field = "negative_entities"
        return {"negative_f1": _negative, "entity_f1": _listed(field), "entity_unseen_f1": _listed(field, seen)}
    if task == "new-entities":
        seen = {name for row in train for name in row.get("new_entities") or []}
        return {"f1": _listed("new_entities"), "unseen_f1": _listed("new_entities", seen)}
    rest: dict[str, dict[str, Key]] = {
        "risk-events": {"micro_f1": types, "end_to_end_f1": _pairs},
        "subjects": {"f1": _subjects},
        "finner": {"micro_f1": _strings},
        "cluener": {"micro_f1": _cluener},
        "topics": {"micro_f1": _listed("topics")},
    }
    return rest[task]


def figures(
    task: str, gold: Sequence[Row], found: Sequence[Row], train: Sequence[Row] = ()
) -> dict[str, tuple[float, float, float]]:
    """(value, low, high) by name: 95 % percentile bootstrap over rows, seeded."""
    draws = np.random.default_rng(_SEED).integers(0, len(gold), size=(DRAWS, len(gold)))
    if task.startswith("sentiment-"):
        right = np.array([g["label"] == f["label"] for g, f in zip(gold, found, strict=True)], dtype=np.int64)
        return {"accuracy": _interval(right, draws, _mean)}
    out = {n: _interval(_triples(gold, found, key), draws, _f1) for n, key in _parts(task, train).items()}
    if task == "risk-events":
        value = macro_f1(gold, found)
        some = [macro_f1([gold[i] for i in d], [found[i] for i in d]) for d in draws[:200].tolist()]
        low, high = np.percentile(some, [2.5, 97.5])
        out["macro_f1"] = (round(value, 4), round(float(low), 4), round(float(high), 4))
    return out


def _interval(counts: Counts, draws: Counts, figure: Callable[[Counts], float]) -> tuple[float, float, float]:
    low, high = np.percentile([figure(counts[draw]) for draw in draws], [2.5, 97.5])
    return round(figure(counts), 4), round(float(low), 4), round(float(high), 4)
