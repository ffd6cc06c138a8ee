"""Disclosure platform of the internet finance association: tables of labels and figures, no dates in the list."""

from __future__ import annotations

from tools.sample_site.markup import esc, html_page
from tools.sample_site.site import Site
from tools.sample_site.world import Doc

HOST = "dp.nifa.org.cn"
_PATH = "/HomePage"
_SIZE = 3
_BLOCKS = {"base-info": "基本信息", "govern-info": "治理信息", "out-info": "对外信息", "trade-log": "运营信息"}


def address(doc: Doc) -> str:
    return f"https://{HOST}{_PATH}?method=getTargetOrgInfo&sorganation={doc.id}"


def addresses(doc: Doc) -> list[str]:
    return [address(doc)]


def build(site: Site, docs: list[Doc]) -> None:
    site.robots(HOST)
    last = max(1, -(-len(docs) // _SIZE))
    for method in ("getPublishedInfo", "getOperateInfo"):
        for number in range(1, last + 1):
            site.add(
                HOST, _PATH, _list(docs, number, last, method), query={"method": method, "currentPage": str(number)}
            )
        site.add(HOST, _PATH, _list(docs, 1, last, method), query={"method": method}, absent=["currentPage"])
        site.add(HOST, _PATH, _list(docs, last + 1, last, method), query={"method": method})
    for method in ("getCapitalInfo", "getProjectsInfo"):
        site.add(HOST, _PATH, _list([], 1, 1, method), query={"method": method})
    for doc in docs:
        site.add(HOST, _PATH, _organisation(doc), query={"method": "getTargetOrgInfo", "sorganation": doc.id})


def _list(docs: list[Doc], number: int, last: int, method: str) -> str:
    rows = []
    for i, doc in enumerate(docs[(number - 1) * _SIZE : number * _SIZE], (number - 1) * _SIZE + 1):
        blocks = doc.extra["blocks"]
        shown = doc.date if method == "getPublishedInfo" else str(blocks["trade-log"].get("借贷余额", "——"))
        link = (
            f'<a href="{_PATH}?method=getTargetOrgInfo&amp;sorganation={doc.id}" target="_blank">{esc(doc.title)}</a>'
        )
        rows.append(
            f"<tr><td>{i}</td><td>{link}</td><td>{esc(blocks['base-info']['平台名称'])}</td><td>{esc(blocks['base-info']['注册地址'])}</td><td>{shown}</td></tr>"
        )
    return html_page(
        "互联网金融登记披露服务平台",
        f'<div id="orgdiv"><p>已披露从业机构 <font color="red">{len(docs)}</font> 家</p></div>\n<table><thead><tr><th>序号</th><th>机构名称</th><th>平台名称</th><th>注册地</th>'
        f'<th>更新</th></tr></thead>\n<tbody id="runinfotbody">\n{"".join(rows)}\n</tbody></table>\n<div class="page">第{number}页 共{last}页</div>',
    )


def _organisation(doc: Doc) -> str:
    parts = []
    for block, label in _BLOCKS.items():
        lines = "\n".join(
            f"<tr><th>{esc(k)}</th><td>{esc(str(v))}</td></tr>" for k, v in doc.extra["blocks"][block].items()
        )
        parts.append(f'<div id="{block}"><h4>{label}</h4><table>\n{lines}\n</table></div>')
    return html_page(doc.title, f"<h3>{esc(doc.title)}</h3>\n" + "\n".join(parts))
