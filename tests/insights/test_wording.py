"""Facts of pages have Chinese names for readers."""

from __future__ import annotations

import json
from pathlib import Path

from insights.wording import fact_name

SAMPLE = Path(__file__).resolve().parents[1] / "golden/sample_documents.jsonl"


def test_every_further_fact_of_the_sample_has_a_chinese_name() -> None:
    rows = [json.loads(line) for line in SAMPLE.read_text(encoding="utf-8").splitlines()]
    names = {name for row in rows for name in row["extra"]}
    assert names
    assert [name for name in names if fact_name(name).isascii()] == []


def test_an_unknown_fact_is_shown_as_it_is() -> None:
    assert fact_name("新的事实") == "新的事实"
