"""Floors of the shipped models on the labelled data, pinned together with the digest of the rows they hold for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nlp.models.evaluate import evaluate
from nlp.models.export import CARDS
from nlp.models.task import TASKS

FLOORS = json.loads((Path(__file__).parent / "floors.json").read_text(encoding="utf-8"))

pytestmark = [pytest.mark.shared, pytest.mark.slow]


@pytest.mark.parametrize("task", sorted(FLOORS))
def test_shipped_models_keep_their_floors(task: str, shared: Path) -> None:
    found = evaluate(task, shared / "data")
    pinned = FLOORS[task]
    assert found["digest"] == pinned["digest"], "the evaluation rows have changed: measure and pin anew"
    low = {
        n: (found["figures"][n][0], floor) for n, floor in pinned["floors"].items() if found["figures"][n][0] < floor
    }
    assert not low, f"below the floor (measured, floor): {low}"


def test_every_task_has_floors_and_a_card() -> None:
    assert set(FLOORS) == set(TASKS)
    for task in TASKS:
        card = json.loads((CARDS / f"{task}.json").read_text(encoding="utf-8"))
        assert card["evaluation_digest"] == FLOORS[task]["digest"]
