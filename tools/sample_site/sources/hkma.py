"""Hong Kong Monetary Authority: an open API for lists, one page a language."""

from __future__ import annotations

from tools.sample_site.markup import esc, html_page, paras
from tools.sample_site.site import JSON, Site
from tools.sample_site.world import Doc

HOST = "www.hkma.gov.hk"
API = "api.hkma.gov.hk"
_FOLDER = {"zh-Hant": "chi", "en": "eng"}


def _path(doc: Doc) -> str:
    day = doc.date.replace("-", "")
    return f"/{_FOLDER[doc.language]}/news-and-media/press-releases/{day[:4]}/{day[4:6]}/{day}-{doc.extra['number']}/"


def address(doc: Doc) -> str:
    return f"https://{HOST}{_path(doc)}"


def addresses(doc: Doc) -> list[str]:
    return [address(doc)]


def build(site: Site, docs: list[Doc]) -> None:
    for host in (HOST, API):
        site.robots(host)
    paging = {
        "rows": "result.records", "total": "result.datasize", "number": "offset", "size": "pagesize", "default": 100, "cap": 100, "offset": True,
    }  # fmt: skip
    for lang, language in (("en", "en"), ("tc", "zh-Hant"), ("sc", "zh-Hant")):
        records = [{"title": d.title, "link": address(d), "date": d.date} for d in docs if d.language == language]
        answer = {
            "header": {"success": True, "err_code": "0000", "err_msg": "No error found"},
            "result": {"datasize": len(records), "records": records},
        }
        site.add(API, "/public/press-releases", answer, JSON, query={"lang": lang}, paging=paging)
    missing = {"header": {"success": False, "err_code": "0001", "err_msg": "Mandatory parameter lang is missing"}}
    site.add(API, "/public/press-releases", missing, JSON, status=400)
    for doc in docs:
        site.add(HOST, _path(doc), _page(doc))


def _page(doc: Doc) -> str:
    lang = "en" if doc.language == "en" else "zh-hk"
    return html_page(
        f"HKMA - {doc.title}",
        f'<main><h3 class="press-release-title">{esc(doc.title)}</h3>\n<div class="press-release-date">{doc.date}</div>\n'
        f'<div class="template-content-area">\n{paras(doc.body)}\n</div></main>',
        lang=lang,
    )
