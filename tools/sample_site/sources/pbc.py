"""People's Bank of China: lists of an Easysite portal, three detail templates, penalty tables."""

from __future__ import annotations

from typing import Any

from tools.sample_site.attachment import add_files
from tools.sample_site.markup import chinese_date, esc, href, html_page, paras, table
from tools.sample_site.site import HTML, HTML_SILENT, Site
from tools.sample_site.world import Doc

HOST = "www.pbc.gov.cn"
_GONE = "<html>\n<head><title>404 Not Found</title></head>\n<body><center><h1>404 Not Found</h1></center><hr><center>nginx</center></body>\n</html>\n"

# section -> (path, prefix of further pages, column name, rows a page, template)
SECTIONS: dict[str, tuple[str, str, str, int, str]] = {
    "gfxwj": ("/tiaofasi/144941/3581332", "3b3662a6", "规范性文件", 4, "table"),
    "bmgz": ("/tiaofasi/144941/144957", "21892", "部门规章", 4, "table"),
    "gjfl": ("/tiaofasi/144941/144951", "21885", "国家法律", 20, "table"),
    "xzfg": ("/tiaofasi/144941/144953", "21889", "行政法规", 20, "table"),
    "zw_gz": ("/zhengwugongkai/4081330/4406346/4406348", "9c2e8f10", "规章", 20, "zw"),
    "zw_gfx": ("/zhengwugongkai/4081330/4406346/4693545", "a52f7c31", "行政规范性文件", 20, "zw"),
    "zw_gg": ("/zhengwugongkai/4081330/4406346/4700569", "b718d204", "中国人民银行公告", 20, "zw"),
    "fxq": ("/fanxiqianju/135153", "18671", "反洗钱局", 20, "table"),
    "zfjs": ("/zhifujiesuansi/128525/128545/128643", "17463", "支付体系运行", 20, "table"),
    "xw": ("/goutongjiaoliu/113456/113469", "11040", "新闻发布", 3, "table"),
    "gksc": ("/zhengcehuobisi/125207/125213/125431/125475", "17081", "公开市场业务交易公告", 15, "table"),
    "zcyj": ("/redianzhuanti/118742/4122386/4122510", "e0b1c2d3", "政策研究", 15, "li"),
    "cf": ("/zhengwugongkai/4081330/4081344/4081407/4081705", "d80f41dc", "行政处罚公示", 3, "zw"),
}
_COLUMNS = {
    "nine": [
        "序号",
        "当事人名称",
        "行政处罚决定书文号",
        "违法行为类型",
        "行政处罚内容",
        "作出行政处罚决定机关名称",
        "作出行政处罚决定日期",
        "公示期限",
        "备注",
    ],
    "eight": [
        "序号",
        "当事人名称",
        "行政处罚决定书文号",
        "违法行为类型",
        "行政处罚内容",
        "作出行政处罚决定机关名称",
        "作出行政处罚决定日期",
        "备注",
    ],
    "mixed": [
        "序号",
        "行政处罚决定书文号",
        "当事人名称",
        "作出行政处罚决定日期",
        "违法行为类型",
        "作出行政处罚决定机关名称",
        "行政处罚内容",
        "备注",
    ],
}
_BROKEN = {
    "行政处罚决定书文号": "行政处罚<br>决定书文号",
    "作出行政处罚决定机关名称": "作出行政处罚<br/>决定机关 名称",
    "作出行政处罚决定日期": "作出行政处罚 决定日期",
    "当事人名称": "当事人名称 ",
}


def addresses(doc: Doc) -> list[str]:
    """One address in each section that lists the document; the first is its own."""
    return [f"https://{HOST}{SECTIONS[section][0]}/{doc.id}/index.html" for section in _sections(doc)]


def _sections(doc: Doc) -> list[str]:
    return doc.section.split()


def build(site: Site, docs: list[Doc]) -> None:
    """All three sources of this host at once, for their sections share one frame."""
    site.robots(HOST)
    for section in SECTIONS:
        rows = [d for d in docs if section in _sections(d)]
        _lists(site, section, rows)
        for doc in rows:
            _detail(site, section, doc)
    add_files(site, HOST, docs)
    news = SECTIONS["xw"][0]
    site.add(HOST, "/", html_page("中国人民银行", f'<a href="{news}/index.html">新闻发布</a>'))
    site.add(HOST, "/*", _GONE, HTML, status=404)


