from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from fastapi.testclient import TestClient

from indexer.base import SearchIndex
from regintel.model import Record
from regintel.store import Store

PAGES = ("/", "/?q=金穗宝", "/?collection=clauses&q=资金池", "/?collection=signals", "/documents/gov-1",
         "/documents/news-1", "/documents/gov-1?revision=1", "/documents/gov-1/diff", "/sources", "/brief",
         "/brief/2026-11-22", "/brief/2026-11-21", "/risk", "/risk?day=2020-01-01", "/series",
         "/series/uncertainty", "/series/bursts", "/series/bursts?word=%22><script>&since=2026-11-01", "/about",
         "/nothing", "/?since=bad", "/?page=1000000000")  # fmt: skip


class Page(HTMLParser):
    """What a browser would see."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.loads: list[str] = []
        self.ids: list[str] = []
        self.text = ""
        self.lang = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            assert not name.startswith("on"), f"{tag} {name}"
            assert name != "style", f"{tag} has an inline style, which the policy forbids"
            if name in ("href", "action"):
                (self.loads if tag == "link" else self.links).append(value or "")
            if name == "src":
                self.loads.append(value or "")
            if name == "id":
                self.ids.append(value or "")
            if tag == "html" and name == "lang":
                self.lang = value or ""

    def handle_data(self, data: str) -> None:
        self.text += data


def page(client: TestClient, path: str, status: int = 200) -> Page:
    answer = client.get(path)
    assert answer.status_code == status, answer.text[:2000]
    return Page(answer.text)


@pytest.mark.parametrize("path", PAGES)
def test_no_page_runs_or_loads_what_is_not_ours(client: TestClient, path: str) -> None:
    answer = client.get(path)
    found = Page(answer.text)
    assert found.lang == "zh-CN"
    assert not {"script", "iframe", "object", "style", "img"} & set(found.tags)
    assert all(re.match(r"(/|https?://|#|\?)", link) for link in found.links)
    assert all(re.match(r"/(static/|feed)", load) for load in found.loads)
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "script-src" not in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert len(found.ids) == len(set(found.ids))


@pytest.mark.parametrize("path", PAGES)
def test_local_links_lead_somewhere(client: TestClient, path: str) -> None:
    for link in {x for x in Page(client.get(path).text).links if x.startswith("/")}:
        assert client.get(link).status_code == 200, link


def test_hostile_text_is_shown_as_text(client: TestClient) -> None:
    for path in ("/documents/news-1", "/?q=金穗宝", "/brief/2026-11-22"):
        assert "<script>alert(1)</script>" in page(client, path).text


def test_the_query_is_escaped_back_into_the_page(client: TestClient) -> None:
    attack = '"><script>alert(1)</script>'
    answer = client.get("/", params={"q": attack, "kind": attack})
    assert answer.status_code in (200, 400)
    assert "script" not in Page(answer.text).tags


def test_search_shows_hits_with_marks_and_counts(client: TestClient) -> None:
    text = client.get("/", params={"q": "资金池"}).text
    assert "<mark>资金池</mark>" in text
    assert "网络小额贷款管理办法" in text
    assert "某监管局" in Page(text).text


def test_facets_toggle_and_can_be_taken_away(client: TestClient) -> None:
    first = page(client, "/")
    assert "/?kind=policy" in first.links
    second = page(client, "/?kind=policy")
    assert "/" in second.links
    assert "/?kind=policy&kind=news" in second.links  # a second value of the same field may be added


def test_pages_of_results(own_client: TestClient, index: SearchIndex) -> None:
    index.upsert(Record(f"r{n:02}", "documents", {"title": f"第{n}号通知", "kind": "news"}) for n in range(45))
    index.refresh()
    first, last = page(own_client, "/"), page(own_client, "/?page=3")
    assert "/?page=2" in first.links
    assert "第 41–47 条" in last.text
    assert "没有找到符合条件的文件" in page(own_client, "/?page=9").text


def test_nothing_found_says_what_to_try(client: TestClient) -> None:
    found = page(client, "/?q=查无此词甲乙丙丁&kind=policy")
    assert "没有找到符合条件的文件" in found.text
    assert "去掉上面的某个筛选条件" in found.text


def test_a_document_shows_marks_anchors_and_facts(client: TestClient) -> None:
    answer = client.get("/documents/gov-1")
    found = Page(answer.text)
    assert {"gov-1-c0", "gov-1-c1"} <= set(found.ids)
    assert "#gov-1-c0" in found.links
    for expected in ("金规〔2026〕18号", "扫描件，没有文字层", "x.warc.gz:7", "2026-11-22 09:00", "金额", "处罚"):
        assert expected in found.text
    body = re.search(r'<div class="text" lang="zh-Hans">(.*?)</div>', answer.text, re.DOTALL)
    assert body is not None
    stripped = "".join(Page(body[1]).text.split())
    assert stripped == "第一章总则第一条平台不得设立资金池，违者处10万元罚款。第二条本办法自发布之日起施行。"


def test_signals_lead_to_their_sentence(client: TestClient) -> None:
    found = page(client, "/documents/news-1")
    assert "#news-1-s" in found.links
    assert "news-1-s" in found.ids
    assert "1 万元" in found.text
    assert "《某法》第一条" in found.text


def test_an_earlier_revision_says_that_it_is_not_current(client: TestClient) -> None:
    found = page(client, "/documents/gov-1?revision=1")
    assert "旧文本" in found.text
    assert "不是现行文本" in found.text
    assert "第 9 版" in page(client, "/documents/gov-1?revision=9", 404).text


def test_the_bare_text(client: TestClient) -> None:
    answer = client.get("/documents/gov-1/text")
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.text.startswith("第一章 总则\n第一条")


def test_sources_page_names_the_failure(client: TestClient) -> None:
    found = page(client, "/sources")
    for expected in ("失败", "字段 title 不再匹配", "从未采集", "需要登录"):
        assert expected in found.text


def test_brief_pages(client: TestClient) -> None:
    assert "金穗宝" in page(client, "/brief").text
    empty = page(client, "/brief/2026-11-21")
    assert "今日无数据" in empty.text
    assert "字段 title 不再匹配" in empty.text
    assert page(client, "/brief?day=2026-11-22").text
    page(client, "/brief/nonsense", 400)


def test_mistakes_are_pages_with_the_mend(client: TestClient) -> None:
    for path, status in (("/nothing", 404), ("/?since=bad", 400), ("/?page=1000000000", 400), ("/?colour=red", 400)):
        assert "处理办法" in page(client, path, status).text
    assert client.get("/", params={"q": "a" * 10_000}).status_code == 400


def test_without_an_index_the_page_tells_what_to_run(make_client: Callable[..., TestClient]) -> None:
    found = page(make_client(), "/", 503)
    assert "regintel index" in found.text


def test_an_empty_index_tells_how_to_begin(make_client: Callable[..., TestClient], index: SearchIndex) -> None:
    index.rebuild(())
    found = page(make_client(), "/")
    assert "regintel crawl" in found.text
    assert "今日无数据" in page(make_client(), "/brief").text


def test_a_document_without_text_or_annotations(
    make_client: Callable[..., TestClient], store: Store, make_document: Any
) -> None:
    store.save_document(make_document(id="bare", title="", text="", published_on=None))
    found = page(make_client(), "/documents/bare")
    assert "无标题" in found.text
    assert "尚未标注" in found.text


def test_static_files_stay_in_their_folder(client: TestClient) -> None:
    assert client.get("/static/site.css").headers["content-type"].startswith("text/css")
    assert client.get("/static/brief.css").status_code == 200
    assert client.get("/favicon.ico").status_code == 200
    for name in ("../web.py", "..%2fweb.py", "nothing.js"):
        assert client.get(f"/static/{name}").status_code == 404


def test_the_risk_page_opens_to_the_sentence(client: TestClient) -> None:
    found = page(client, "/risk")
    assert "/documents/news-1#news-1-s" in found.links
    assert "投资人称金穗宝无法提现。" in found.text
    assert "本项目自定" in found.text
    assert "没有点名主体" in page(client, "/risk?day=2020-01-01").text
    page(client, "/risk?day=soon", 400)


def test_two_revisions_are_compared(client: TestClient) -> None:
    answer = client.get("/documents/gov-1/diff?from=1&to=2")
    assert "<del>第一条 旧文本。</del>" in answer.text
    assert "<ins>第一章 总则</ins>" in answer.text
    assert "没有变化" in page(client, "/documents/gov-1/diff?from=2&to=2").text
    page(client, "/documents/gov-1/diff?from=2&to=9", 404)
    page(client, "/documents/news-1/diff", 404)
    page(client, "/documents/gov-1/diff?from=x", 400)
