"""Sources and health."""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter, Response

from search_api.schemas import HealthAnswer, SourceLine, SourcesAnswer
from search_api.services import Using

router = APIRouter(tags=["运行状况"])
RECENT = timedelta(days=1)
"""A source whose last run began before yesterday is out of date."""


@router.get("/sources", summary="来源及其采集状况")
def sources(using: Using) -> SourcesAnswer:
    """采集失败、过期、从未采集的来源都会列出原因。"""
    day = using.today() - RECENT
    return SourcesAnswer(sources=[SourceLine.of(h, day) for h in using.health()])


@router.get("/health", summary="索引是否可用", responses={503: {"model": HealthAnswer}})
def health(response: Response, using: Using) -> HealthAnswer:
    """可用时返回 200，不可用时返回 503 和原因。"""
    found = using.index.health()
    response.status_code = 200 if found.ok else 503
    return HealthAnswer(ok=found.ok, backend=found.backend, detail=found.detail, counts=found.counts)
