from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from markdown_it import MarkdownIt

from indexer.base import SearchIndex
from insights.alias import NameLink
from insights.brief import build_brief
from insights.brief_html import render_html
from insights.brief_markdown import plain, render_markdown
from insights.brief_part import Brief
from insights.event import Quote
from insights.health import SourceHealth

DAY = date(2026, 11, 22)
HOSTILE = "<script>alert(1)</script> [x](javascript:alert(1)) | **粗** `码` “引”"
HEALTH = (SourceHealth("news_a", "甲报", datetime(2026, 11, 22, 2, tzinfo=UTC), False, ("字段 title 不再匹配",)),)


class Tags(HTMLParser):
    """Collects what is in a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [v or "" for n, v in attrs if n in ("href", "src")]
        assert not [n for n, _ in attrs if n.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture
def brief(fill: Callable[..., SearchIndex], make_record: Any, make_signal: Any) -> Brief:
    index = fill(
        make_record("a", title=HOSTILE, url="javascript:alert(1)"),
        make_record("b", source_id="news_b"),
        make_record("p", kind="penalty", doc_no="银罚决字〔2026〕31号"),
        make_record("c", kind="consultation"),
        make_signal("s1", "a", text=f"{HOSTILE}甲平台无法提现。", trigger="无法提现"),
        make_signal("s2", "b", certainty="传闻"),
    )
    return build_brief(DAY, index, HEALTH)


def test_html_escapes_what_was_crawled(brief: Brief) -> None:
    page = Tags(render_html(brief, "http://127.0.0.1:8000"))
    assert "script" not in page.tags
    assert not [link for link in page.links if not re.match(r"https?://|#sources|#penalties", link)]
    assert HOSTILE in page.text


def test_html_stands_alone(brief: Brief) -> None:
    text = render_html(brief)
    page = Tags(text)
    assert not {"link", "script", "img", "iframe"} & set(page.tags)
    assert 'lang="zh-CN"' in text
    assert "<svg" in text


def test_every_quote_links_to_its_document_and_original(brief: Brief) -> None:
    page = Tags(render_html(brief, "http://h:1"))
    assert "http://h:1/documents/a#s1" in page.links
    assert "http://h:1/documents/b#s2" in page.links
    assert "https://news.example/b" in page.links
    for line in brief.news:
        assert f"http://h:1/documents/{line.document_id}" in page.links


def test_the_trigger_is_marked(brief: Brief) -> None:
    assert "<mark>无法提现</mark>" in render_html(brief)
    assert "**无法提现**" in render_markdown(brief)


def test_a_failed_source_is_told_in_both(brief: Brief) -> None:
    for text in (render_html(brief), render_markdown(brief)):
        assert "字段 title 不再匹配" in text
        assert "失败" in text


def test_an_empty_day_says_so(index: SearchIndex) -> None:
    brief = build_brief(DAY, index, HEALTH)
    for text in (render_html(brief), render_markdown(brief)):
        assert "今日无数据" in text
        assert "甲报" in text


def test_markdown_shows_crawled_text_as_it_is(brief: Brief) -> None:
    page = Tags(MarkdownIt("commonmark", {"html": True}).enable("table").render(render_markdown(brief)))
    assert "script" not in page.tags
    assert HOSTILE in page.text
    assert not [link for link in page.links if link.startswith("javascript:")]


def test_a_number_beside_the_trigger_keeps_its_point(brief: Brief) -> None:
    quote = Quote("非法吸收23.6亿元，2.未按规定报告。", (0, 4), brief.risks[0].events[0].quotes[0].citations)
    risk = replace(brief.risks[0], events=(replace(brief.risks[0].events[0], quotes=(quote,)),))
    page = Tags(MarkdownIt("commonmark").render(render_markdown(replace(brief, risks=(risk,)))))
    assert quote.text in page.text


def test_another_name_links_to_the_document_that_says_so(brief: Brief) -> None:
    alias = NameLink("银杏宝", "甲平台", "资讯《提示》写明其与“甲平台”为同一主体", "doc-9")
    named = replace(brief, risks=(replace(brief.risks[0], aliases=(alias,)),))
    assert "https://host/documents/doc-9" in Tags(render_html(named, "https://host")).links
    assert f"银杏宝（[{alias.why}](https://host/documents/doc-9)）" in render_markdown(named, "https://host")


def test_plain_survives_a_markdown_reader() -> None:
    for text in ("1. 甲", "# 题", "- 项", "> 引", "a_b_c", "* *", "<b>", "&amp;", "\\", "[a]: b", "1) 甲", "~~删~~"):
        rendered = Tags(MarkdownIt("commonmark").render(f"前 {plain(text)}"))
        assert rendered.text.strip() == f"前 {text}"


def test_many_entities_stay_readable(brief: Brief) -> None:
    many = replace(brief, risks=tuple(replace(brief.risks[0], entity=f"平台{n}") for n in range(30)))
    page = Tags(render_html(many))
    assert all(f"平台{n}" in page.text for n in range(30))
