"""The daily brief as data, HTML or Markdown."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, Response

from insights.brief import build_brief
from insights.brief_html import render_html
from insights.brief_markdown import render_markdown
from insights.brief_part import Brief
from regintel.errors import QueryError
from search_api.query import read_day
from search_api.schemas import BriefAnswer
from search_api.services import Services, Using

router = APIRouter(tags=["简报"])


@router.get("/briefs/{day}", summary="某日的风险简报", response_model=BriefAnswer)
def brief(day: str, request: Request, using: Using, format: str = "json") -> BriefAnswer | Response:
    """day 写作 2026-11-22，或 latest（最近有数据的一天）；format 为 json、html 或 markdown。"""
    found = find_brief(using, day)
    base = str(request.base_url).rstrip("/")
    if format == "html":
        return HTMLResponse(render_html(found, base))
    if format == "markdown":
        return PlainTextResponse(render_markdown(found, base), media_type="text/markdown")
    if format != "json":
        raise QueryError("没有这种简报格式", "format 为 json、html 或 markdown")
    return BriefAnswer(empty=found.empty, brief=found)


def find_brief(using: Services, day: str) -> Brief:
    """The brief of an ISO day or of `latest`, which is today where nothing was ever published."""
    return build_brief(brief_day(using, day), using.index, using.health(), using.store)


def brief_day(using: Services, day: str) -> date:
    """Raises `QueryError` for what is no day."""
    chosen = using.latest_day() if day == "latest" else read_day("日期", day)
    return chosen or using.today()
