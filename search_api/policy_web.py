"""Pages of regulations: tree, citations, versions and diff, norms; and of the whole body: overview, queue, matrix."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from insights.policy_activity import load_activities
from insights.policy_catalogue import PAGE, list_drafts, list_policies
from insights.policy_diff import PolicyDiff, earlier_text
from insights.policy_graph import queue, summarise
from insights.policy_view import citation_view, norm_view, status_proof, structure_view, version_view
from regintel.policy import PolicyState
from regintel.store import PolicyChoice
from search_api.page import render
from search_api.routes.policies import find_diff, find_matrix, read_choice, read_page
from search_api.services import Services, Using

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

FORCES = ("义务", "禁止", "权利")
_MOST_RULES = 40
_MOST_SHOWN = 20


@router.get("/policy")
def overview_page(request: Request, using: Using) -> Response:
    """The body of regulations in figures: what may be commented on, lost grounds, most cited, activities."""
    every, complete = using.store.count_citations()
    waiting, drafts = list_drafts(using.store, using.today(), size=_MOST_SHOWN, open_only=True)
    listed = list_policies(using.store, PolicyChoice(current=True), size=1)
    context = {
        "summary": summarise(using.store, _MOST_SHOWN),
        "every": every,
        "complete": complete,
        "activities": load_activities().activities,
        "drafts": drafts,
        "waiting": waiting,
        "consultations": list_drafts(using.store, using.today(), size=1)[0],
        "listed": listed,
    }
    return render(request, "policy.html", context)


@router.get("/policy/list")
def list_page(request: Request, using: Using) -> Response:
    """Regulations by title, issuer, rank and status, a page at a time."""
    choice, number = read_choice(request.query_params)
    context = {
        "found": list_policies(using.store, choice, number),
        "choice": choice,
        "pairs": [(k, v) for k, v in request.query_params.items() if k != "page" and v],
    }
    return render(request, "policy_list.html", context)


@router.get("/policy/consultations")
def consultations_page(request: Request, using: Using) -> Response:
    """Drafts with their deadlines and what came of them."""
    number = read_page(request.query_params)
    total, drafts = list_drafts(using.store, using.today(), number)
    pages = max(1, -(-total // PAGE))
    return render(request, "policy_drafts.html", {"drafts": drafts, "total": total, "number": number, "pages": pages})


@router.get("/policy/queue")
def queue_page(request: Request, using: Using) -> Response:
    """What citations name and the store lacks."""
    return render(request, "policy_queue.html", {"queue": queue(using.store, read_page(request.query_params))})


@router.get("/policy/matrix")
def matrix_page(request: Request, using: Using, activity: str = "") -> Response:
    """Who regulates an activity how; without one, the activities to choose from."""
    found = find_matrix(using, activity) if activity.strip() else None
    context = {
        "matrix": found,
        "asked": activity,
        "activities": load_activities().activities,
        "forces": FORCES,
        "most": _MOST_RULES,
    }
    return render(request, "policy_matrix.html", context)


@router.get("/documents/{document_id}/clauses")
def clauses_page(document_id: str, request: Request, using: Using) -> Response:
    """The clause tree."""
    view = structure_view(using.store, document_id)
    return _page(request, using, "policy_clauses.html", view.state, {"view": view})


@router.get("/documents/{document_id}/citations")
def citations_page(document_id: str, request: Request, using: Using) -> Response:
    """Out and in, each with the clause that it leads to."""
    view = citation_view(using.store, document_id)
    return _page(request, using, "policy_citations.html", view.state, {"view": view})


@router.get("/documents/{document_id}/versions")
def versions_page(document_id: str, request: Request, using: Using, old: str = "") -> Response:
    """The chain, and the diff with `old`, by default with the version or the draft before."""
    view = version_view(using.store, document_id)
    chosen = old or earlier_text(using.store, document_id)
    found = find_diff(using, document_id, chosen) if chosen and (old or _has_clauses(using, document_id)) else None
    context = {"view": view, "diff": found, "rows": _shortened(found) if found else []}
    return _page(request, using, "policy_versions.html", view.state, context)


@router.get("/documents/{document_id}/norms")
def norms_page(document_id: str, request: Request, using: Using) -> Response:
    """Who must, must not and may do what."""
    view = norm_view(using.store, document_id)
    return _page(request, using, "policy_norms.html", view.state, {"view": view, "forces": FORCES})


def _page(
    request: Request, using: Services, template: str, state: PolicyState, context: Mapping[str, object]
) -> HTMLResponse:
    by, quote = status_proof(using.store, state)
    return render(request, template, {"state": state, "decided_by": by, "decided_quote": quote, **context})


def _has_clauses(using: Services, document_id: str) -> bool:
    analysis = using.store.analysis(document_id)
    facts = using.store.policy_fact(document_id)
    return bool((analysis and analysis.clauses) or (facts and facts.draft))


def _shortened(found: PolicyDiff) -> Sequence[object]:
    """The changed clauses; a number stands for so many unchanged ones that are left out."""
    out: list[object] = []
    for row in found.rows:
        if row.kind != "未变":
            out.append(row)
        elif out and isinstance(out[-1], int):
            out[-1] += 1
        else:
            out.append(1)
    return out
