"""Similar records, reasons, spelling, families and editions over HTTP and on pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from indexer.base import SearchIndex
from regintel.model import Record


def law(id: str, text: str, **fields: str) -> Record:
    return Record(id, "documents", {"title": "小额贷款管理办法", "text": text, "kind": "policy", **fields})


@pytest.fixture
def shelf(make_client: Callable[..., TestClient], index: SearchIndex) -> TestClient:
    index.upsert(law(f"v{n}", "小额贷款单户余额。" * n, family="小额贷款<b>") for n in range(1, 4))
    index.upsert(
        Record(
            f"c{n}",
            "clauses",
            {"title": "办法", "article": "第一条", "text": "单户余额。", "edition": edition, "document_id": f"v{n}"},
        )
        for n, edition in enumerate(("旧版本", ""))
    )
    index.upsert([law("other", "小额贷款单户余额由总局另定。")])
    index.refresh()
    return make_client()


def test_families_fold_over_http_unless_refused(shelf: TestClient) -> None:
    found = shelf.get("/api/v1/search?q=单户余额").json()
    assert (found["total"], found["shown"], len(found["hits"])) == (4, 2, 2)
    assert sorted(hit["others"] for hit in found["hits"]) == [0, 2]
    assert len(shelf.get("/api/v1/search?q=单户余额&collapse=false").json()["hits"]) == 4
    assert len(shelf.get("/api/v1/export?q=单户余额").text.splitlines()) == 4, "exports hold every record"


def test_editions_over_http(shelf: TestClient) -> None:
    def ids(more: str) -> list[str]:
        return [hit["id"] for hit in shelf.get(f"/api/v1/search?q=余额&collection=clauses{more}").json()["hits"]]

    assert ids("") == ["c1"]
    assert set(ids("&editions=all")) == {"c0", "c1"}
    answer = shelf.get("/api/v1/search?q=余额&editions=some")
    assert answer.status_code == 400
    assert "editions" in answer.json()["mend"]


def test_reasons_over_http_add_up(shelf: TestClient) -> None:
    hit = shelf.get("/api/v1/search?q=单户余额&explain=1").json()["hits"][0]
    total = sum(r["score"] for r in hit["explanation"]["reasons"])
    for factor in hit["explanation"]["factors"]:
        total *= factor["score"]
    assert total == pytest.approx(hit["score"], rel=1e-3)
    assert shelf.get("/api/v1/search?q=单户余额").json()["hits"][0]["explanation"] is None


def test_the_page_offers_versions_reasons_and_similar_ones(shelf: TestClient) -> None:
    page = shelf.get("/?q=单户余额").text
    assert "另有 2 个版本" in page
    assert "family=%E5%B0%8F%E9%A2%9D%E8%B4%B7%E6%AC%BE%3Cb%3E" in page
    assert "（合并前 4）" in page
    assert "/similar?id=other" in page
    assert "得分说明" in page
    assert "全文用词“余额”" not in page
    assert "全文用词“余额”" in shelf.get("/?q=单户余额&explain=true").text
    whole = shelf.get("/", params={"q": "单户余额", "family": "小额贷款<b>"}).text
    assert "同一法规或事件：小额贷款&lt;b&gt;" in whole


def test_spelling_on_page_and_over_http(shelf: TestClient) -> None:
    assert shelf.get("/api/v1/search?q=小额代款").json()["spelling"] == "小额贷款"
    page = shelf.get("/?q=小额代款").text
    assert "您是不是要找" in page
    assert "<b>小额贷款</b>" in page
    assert "您是不是要找" not in shelf.get("/?q=小额贷款").text


def test_similar_records(shelf: TestClient) -> None:
    found = shelf.get("/api/v1/similar?id=c1&collection=clauses")
    assert found.status_code == 200
    assert "c1" not in [hit["id"] for hit in found.json()["hits"]]
    page = shelf.get("/similar?id=v1")
    assert page.status_code == 200
    assert "小额贷款管理办法" in page.text


@pytest.mark.parametrize("path", ["/api/v1/similar", "/similar"])
@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 400),
        ("?id=none", 404),
        ("?id=" + "x" * 3000, 404),
        ("?id=v1&collection=x", 400),
        ("?id=%00", 404),
        ("?id=../..", 404),
    ],
)
def test_bad_requests_for_similar_ones_are_answered(shelf: TestClient, path: str, query: str, status: int) -> None:
    answer = shelf.get(path + query)
    assert answer.status_code == status
    assert ("mend" if "api" in path else "处理办法") in answer.text


@pytest.mark.parametrize("query", ["?id=v1&limit=-1", "?id=v1&limit=1000000000", "?id=v1&limit=x", "?id=v1&unknown=1"])
def test_limits_of_similar_ones_are_named(shelf: TestClient, query: str) -> None:
    answer = shelf.get("/api/v1/similar" + query)
    assert answer.status_code == 400
    assert answer.json()["mend"]
