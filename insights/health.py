"""How each source is doing, for the people who read the brief: silence of a source must never look like good news."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from regintel.store import Run, Store

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
_STILL_RUNNING = timedelta(hours=6)


class SourceState(StrEnum):
    """What a reader is told of a source. Values are shown as they are."""

    OK = "正常"
    FAILED = "失败"
    STALE = "过期"
    NEVER = "从未采集"
    RUNNING = "采集中"
    OFF = "已停用"
    IMPORTED = "本地导入"
    BLOCKED = "不采集"


_IMPORTS = {"import_file": "本地文件", "import_jsonl": "本地数据"}


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """One source and its last run. `count` is the number of its documents in the store; `reasons` are Chinese lines.

    `last_run` is when the last run began (None: never), `ok` whether it ended healthy (None: it has not ended yet).
    `blocked` says why a source may not be crawled at all.
    """

    source_id: str
    name: str
    last_run: datetime | None = None
    ok: bool | None = None
    reasons: tuple[str, ...] = ()
    count: int = 0
    enabled: bool = True
    blocked: str = ""

    def state(self, day: date) -> SourceState:
        """`STALE` means that no run began on `day` (Beijing time) or later, so news of that day may be missing."""
        if self.blocked:
            return SourceState.BLOCKED
        if not self.enabled:
            return SourceState.OFF
        if self.last_run is None:
            return SourceState.IMPORTED if self.source_id.startswith("import_") else SourceState.NEVER
        if self.ok is None:
            return SourceState.RUNNING
        if not self.ok:
            return SourceState.FAILED
        return SourceState.STALE if beijing_day(self.last_run) < day else SourceState.OK


def beijing_day(moment: datetime) -> date:
    """The calendar day in Beijing; a moment without a zone is taken for UTC, as the store keeps them."""
    return beijing(moment).date()


def beijing(moment: datetime) -> datetime:
    """The moment on Beijing's clock; a moment without a zone is taken for UTC, as the store keeps them."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(CHINA)


def source_name(names: Mapping[str, str], source_id: str) -> str:
    """The name of a source, or of a kind of import, or the id where it has none."""
    return names.get(source_id) or _IMPORTS.get(source_id, source_id)


def source_health(
    store: Store, names: Mapping[str, str], now: datetime, blocked: Mapping[str, str] | None = None
) -> list[SourceHealth]:
    """Health of every known source (`names`: id → name) and of every other one that has documents or runs, by id.

    `blocked`: id → why it may not be crawled. A run without an end counts as going on for six hours, afterwards as
    died: kill -9 leaves no other trace.
    """
    counts = store.count_documents()
    runs = store.latest_runs()
    found = []
    for source_id in sorted({*names, *counts, *runs}):
        known = SourceHealth(
            source_id,
            source_name(names, source_id),
            count=counts.get(source_id, 0),
            enabled=store.source_enabled(source_id),
            blocked=(blocked or {}).get(source_id, ""),
        )
        run = runs.get(source_id)
        found.append(_with_run(known, run, now) if run else known)
    return found


def _with_run(known: SourceHealth, run: Run, now: datetime) -> SourceHealth:
    started = beijing(run.started_at)
    if run.finished_at is not None:
        return replace(known, last_run=started, ok=bool(run.ok), reasons=tuple(run.reasons))
    if beijing(now) - started < _STILL_RUNNING:
        return replace(known, last_run=started, ok=None)
    return replace(known, last_run=started, ok=False, reasons=("上次采集中途停止，没有结束记录",))
