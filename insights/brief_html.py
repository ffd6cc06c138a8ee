"""The brief as HTML: a page that stands alone (mail it, print it), and the same body inside the web pages."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from insights import wording
from insights.brief_part import Brief
from insights.chart import Chart, bar_chart
from insights.event import Quote
from insights.link import document_path, web_address
from insights.mark import split_at_marks

TEMPLATES = Path(__file__).parent / "templates"


def render_html(brief: Brief, base_url: str = "") -> str:
    """A whole page with its style inside. `base_url` is the server's address, such as `http://127.0.0.1:8000`."""
    style = Markup((TEMPLATES / "brief.css").read_text(encoding="utf-8"))  # noqa: S704  our own file
    return _environment().get_template("brief.html").render(brief_context(brief, base_url), style=style)


def brief_context(brief: Brief, base_url: str = "") -> dict[str, object]:
    """What `brief_body.html` needs."""
    return {"brief": brief, "base": web_address(base_url).rstrip("/"), "charts": _charts(brief)}


def add_filters(environment: Environment) -> None:
    """Give an environment what the brief's templates use."""
    environment.filters.update(
        yuan=wording.yuan,
        chinese_day=wording.chinese_day,
        beijing_time=wording.beijing_time,
        severity_word=wording.severity_word,
        fact_name=wording.fact_name,
        file_size=wording.file_size,
        web_address=web_address,
        quote=marked_quote,
    )
    environment.globals.update(document_path=document_path, compared=wording.compared)


def marked_quote(quote: Quote) -> Markup:
    """The sentence with its trigger in <mark>."""
    pieces = split_at_marks(quote.text, [quote.mark])
    return Markup("").join(Markup("<mark>{}</mark>").format(p.text) if p.marks else escape(p.text) for p in pieces)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    add_filters(environment)
    return environment


def _charts(brief: Brief) -> dict[str, Chart]:
    sources = [(s.health.name, s.today, s.usual) for s in brief.sources if s.today or s.usual]
    return {
        "types": bar_chart([(t.type, t.today, t.usual) for t in brief.types]),
        "sources": bar_chart(sorted(sources, key=lambda s: -s[1])),
    }
