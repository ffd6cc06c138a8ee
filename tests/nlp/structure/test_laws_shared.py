"""Floors on the corpus of laws with its official metadata. Raise them when figures rise; never lower them silently."""

from __future__ import annotations

import importlib.util
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

BENCHMARK = Path(__file__).parents[3] / "benchmarks" / "structure_laws.py"
ON = date(2026, 5, 20)


@pytest.fixture(scope="module")
def measure() -> Callable[..., dict[str, Any]]:
    spec = importlib.util.spec_from_file_location("structure_laws", BENCHMARK)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return lambda path, form: module.measure(  # type: ignore[no-any-return]
        path, form, ON, defaultdict(list), thorough=form == "files"
    )


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.parametrize("form", ["markdown", "plain"])
def test_laws(shared: Path, measure: Callable[..., dict[str, Any]], form: str) -> None:
    found = measure(shared / "data" / "laws" / "laws.jsonl.gz", form)
    structure, citations, life, identity = (found[k] for k in ("structure", "citations", "life", "identity"))
    assert structure["reassembled"] == structure["documents"]
    assert (
        structure["gapless"] >= structure["documents"] - 2
    )  # two amendments of the constitution begin at 第十二条, 第十八条
    assert structure["marked_missed"] <= 1  # one bold number in the source is a citation
    assert structure["articles"] >= 69_150
    assert citations["resolved"] >= 0.98
    assert citations["own_resolved"] >= 0.98
    assert citations["law"] >= 16_500
    assert life["chained"] >= 0.95
    assert life["status_decided"] >= 430
    assert life["status_agreed"] >= 0.97
    for label in ("公布日期", "施行日期"):
        assert identity[label]["right"] >= 0.93 * identity[label]["told"]
        assert identity[label]["told"] >= 0.5 * identity[label]["known"]


@pytest.mark.shared
@pytest.mark.slow
def test_regulations_as_pdf(shared: Path, measure: Callable[..., dict[str, Any]]) -> None:
    found = measure(shared / "data" / "regulation_pdfs", "files")
    structure = found["structure"]
    assert structure["documents"] == structure["reassembled"] == structure["gapless"] == 42
    assert structure["articles"] >= 2_600
    assert found["citations"]["own_resolved"] >= 0.99
    assert found["norms"]["with_subject"] >= 0.8
