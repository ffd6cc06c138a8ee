"""Columns, their pagers and printed metadata: what golden cases do not show."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.body import parse_html
from crawlers.column import ColumnList
from crawlers.column_article import ColumnArticle, effect_of
from crawlers.doc_no import order_no
from crawlers.gkmlpt import script_value
from crawlers.label import labels_of, status_of
from crawlers.page import Answer, Item
from crawlers.registry import crawlable, source_named
from crawlers.source import Source
from regintel.errors import CrawlError
from regintel.model import Status

BASE = "https://www.spp.gov.cn/xwfbh/dxal/"
OURS = [
    "court_supreme",
    "ndrc_policy",
    "miit_policy",
    "mof_policy",
    "samr_policy",
    "local_beijing_jrj",
    "local_shanghai_jrj",
    "mofcom_policy",
    "local_guangdong_gkmlpt",
    "local_shenzhen_jr",
    "nafmii",
    "sac",
    "spp_supreme",
    "most_policy",
    "sasac_policy",
]


def a_list(markup: str, url: str = BASE) -> ColumnList:
    return ColumnList(Answer(url, markup.encode(), meta={"kind": "news"}), source_named("spp_supreme"))


def pages(markup: str, url: str = BASE) -> list[str]:
    return [request.url.rsplit("/", 1)[-1] for request in a_list(markup, url).next_lists()]


def test_links_at_the_side_are_no_rows() -> None:
    page = a_list(
        '<div class="left-hot"><ul><li><a href="./202501/t20250101_9.html">热门文章</a></li></ul></div>'
        '<table><tr><td><a href="./202606/t20260610_1.html">一号案例</a></td><td>2026-06-10</td></tr>'
        '<tr><td><a href="./202606/t20260609_2.html">二号案例</a></td><td>2026年6月9日</td></tr></table>'
    )
    assert [(item.title, item.published_on) for item in page.items()] == [
        ("一号案例", date(2026, 6, 10)),
        ("二号案例", date(2026, 6, 9)),
    ]


@pytest.mark.parametrize(
    ("url", "markup", "wanted"),
    [
        (
            BASE,
            '<script>createPageHTML(4, 0, "index", "html")</script>',
            ["index_1.html", "index_2.html", "index_3.html"],
        ),
        (
            BASE,
            "<script>createPageHTML('page_div',3, 1,'index','shtml',41);</script>",
            ["index_2.shtml", "index_3.shtml"],
        ),
        (BASE + "index_2.html", '<script>createPageHTML(4, 2, "index", "html")</script>', []),
        (BASE, "<script>var countPage = 3</script>", ["index_1.html", "index_2.html"]),
        (
            BASE + "16.html",
            '<a href="16_2.html">2</a><a href="16_4.html">尾页</a>',
            ["16_2.html", "16_3.html", "16_4.html"],
        ),
        (BASE + "16.html", '<a href="17_2.html">another list</a><a href="/a/16_2.html">elsewhere</a>', []),
        (BASE, "<p>no pager</p>", []),
    ],
)
def test_pagers(url: str, markup: str, wanted: list[str]) -> None:
    assert pages(markup, url) == wanted


def test_a_hostile_pager_is_bounded() -> None:
    assert len(pages('<script>createPageHTML(999999999, 0, "index", "html")</script>')) < 10_000
    assert len(pages("<script>var countPage = 99999999999</script>")) < 10_000


@pytest.mark.parametrize("source", [source_named(name) for name in OURS], ids=lambda s: s.id)
@settings(max_examples=25, deadline=None)
@given(data=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)))
def test_nonsense_raises_only_errors_with_names(source: Source, data: bytes) -> None:
    first = source.start[0]
    answer = Answer(first.url, data, meta=first.meta)
    item = Item(first.url, "题目", None, meta={"kind": source.kinds[0].value})
    for parse in (
        lambda: source.list_page(answer, source).items(),
        lambda: source.list_page(answer, source).next_lists(),
        lambda: source.detail_page(answer, source, item).draft(),
    ):
        with suppress(CrawlError):
            parse()


def test_every_source_of_ours_states_its_kinds_and_expectations() -> None:
    known = {source.id: source for source in crawlable()}
    for name in OURS:
        source = known[name]
        assert source.expectations.min_items > 1
        assert {request.meta["kind"] for request in source.start if "kind" in request.meta} <= set(source.kinds)


@pytest.mark.parametrize(
    "markup",
    [
        "<table><tr><td>索 引 号：</td><td>000014349/2026-00071</td>"
        "<td>发文字号</td><td>国办函〔2026〕84号</td></tr></table>",
        "<ul><li>索引号：000014349/2026-00071</li><li><b>文　　号：</b>国办函〔2026〕84号</li></ul>",
        "<p><span>索引号:</span><span>000014349/2026-00071</span></p><p><span>文号:</span> 国办函〔2026〕84号</p>",
        "<li>[索引号] <em>000014349/2026-00071</em></li><li>[发文字号] <em>国办函〔2026〕84号</em></li>",
        "<div>索引号：000014349/2026-00071　发文字号：国办函〔2026〕84号</div>",
        "<dl><dt>索引号：</dt><dd>000014349/2026-00071</dd><dt>发文字号：</dt><dd>国办函〔2026〕84号</dd></dl>",
    ],
)
def test_labels_in_every_layout(markup: str) -> None:
    found = labels_of(parse_html(markup))
    assert found["index_no"] == "000014349/2026-00071"
    assert found.get("doc_no") or "发文字号" in markup
    if "　发文字号" not in markup:
        assert found["doc_no"] == "国办函〔2026〕84号"


def test_an_empty_cell_takes_no_other_label_for_its_value() -> None:
    markup = "<table><tr><td>发文字号：</td><td></td><td>有 效 性：</td><td>有效</td></tr></table>"
    found = labels_of(parse_html(markup))
    assert "doc_no" not in found
    assert status_of(found["status"]) is Status.IN_FORCE
    assert status_of("说不清") is None


def test_a_document_s_own_text_is_not_its_metadata() -> None:
    root = parse_html("<div id='zoom'><p>发布日期：2001年1月1日</p></div><p>发布日期：2026-05-01</p>")
    assert labels_of(root, root.get_element_by_id("zoom"))["published_on"] == "2026-05-01"


def test_orders_on_two_lines() -> None:
    assert (
        order_no("中华人民共和国国家发展和改革委员会令\n第 41 号\n正文") == "中华人民共和国国家发展和改革委员会令第41号"
    )
    assert order_no("根据国务院令第100号，\n第一条") == ""


def test_the_day_of_effect_is_the_document_s_own() -> None:
    assert effect_of("自2026年7月1日起施行。原办法自2020年1月1日起施行。") == date(2026, 7, 1)
    assert effect_of("自公布之日起施行。附件自2020年1月1日起施行。") is None


def test_script_values_with_bare_and_quoted_keys() -> None:
    assert script_value('var x = {TREE: [{"id": 1}], SID: "2"}', "TREE") == [{"id": 1}]
    assert script_value('{"DETAIL":{"content":"a}b"}}', "DETAIL") == {"content": "a}b"}
    assert script_value("{DETAIL: {broken}}", "DETAIL") is None


def test_another_site_s_page_is_read_as_any_article() -> None:
    text = "各地应当按照规定及时下达资金，加强监督检查，确保资金用于支持小微企业和农户。" * 4
    url = "https://www.example.gov/a.html"
    page = f"<html><head><title>某某通知</title></head><body><h1>某某通知</h1><div><p>{text}</p></div></body></html>"
    source = source_named("mof_policy")
    draft = ColumnArticle(
        Answer(url, page.encode()), source, Item(url, "某某通知", None, meta={"kind": "policy"})
    ).draft()
    assert draft.title == "某某通知"
    assert text in draft.text


@pytest.mark.slow
def test_an_old_category_does_not_hide_the_next(
    make_site: Callable[[int], Any], make_home: Callable[..., Any], tmp_path: Path
) -> None:
    site, host = make_site(0), "/gdjr.gd.gov.cn"

    def put(path: str, body: str) -> None:
        site.pages[host + path] = site.page(body.encode(), headers={"Content-Type": "text/html; charset=utf-8"})

    def article(number: int, day: str) -> dict[str, Any]:
        url = f"https://gdjr.gd.gov.cn/gkmlpt/content/{number}.html"
        detail = {"title": f"办法{number}", "content": f"<p>第一条　办法{number}的正文。</p>", "date": day}
        put(f"/gkmlpt/content/{number}.html", f"<script>_CONFIG = {{DETAIL: {json.dumps(detail)}}}</script>")
        return {"id": number, "title": f"办法{number}", "url": url, "date": day}

    tree = [{"id": 4, "name": "规范性文件"}, {"id": 5, "name": "政策解读"}]
    put("/gkmlpt/index", f"<html><script>_CONFIG = {{SID: '26', TREE: {json.dumps(tree)}}}</script></html>")
    for category, day in ((4, "2020-01-01"), (5, "2026-09-01")):
        rows = {"articles": [article(category, day)], "classify": {"post_count": 1}}
        put(f"/gkmlpt/api/all/{category}?page=1&sid=26", json.dumps(rows))
    home = make_home()
    report = home.crawl("local_guangdong_gkmlpt", site.base, since="2026-01-01")["local_guangdong_gkmlpt"]
    assert report["stats"]["listed"] == 2
    assert [(d.title, d.kind.value) for d in home.documents()] == [("办法5", "interpretation")]
