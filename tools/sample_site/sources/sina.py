"""Sina Finance: a roll with epoch dates, articles with advertising inside the body, one page in GBK."""

from __future__ import annotations

from tools.sample_site.markup import chinese_date, epoch, esc, html_page, paras
from tools.sample_site.site import HTML, HTML_SILENT, JSON, Site
from tools.sample_site.world import Doc

HOST = "finance.sina.com.cn"
FEED = "feed.mix.sina.com.cn"
LIVE = "zhibo.sina.com.cn"


def _path(doc: Doc) -> str:
    return f"/roll/{doc.date}/doc-{doc.id}.shtml"


def address(doc: Doc) -> str:
    return f"https://{HOST}{_path(doc)}"


def addresses(doc: Doc) -> list[str]:
    return [address(doc)]


def build(site: Site, docs: list[Doc]) -> None:
    for host in (HOST, FEED, LIVE):
        site.robots(host)
    rows = [
        {
            "title": d.title, "url": address(d), "intro": "".join(d.body)[:80], "ctime": str(epoch(d)), "intime": str(epoch(d) + 20),
            "mtime": str(epoch(d) + 40), "media_name": _media(d), "keywords": ",".join(d.extra.get("tags", ())), "docid": d.id,
        }
        for d in docs
    ]  # fmt: skip
    paging = {"rows": "result.data", "total": "result.total", "number": "page", "size": "num", "default": 50, "cap": 50}
    for lid in ("2516", "2509"):
        roll = {"result": {"status": {"code": 0, "msg": "succ"}, "total": len(rows), "lid": lid, "data": rows}}
        site.add(FEED, "/api/roll/get", roll, JSON, query={"pageid": "153", "lid": lid}, paging=paging)
    site.add(FEED, "/api/roll/get", {"result": {"status": {"code": 0, "msg": "succ"}, "total": 0, "data": []}}, JSON)
    _live(site, docs)
    for doc in docs:
        gbk = bool(doc.extra.get("gbk"))
        text = _article(doc, "gb2312" if gbk else "utf-8")
        site.add(HOST, _path(doc), text.encode("gb18030" if gbk else "utf-8"), HTML_SILENT if gbk else HTML)


def _live(site: Site, docs: list[Doc]) -> None:
    """The 7x24 feed repeats the roll."""
    items = [
        {
            "id": 4000000 - i,
            "rich_text": f"【{d.title}】{''.join(d.body)[:100]}",
            "create_time": f"{d.date} {d.time}",
            "docurl": address(d),
        }
        for i, d in enumerate(docs)
    ]
    feed = {"result": {"status": {"code": 0}, "data": {"feed": {"list": items, "page_info": {"totalNum": len(items)}}}}}
    where = "result.data.feed."
    paging = {
        "rows": where + "list",
        "total": where + "page_info.totalNum",
        "number": "page",
        "size": "page_size",
        "default": 20,
        "cap": 100,
    }
    site.add(LIVE, "/api/zhibo/feed", feed, JSON, paging=paging)


def _media(doc: Doc) -> str:
    return str(doc.extra.get("media", "新浪财经"))


def _article(doc: Doc, charset: str) -> str:
    head, *rest = doc.body
    tags = ",".join(doc.extra.get("tags", ()))
    return html_page(
        f"{doc.title}_新浪财经_新浪网",
        f'<h1 class="main-title">{esc(doc.title)}</h1>\n<div class="date-source"><span class="date">{chinese_date(doc.date)} {doc.time[:5]}</span>'
        f'<span class="source">{esc(_media(doc))}</span></div>\n<div class="article" id="artibody">\n{paras([head], "　　")}\n'
        '<div id="left_hzh_ad"><script>show();</script>热点栏目：自选股、数据中心、行情中心</div>\n'
        f'{paras(rest, "　　")}\n<div class="appendQr_wrap">扫描二维码关注公众号</div><div class="app-kaihu-qr">开户福利，扫码领取</div>\n</div>\n'
        f'<div id="keywords" data-wbkey="{esc(tags)}"></div>',
        f'<meta property="article:published_time" content="{doc.date}T{doc.time}+08:00" />\n<meta property="article:author" content="{esc(_media(doc))}" />\n',
        charset,
    )
