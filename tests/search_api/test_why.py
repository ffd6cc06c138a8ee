"""The panel that says why is on the page of an annotated document, collapsed, and what it shows is escaped."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi.testclient import TestClient

from nlp.annotate import build_annotator
from regintel.model import Kind
from regintel.store import Store
from search_api.why import MOST_CHARACTERS, explain_page


def test_the_page_says_why(store: Store, make_document: Any, make_client: Callable[..., TestClient]) -> None:
    text = "警方通报，青禾钱包涉嫌非法集资。<script>alert(1)</script>多名投资人称青禾钱包<b>跑路</b>。"
    document = make_document(id="why-1", kind=Kind.NEWS, title="风险提示：警惕青禾钱包", text=text)
    store.save_document(document)
    stored = store.document("why-1")
    assert stored is not None
    (analysis,) = build_annotator().annotate([stored])
    store.save_analyses([(stored, analysis)])
    page = make_client().get("/documents/why-1").text
    panel = page[page.index('<section class="why">') :]
    assert "<details><summary>为什么这样标注" in panel
    assert "句中有机关行为“警方”" in panel
    assert "权重最大的字串" in panel
    assert "policy-topic@1" in panel
    assert "<script>alert" not in page


def test_nothing_annotated_and_too_long_have_no_panel(make_document: Any) -> None:
    document = make_document(kind=Kind.NEWS, text="长" * (MOST_CHARACTERS + 1))
    (analysis,) = build_annotator().annotate([make_document(kind=Kind.NEWS, text="短")])
    assert explain_page(document, None) is None
    assert explain_page(document, analysis) is None
