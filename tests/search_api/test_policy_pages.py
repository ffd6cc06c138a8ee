"""Pages and answers about regulations, hostile text included."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient

from indexer.base import SearchIndex
from regintel.model import Document, Kind
from regintel.pipeline.annotation import annotate
from regintel.pipeline.indexing import index_stale
from regintel.pipeline.linking import link
from regintel.store import Store

ON = date(2026, 11, 22)
HOSTILE = "<script>alert(1)</script>"
OLD = "第一章 总则\n第一条 支付机构应当在三十日内报告。\n第二条 支付机构不得挪用备付金。"
NEW = f"""第一章 总则
第一条 支付机构应当在十日内报告。
第二条 支付机构不得挪用、占用备付金{HOSTILE}。
第三条 《旧支付规定》同时废止。"""
RULES = f"""第一条 根据《支付管理办法》和《旧支付规定》，制定本规则。
第二条 支付机构应当依照《支付管理办法》第二条和《{HOSTILE}办法》第八条办理。"""


@pytest.fixture
def client(
    store: Store, index: SearchIndex, make_client: Callable[..., TestClient], make_document: Callable[..., Document]
) -> TestClient:
    def made(id: str, title: str, text: str, day: date, **more: Any) -> Document:
        values = {"kind": Kind.POLICY, "issuers": ("甲局",), "url": f"https://example.org/{id}", **more}
        return make_document(id=id, title=title, text=text, published_on=day, **values)

    store.save_documents(
        [
            made("old", "支付管理办法", OLD, date(2020, 1, 1)),
            made("new", "支付管理办法", NEW, date(2026, 1, 1)),
            made("gone", "旧支付规定", "第一条 支付应当登记。", date(2010, 1, 1)),
            made("rules", "支付自律规则", RULES, date(2026, 5, 1), issuers=("乙会",)),
            made("talk", "《支付管理办法》答记者问", "问答。", date(2026, 1, 2), kind=Kind.INTERPRETATION),
            made("news", "新闻", "新闻一则。", date(2026, 1, 2), kind=Kind.NEWS),
            made(
                "draft",
                "关于《支付管理办法（征求意见稿）》公开征求意见的通知",
                "现公开征求意见。",
                date(2025, 6, 1),
                kind=Kind.CONSULTATION,
                deadline=date(2025, 7, 1),
            ),
            made(
                "open",
                f"关于《清算办法{HOSTILE}（征求意见稿）》公开征求意见的通知",
                "现公开征求意见。",
                date(2026, 11, 1),
                kind=Kind.CONSULTATION,
                deadline=date(2026, 12, 1),
            ),
        ]
    )
    annotate(store)
    link(store, ON)
    index_stale(store, index, "t")
    return make_client()


PAGES = ["", "/clauses", "/citations", "/versions", "/norms"]


@pytest.mark.parametrize(
    "page", [f"/documents/{id}{part}" for id in ("new", "rules", "gone", "talk") for part in PAGES]
)
def test_every_page_of_a_regulation_opens_and_escapes(client: TestClient, page: str) -> None:
    answer = client.get(page)
    assert answer.status_code == 200
    assert HOSTILE not in answer.text
    assert 'aria-current="page"' in answer.text.split('class="tabs inner"')[1]


BODY = [
    "",
    "/queue",
    "/matrix",
    "/matrix?activity=支付",
    "/list",
    "/list?sort=cited&warned=1&rank=&page=1",
    "/consultations",
]


@pytest.mark.parametrize("path", [f"/policy{part}" for part in BODY])
def test_pages_of_the_body_open_and_escape(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert HOSTILE not in answer.text


def test_the_status_on_the_page_is_the_decided_one_with_its_proof(client: TestClient) -> None:
    page = client.get("/documents/gone").text
    assert "已废止" in page
    assert "被《支付管理办法》废止" in page
    assert "<q>第三条 《旧支付规定》同时废止" in page
    answer = client.get("/api/v1/documents/gone").json()
    assert answer["document"]["status"] == "已废止"
    assert answer["policy"]["by"] == "new"


def test_a_lost_ground_is_shown(client: TestClient) -> None:
    assert "依据已废止：《旧支付规定》" in client.get("/documents/rules").text
    assert "依据已废止：《旧支付规定》" in client.get("/policy").text


def test_citations_lead_to_clause_anchors(client: TestClient) -> None:
    found = client.get("/api/v1/policies/rules/citations").json()
    law = next(n for n in found["out"] if n["title"] == "支付管理办法")
    clause = next(c["target_clause_id"] for c in law["citations"] if c["article"] == "第二条")
    page = client.get("/documents/rules/citations").text
    assert f'href="/documents/new#{clause}"' in page
    assert f'<a id="{clause}"' in client.get("/documents/new").text
    assert "未解析" in page
    assert "/documents/rules" in client.get("/documents/new/citations").text


def test_versions_with_the_diff_and_the_explanation(client: TestClient) -> None:
    page = client.get("/documents/new/versions").text
    assert "<ins>、占用</ins>" in page
    assert "<del>三</del>" in page or "<del>三十</del>" in page
    assert "答记者问" in page
    assert "已有2026-01-01的新版本" in page
    assert client.get("/documents/old/versions?old=new").status_code == 200
    assert "《支付管理办法》答记者问" in client.get("/documents/new").text.split("与其他文件的关系")[1]


@pytest.mark.parametrize("part", ["structure", "citations", "versions", "norms", "diff"])
def test_answers_of_a_regulation(client: TestClient, part: str) -> None:
    answer = client.get(f"/api/v1/policies/new/{part}")
    assert answer.status_code == 200
    assert answer.json().get("state", answer.json().get("new"))["document_id"] == "new"


def test_answers_of_the_body(client: TestClient) -> None:
    queue = client.get("/api/v1/policies/queue").json()
    assert queue["every"] > queue["complete"] > 0
    assert queue["groups"] == len(queue["missing"]) > 0
    assert client.get("/api/v1/policies/queue?page=2").json()["missing"] == []
    assert "没有这一页" in client.get("/policy/queue?page=2").text
    assert client.get("/policy/queue?page=x").status_code == 400
    assert client.get("/api/v1/policies/graph").json()["documents"] == 7
    matrix = client.get("/api/v1/policies/matrix", params={"activity": "支付"}).json()
    assert {b["regulator"] for b in matrix["blocks"]} == {"甲局", "乙会"}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/documents/news/clauses", 404),
        ("/documents/none/norms", 404),
        ("/documents/new/versions?old=none", 404),
        ("/policy/matrix?activity=" + "长" * 5000, 400),
        ("/policy/matrix?activity=%00%22%29%28", 200),
        ("/api/v1/policies/news/structure", 404),
        ("/api/v1/policies/old/diff", 404),
        ("/api/v1/policies/new/diff?old=" + "x" * 5000, 404),
        ("/api/v1/policies/matrix", 400),
        ("/policy/list?page=x", 400),
        ("/policy/list?page=1000000000", 400),
        ("/policy/list?page=0", 400),
        ("/policy/list?status=旧", 400),
        ("/policy/list?sort=x", 400),
        ("/policy/list?title=" + "长" * 5000, 400),
        ("/policy/list?title=%25_%00%5C<script>", 200),
        ("/policy/consultations?page=-1", 400),
        ("/api/v1/policies?page=2", 200),
        ("/api/v1/policies?rank=没有", 200),
        ("/api/v1/policies/matrix?activity=<script>", 200),
    ],
)
def test_what_cannot_be_answered_says_so(client: TestClient, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert "<script>" not in answer.text or answer.headers["content-type"].startswith("application/json")


def test_the_list_is_chosen_and_counted_by_the_database(client: TestClient) -> None:
    everything = client.get("/api/v1/policies").json()
    assert everything["total"] == 4
    assert sum(everything["statuses"].values()) == 4
    current = client.get("/api/v1/policies", params={"title": "支付", "current": "1"}).json()
    assert {s["document_id"] for s in current["states"]} == {"new", "rules"}
    cited = client.get("/api/v1/policies", params={"sort": "cited", "issuer": "甲"}).json()
    assert [s["cited_by"] for s in cited["states"]] == sorted((s["cited_by"] for s in cited["states"]), reverse=True)
    warned = client.get("/api/v1/policies", params={"warned": "1"}).json()
    assert [s["document_id"] for s in warned["states"]] == ["rules"]
    assert client.get("/api/v1/policies", params={"title": "%"}).json()["total"] == 0


def test_drafts_tell_their_deadline_and_what_came_of_them(client: TestClient) -> None:
    found = {d["state"]["document_id"]: d for d in client.get("/api/v1/policies/consultations").json()["drafts"]}
    assert found["draft"]["final"]["document_id"] == "new"
    assert found["open"]["final"] is None
    page = client.get("/policy/consultations").text
    assert "已定稿" in page
    assert "/documents/new/versions?old=draft#diff" in page
    assert "2026-12-01" in client.get("/documents/open/versions").text


def test_an_empty_store_has_pages_too(make_client: Callable[..., TestClient]) -> None:
    client = make_client()
    assert "regintel annotate" in client.get("/policy").text
    assert client.get("/policy/queue").status_code == 200
    assert client.get("/api/v1/policies/queue").json()["every"] == 0
