"""Database of laws: POST list, details with headings only, text in a DOCX behind a signed address."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from tools.sample_site.office import docx
from tools.sample_site.pdf import text_pdf
from tools.sample_site.site import HTML, JSON, TYPES, Site
from tools.sample_site.world import Doc

HOST = "flk.npc.gov.cn"
STORE = "flkoss.obs-bj2.cucloud.cn"
_SHELL = '<!DOCTYPE html><html lang="zh"><head><meta charset="UTF-8"><title>国家法律法规数据库</title><script type="module" src="/assets/index.js"></script></head><body><div id="app"></div></body></html>'
_ERROR = {"code": 500, "msg": "系统异常，请联系管理员", "data": None}
_ASKED = (
    "searchRange",
    "searchType",
    "searchContent",
    "sxx",
    "flfgCodeId",
    "zdjgCodeId",
    "gbrq",
    "sxrq",
    "gbrqYear",
    "pageNum",
    "pageSize",
)
_STATUS = {"已废止": 1, "已修改": 2, "有效": 3, "尚未生效": 4}


def address(doc: Doc) -> str:
    return f"https://{HOST}/detail?id={doc.id}"


def addresses(doc: Doc) -> list[str]:
    return [address(doc)]


def build(site: Site, docs: list[Doc]) -> None:
    site.robots(HOST)
    paging = {
        "rows": "rows", "total": "total", "number": "pageNum", "size": "pageSize", "default": 10, "cap": 100, "source": "json",
        "where": {"flfgCodeId": "flfgCodeId", "sxx": "sxx"}, "between": {"gbrq": "gbrq", "sxrq": "sxrq"},
        "groups": {"101": [102, 180, 190, 195, 200], "201": [210, 215], "311": [320, 330, 340, 350]},
    }  # fmt: skip
    answer = {"code": 200, "msg": "查询成功", "total": len(docs), "rows": [_row(d) for d in docs]}
    wanted = dict.fromkeys(_ASKED) | {"orderByParam": {"order": "-1"}}
    site.add(HOST, "/law-search/search/list", answer, JSON, method="POST", json=wanted, paging=paging)
    for doc in docs:
        site.add(HOST, "/law-search/search/flfgDetails", _detail(doc), JSON, query={"bbbs": doc.id})
        for kind in ("docx", "pdf") if doc.extra.get("pdf") else ("docx",):
            _file(site, doc, kind)
    nothing = {"code": 200, "msg": "操作成功", "data": {}}
    site.add(HOST, "/law-search/download/pc", nothing, JSON)
    site.add(HOST, "/law-search/search/flfgDetails", {"code": 500, "msg": "未查询到法律法规信息", "data": None}, JSON)
    site.add(HOST, "/law-search/search/enumData", {"code": 200, "msg": "操作成功", "data": _enums()}, JSON)
    site.add(HOST, "/law-search/*", _ERROR, JSON, method="")
    site.add(HOST, "/*", _SHELL, HTML)
    site.add(STORE, "/*", _SHELL, HTML)  # unsigned or expired addresses are no error there


def _file(site: Site, doc: Doc, kind: str) -> None:
    path = _object_path(doc, kind)
    signature = hashlib.sha256(path.encode()).hexdigest()
    url = f"https://{STORE}/{path}?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20261122T000000Z&X-Amz-Expires=3600&X-Amz-Signature={signature}"
    answer = {
        "code": 200,
        "msg": "操作成功",
        "data": {"url": url, "urlIn": f"http://172.16.220.27:38080/law-search/file/download?path={path}"},
    }
    site.add(HOST, "/law-search/download/pc", answer, JSON, query={"bbbs": doc.id, "format": kind})
    data = docx(doc.title, doc.body) if kind == "docx" else text_pdf(doc.title, doc.body)
    site.add(STORE, f"/{path}", data, TYPES[kind], query={"X-Amz-Signature": signature})


def _object_path(doc: Doc, kind: str) -> str:
    return f"prod/{doc.date.replace('-', '')}/{hashlib.sha256(doc.id.encode()).hexdigest()[:32]}.{kind}"


def _row(doc: Doc) -> dict[str, Any]:
    return {
        "bbbs": doc.id, "title": doc.title, "gbrq": doc.date, "sxrq": doc.effective, "sxx": _STATUS[doc.status], "flxz": doc.extra["nature"],
        "flfgCodeId": doc.extra["code"], "zdjgName": doc.issuers[0], "zdjgCodeId": None,
    }  # fmt: skip


def _detail(doc: Doc) -> dict[str, Any]:
    headings = [line.split("\u3000")[0] for line in doc.body if re.match(r"第[一二三四五六七八九十百]+[章条]", line)]
    tree = {
        "id": "0",
        "title": doc.title,
        "children": [{"id": str(i), "title": h, "children": []} for i, h in enumerate(headings, 1)],
    }
    files = {
        "ossWordPath": _object_path(doc, "docx"), "ossPdfPath": _object_path(doc, "pdf") if doc.extra.get("pdf") else "",
        "ossWordOfdPath": "", "ossPdfOfdPath": "",
    }  # fmt: skip
    return {
        "code": 200,
        "msg": "操作成功",
        "data": _row(doc) | {"content": tree, "lsyg": [], "xgzl": [], "xgwj": [], "ossFile": files},
    }


def _enums() -> dict[str, Any]:
    names = {101: "法律", 102: "法律", 201: "行政法规", 210: "行政法规", 311: "司法解释", 320: "高法司法解释"}
    issuers = {10: "全国人大常委会", 20: "国务院", 30: "最高人民法院"}
    return {
        "flfgfl": [{"id": k, "name": v} for k, v in names.items()],
        "zdjgfl": [{"id": k, "name": v} for k, v in issuers.items()],
    }
