"""The app. The only module of the room that reads settings; everything below it gets `Services`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import APIRouter, Depends, FastAPI

from indexer.base import SearchIndex
from regintel.settings import Settings
from regintel.store import Store
from search_api import feed, policy_web, series_web, web
from search_api.auth import KeyCheck
from search_api.errors import add_handlers
from search_api.headers import SecurityHeaders
from search_api.routes import briefs, documents, export, policies, risk, search, series, status
from search_api.schemas import ErrorAnswer
from search_api.services import SourceNames, open_services

_ABOUT = "监管情报检索接口。所有错误均为 {error, what, mend}：what 说明问题，mend 说明如何处理。"


def create_app(
    settings: Settings | None = None,
    *,
    index: SearchIndex | None = None,
    store: Store | None = None,
    sources: SourceNames | None = None,
) -> FastAPI:
    """The web pages and the JSON interface. What is not given is opened from the settings and closed with the app.

    `sources` names the sources that the installation knows; by default those that the program has spiders for.
    """
    settings = settings or Settings()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        if index is None:
            app.state.services.index.close()
        if store is None:
            app.state.services.store.close()

    key = settings.api_key.get_secret_value() if settings.api_key else ""
    app = FastAPI(
        title="RegIntel",
        description=_ABOUT,
        version="1",
        openapi_url=None,  # served below, behind the key
        docs_url=None,  # both load scripts from elsewhere; /about lists the operations
        redoc_url=None,
        lifespan=lifespan,
        dependencies=[Depends(KeyCheck(key))],
    )
    app.state.services = open_services(settings, index, store, sources)
    add_handlers(app)
    app.add_middleware(SecurityHeaders)
    failures: dict[int | str, dict[str, Any]] = {code: {"model": ErrorAnswer} for code in (400, 404, 503)}
    api = APIRouter(prefix="/api/v1", responses=failures)
    for part in (search, export, documents, policies, briefs, risk, series, status):
        api.include_router(part.router)
    api.add_api_route("/openapi.json", app.openapi, include_in_schema=False)
    app.include_router(api)
    app.include_router(feed.router)
    app.include_router(policy_web.router)
    app.include_router(series_web.router)
    app.include_router(web.router)
    return app
