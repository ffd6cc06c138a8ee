"""An Atom feed of any query: subscribe once, see what is new."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time

from fastapi import APIRouter, Request
from fastapi.responses import Response

from indexer.base import Hit, Sort
from insights.health import CHINA, beijing
from insights.link import document_path
from search_api.page import address, environment
from search_api.query import Choice, read_choice
from search_api.results import TABS
from search_api.services import Using

router = APIRouter(include_in_schema=False)
_ENTRIES = 50
_SUMMARY = 300


@router.get("/feed")
def feed(request: Request, using: Using) -> Response:
    """The newest 50 records of a query, as Atom (RFC 4287). Parameters as on the search page."""
    choice = replace(read_choice(request.query_params.multi_items()), sort=Sort.NEWEST)
    hits = using.index.search(replace(choice.query(), limit=_ENTRIES)).hits
    base = str(request.base_url).rstrip("/")
    entries = [_entry(hit, base) for hit in hits]
    text = (
        environment()
        .get_template("feed.xml")
        .render(
            title=_title(choice),
            self_address=f"{base}{address('/feed', replace(choice, sort=Sort.RELEVANCE).pairs())}",
            page=f"{base}{address('/', choice.pairs())}",
            updated=entries[0]["updated"] if entries else beijing(using.now()).isoformat(timespec="seconds"),
            entries=entries,
        )
    )
    return Response(text, media_type="application/atom+xml")


def _title(choice: Choice) -> str:
    asked = [choice.text, *(v for values in choice.filters.values() for v in values)]
    return " ".join(filter(None, ["RegIntel", TABS[choice.collection], *asked]))


def _entry(hit: Hit, base: str) -> dict[str, str]:
    fields = hit.fields
    parent = str(fields.get("document_id") or "")
    path = document_path(parent, hit.id) if parent else document_path(hit.id)
    day = fields.get("day") or fields.get("published_on")
    moment = datetime.combine(day if isinstance(day, date) else date(1970, 1, 1), time(), CHINA)
    head = [str(fields.get(name) or "") for name in ("entity", "type", "article")]
    return {
        "id": f"urn:regintel:{hit.id}",
        "title": _printable(" ".join(filter(None, [*head, str(fields.get("title") or hit.id)]))),
        "href": base + path,
        "updated": moment.isoformat(timespec="seconds"),
        "summary": _printable(str(fields.get("text") or "")[:_SUMMARY]),
    }


def _printable(text: str) -> str:
    """Without what XML 1.0 cannot carry."""
    return "".join(c for c in text if c in "\t\n\r" or (c >= " " and not "\ud800" <= c <= "\udfff" and c < "\ufffe"))
