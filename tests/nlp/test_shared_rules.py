"""Floors on real data that a user does not have: decisions of the mirror, and rules on labelled risk events."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

pytestmark = pytest.mark.shared
FLOOR = 0.97
ROOT = Path(__file__).resolve().parents[2]


def benchmark(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "benchmarks" / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("prose", [False, True])
def test_penalties_are_exact(shared: Path, prose: bool) -> None:
    result: dict[str, dict[str, Any]] = benchmark("nlp_penalties").measure(shared, as_prose=prose)
    for source, fields in result.items():
        for field, (right, total) in fields.items():
            floor = 0.95 if field == "laws" else FLOOR
            assert right / total >= floor, f"{source} {field}: {right}/{total}"


def test_rules_on_risk_events(shared: Path) -> None:
    figures = benchmark("nlp_risk_rules").measure(shared / "data/risk_events/dev.jsonl")
    assert figures["precision"] >= 0.70
    assert figures["recall"] >= 0.74
