"""Unknown article pages: our own pages in many shapes. `tune_*` were seen while the rules were made, `held_*` not."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.article import ArticlePage, read_article
from crawlers.page import Answer, Draft, Item
from crawlers.source import Source
from regintel.errors import ParseError
from regintel.model import Kind, Status

CASES = Path(__file__).parent / "article_cases"
NAMES = sorted(p.stem for p in CASES.glob("*.html"))


def _page(name: str) -> bytes:
    text = (CASES / f"{name}.html").read_text("utf-8")
    return text.encode("gb18030" if name.endswith(".gbk") else "utf-8")


def _expected(name: str) -> tuple[str, date, str]:
    title, day, *body = (CASES / f"{name}.txt").read_text("utf-8").splitlines()
    return title, date.fromisoformat(day), "\n".join(body)


def _overlap(found: str, wanted: str) -> tuple[float, float]:
    """Precision and recall of the characters, as a person would count what was missed and what was too much."""
    left, right = (Counter(re.sub(r"\s", "", t)) for t in (found, wanted))
    both = sum((left & right).values())
    return both / max(1, sum(left.values())), both / max(1, sum(right.values()))


@pytest.mark.parametrize("name", NAMES)
def test_an_unknown_page_gives_what_a_person_would_copy(name: str) -> None:
    title, day, body = _expected(name)
    article = read_article(_page(name))
    precision, recall = _overlap(article.text, body)
    assert article.title == title
    assert article.published_on == day
    assert recall >= 0.95, article.text
    assert precision >= 0.95, article.text


def test_charset_that_the_page_declares_wrongly_does_no_harm() -> None:
    page = "<html><head><meta charset='utf-8'><title>风险提示</title></head><body><p>请警惕高息。</p></body></html>"
    assert read_article(page.encode("gb18030"), content_type="text/html; charset=utf-8").title == "风险提示"


@settings(max_examples=30, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_without_an_error(data: bytes) -> None:
    article = read_article(data)
    assert isinstance(article.text, str)


def test_a_page_without_an_article_is_a_named_error() -> None:

    source = Source("page", "网页", "", (Kind.NEWS,), (), None, ArticlePage)  # type: ignore[arg-type]
    url = "https://example.org/empty.html"
    page = ArticlePage(Answer(url, b"<html><body></body></html>"), source, Item(url, "", None))
    with pytest.raises(ParseError, match=r"example\.org/empty\.html"):
        page.draft()


def test_attachments_and_document_number_of_an_unknown_page_are_found() -> None:

    source = Source("page", "网页", "", (Kind.NEWS,), (), None, ArticlePage)  # type: ignore[arg-type]
    url = "https://example.org/gov/held.html"
    spans = ArticlePage(Answer(url, _page("tune_spans_word")), source, Item(url, "", None)).draft()
    table = ArticlePage(Answer(url, _page("held_gov_infotable")), source, Item(url, "", None)).draft()
    assert [f.request.url for f in spans.files] == ["https://example.org/gov/P0202602.docx"]
    assert table.doc_no == "南金发〔2026〕3号"


_BODY = "".join(f"<p>第{n}段：公司长期服务于本地居民，经营稳健，合规有序，欢迎各界监督。</p>" for n in range(4))


@pytest.mark.parametrize(
    "printed",
    [
        "<table><tr><th>机构全称</th><td>某公司</td></tr><tr><th>成立时间</th><td>2015-10-16</td></tr>"
        "<tr><th>注册资本</th><td>2000万元</td></tr></table>",
        "<p>成立时间：2015年10月16日</p>",
        "<p>注册日期: 2015-10-16</p>",
        "<dl><dt>成立日期</dt><dd>2015-10-16</dd></dl>",
        "<p>公司成立于2015年10月16日</p>",
        "<p>2015年10月16日正式成立</p>",
        "<p>营业期限：2015-10-16 至 2045-10-15</p>",
        "<p>开庭时间 2015-10-16</p>",
        "<p>Founded: 16 October 2015</p>",
    ],
)
def test_a_day_of_something_else_is_no_day_of_publication(printed: str) -> None:
    page = f"<html><head><title>公司简介</title></head><body><h1>公司简介</h1>{printed}{_BODY}</body></html>"
    assert read_article(page.encode()).published_on is None


@pytest.mark.parametrize(
    "printed",
    [
        "<p>成立时间：2015-10-16</p><p>发布时间：2026-01-05</p>",
        "<p>时间：2026-01-05 10:20　来源：某报</p>",
        "<p>2026-01-05 上市公司研究院</p>",
        "<p>文章日期：2026年1月5日</p>",
        "<dl><dt>发布日期</dt><dd>2026-01-05</dd></dl>",
        "<p>Posted on January 5, 2026</p>",
    ],
)
def test_the_day_of_publication_is_found_beside_others(printed: str) -> None:
    page = f"<html><head><title>公司简介</title></head><body><h1>公司简介</h1>{printed}{_BODY}</body></html>"
    assert read_article(page.encode()).published_on == date(2026, 1, 5)


def _page_draft(body: str, url: str = "https://www.example.gov.cn/xxgk/202601/t20260105_1.html") -> Draft:
    source = Source("page", "网页", "", (Kind.NEWS,), (), None, ArticlePage)  # type: ignore[arg-type]
    page = f"<html><head><title>某局</title></head><body>{body}</body></html>"
    return ArticlePage(Answer(url, page.encode()), source, Item(url, "", None)).draft()


_LABELS = (
    "<table><tr><td>索 引 号：</td><td>000-2026-001</td><td>发文机关：</td><td>某局 另一局</td></tr>"
    "<tr><td>发文字号：</td><td>某发〔2026〕3号</td><td>时效性：</td><td>有效</td></tr></table>"
)


def test_what_an_official_page_labels_is_read() -> None:
    draft = _page_draft(f"{_LABELS}<h1>关于规范某事的通知</h1><div class='TRS_Editor'>{_BODY}</div>")
    assert (draft.index_no, draft.doc_no, draft.issuers) == ("000-2026-001", "某发〔2026〕3号", ("某局", "另一局"))
    assert draft.status is Status.IN_FORCE


def test_a_number_above_the_title_belongs_to_the_document() -> None:
    title = "关于规范某事的通知"
    draft = _page_draft(f"<h1>{title}</h1><div class='TRS_Editor'><p>某发〔2026〕3号</p><p>{title}</p>{_BODY}</div>")
    assert draft.doc_no == "某发〔2026〕3号"
    assert draft.text.startswith("某发〔2026〕3号\n第0段")


def test_attachments_beside_the_body_are_found_and_those_of_the_site_are_not() -> None:
    draft = _page_draft(
        "<div class='header'><a href='/guide/handbook.pdf'>办事指南.pdf</a></div>"
        f"<h1>关于规范某事的通知</h1><div class='TRS_Editor'>{_BODY}</div>"
        "<div class='attachment'><a href='/files/list.xlsx'>名单.xlsx</a></div>"
        "<p><a href='./P020260105001.pdf'>全文.pdf</a></p>"
    )
    assert sorted(file.name for file in draft.files) == ["全文.pdf", "名单.xlsx"]


_ROWS = "".join(f"<li><a href='/a/{n}.html'>第{n}号通知的标题较长一些</a> 2026-01-0{n}</li>" for n in range(1, 10))
_LEADS = "".join(f"<p><a href='/a/{n}.html'>第{n}条新闻的标题，以及它的导语。</a></p>" for n in range(12))


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<h1>{{x.title}}</h1><div>{{x.publishDate}}</div><p>共{{total}}条</p>", "没有找到正文"),
        (f"<ul>{_ROWS}</ul>", "列表"),
        (f"<div class='main'>{_LEADS}</div>", "列表"),
    ],
)
def test_shells_and_lists_are_no_articles(body: str, said: str) -> None:
    with pytest.raises(ParseError, match=said):
        _page_draft(body)
