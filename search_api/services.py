"""What the routes work with: one index, one store, the health of sources. Built by the app, handed to routes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import Depends, Request

from indexer.base import Collection, SearchIndex, SearchQuery, Sort
from indexer.factory import Access, open_index
from insights.health import SourceHealth, beijing_day, source_health, source_name
from regintel.settings import Settings
from regintel.store import Store, open_store


@dataclass(frozen=True, slots=True)
class SourceNames:
    """What the installation knows of sources: id → Chinese name, and id → why it may not be crawled."""

    names: Mapping[str, str]
    blocked: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Services:
    """The app's hands. `now` is a parameter so that tests need no clock."""

    index: SearchIndex
    store: Store
    known: SourceNames
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def today(self) -> date:
        """The calendar day in Beijing."""
        return beijing_day(self.now())

    def health(self) -> list[SourceHealth]:
        """Every source, by id."""
        return source_health(self.store, self.known.names, self.now(), self.known.blocked)

    def source_name(self, source_id: str) -> str:
        """The name of a source, or its id where it has none."""
        return source_name(self.known.names, source_id)

    def latest_day(self) -> date | None:
        """The newest day, not after today, on which something was published."""
        hits = self.index.search(SearchQuery(until=self.today(), sort=Sort.NEWEST, limit=1)).hits
        newest = hits[0].fields.get("published_on") if hits else None
        return newest if isinstance(newest, date) else None

    def counts(self) -> Mapping[str, int]:
        """Records a collection; zero for all where the index is not there."""
        health = self.index.health()
        return {c.value: health.counts.get(c.value, 0) for c in Collection}


def open_search_index(settings: Settings) -> SearchIndex:
    """The index that the settings name, with the one tokeniser."""
    from nlp.segment import build_segmenter

    segmenter = build_segmenter()
    access = Access(
        settings.index_api_key.get_secret_value() if settings.index_api_key else "",
        settings.index_username,
        settings.index_password.get_secret_value() if settings.index_password else "",
        settings.index_ca,
    )
    return open_index(settings.index, segmenter.tokens_for_search, access, finder=segmenter.finder)


def open_services(
    settings: Settings, index: SearchIndex | None, store: Store | None, known: SourceNames | None
) -> Services:
    """What is not given is opened from the settings."""
    return Services(
        index if index is not None else open_search_index(settings),
        store if store is not None else open_store(settings.database),
        known or crawled_sources(),
    )


def crawled_sources() -> SourceNames:
    """The sources that this program has spiders for, and those that it may not crawl."""
    from crawlers.registry import sources
    from crawlers.source import Blocked

    known = sources()
    return SourceNames(
        {id: source.name for id, source in known.items()},
        {id: source.reason for id, source in known.items() if isinstance(source, Blocked)},
    )


def services(request: Request) -> Services:
    """The dependency that routes ask for."""
    found: Services = request.app.state.services
    return found


Using = Annotated[Services, Depends(services)]
