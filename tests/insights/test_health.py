from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from insights.health import SourceHealth, SourceState, beijing_day, source_health
from regintel.store import Store

DAY = date(2026, 11, 22)
MORNING = datetime(2026, 11, 22, 1, tzinfo=UTC)


def state(**fields: Any) -> SourceState:
    return SourceHealth("a", "甲", **fields).state(DAY)


def test_states() -> None:
    assert state() is SourceState.NEVER
    assert state(last_run=MORNING, ok=True) is SourceState.OK
    assert state(last_run=MORNING, ok=False) is SourceState.FAILED
    assert state(last_run=MORNING, ok=None) is SourceState.RUNNING
    assert state(last_run=MORNING - timedelta(days=1), ok=True) is SourceState.STALE
    assert state(last_run=MORNING, ok=True, enabled=False) is SourceState.OFF
    assert state(blocked="需要登录") is SourceState.BLOCKED
    assert SourceHealth("import_file", "本地文件").state(DAY) is SourceState.IMPORTED


def test_days_are_beijing_days() -> None:
    assert beijing_day(datetime(2026, 11, 21, 16, tzinfo=UTC)) == DAY
    assert beijing_day(datetime(2026, 11, 21, 15, 59)) == date(2026, 11, 21)


def test_health_names_every_known_source_and_every_source_with_documents(store: Store, make_document: Any) -> None:
    store.save_document(make_document(source_id="other"))
    run = store.begin_run("a")
    store.finish_run(run, False, {}, ["只得到 0 条"])
    found = {h.source_id: h for h in source_health(store, {"a": "甲", "b": "乙"}, datetime.now(UTC))}
    assert set(found) == {"a", "b", "other"}
    assert (found["a"].ok, found["a"].reasons, found["a"].name) == (False, ("只得到 0 条",), "甲")
    assert found["b"].last_run is None
    assert found["other"].count == 1


def test_a_run_without_end_is_running_and_later_dead(store: Store) -> None:
    store.begin_run("a")
    now = datetime.now(UTC)
    assert source_health(store, {}, now)[0].ok is None
    later = source_health(store, {}, now + timedelta(hours=7))[0]
    assert later.ok is False
    assert "中途停止" in later.reasons[0]


def test_a_source_that_is_off_says_so(store: Store) -> None:
    store.set_source_enabled("a", False)
    assert source_health(store, {"a": "甲"}, datetime.now(UTC))[0].state(DAY) is SourceState.OFF
