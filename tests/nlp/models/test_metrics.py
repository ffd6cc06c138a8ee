"""Figures as the published scores count them."""

from __future__ import annotations

import pytest

from nlp.models.metrics import figures


def event(type_: str, subject: str | None = None) -> dict[str, str | None]:
    return {"type": type_, "subject": subject}


def test_no_event_counts_as_the_label_other() -> None:
    gold = [{"events": [event("其他")]}, {"events": [event("财务造假", "甲")]}]
    found = [{"events": []}, {"events": [event("财务造假", "乙")]}]
    values = figures("risk-events", gold, found)
    assert values["micro_f1"][0] == 1.0
    assert values["end_to_end_f1"][0] == 0.0


def test_unseen_leaves_out_what_training_names() -> None:
    train = [{"entities": ["旧"]}]
    gold = [{"negative": True, "negative_entities": ["旧", "新"]}] * 3
    found = [{"negative": True, "negative_entities": ["新", "错"]}] * 3
    values = figures("negative", gold, found, train)
    assert values["entity_f1"][0] == pytest.approx(0.5)
    assert values["entity_unseen_f1"][0] == pytest.approx(2 / 3, abs=1e-4)


def test_intervals_hold_the_value_and_are_reproducible() -> None:
    gold = [{"label": "a"}] * 40
    found = [{"label": "a"}] * 30 + [{"label": "b"}] * 10
    value, low, high = figures("sentiment-forum", gold, found)["accuracy"]
    assert low < value == 0.75 < high
    assert figures("sentiment-forum", gold, found)["accuracy"] == (value, low, high)


def test_offsets_of_cluener_are_inclusive_in_the_data() -> None:
    gold = [{"label": {"company": {"甲行": [[0, 1]]}}}]
    found = [{"entities": [{"text": "甲行", "type": "company", "start": 0, "end": 2}]}]
    assert figures("cluener", gold, found)["micro_f1"][0] == 1.0
