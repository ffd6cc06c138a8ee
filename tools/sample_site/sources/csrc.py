"""China Securities Regulatory Commission: list pages are shells, documents stand whole in the list's JSON."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from tools.sample_site.attachment import add_files
from tools.sample_site.markup import epoch, esc, href, html_page
from tools.sample_site.site import JSON, Site
from tools.sample_site.world import Doc

HOST = "www.csrc.gov.cn"
_PORTAL = (
    '<meta name="SiteName" content="中国证券监督管理委员会"/>\n<meta name="SiteDomain" content="www.csrc.gov.cn"/>\n'
)
_LIBRARY = "c106256"


def _id(code: str) -> str:
    """A channel id for channels whose real one is not known."""
    return hashlib.sha1(code.encode(), usedforsecurity=False).hexdigest()[:32]


# code -> (site part, page, channel id, name)
CHANNELS: dict[str, tuple[str, str, str, str]] = {
    "c101953": ("csrc", "zfxxgk_zdgk", "cd11df89f5894c1eac37ae37cc11e369", "证监会令"),
    "c101954": ("csrc", "zfxxgk_zdgk", _id("c101954"), "证监会公告"),
    "c105948": ("csrc", "zfxxgk_zdgk", "a646cc4ea60542d081bd38eab" + _id("c105948")[:7], "监管规则适用指引"),
    "c101981": ("csrc", "zfxxgk_zdgk", _id("c101981"), "征求意见"),
    "c100028": ("csrc", "common_xq_list", "a1a078ee0bc54721ab6b148884c784a8", "证监会要闻"),
    "c100039": ("csrc", "common_list", _id("c100039"), "政策解读"),
    "c100200": ("csrc", "common_list", _id("c100200"), "执法动态"),
    "c101971": ("csrc", "zfxxgk_zdgk", "17d5ff2fe43e488dba825807ae40d63f", "行政处罚决定"),
    "c101972": ("csrc", "zfxxgk_zdgk", "3795869930ca4b70bf55469270a6e641", "市场禁入决定"),
    "c105955": ("csrc", "zfxxgk_zdgk", "3ff8b60a78ab4c749387d99b9164ec6e", "监管措施"),
    "c101973": ("csrc", "zfxxgk_zdgk", _id("c101973"), "行政复议"),
    "c103570": ("beijing", "zfxxgk_zdgk", "53be9cf2273744cda5c5780e0dded972", "行政处罚决定"),
    "c103874": ("shanghai", "zfxxgk_zdgk", "c8318fc200764e38b30116c2d5f72b4b", "行政处罚决定"),
    "c104330": ("shenzhen", "zfxxgk_zdgk", "a3d847e5be4d40a5baaf387be4a56e9b", "行政处罚决定"),
}


def _path(doc: Doc) -> str:
    part = CHANNELS[doc.section][0] if doc.section in CHANNELS else "csrc"
    return f"/{part}/{doc.section}/c{doc.id}/content.shtml"


def address(doc: Doc) -> str:
    return f"https://{HOST}{_path(doc)}"


def addresses(doc: Doc) -> list[str]:
    return [address(doc)]


def build(site: Site, docs: list[Doc]) -> None:
    site.robots(HOST)
    docs = sorted(docs, key=lambda d: (d.date, d.time), reverse=True)
    for code, (part, leaf, channel, name) in CHANNELS.items():
        rows = [d for d in docs if d.section == code]
        site.add(HOST, f"/{part}/{code}/{leaf}.shtml", _shell(channel, name))
        for other in sorted({"common_list", "zfxxgk_zdgk"} - {leaf}):
            site.same(HOST, f"/{part}/{code}/{other}.shtml")
        _search(site, channel, name, rows)
        level = {"results": {"channelLevel": [{"channelId": channel, "channelCode": code, "channelName": name}]}}
        site.add(HOST, "/getLocalList", level, JSON, query={"channelCode": code})
    for doc in docs:
        site.add(HOST, _path(doc), _detail(doc))
    _library(site, [d for d in docs if d.section == _LIBRARY])
    add_files(site, HOST, docs)
    for path in ("/", "/csrc/index.shtml"):
        site.add(HOST, path, _portal())


def _shell(channel: str, name: str) -> str:
    return html_page(
        f"{name}_中国证券监督管理委员会",
        f'<div id="list" class="list"></div>\n<script>loadList("/searchList/{channel}?_isAgg=true&_isJson=true&_pageSize=18&_template=index&page=1");</script>',
        f'<meta name="channelid" content="{channel}">\n{_PORTAL}<meta name="ColumnName" content="{name}"/>\n',
    )


def _search(site: Site, channel: str, name: str, rows: list[Doc]) -> None:
    path = f"/searchList/{channel}"
    empty = {"code": 200, "data": {"total": 0, "channelName": name, "results": []}}
    whole = {
        "code": 200,
        "data": {"total": len(rows), "channelName": name, "results": [_result(d, name) for d in rows]},
    }
    paging = {
        "rows": "data.results",
        "total": "data.total",
        "number": "page",
        "size": "_pageSize",
        "default": 18,
        "cap": 50,
    }
    text = json.dumps(whole, ensure_ascii=False, indent=1)
    site.add(HOST, path, text, JSON, query={"_isJson": "true"}, absent=["keyword"], paging=paging)
    site.add(HOST, path, empty, JSON, query={"_isJson": "true"})
    links = "".join(f'<li><a href="{_path(d)}">{esc(d.title)}</a></li>' for d in rows)
    site.add(HOST, path, f"<ul>{links}</ul>")


def _result(doc: Doc, name: str) -> dict[str, Any]:
    issuer = doc.issuers[0] if doc.issuers else ""
    pairs = (
        ("syh", "索引号", doc.extra.get("index_no", "")),
        ("fbjg", "发布机构", issuer),
        ("fwrq", "发文日期", doc.date),
        ("wh", "文号", doc.doc_no),
    )
    files = [{"fileName": f.name, "title": f.name, "filePath": f.path, "url": f.path} for f in doc.files]
    return {
        "channelName": name, "title": doc.title, "subTitle": doc.extra.get("sub_title", doc.title), "url": _path(doc),
        "publishedTime": epoch(doc) * 1000, "publishedTimeStr": f"{doc.date} {doc.time}", "content": "\n".join(doc.body),
        "contentHtml": "".join(f'<p style="text-indent:2em;"><span style="font-family:仿宋;">{esc(line)}</span></p>' for line in doc.body),
        "domainMetaList": [{"domainName": "信息公开", "resultList": [{"key": k, "name": n, "value": v} for k, n, v in pairs]}],
        "resList": files,
    }  # fmt: skip


def _detail(doc: Doc) -> str:
    issuer = doc.issuers[0] if doc.issuers else ""
    meta = "".join(
        f'<meta name="{n}" content="{esc(v)}"/>\n'
        for n, v in (("ArticleTitle", doc.title), ("PubDate", f"{doc.date} {doc.time}"), ("ContentSource", issuer))
    )
    body = "\n".join(f'<p style="text-indent:2em;">{esc(line)}</p>' for line in doc.body)
    files = "".join(f'<p><a href="{href(f.path)}">{esc(f.name)}</a></p>' for f in doc.files)
    if doc.section == _LIBRARY:
        sub = esc(str(doc.extra.get("sub_title", "")))
        box = (
            f'<div class="content-body"><h3>{esc(doc.title)}</h3><p class="sub-title">{sub}</p>\n{body}\n{files}</div>'
        )
    else:
        info = f'<div class="info"><p class="fl">日期：{doc.date}</p><p class="fr">来源：{esc(issuer)}</p></div>'
        box = f'<h2>{esc(doc.title)}</h2>{info}\n<div class="detail-news">\n{body}\n</div><div id="files">{files}</div>'
    return html_page(f"{doc.title}_中国证券监督管理委员会", f'<div class="content">{box}</div>', _PORTAL + meta)


def _library(site: Site, rows: list[Doc]) -> None:
    """规章库: printed by the server, further pages are fg_1.shtml, fg_2.shtml …; one page here."""
    lines = "".join(
        f'<tr><td align="center">{i}</td><td class="info zc_info"><a class="list clear" target="_blank" href="{_path(d)}">\n'
        f'<span class="til">{esc(d.title)}</span>\n<span class="sub-til">{esc(str(d.extra.get("sub_title", "")))}</span></a></td><td class="xz-btn"></td></tr>\n'
        for i, d in enumerate(rows, 1)
    )
    body = f"<table><tbody id=\"zc-list-content\">\n{lines}</tbody></table>\n<div id=\"page_div\"></div><script>createPageHTML('page_div',1, 0,'fg','shtml',{len(rows)});</script>"
    site.add(
        HOST,
        f"/csrc/{_LIBRARY}/fg.shtml",
        html_page("中国证券监督管理委员会规章库", body, _PORTAL + '<meta name="ColumnName" content="规章"/>\n'),
    )


def _portal() -> str:
    items = "".join(
        f'<li class="clearfix"><a href="/csrc/c100028/c{7000000 + i}/content.shtml">首页条目{i}</a></li>\n'
        for i in range(60)
    )
    return html_page(
        "中国证券监督管理委员会",
        f'<ul class="list">\n{items}</ul>',
        _PORTAL + '<meta name="ColumnName" content="首页"/>\n',
        lang="zh",
    )