def _lists(site: Site, section: str, rows: list[Doc]) -> None:
    path, prefix, column, size, template = SECTIONS[section]
    last = max(1, -(-len(rows) // size))
    printer = {"table": _table_rows, "zw": _zw_rows, "li": _li_rows}[template]
    for number in range(1, last + 1):
        part = rows[(number - 1) * size : number * size]
        body = printer(path, part, len(rows)) + _pager(path, prefix, number, last, len(rows), size)
        text = _frame(column, column, body)
        site.add(HOST, f"{path}/{prefix}-{number}.html", text)
        if number == 1:
            site.same(HOST, f"{path}/index.html")
            site.same(HOST, f"{path}/")


def _frame(title: str, column: str, body: str, head: str = "") -> str:
    """Navigation shares the markup of the rows, as on the real site."""
    links = [(f"{p}/index.html", name) for p, _, name, _, _ in SECTIONS.values()]
    nav = "".join(f'<li><a href="{path}" title="{name}" target="_self">{name}</a></li>' for path, name in links)
    cells = "".join(f'<td height="22"><a href="{path}" class="hei14">{name}</a></td>' for path, name in links[:6])
    meta = f'<meta name="ColumnName" content="{esc(column)}">\n<meta name=SiteName  content="中国人民银行">\n{head}'
    return html_page(
        title,
        f'<table class="hui12"><tr>{cells}</tr></table>\n<div class="leftnav"><ul class="menu">{nav}</ul></div>\n'
        f'<div class="r_box">\n{body}\n</div>\n<div class="footer">网站主办单位：办公厅</div>',
        meta,
    )


def _table_rows(path: str, part: list[Doc], _total: int) -> str:
    lines = []
    for doc in part:
        shown = doc.title if len(doc.title) <= 38 else doc.title[:37] + "..."
        lines.append(
            '<table width="100%" cellpadding="0" cellspacing="0"><tbody><tr><td width="15"></td>\n<td height="22" align="left">'
            f'<font class="newslist_style"><a href="{path}/{doc.id}/index.html" target="_blank" title="{esc(doc.title)}" istitle="true">{esc(shown)}</a></font>'
            f'<span class="hui12">{doc.date}</span></td></tr></tbody></table>\n'
        )
    return f'<div opentype="page"><table class="hui12"><tbody><tr><td class="hui12" valign="top">\n{"".join(lines)}</td></tr></tbody></table></div>\n'


def _zw_rows(path: str, part: list[Doc], total: int) -> str:
    lines = "".join(
        f'<li><a href="{path}/{doc.id}/index.html" target="_blank" title="{esc(doc.title)}" istitle="true">{esc(doc.title)}</a><span class="date">{doc.date}</span></li>\n'
        for doc in part
    )
    return f'<div class="total">共:{total}条</div>\n<ul class="txtlist">\n{lines}</ul>\n'


def _li_rows(path: str, part: list[Doc], _total: int) -> str:
    lines = "".join(
        f'<li class="clearfix"><a href="{path}/{doc.id}/index.html" title="{esc(doc.title)}" istitle="true">{esc(doc.title)}</a><span class="fr">{doc.date}</span></li>\n'
        for doc in part
    )
    return f"<ul>\n{lines}</ul>\n"


def _pager(path: str, prefix: str, number: int, last: int, total: int, size: int) -> str:
    def link(target: int, label: str, name: str) -> str:
        url = f"{path}/{prefix}-{target}.html"
        if target == number or not 1 <= target <= last:
            return f'<a tagname="[{name}]" class="">{label}</a>'
        return f'<a class="pagingNormal" onclick="queryArticleByCondition(this,\'{url}\')" tagname="{url}">{label}</a>'

    links = " ".join(
        [
            link(1, "首页", "HOMEPAGE"),
            link(number - 1, "上一页", "PREVIOUSPAGE"),
            link(number + 1, "下一页", "NEXTPAGE"),
            link(last, "尾页", "LASTPAGE"),
        ]
    )
    jump = f"'{last}','{number}','{path}/{prefix}-%1.html'"
    module = prefix if prefix.isdigit() else prefix + "0a1b2c3d4e5f60718293a4b5"
    return (
        f'<div class="pages">{links} <span class="Normal">总记录数:{total},每页显示{size}条记录,当前页: <font color="red">{number}</font> /{last}</span>\n'
        f'<input type="text" class="easysite-page-text" value="{number}" onkeydown="jumpToPage(event,this,{jump})">'
        f'<input type="button" class="easysite-jump-btn" value="跳转" onclick="jumpTo(this,{jump})"></div>\n'
        f'<input type="hidden" name="article_paging_list_hidden" moduleid="{module}" modulekey="{module}" totalpage="{last}">'
    )


def _detail(site: Site, section: str, doc: Doc) -> None:
    path, _, column, _, template = SECTIONS[section]
    url = f"{path}/{doc.id}/index.html"
    inner = penalty_table(doc) if doc.parties else paras(doc.body) + _figures(doc) + _links(doc)
    meta = "".join(
        f'<meta name="{name}" content="{esc(value)}">\n'
        for name, value in (("ArticleTitle", doc.title), ("PubDate", doc.date), ("ContentSource", ""), ("Url", url))
    )
    meta += '<meta  name="createDate" content="2026-06-26 18:00:27" />\n'
    if template == "zw":
        body = (
            f'<div class="content_box"><h3>{esc(doc.title)}</h3><p class="top">发布时间：{chinese_date(doc.date)}　　字号 大 中 小</p>\n'
            f'<div id="easysiteText">{inner}</div></div>'
        )
    else:
        block = (
            f'<div class="xxy_text">\n{inner}\n</div>'
            if template == "li"
            else f'<div id="zoom" class="zoom1">\n{inner}\n</div>'
        )
        body = f'<table><tr><td><h2 style="font-size:16px">{esc(doc.title)}</h2></td></tr><tr><td><span id="shijian">{doc.date} {doc.time}</span></td></tr></table>\n{block}'
    text = _frame(doc.title, column, body, meta)
    if doc.extra.get("gbk"):
        site.add(HOST, url, text.replace("charset=utf-8", "charset=gb2312", 1).encode("gb18030"), HTML_SILENT)
    else:
        site.add(HOST, url, text)


def _figures(doc: Doc) -> str:
    return "\n" + table(doc.extra["table"], 'border="1" cellspacing="0"') if "table" in doc.extra else ""


def _links(doc: Doc) -> str:
    return "".join(f"\n<p><a href='{href(file.path)}' target='_blank'>{esc(file.name)}</a></p>" for file in doc.files)


def penalty_table(doc: Doc) -> str:
    """Header in plain cells, violations one paragraph each."""
    columns = _COLUMNS[doc.extra["layout"]]
    head = "".join(f"<td><p>{_BROKEN.get(c, c)}</p></td>" for c in columns)
    lines = [f"<tr>{head}</tr>"]
    lines += [
        "<tr>" + "".join(_cell(column, number, party) for column in columns) + "</tr>"
        for number, party in enumerate(doc.parties, 1)
    ]
    return '<table border="1" cellspacing="0" cellpadding="0"><tbody>\n' + "\n".join(lines) + "\n</tbody></table>"


def _cell(column: str, number: int, party: dict[str, Any]) -> str:
    values = {
        "序号": str(number), "当事人名称": party["party"], "行政处罚决定书文号": party["doc_no"], "行政处罚内容": party["decision"],
        "作出行政处罚决定机关名称": "中国人民银行", "作出行政处罚决定日期": chinese_date(str(party["decided"]), False),
        "公示期限": "五年", "备注": "",
    }  # fmt: skip
    if column != "违法行为类型":
        return f"<td><p>{esc(values[column])}</p></td>"
    facts = party["facts"]
    return "<td>" + "".join(f"<p>{i}.{esc(fact)};</p>" for i, fact in enumerate(facts, 1)) + "</td>"
