"""Cyberspace Administration: a column's first page is HTML; none of the columns here is long enough for a second."""

from __future__ import annotations

from tools.sample_site.markup import chinese_date, esc, paras
from tools.sample_site.site import Site
from tools.sample_site.world import Doc

HOST = "www.cac.gov.cn"
_SIZE = 20
_OFFICE = "中央网络安全和信息化委员会办公室"
_NOTE = '<meta charset="utf-8">\n<meta name="generator" content="RegIntel sample site: everything here is invented">'
COLUMNS = {
    "A09370301": ("wxzw/zcfg/fl", "法律"),
    "A09370302": ("wxzw/zcfg/xzfg", "行政法规"),
    "A09370303": ("wxzw/zcfg/bmgz", "部门规章"),
    "A09370304": ("wxzw/zcfg/sfjs", "司法解释"),
    "A09370305": ("wxzw/zcfg/gfxwj", "规范性文件"),
    "A09370306": ("wxzw/zcfg/zcwj", "政策文件"),
    "A09370307": ("wxzw/zcfg/zcjd", "政策解读"),
    "A093702": ("wxzw/wxfb", "网信发布"),
    "A093704": ("wxzw/wxzf", "网信执法"),
    "A093706": ("wxzw/bgfb", "报告发布"),
    "A093802": ("hdfw/wxan", "征求意见"),
}


def _path(doc: Doc) -> str:
    return f"/{doc.date[:7]}/{doc.date[8:]}/c_{doc.id}.htm"


def address(doc: Doc) -> str:
    return f"https://{HOST}{_path(doc)}"


def addresses(doc: Doc) -> list[str]:
    return [address(doc)]


def build(site: Site, docs: list[Doc]) -> None:
    site.robots(HOST)
    for code, (folder, name) in COLUMNS.items():
        rows = [d for d in docs if d.section == code]
        if len(rows) > _SIZE:
            raise ValueError(f"column {code} needs a second page, which comes from POST /cms/JsonList")
        site.add(HOST, f"/{folder}/{code}index_1.htm", _list(code, name, rows))
    for doc in docs:
        site.add(HOST, _path(doc), _page(doc))


def _list(code: str, name: str, rows: list[Doc]) -> str:
    """`<html>` twice, `li` inside `div`, addresses without quotes and protocol, as on the real site."""
    items = "".join(
        f'<div><li class="clearfix"><h5><a href=//{HOST}{_path(d)} target="_blank" title="{esc(d.title)}">'
        f'{esc(d.title)}</a></h5><div class="times">{d.date}</div></li></div>\n'
        for d in rows
    )
    menu = "".join(f"<li><a href=//{HOST}/{f}/{c}index_1.htm>{n}</a></li>" for c, (f, n) in COLUMNS.items())
    return (
        f'<html>\n<html>\n<head>{_NOTE}\n<title>{name}_{_OFFICE}</title></head>\n<body onload="pagestat()">'
        f'<ul class="nav">{menu}</ul>\n<div id="loadingInfoPage">\n{items}</div>\n'
        f"<script>P.initMathod({{channelCode:'{code}',total:'{len(rows)}', pageSize:'{_SIZE}', url:'/cms/JsonList'}});"
        "function pagestat(){}</script></body></html>\n"
    )


def _page(doc: Doc) -> str:
    return (
        f"<html>\n<head>{_NOTE}\n<title>{esc(doc.title)}_{_OFFICE}</title></head>\n"
        f'<body><h1 class="title">{esc(doc.title)}</h1>\n<div class="info"><span id="pubtime">'
        f'{chinese_date(doc.date)} {doc.time[:5]}</span><span id="source">来源：　中国网信网</span></div>\n'
        f'<div class="main-content"><DIV id=BodyLabel>\n{paras(doc.body)}\n</DIV></div>'
        '<div class="links">相关链接</div></body></html>\n'
    )
