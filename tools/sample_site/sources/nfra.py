"""National Financial Regulatory Administration: JSON lists, details whose body is a page written by Word."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from tools.sample_site.attachment import add_files
from tools.sample_site.markup import chinese_date, esc, table
from tools.sample_site.site import HTML, JSON, Site
from tools.sample_site.world import Doc

HOST = "www.nfra.gov.cn"
NAMES = {
    915: "监管动态", 916: "政策解读", 925: "公告通知", 926: "政策法规", 927: "规章", 928: "规范性文件", 951: "征求意见", 963: "非法集资",
    4097: "消费者保护", 954: "统计信息", 876: "其他非银金融机构", 4214: "法律法规与部门规章", 4215: "规范性政策文件", 4216: "其他",
    931: "行政处罚", 932: "行政监管措施", 4113: "总局机关", 4114: "监管局本级", 4115: "监管分局本级",
}  # fmt: skip
CHILDREN = {
    915: (915, 916, 925, 927, 928, 951, 963, 4097, 954, 876),
    926: (927, 928), 4214: (927,), 4215: (928,), 931: (4113, 4114, 4115),
}  # fmt: skip
_LIST = "/cbircweb/DocInfo/SelectDocByItemIdAndChild"
_DETAIL = "/cbircweb/DocInfo/SelectByDocId"
_STATIC = "/cn/static/data/DocInfo/"
_SHELL = (
    '<!DOCTYPE html>\n<html ng-app="site"><head><meta charset="utf-8"><title>国家金融监督管理总局</title></head>\n'
    '<body><div ng-repeat="x in datas"><a ng-href="ItemDetail.html?docId={{x.docId}}&itemId={{x.itemId}}">{{x.docSubtitle}}</a>'
    "<span>{{x.publishDate | limitTo:10}}</span></div></body></html>\n"
)
_HOME = '<html><head><meta charset="utf-8"><title>国家金融监督管理总局</title><meta http-equiv="refresh" content="0;url=/cn/view/pages/index/index.html"></head></html>'
_WAF = "<html><head><title>403 Forbidden</title></head><body><h1>X-WEB</h1><p>请求已被拦截。</p></body></html>"
_PAGE = 18


def address(doc: Doc) -> str:
    return f"https://{HOST}/cn/view/pages/ItemDetail.html?docId={doc.id}&itemId={doc.section}&generaltype=0"


def addresses(doc: Doc) -> list[str]:
    return [address(doc)]


def build(site: Site, docs: list[Doc]) -> None:
    """Both sources of this host; `docs` newest first."""
    site.robots(HOST)
    docs = sorted(docs, key=lambda d: (d.date, d.time), reverse=True)
    site.add(HOST, _LIST, {"rptCode": 0, "msg": "未知错误", "data": None}, JSON, method="POST")
    site.add(HOST, _LIST, {"rptCode": 501, "msg": "参数错误", "data": None}, JSON, query={"pageIndex": "0"})
    for item in NAMES:
        _lists(site, item, [d for d in docs if int(d.section) in CHILDREN.get(item, (item,))])
    for doc in docs:
        site.add(HOST, f"{_STATIC}SelectByDocId/data_docId={doc.id}.json", _detail(doc), JSON)
        site.same(HOST, _DETAIL, query={"docId": doc.id})
    add_files(site, HOST, docs)
    site.add(HOST, _DETAIL, {"rptCode": 404, "msg": "未查询到数据", "data": None}, JSON)
    site.add(HOST, _STATIC + "SelectDocByItemIdAndChild", _WAF, HTML, status=403)
    for path in ("/", "/index.html"):
        site.add(HOST, path, _HOME)
    for path in ("/cn/static/data/*", "/cn/view/*"):
        site.add(HOST, path, _SHELL)


def _lists(site: Site, item: int, rows: list[Doc]) -> None:
    answer = _envelope([_row(d, i) for i, d in enumerate(rows)], len(rows))
    paging = {
        "rows": "data.rows",
        "total": "data.total",
        "number": "pageIndex",
        "size": "pageSize",
        "default": _PAGE,
        "cap": 20,
    }
    site.add(HOST, _LIST, answer, JSON, query={"itemId": str(item)}, paging=paging)
    for number in range(1, min(3, max(1, -(-len(rows) // _PAGE))) + 1):
        part = rows[(number - 1) * _PAGE : number * _PAGE]
        name = f"data_itemId={item},pageIndex={number},pageSize={_PAGE}.json"
        site.add(
            HOST,
            f"{_STATIC}SelectDocByItemIdAndChild/{name}",
            _envelope([_row(d, i) for i, d in enumerate(part)], len(rows)),
            JSON,
        )


def _envelope(rows: list[dict[str, Any]], total: int) -> dict[str, Any]:
    return {"rptCode": 200, "msg": "成功", "data": {"total": total, "rows": rows}}


def _row(doc: Doc, index: int) -> dict[str, Any]:
    """docId is a number in some rows and a string in others."""
    return {
        "docId": int(doc.id) if index % 3 else doc.id, "docSubtitle": doc.title, "docTitle": doc.extra.get("wrapped", doc.title),
        "publishDate": f"{doc.date} {doc.time}", "builddate": f"{doc.extra.get('built', doc.date)} 00:00:00", "docSummary": None,
        "docFileUrl": None, "pdfFileUrl": None, "generaltype": "0", "itemId": int(doc.section), "itemName": NAMES[int(doc.section)],
        "isTitleLink": None, "titleLink": None, "documentNo": doc.doc_no or None,
    }  # fmt: skip


def _detail(doc: Doc) -> dict[str, Any]:
    item = int(doc.section)
    level = {"itemName": NAMES[item], "itemId": item, "itemPid": 923, "level": 4}
    files = [{"attachmentName": f.name, "urlOtherName": f.path, "attachmentUrl": f.path} for f in doc.files]
    department = doc.extra.get("department") or (doc.issuers[0] if doc.issuers else None)
    return {"rptCode": 200, "msg": "成功", "data": {
        "docId": int(doc.id), "docTitle": doc.extra.get("wrapped", doc.title), "docSubtitle": doc.title, "publishDate": f"{doc.date} {doc.time}",
        "docSummary": None, "indexNo": doc.extra.get("index_no"), "documentNo": doc.doc_no or None, "agencyTypeName": department,
        "docSource": department, "remark2": doc.extra.get("interpreted_by"), "documentType": "0", "builddate": doc.extra.get("built", doc.date),
        "generaltype": "0", "docFileUrl": None, "pdfFileUrl": next((f.path for f in doc.files if f.kind in ("pdf", "scan")), None),
        "listTwoItem": [{"ItemName": level["itemName"], "ItemID": item, "shortLink": None, "ItemLvs": [level]}],
        "docClob": _word_page(_body(doc)), "attachmentInfoVOList": files, "docImageInfoVOList": [], "datafrom": None,
    }}  # fmt: skip


def _body(doc: Doc) -> str:
    if not doc.parties:
        figures = table(doc.extra["table"], "class=MsoNormalTable border=1") if "table" in doc.extra else ""
        return "".join(_paragraph(line) for line in doc.body) + figures
    layout = str(doc.extra["layout"])
    title = _paragraph(doc.title)
    if layout == "prose":
        return title + "".join(_paragraph(line) for line in doc.body)
    if layout == "wide":
        head = [
            "序号",
            "当事人名称",
            "行政处罚决定书文号",
            "主要违法违规行为",
            "行政处罚依据",
            "行政处罚内容",
            "作出决定机关",
            "作出处罚决定的日期",
        ]
        rows = [[(c, 1, 1) for c in head]]
        for number, p in enumerate(doc.parties, 1):
            values = [
                str(number),
                p["party"],
                p["doc_no"],
                p["facts"],
                p["basis"],
                p["decision"],
                p["authority"],
                chinese_date(str(p["decided"]), False),
            ]
            rows.append([(value, 1, 1) for value in values])
        return title + _table(rows)
    return title + _table(_upright(doc.parties[0], int(layout)))


def _upright(p: dict[str, Any], height: int) -> list[list[tuple[str, int, int]]]:
    """Label and value rows as (text, rowspan, colspan); the head differs with the number of rows."""

    def line(label: str, value: str) -> list[tuple[str, int, int]]:
        return [(label, 1, 3), (value, 1, 1)]

    person, firm, chief = p.get("person", "——"), p["party"], p.get("chief", "——")
    if p.get("person"):
        firm = p.get("employer", "——")
    heads: dict[int, list[list[tuple[str, int, int]]]] = {
        10: [
            [("被处罚当事人姓名或名称", 4, 1), ("个人姓名", 1, 2), (person, 1, 1)],
            [("单位", 3, 1), ("名称", 1, 1), (firm, 1, 1)],
            [("法定代表人（主要负责人）姓名", 1, 1), (chief, 1, 1)],
            [("住所", 1, 1), (p.get("seat", "——"), 1, 1)],
        ],
        9: [
            [("被处罚当事人姓名或名称", 3, 1), ("个人姓名", 1, 2), (person, 1, 1)],
            [("单位", 2, 1), ("名称", 1, 1), (firm, 1, 1)],
            [("法定代表人(主要负责人)姓名", 1, 1), (chief, 1, 1)],
        ],
        8: [
            [("被处罚当事人 单位", 2, 2), ("名称", 1, 1), (firm, 1, 1)],
            [("法定代表人(主要负责人)姓名", 1, 1), (chief, 1, 1)],
        ],
        7: [line("被处罚当事人姓名或名称", p["party"])],
    }
    return [
        line("行政处罚决定书文号", p["doc_no"]), *heads[height], line("主要违法违规事实(案由)", p["facts"]), line("行政处罚依据", p["basis"]),
        line("行政处罚决定", p["decision"]), line("作出处罚决定的机关名称", p["authority"]),
        line("作出处罚决定的日期", chinese_date(str(p["decided"]), False)),
    ]  # fmt: skip


def _table(rows: list[list[tuple[str, int, int]]]) -> str:
    def cell(text: str, down: int, across: int) -> str:
        span = (f" rowspan={down}" if down > 1 else "") + (f" colspan={across}" if across > 1 else "")
        return f'<td width=142 valign=center{span} style="padding:0pt 5.4pt;" >{_paragraph(text)}</td>'

    return (
        "<table class=MsoNormalTable border=1 cellspacing=0 >"
        + "".join("<tr>" + "".join(cell(*c) for c in r) + "</tr>" for r in rows)
        + "</table>"
    )


def _paragraph(text: str) -> str:
    """Word cuts text into spans at will, also inside numbers."""
    cuts = [0, *(i for i in range(1, len(text)) if i % 23 == 7 or (text[i - 1 : i + 1].isdigit() and i % 2)), len(text)]
    spans = "".join(
        f'<span style="font-family:仿宋_GB2312;font-size:16.0000pt;" >{esc(text[a:b])}</span>'
        for a, b in pairwise(cuts)
    )
    return f'<p class=MsoNormal style="text-indent:32.0000pt;" >{spans}<span><o:p></o:p></span></p>\n'


def _word_page(body: str) -> str:
    return (
        '<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word"><head>'
        '<meta http-equiv=Content-Type content="text/html; charset=utf-8" ><style>@font-face{font-family:"仿宋_GB2312";} p.MsoNormal{margin:0pt;}</style></head>'
        f'<body style="tab-interval:21pt;" ><!--StartFragment--><div class="Section0" style="layout-grid:15.6pt;" >{body}</div><!--EndFragment--></body></html>'
    )
