"""HTML pages from templates. Everything crawled is escaped; nothing here marks foreign text as safe."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined

from indexer.base import Fragment, Hit
from indexer.snippet import snippet
from insights.brief_html import TEMPLATES as BRIEF_TEMPLATES
from insights.brief_html import add_filters
from insights.mark import Piece, split_at_marks
from regintel.model import FieldValue, Kind

_HERE = Path(__file__).parent
STATIC = _HERE / "static"


@cache
def environment() -> Environment:
    """The templates of the pages and of the brief."""
    made = Environment(
        loader=ChoiceLoader([FileSystemLoader(_HERE / "templates"), FileSystemLoader(BRIEF_TEMPLATES)]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    add_filters(made)
    made.filters.update(
        kind_label=kind_label, fragments=fragments, values=values, marked_at=marked_at, snippets=snippets
    )
    made.globals.update(address=address)
    return made


def render(request: Request, name: str, context: Mapping[str, object], status: int = 200) -> HTMLResponse:
    """One page. `request` tells the template which entry of the navigation is the current one."""
    text = environment().get_template(name).render(path=request.url.path, **context)
    return HTMLResponse(text, status)


def render_error(
    request: Request, status: HTTPStatus, what: str, mend: str, headers: Mapping[str, str] | None = None
) -> HTMLResponse:
    """The page of a failure: what is wrong, and what to do."""
    answer = render(request, "error.html", {"status": status.value, "what": what, "mend": mend}, status.value)
    answer.headers.update(headers or {})
    return answer


def address(path: str, pairs: Sequence[tuple[str, str]] = (), **more: str | int) -> str:
    """A local address with parameters; `more` is appended, "" left out."""
    every = [*pairs, *((name, str(value)) for name, value in more.items() if value != "")]
    return f"{path}?{urlencode(every)}" if every else path


def kind_label(kind: FieldValue) -> str:
    """The Chinese name of a kind of document; what is no kind comes back as it is."""
    word = str(kind or "")
    return Kind(word).label if word in {k.value for k in Kind} else word


def fragments(found: Sequence[Fragment]) -> list[list[Piece]]:
    """Highlights as pieces; a piece with marks was matched."""
    return [split_at_marks(f.text, f.marks) for f in found]


def marked_at(text: str, start: int, end: int) -> list[Piece]:
    """A sentence with the trigger in it as a marked piece."""
    return split_at_marks(text or "", [(start, end)])


def snippets(hit: Hit) -> list[list[Piece]]:
    """About two lines of a hit's text as pieces: around what was found, or a signal's trigger, or its opening."""
    text = str(hit.fields.get("text") or "")
    found = hit.highlights.get("text") or ()
    start, end = hit.fields.get("start") or 0, hit.fields.get("end")
    if not found and isinstance(start, int) and isinstance(end, int):
        found = (Fragment(text, ((start, end),)),)
    return fragments(snippet(text, found))


def values(value: FieldValue) -> tuple[str, ...]:
    """A field that may hold one value, several or none, as a tuple."""
    if isinstance(value, tuple):
        return value
    return () if value in (None, "") else (str(value),)
