"""The pages: search, document, sources, briefs, about. Plain HTML; everything works without a script."""

from __future__ import annotations

from datetime import timedelta
from functools import cache

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse, PlainTextResponse, Response

from indexer.base import Collection
from insights.brief_html import TEMPLATES as BRIEF_TEMPLATES
from insights.brief_html import brief_context
from insights.health import SourceHealth, SourceState
from insights.link import document_path
from insights.policy_view import citation_view, status_proof
from insights.revision import compare, shorten
from regintel.completion import completed
from regintel.errors import NotFoundError, QueryError
from regintel.policy import PolicyState
from search_api.page import STATIC, render
from search_api.query import MAX_DEPTH, read_choice, read_collection, read_number
from search_api.reader import read
from search_api.results import PAGE_SIZE, TABS, complete, find, value_name
from search_api.routes.briefs import brief_day, find_brief
from search_api.routes.documents import find_document
from search_api.routes.risk import find_scores
from search_api.routes.status import RECENT
from search_api.services import Services, Using
from search_api.why import explain_page

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
_RISK_ENTITIES = 50
_RISK_SIGNALS = 5


@router.get("/")
def search_page(request: Request, using: Using) -> Response:
    """One box, three collections, facets as links. `page` counts from 1."""
    pairs = request.query_params.multi_items()
    choice = read_choice(pairs, extra=("page",))
    page = read_number("page", dict(pairs).get("page", ""), 1, 1, MAX_DEPTH // PAGE_SIZE)
    counts = using.counts()
    found = find(using.index, choice, page, lambda f, v: value_name(f, v, using.source_name))
    overview = None if pairs or not counts["documents"] else _overview(using)
    context = {"r": found, "counts": counts, "tabs": TABS, "source_name": using.source_name, "overview": overview}
    return render(request, "search.html", context)


@router.get("/similar")
def similar_page(using: Using, request: Request, id: str = "", collection: str = "") -> Response:
    """Records most like one."""
    if not id:
        raise QueryError("缺少参数 id", "从检索结果或文件页打开")
    where = read_collection(collection)
    hits = using.index.similar(where, id, PAGE_SIZE)
    record = using.index.get(where, id)
    fields = record.fields if record else {}
    parent = str(fields.get("document_id") or "")
    head = " ".join(str(fields[n]) for n in ("entity", "type", "title", "article") if fields.get(n))
    context = {
        "hits": [complete(hit, where) for hit in hits],
        "collection": where,
        "title": head or id,
        "page": document_path(parent, id) if parent else document_path(id),
        "tabs": TABS,
        "source_name": using.source_name,
    }
    return render(request, "similar.html", context)


def _overview(using: Services) -> dict[str, object]:
    """What the front page tells before anything is asked."""
    day = using.today() - RECENT
    failed = sum(h.state(day) in (SourceState.FAILED, SourceState.STALE) for h in using.health())
    return {"day": using.latest_day(), "failed": failed}


@router.get("/documents/{document_id}")
def document_page(document_id: str, request: Request, using: Using) -> Response:
    """The text with what was found in it; `revision` shows an earlier state, which has no marks."""
    document = find_document(using.store, document_id)
    revisions = using.store.revisions(document_id)
    number = read_number("revision", request.query_params.get("revision", ""), 0, 0, 10**6)
    analysis = using.store.analysis(document_id)
    if number and number != revisions[-1].number:
        older = next((r for r in revisions if r.number == number), None)
        if older is None:
            raise NotFoundError(f"文件 {document_id} 没有第 {number} 版", "从文件页的修订记录打开")
        document, analysis = older.document, None
    state = using.store.policy(document_id)
    document = completed(document, analysis, _decided(state))
    by, quote = status_proof(using.store, state) if state else (None, "")
    context = {
        "state": state,
        "decided_by": by,
        "decided_quote": quote,
        "linked": citation_view(using.store, document_id).links if state else (),
        "d": document,
        "analysis": analysis,
        "reading": read(document.title, document.text, analysis),
        "penalties": (analysis.penalties if analysis else ()) or document.penalties,
        "why": explain_page(document, analysis),
        "revisions": revisions,
        "shown": number or revisions[-1].number,
        "source_name": using.source_name(document.source_id),
        "related": [(address, using.store.document(address)) for address in document.related],
    }
    return render(request, "document.html", context)


def _decided(state: PolicyState | None) -> str:
    return state.status.value if state and state.decided and state.status else ""


@router.get("/documents/{document_id}/diff")
def diff_page(document_id: str, request: Request, using: Using) -> Response:
    """What changed from revision `from` to revision `to` (by default the one after it)."""
    document = find_document(using.store, document_id)
    revisions = {r.number: r for r in using.store.revisions(document_id)}
    first = read_number("from", request.query_params.get("from", ""), max(1, len(revisions) - 1), 1, 10**6)
    second = read_number("to", request.query_params.get("to", ""), first + 1, 1, 10**6)
    missing = [n for n in (first, second) if n not in revisions]
    if missing:
        raise NotFoundError(f"文件 {document_id} 没有第 {missing[0]} 版", "从文件页的修订记录打开")
    lines = compare(revisions[first].document.text, revisions[second].document.text)
    context = {
        "d": document,
        "old": revisions[first],
        "new": revisions[second],
        "lines": list(shorten(lines)),
        "changes": sum(line.kind != "same" for line in lines),
    }
    return render(request, "diff.html", context)


@router.get("/documents/{document_id}/text", response_class=PlainTextResponse)
def document_text(document_id: str, using: Using) -> Response:
    """The bare text."""
    return PlainTextResponse(find_document(using.store, document_id).text)


@router.get("/risk")
def risk_page(request: Request, using: Using, day: str = "") -> Response:
    """Entities by composite risk index; every dimension opens to the sentences behind it."""
    chosen, config, scores, signals = find_scores(using, day)
    shown = scores[:_RISK_ENTITIES]
    wanted = {id for score in shown for part in score.parts for id in part.signals[:_RISK_SIGNALS]}
    sentences = {id: using.index.get(Collection.SIGNALS, id) for id in wanted}
    context = {
        "day": chosen,
        "config": config,
        "scores": shown,
        "total": len(scores),
        "signals": signals,
        "sentences": {id: record.fields for id, record in sentences.items() if record},
        "most": _RISK_SIGNALS,
        "source_name": using.source_name,
    }
    return render(request, "risk.html", context)


@router.get("/sources")
def sources_page(request: Request, using: Using) -> Response:
    """Which sources can be relied on today, and why not."""
    return render(request, "sources.html", {"sources": _by_state(using), "day": using.today() - RECENT})


def _by_state(using: Services) -> list[SourceHealth]:
    """What needs attention first, what may not be crawled last."""
    order = [SourceState.FAILED, SourceState.STALE, SourceState.RUNNING, SourceState.OK, SourceState.IMPORTED]
    order += [s for s in SourceState if s not in order and s is not SourceState.BLOCKED] + [SourceState.BLOCKED]
    day = using.today() - RECENT
    return sorted(using.health(), key=lambda h: (order.index(h.state(day)), h.source_id))


@router.get("/brief")
def latest_brief_page(request: Request, using: Using) -> Response:
    """The brief of the newest day that has data."""
    return brief_page(str(request.query_params.get("day") or "latest"), request, using)


@router.get("/brief/{day}")
def brief_page(day: str, request: Request, using: Using) -> Response:
    """The brief of a day, with the days beside it."""
    chosen = brief_day(using, day)
    brief = find_brief(using, chosen.isoformat())
    after = chosen + timedelta(days=1) if chosen < using.today() else None
    beside = {"before": chosen - timedelta(days=1), "after": after}
    return render(request, "brief_page.html", {**brief_context(brief), **beside})


@router.get("/about")
def about_page(request: Request, using: Using) -> Response:
    """What this is, how to search, how to call it from programs."""
    operations = [
        (path, operation.get("summary", ""), operation.get("description", ""))
        for path, methods in request.app.openapi()["paths"].items()
        for operation in methods.values()
    ]
    return render(request, "about.html", {"operations": operations, "health": using.index.health()})


@router.get("/static/brief.css")
def brief_style() -> Response:
    """The style that pages share with the brief."""
    return FileResponse(BRIEF_TEMPLATES / "brief.css", media_type="text/css")


@router.get("/static/{name}")
def static_file(name: str) -> Response:
    """The few files beside the pages."""
    if name not in _static_names():
        raise NotFoundError(f"没有文件 {name[:80]}", "检查网址")
    return FileResponse(STATIC / name)


@router.get("/favicon.ico")
def icon() -> Response:
    """Browsers ask for it unasked."""
    return FileResponse(STATIC / "icon.svg", media_type="image/svg+xml")


@cache
def _static_names() -> frozenset[str]:
    return frozenset(p.name for p in STATIC.iterdir() if p.is_file())
