"""Consumer complaints: a JSON feed with cut summaries, details as label and value pairs."""

from __future__ import annotations

from typing import Any

from tools.sample_site.markup import epoch, esc, html_page, paras
from tools.sample_site.site import JSON, Site
from tools.sample_site.world import Doc

HOST = "tousu.sina.com.cn"


def address(doc: Doc) -> str:
    return f"https://{HOST}/complaint/view/{doc.id}/"


def addresses(doc: Doc) -> list[str]:
    return [address(doc)]


def build(site: Site, docs: list[Doc]) -> None:
    site.robots(HOST)
    _feed(site, "/api/index/feed", docs)
    _feed(site, "/api/grp_comp/feed", [d for d in docs if d.extra.get("group")])
    site.add(HOST, "/api/index/s", {"result": {"status": {"code": 11, "msg": "请登录后再试"}, "data": {}}}, JSON)
    for doc in docs:
        site.add(HOST, f"/complaint/view/{doc.id}/", _view(doc))
        site.same(HOST, f"/complaint/view/{doc.id}")


def _feed(site: Site, path: str, docs: list[Doc]) -> None:
    pager = {"item_count": len(docs), "page_amount": max(1, -(-len(docs) // 10)), "page_size": 10}
    answer = {
        "result": {"status": {"code": 0, "msg": "succ"}, "data": {"lists": [_row(d) for d in docs], "pager": pager}}
    }
    paging = {
        "rows": "result.data.lists", "total": "result.data.pager.item_count", "number": "page", "size": "page_size", "default": 10, "cap": 30,
    }  # fmt: skip
    site.add(HOST, path, answer, JSON, paging=paging)


def _row(doc: Doc) -> dict[str, Any]:
    x = doc.extra
    return {"main": {
        "sn": doc.id, "title": doc.title, "appeal": x["appeal"], "issue": x["problem"], "summary": "".join(doc.body)[:60], "timestamp": str(epoch(doc)),
        "cou_name": x["merchant"], "status_name": x["progress"], "url": f"//{HOST}/complaint/view/{doc.id}/", "cost": x["amount"],
    }, "author": {"title": "匿名"}}  # fmt: skip


def _view(doc: Doc) -> str:
    x = doc.extra
    pairs = (
        ("投诉编号", doc.id), ("投诉对象", x["merchant"]), ("投诉问题", x["problem"]), ("投诉要求", x["appeal"]),
        ("涉诉金额", f"{x['amount']}元"), ("投诉进度", x["progress"]),
    )  # fmt: skip
    lines = "".join(f"<li><label>{k}：</label>{esc(str(v))}</li>" for k, v in pairs)
    reply = x.get("reply")
    answered = (
        f'\n<div class="ts-d-item"><div class="ts-d-user">{esc(x["merchant"])}</div><div class="ts-reply"><p>{esc(reply)}</p></div></div>'
        if reply
        else ""
    )
    return html_page(
        f"{doc.title}_黑猫投诉",
        f'<div class="ts-q-user"><span class="u-date">发布于 {doc.date} {doc.time}</span></div>\n<h1 class="article">{esc(doc.title)}</h1>\n<ul class="ts-q-list">{lines}</ul>\n'
        f'<div class="ts-d-steplist"><div class="ts-d-item"><div class="ts-d-user">匿名用户</div><span class="u-date">{doc.date} {doc.time}</span>'
        f'<div class="ts-reply ts-d-question">{paras(doc.body)}</div></div>{answered}</div>',
    )
