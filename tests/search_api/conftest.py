"""A small installation behind the app: two documents with everything in them, written through the real pipeline."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from indexer.base import SearchIndex
from indexer.factory import open_index
from nlp.segment import build_segmenter
from regintel.ids import text_sha256
from regintel.model import Analysis, Annotation, Attachment, Clause, Document, Kind, LawRef, Penalty, Signal, Span
from regintel.pipeline.records import records
from regintel.settings import Settings
from regintel.store import Store, open_store
from search_api.app import create_app
from search_api.services import SourceNames

HOSTILE = "<script>alert(1)</script>\"><img src=x onerror=alert(2)>'&amp;"
POLICY_TEXT = "第一章 总则\n第一条 平台不得设立资金池，违者处10万元罚款。\n第二条 本办法自发布之日起施行。"
NEWS_TEXT = f"{HOSTILE}\n投资人称金穗宝无法提现。\n第二段。"
DAY = date(2026, 11, 22)


def policy() -> tuple[Document, Analysis]:
    """A regulation with articles, two overlapping annotations and an attachment."""
    document = Document(
        id="gov-1",
        source_id="gov",
        url="https://gov.example/1.html",
        kind=Kind.POLICY,
        title="网络小额贷款管理办法",
        text=POLICY_TEXT,
        fetched_at=datetime(2026, 11, 22, 1, tzinfo=UTC),
        published_on=DAY,
        doc_no="金规〔2026〕18号",
        issuers=("某监管局",),
        attachments=(Attachment("附件.pdf", "javascript:alert(3)", size=2048, notice="扫描件，没有文字层"),),
        text_sha256=text_sha256(POLICY_TEXT),
        capture="x.warc.gz:7",
    )
    at = POLICY_TEXT.index("10万元罚款")
    articles = [POLICY_TEXT.index("第一条"), POLICY_TEXT.index("第二条"), len(POLICY_TEXT)]
    clauses = tuple(
        Clause(
            f"gov-1-c{n}", "gov-1", "条", number, ("第一章 总则",), POLICY_TEXT[start:end].strip(), Span(start, end), n
        )
        for n, (number, start, end) in enumerate(zip(("第一条", "第二条"), articles, articles[1:], strict=False))
    )
    annotations = (
        Annotation("金额", "100000", Span(at, at + 4), 1.0, "t@1"),
        Annotation("处罚", "罚款", Span(at + 2, at + 6), 1.0, "t@1"),
    )
    return document, Analysis(document.id, document.text_sha256, "t@1", annotations, clauses)


def news() -> tuple[Document, Analysis]:
    """A hostile page with a signal, and a penalty for good measure."""
    document = Document(
        id="news-1",
        source_id="news",
        url="javascript:alert(4)",
        kind=Kind.NEWS,
        title=f"金穗宝提现困难{HOSTILE}",
        text=NEWS_TEXT,
        fetched_at=datetime(2026, 11, 22, 1, tzinfo=UTC),
        published_on=DAY,
        text_sha256=text_sha256(NEWS_TEXT),
    )
    at, start = NEWS_TEXT.index("无法提现"), NEWS_TEXT.index("投资人")
    evidence = Span(start, NEWS_TEXT.index("\n", start))
    signal = Signal(
        "news-1-s", "news-1", "金穗宝", "提现困难", 4, -1, DAY, Span(at, at + 4), evidence, 0.9, "t@1", "传闻"
    )
    penalty = Penalty("金穗宝", "罚字1号", amount=10_000.0, laws=(LawRef("某法", "第一条"),))
    annotation = Annotation("平台", "金穗宝", Span(0, 3, "title"), 1.0, "t@1")
    return document, Analysis(document.id, document.text_sha256, "t@1", (annotation,), (), (signal,), (penalty,))


NAMES = SourceNames({"gov": "某监管局", "news": "某报", "closed": "某站"}, {"closed": "需要登录"})


def client_of(store: Store, index: SearchIndex, **settings: Any) -> TestClient:
    app = create_app(Settings(**settings), index=index, store=store, sources=NAMES)
    return TestClient(app, raise_server_exceptions=False)


def fill(store: Store, index: SearchIndex) -> None:
    """Both documents, the policy in two revisions."""
    pairs = [policy(), news()]
    store.save_document(replace(pairs[0][0], text="第一条 旧文本。", text_sha256=text_sha256("第一条 旧文本。")))
    for document, _ in pairs:
        store.save_document(document)
    store.save_analyses(pairs)
    store.finish_run(store.begin_run("gov"), False, {}, ["字段 title 不再匹配"])
    index.upsert(record for pair in pairs for record in records(*pair))
    index.refresh()


@pytest.fixture
def index(tmp_path: Path) -> Iterator[SearchIndex]:
    opened = open_index(f"tantivy:{tmp_path / 'index'}", build_segmenter().tokens_for_search)
    yield opened
    opened.close()


@pytest.fixture
def make_client(store: Store, index: SearchIndex) -> Callable[..., TestClient]:
    """A client of an app over the test's own store and index, which are empty."""
    return lambda **settings: client_of(store, index, **settings)


@pytest.fixture
def own_client(store: Store, index: SearchIndex) -> TestClient:
    """Over the test's own store and index, which it may write to."""
    fill(store, index)
    return client_of(store, index)


@pytest.fixture(scope="session")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Over an installation that all tests read and none writes."""
    home = tmp_path_factory.mktemp("home")
    store = open_store(f"sqlite:///{home / 'regintel.db'}")
    index = open_index(f"tantivy:{home / 'index'}", build_segmenter().tokens_for_search)
    fill(store, index)
    yield client_of(store, index)
    index.close()
    store.close()
