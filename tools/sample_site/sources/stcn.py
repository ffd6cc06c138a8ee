"""Securities Times: one address answers HTML or JSON, pages follow a time cursor."""

from __future__ import annotations

from typing import Any

from tools.sample_site.markup import epoch, esc, html_page, paras
from tools.sample_site.site import HTML, JSON, Site
from tools.sample_site.world import Doc

HOST = "www.stcn.com"
TODAY = "2026-11-22"
TYPES = {"kx": "快讯", "yw": "要闻", "finance": "金融", "company": "公司"}
_LIST = "/article/list.html"
_SIZE = 4
_AJAX = {"X-Requested-With": "XMLHttpRequest"}


def address(doc: Doc) -> str:
    return f"https://{HOST}/article/detail/{doc.id}.html"


def addresses(doc: Doc) -> list[str]:
    return [address(doc)]


def build(site: Site, docs: list[Doc]) -> None:
    site.robots(HOST)
    site.add(
        HOST, "/", html_page("证券时报网", "".join(f'<a href="{_LIST}?type={t}">{n}</a>' for t, n in TYPES.items()))
    )
    for kind in TYPES:
        _lists(site, kind, [d for d in docs if d.section == kind])
    for doc in docs:
        site.add(HOST, f"/article/detail/{doc.id}.html", _article(doc))


def _lists(site: Site, kind: str, rows: list[Doc]) -> None:
    """A cursor is the epoch before which rows are wanted, in seconds; a plain page number is taken too."""
    times = [epoch(doc) for doc in rows]
    _page(site, kind, rows, 0, {"query": {"type": kind}, "absent": ["page_time"]})
    for start in range(len(rows)):
        newest = times[start - 1] if start else 10**10
        if start and newest == times[start]:
            raise ValueError(f"two rows of one second: {rows[start].id}")
        _page(site, kind, rows, start, {"query": {"type": kind}, "ranges": {"page_time": [times[start] + 1, newest]}})
    for number in range(1, -(-len(rows) // _SIZE) + 1):
        _page(site, kind, rows, (number - 1) * _SIZE, {"query": {"type": kind, "page_time": str(number)}})
    _page(site, kind, rows, len(rows), {"query": {"type": kind}})


def _page(site: Site, kind: str, rows: list[Doc], start: int, match: dict[str, Any]) -> None:
    part = rows[start : start + _SIZE]
    after = str(epoch(part[-1])) if start + _SIZE < len(rows) else ""
    site.add(HOST, _LIST, _json(kind, part, after), JSON, **match, headers=_AJAX)
    site.add(HOST, _LIST, _html(kind, part, after), HTML, **match)


def _json(kind: str, part: list[Doc], after: str) -> dict[str, Any]:
    value: Any = "".join(_item(d) for d in part)
    if kind == "kx":
        value = [
            {
                "id": int(d.id),
                "title": d.title,
                "url": f"/article/detail/{d.id}.html",
                "source": _media(d),
                "content": "".join(d.body),
                "time": epoch(d),
            }
            for d in part
        ]
    return {"state": 1, "msg": "success", "data": value, "page_time": int(after) if after else ""}


def _html(kind: str, part: list[Doc], after: str) -> str:
    items = "".join(_item(d) for d in part)
    return html_page(
        f"{TYPES[kind]}_证券时报网",
        f'<ul class="list infinite-list" data-type="{kind}">\n{items}</ul>\n<div class="load-more" data-page_time="{after}">加载更多</div>',
    )


def _item(doc: Doc) -> str:
    """Only the time of day for today, no year for other days."""
    shown = doc.time[:5] if doc.date == TODAY else f"{doc.date[5:]} {doc.time[:5]}"
    link = f"/article/detail/{doc.id}.html"
    return (
        f'<li><div class="content"><div class="tt"><a href="{link}" target="_blank">{esc(doc.title)}</a></div>'
        f'<div class="text"><a href="{link}">{esc("".join(doc.body)[:60])}</a></div><div class="info"><span>{_media(doc)}</span><span>{shown}</span></div></div></li>\n'
    )


def _media(doc: Doc) -> str:
    return str(doc.extra.get("media", "证券时报"))


def _article(doc: Doc) -> str:
    tags = "".join(f"<span>{esc(tag)}</span>" for tag in doc.extra.get("tags", ()))
    return html_page(
        f"{doc.title}_证券时报网",
        f'<div class="detail-wrap">\n<div class="detail-title">{esc(doc.title)}</div>\n<div class="detail-info"><span>来源：{_media(doc)}</span>'
        f"<span>作者：{esc(str(doc.extra.get('author', '')))}</span><span>{doc.date} {doc.time[:5]}</span></div>\n"
        f'<div class="detail-content">\n{paras(doc.body)}\n</div>\n<div class="detail-content-tags">{tags}</div></div>\n'
        '<div class="statement">声明：本文内容仅供参考，不构成投资建议。</div>',
    )
