"""Floors of the shipped models on the labelled data, pinned together with the digest of the rows they hold for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nlp.models.evaluate import evaluate
from nlp.models.export import CARDS
from nlp.models.runtime import Tier
from nlp.models.task import TASKS

FLOORS = json.loads((Path(__file__).parent / "floors.json").read_text(encoding="utf-8"))

pytestmark = [pytest.mark.shared, pytest.mark.slow]


@pytest.mark.parametrize(("tier", "floors"), [("1", "floors"), ("auto", "floors_auto")])
@pytest.mark.parametrize("task", sorted(FLOORS))
def test_shipped_models_keep_their_floors(task: str, tier: Tier, floors: str, shared: Path) -> None:
    found = evaluate(task, shared / "data", tier)
    pinned = FLOORS[task]
    assert found["digest"] == pinned["digest"], "the evaluation rows have changed: measure and pin anew"
    figures = {name: value for name, (value, _, _) in found["figures"].items()}
    low = {name: (figures[name], floor) for name, floor in pinned[floors].items() if figures[name] < floor}
    assert not low, f"below the floor (measured, floor): {low}"


def test_every_task_has_floors_and_a_card() -> None:
    assert set(FLOORS) == set(TASKS)
    encoder = json.loads((CARDS / "encoder.json").read_text(encoding="utf-8"))
    assert {task: entry["evaluation_digest"] for task, entry in encoder["tasks"].items()} == {
        task: pinned["digest"] for task, pinned in FLOORS.items()
    }
    for task in TASKS:
        card = json.loads((CARDS / f"{task}.json").read_text(encoding="utf-8"))
        assert card["evaluation_digest"] == FLOORS[task]["digest"]
