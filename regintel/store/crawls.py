"""What a crawl remembers: list rows, answers, runs, switches and failures."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import and_, func, or_, select
from sqlalchemy.engine import Row

from regintel.errors import RegintelError
from regintel.ids import canonical_url
from regintel.store import tables as t
from regintel.store.database import Database, utc

ItemState = Literal["new", "changed", "same"]
_CHUNK = 500  # addresses in one query


@dataclass(frozen=True, slots=True)
class PageState:
    """What a conditional request needs, the digest of the last answer and the id of the capture that holds it."""

    etag: str
    last_modified: str
    raw_sha256: str
    capture: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """One crawl of one source. `finished_at` is None for a run that died or still goes on."""

    id: int
    source_id: str
    started_at: datetime
    finished_at: datetime | None
    ok: bool | None
    stats: Mapping[str, int | str]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that failed in `stage` (crawl, annotate, index, import) and will be tried again."""

    stage: str
    key: str
    source_id: str
    error: str
    what: str
    mend: str
    tries: int
    first_at: datetime
    last_at: datetime


class CrawlTable(Database):
    """Progress and health of collecting."""

    def has_item(self, source_id: str, url: str, token: str) -> bool:
        """Whether this list row, in this state, has become a document."""
        i = t.items
        where = and_(i.c.source_id == source_id, i.c.url == canonical_url(url), i.c.token == token)
        return self._scalar(select(i.c.token).where(where)) is not None

    def item_states(self, source_id: str, rows: Sequence[tuple[str, str]]) -> list[ItemState]:
        """For each (address, token) of a list: whether that row has become a document, in that state."""
        i = t.items
        known: dict[str, str] = {}
        urls = [canonical_url(url) for url, _ in rows]
        for start in range(0, len(urls), _CHUNK):
            where = and_(i.c.source_id == source_id, i.c.url.in_(urls[start : start + _CHUNK]))
            known.update((row.url, row.token) for row in self._rows(select(i.c.url, i.c.token).where(where)))
        return [
            "new" if url not in known else "same" if known[url] == token else "changed"
            for url, (_, token) in zip(urls, rows, strict=True)
        ]

    def save_item(self, source_id: str, url: str, token: str, document_id: str) -> None:
        """Remember that this list row has become a document."""
        values = {"token": token, "document_id": document_id}
        self._put(t.items, {"source_id": source_id, "url": canonical_url(url)}, values)

    def page_state(self, url: str) -> PageState | None:
        """What was kept of the last answer of an address."""
        p = t.pages
        query = select(p.c.etag, p.c.last_modified, p.c.raw_sha256, p.c.capture)
        rows = self._rows(query.where(p.c.url == canonical_url(url)))
        return next((PageState(r.etag, r.last_modified, r.raw_sha256, r.capture) for r in rows), None)

    def has_validators(self) -> bool:
        """Whether any page can be asked for conditionally."""
        p = t.pages
        return bool(self._rows(select(p.c.url).where(or_(p.c.etag != "", p.c.last_modified != "")).limit(1)))

    def save_page_state(self, url: str, state: PageState) -> None:
        """Keep what the next conditional request needs."""
        self._put(t.pages, {"url": canonical_url(url)}, asdict(state))

    def begin_run(self, source_id: str) -> int:
        """The id of a new run."""
        with self._begin() as c:
            values = {"source_id": source_id, "started_at": datetime.now(UTC), "stats": "{}", "reasons": "[]"}
            key = c.execute(t.runs.insert().values(**values)).inserted_primary_key
            return int(key[0]) if key else 0

    def finish_run(self, run_id: int, ok: bool, stats: Mapping[str, int | str], reasons: Sequence[str]) -> None:
        """Close a run with its verdict."""
        values = {
            "finished_at": datetime.now(UTC),
            "ok": ok,
            "stats": json.dumps(dict(stats), ensure_ascii=False),
            "reasons": json.dumps(list(reasons), ensure_ascii=False),
        }
        with self._begin() as c:
            c.execute(t.runs.update().where(t.runs.c.id == run_id).values(**values))

    def runs(self, source_id: str | None = None, limit: int = 100) -> list[Run]:
        """Newest first."""
        query = select(t.runs).order_by(t.runs.c.id.desc()).limit(limit)
        if source_id is not None:
            query = query.where(t.runs.c.source_id == source_id)
        return [_run(row) for row in self._rows(query)]

    def latest_runs(self) -> dict[str, Run]:
        """Source id → its newest run."""
        newest = select(func.max(t.runs.c.id)).group_by(t.runs.c.source_id)
        return {r.source_id: _run(r) for r in self._rows(select(t.runs).where(t.runs.c.id.in_(newest)))}

    def source_enabled(self, source_id: str) -> bool:
        """Sources are on until someone turns them off."""
        found = self._scalar(select(t.switches.c.enabled).where(t.switches.c.source_id == source_id))
        return True if found is None else bool(found)

    def set_source_enabled(self, source_id: str, enabled: bool) -> None:
        """Turn a source on or off for crawls that name no source."""
        self._put(t.switches, {"source_id": source_id}, {"enabled": enabled})

    def save_failure(self, stage: str, key: str, source_id: str, error: RegintelError) -> None:
        """Keep a failure, or count another try of it."""
        f, now = t.failures, datetime.now(UTC)
        values = {"source_id": source_id, "error": type(error).__name__, "what": error.what, "mend": error.mend}
        where = and_(f.c.stage == stage, f.c.key == key[:700])
        with self._begin() as c:
            if not c.execute(f.update().where(where).values(tries=f.c.tries + 1, last_at=now, **values)).rowcount:
                c.execute(f.insert().values(stage=stage, key=key[:700], tries=1, first_at=now, last_at=now, **values))

    def clear_failure(self, stage: str, key: str) -> None:
        """Forget a failure that was mended."""
        with self._begin() as c:
            c.execute(t.failures.delete().where(t.failures.c.stage == stage, t.failures.c.key == key[:700]))

    def failures(self, stage: str | None = None) -> list[Failure]:
        """What is still to be mended, newest first."""
        query = select(t.failures).order_by(t.failures.c.last_at.desc())
        if stage is not None:
            query = query.where(t.failures.c.stage == stage)
        return [
            Failure(r.stage, r.key, r.source_id, r.error, r.what, r.mend, r.tries, utc(r.first_at), utc(r.last_at))
            for r in self._rows(query)
        ]


def _run(row: Row[Any]) -> Run:
    return Run(
        row.id,
        row.source_id,
        utc(row.started_at),
        None if row.finished_at is None else utc(row.finished_at),
        row.ok,
        json.loads(row.stats),
        tuple(json.loads(row.reasons)),
    )
