"""Bank for International Settlements: one JSON object a series, in no order, and a feed that repeats parts of it."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from email.utils import format_datetime

from tools.sample_site.attachment import add_files
from tools.sample_site.markup import esc, href, html_page, paras
from tools.sample_site.site import JSON, RSS, Site
from tools.sample_site.world import Doc

HOST = "www.bis.org"
_SERIES = {"bcbspubls": ("/bcbs/", "/publ/bcbs_"), "cpmi_publs": ("/cpmi/",)}
_FEED_SIZE = 12


def address(doc: Doc) -> str:
    """A document's id is its path without `.htm`, which is also its key in the lists."""
    return f"https://{HOST}{doc.id}.htm"


def addresses(doc: Doc) -> list[str]:
    return [address(doc)]


def build(site: Site, docs: list[Doc]) -> None:
    site.robots(HOST)
    for name, folders in _SERIES.items():
        part = sorted((d for d in docs if d.id.startswith(folders)), key=_shuffled)
        rows = {d.id: {"short_title": esc(d.title, quote=False), "publication_start_date": d.date} for d in part}
        site.add(HOST, f"/api/document_lists/{name}.json", {"list": rows}, JSON)
    site.add(HOST, "/doclist/all_pressrels.rss", _feed(docs[:_FEED_SIZE]), RSS)
    for doc in docs:
        site.add(HOST, f"{doc.id}.htm", _page(doc))
    add_files(site, HOST, docs)


def _shuffled(doc: Doc) -> str:
    return hashlib.sha256(doc.id.encode()).hexdigest()


def _feed(docs: list[Doc]) -> str:
    """Press releases and the newest publications together; a publication has a row in its series as well."""
    items = "".join(
        f"<item><title>{esc(d.title)}</title><link>{address(d)}</link><pubDate>{_moment(d)}</pubDate>"
        f"<description>{esc(d.body[0])}</description></item>\n"
        for d in docs
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel><title>Press releases</title>'
        f"<link>https://{HOST}/</link>\n{items}</channel></rss>\n"
    )


def _moment(doc: Doc) -> str:
    return format_datetime(datetime.fromisoformat(f"{doc.date}T{doc.time}").replace(tzinfo=UTC))


def _page(doc: Doc) -> str:
    day = datetime.fromisoformat(doc.date)
    files = "".join(f'<p><a class="pdftitle_link" href="{href(f.path)}">PDF full text</a></p>\n' for f in doc.files)
    menu = '<div id="menu"><a href="/bcbs/">Committees</a><a href="/about/areport.pdf">Annual report</a></div>'
    return html_page(
        doc.title,
        f'{menu}\n<div id="center"><h1>{esc(doc.title)}</h1>\n<div class="date">{day.day} {day:%B %Y}</div>\n{files}'
        f'<div id="cmsContent">\n{paras(doc.body)}\n</div></div>',
        lang="en",
    )
