from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import pytest
from fastapi.testclient import TestClient

from indexer.base import SearchIndex
from regintel import errors
from regintel.model import Record
from regintel.store import Store
from search_api.errors import STATUS, status_of

ATOM = "{http://www.w3.org/2005/Atom}"


def mistake(client: TestClient, path: str, status: int, **params: Any) -> dict[str, str]:
    answer = client.get(path, params=params)
    assert answer.status_code == status, answer.text
    body = answer.json()
    assert set(body) == {"error", "what", "mend"}
    assert body["what"]
    assert body["mend"]
    return dict(body)


def test_search_finds_highlights_counts_and_points_to_the_page(client: TestClient) -> None:
    answer = client.get("/api/v1/search", params={"q": "资金池", "highlight": "1", "facet": "kind"}).json()
    assert answer["total"] == 1
    hit = answer["hits"][0]
    assert (hit["id"], hit["page"], hit["fields"]["published_on"]) == ("gov-1", "/documents/gov-1", "2026-11-22")
    fragment = hit["highlights"]["text"][0]
    assert "资金池" in "".join(fragment["text"][start:end] for start, end in fragment["marks"])
    assert answer["facets"] == {"kind": [{"value": "policy", "count": 1}]}
    assert answer["cursor"] == ""


def test_clauses_and_signals_point_into_their_document(client: TestClient) -> None:
    clause = client.get("/api/v1/search", params={"q": "资金池", "collection": "clauses"}).json()["hits"][0]
    assert (clause["page"], clause["fields"]["article"]) == ("/documents/gov-1#gov-1-c0", "第一条")
    signal = client.get("/api/v1/search", params={"collection": "signals", "type": "提现困难"}).json()["hits"][0]
    assert signal["page"] == "/documents/news-1#news-1-s"


def test_filters_are_or_within_and_and_across(client: TestClient) -> None:
    def total(*pairs: tuple[str, str]) -> int:
        return int(client.get("/api/v1/search", params=list(pairs)).json()["total"])

    assert total(("kind", "policy"), ("kind", "news")) == 2
    assert total(("kind", "policy"), ("source_id", "news")) == 0


def test_the_cursor_walks_through_everything(own_client: TestClient, index: SearchIndex) -> None:
    index.upsert(Record(f"r{n:02}", "documents", {"title": f"第{n}号", "kind": "news"}) for n in range(23))
    index.refresh()
    seen: list[str] = []
    cursor = ""
    while True:
        page = own_client.get("/api/v1/search", params={"limit": 5, "cursor": cursor}).json()
        seen += [hit["id"] for hit in page["hits"]]
        cursor = page["cursor"]
        if not cursor:
            break
    assert len(seen) == len(set(seen)) == 25


@pytest.mark.parametrize(
    "params",
    [
        {"q": "a" * 10_000},
        {"since": "2026-02-30"},
        {"offset": "1000000000"},
        {"limit": "many"},
        {"collection": "laws"},
        {"colour": "red"},
        {"facet": "colour"},
        {"sort": "random"},
        {"cursor": "!!!"},
        {"cursor": "AAAA", "q": "x"},
        {"since": "2026-02-02", "until": "2026-01-01"},
    ],
)
def test_malformed_searches_are_answered_with_the_mend(client: TestClient, params: dict[str, str]) -> None:
    assert mistake(client, "/api/v1/search", 400, **params)["error"] == "QueryError"


@pytest.mark.parametrize(
    "text",
    [
        "(" * 500,
        "*",
        "???",
        '"',
        "/(a+)+$/",
        "标题:",
        "AND OR NOT",
        "\x00",
        "a:b:c",
        "-",
        "[1 TO",
        "💰",
        "\\",
        "文号:〔〕",
    ],
)
def test_odd_queries_are_answered(client: TestClient, text: str) -> None:
    for path in ("/api/v1/search", "/", "/feed", "/api/v1/export"):
        assert client.get(path, params={"q": text}).status_code in (200, 400)


def test_aggregate(client: TestClient) -> None:
    answer = client.get("/api/v1/aggregate", params={"by": "kind"}).json()
    assert {b["value"]: b["count"] for b in answer["buckets"]} == {"policy": 1, "news": 1}
    days = client.get("/api/v1/aggregate", params={"by": "day"}).json()["buckets"]
    assert days == [{"value": "2026-11-22", "count": 2}]
    mistake(client, "/api/v1/aggregate", 400)
    mistake(client, "/api/v1/aggregate", 400, by="title")
    mistake(client, "/api/v1/aggregate", 400, by="kind", limit="0")


def test_a_document_carries_everything_with_exact_offsets(client: TestClient) -> None:
    body = client.get("/api/v1/documents/news-1").json()
    text = body["document"]["text"]
    (signal,) = body["signals"]
    assert text[signal["span"]["start"] : signal["span"]["end"]] == "无法提现"
    assert body["penalties"][0]["amount"] == 10_000
    policy = client.get("/api/v1/documents/gov-1").json()
    assert [c["number"] for c in policy["clauses"]] == ["第一条", "第二条"]
    assert [r["number"] for r in policy["revisions"]] == [1, 2]
    assert policy["annotated"] is True


def test_a_document_that_was_not_annotated_yet(
    make_client: Callable[..., TestClient], store: Store, make_document: Any
) -> None:
    store.save_document(make_document(id="new-1"))
    body = make_client().get("/api/v1/documents/new-1").json()
    assert (body["annotated"], body["annotations"]) == (False, [])


def test_an_unknown_document(client: TestClient) -> None:
    assert mistake(client, "/api/v1/documents/nothing", 404)["error"] == "NotFoundError"
    mistake(client, "/api/v1/documents/" + "x" * 5_000, 404)
    mistake(client, "/api/v1/nothing", 404)


def test_sources_tell_state_and_reason(client: TestClient) -> None:
    found = {s["id"]: s for s in client.get("/api/v1/sources").json()["sources"]}
    assert (found["gov"]["state"], found["gov"]["reasons"], found["gov"]["count"]) == (
        "失败",
        ["字段 title 不再匹配"],
        1,
    )
    assert found["news"]["state"] == "从未采集"
    assert found["closed"]["state"] == "不采集"


def test_briefs_in_three_formats(client: TestClient) -> None:
    body = client.get("/api/v1/briefs/2026-11-22").json()
    assert body["empty"] is False
    assert body["brief"]["risks"][0]["entity"] == "金穗宝"
    assert client.get("/api/v1/briefs/latest").json()["brief"]["day"] == "2026-11-22"
    page = client.get("/api/v1/briefs/2026-11-22", params={"format": "html"})
    assert page.headers["content-type"].startswith("text/html")
    assert "http://testserver/documents/news-1#news-1-s" in page.text
    text = client.get("/api/v1/briefs/2026-11-21", params={"format": "markdown"}).text
    assert "今日无数据" in text
    for day in ("2026-13-01", "yesterday", "0001-01-01"):
        mistake(client, f"/api/v1/briefs/{day}", 400)
    mistake(client, "/api/v1/briefs/2026-11-22", 400, format="docx")


def test_export_gives_the_whole_result_set(own_client: TestClient, index: SearchIndex) -> None:
    index.upsert(
        Record(f"r{n:03}", "documents", {"title": "=1+1", "kind": "news", "issuers": ("甲", "乙")}) for n in range(250)
    )
    index.refresh()
    lines = own_client.get("/api/v1/export", params={"kind": "news"}).text.splitlines()
    rows = [json.loads(line) for line in lines]
    assert len({r["id"] for r in rows}) == 251
    table = own_client.get("/api/v1/export", params={"kind": "news", "format": "csv"})
    assert "attachment" in table.headers["content-disposition"]
    found = list(csv.DictReader(io.StringIO(table.text.removeprefix("\ufeff"))))
    assert len(found) == 251
    plain = next(r for r in found if r["id"] == "r007")
    assert plain["title"] == "'=1+1"  # a spreadsheet must not run it
    assert plain["issuers"] == "甲\n乙"
    mistake(own_client, "/api/v1/export", 400, format="xlsx")
    mistake(own_client, "/api/v1/export", 400, colour="red")


def test_the_feed_is_atom(client: TestClient) -> None:
    answer = client.get("/feed", params={"q": "金穗宝"})
    assert answer.headers["content-type"].startswith("application/atom+xml")
    root = ElementTree.fromstring(answer.text)
    (entry,) = root.findall(f"{ATOM}entry")
    link = entry.find(f"{ATOM}link")
    assert link is not None
    assert link.get("href") == "http://testserver/documents/news-1"
    assert "<script>" in (entry.findtext(f"{ATOM}title") or "")  # as text, not as an element
    assert ElementTree.fromstring(client.get("/feed", params={"q": "没有的词"}).text).findall(f"{ATOM}entry") == []


def test_health(client: TestClient) -> None:
    answer = client.get("/api/v1/health")
    assert answer.status_code == 200
    assert answer.json()["counts"] == {"documents": 2, "clauses": 2, "signals": 1}


def test_an_index_that_is_not_there_is_an_answer(make_client: Callable[..., TestClient]) -> None:
    client = make_client()
    for path in ("/api/v1/search", "/api/v1/export", "/api/v1/aggregate?by=kind", "/api/v1/briefs/2026-11-22"):
        body = client.get(path)
        assert body.status_code == 503
        assert "regintel index" in body.json()["mend"]
    assert client.get("/api/v1/sources").status_code == 200


def test_a_defect_is_a_500_that_tells_nothing_of_the_inside(
    own_client: TestClient, index: SearchIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_query: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(own_client.app.state.services.index, "search", broken)  # type: ignore[attr-defined]
    for path in ("/api/v1/search", "/"):
        answer = own_client.get(path)
        assert answer.status_code == 500
        assert "secret" not in answer.text
        assert "程序内部错误" in answer.text


def test_the_key_guards_everything_but_health(make_client: Callable[..., TestClient]) -> None:
    client = make_client(api_key="s3cret")
    for path in ("/", "/api/v1/search", "/api/v1/openapi.json", "/documents/x"):
        answer = client.get(path)
        assert (answer.status_code, path) == (401, path)
        assert answer.headers["www-authenticate"].startswith("Basic")
    assert client.get("/api/v1/health").status_code in (200, 503)
    for offered in ({"X-API-Key": "s3cret"}, {"Authorization": "Bearer s3cret"}):
        assert client.get("/api/v1/sources", headers=offered).status_code == 200
    assert client.get("/sources", auth=("anyone", "s3cret")).status_code == 200
    for wrong in (
        {"X-API-Key": "s3cre"},
        {"Authorization": "Basic !!"},
        {"Authorization": "Bearer"},
        {"X-API-Key": ""},
    ):
        assert client.get("/api/v1/sources", headers=wrong).status_code == 401


def test_every_error_class_has_a_status() -> None:
    classes = [c for c in vars(errors).values() if isinstance(c, type) and issubclass(c, errors.RegintelError)]
    assert all(400 <= status_of(c("甲")) < 600 for c in classes)
    assert set(STATUS) <= set(classes)


def test_openapi_describes_every_operation_and_parameter(client: TestClient) -> None:
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    assert {"/api/v1/search", "/api/v1/documents/{document_id}", "/api/v1/sources", "/api/v1/briefs/{day}"} <= set(
        paths
    )
    for operations in paths.values():
        for operation in operations.values():
            assert operation["summary"]
            assert operation["description"]
    described = {p["name"]: p for p in paths["/api/v1/search"]["get"]["parameters"]}
    assert {"q", "collection", "since", "cursor", "kind", "entity"} <= set(described)
    assert all(p["description"] for p in described.values())


def test_only_get(client: TestClient) -> None:
    assert client.post("/api/v1/search").status_code == 405


def test_the_risk_index_names_its_weights_and_signals(client: TestClient) -> None:
    body = client.get("/api/v1/risk-index").json()
    assert body["day"] == "2026-11-22"
    assert sum(body["weights"].values()) == pytest.approx(1)
    (line,) = body["entities"]
    assert line["entity"] == "金穗宝"
    assert line["score"] == pytest.approx(sum(p["points"] for p in line["parts"]))
    assert {s for p in line["parts"] for s in p["signals"]} == {"news-1-s"}
    assert client.get("/api/v1/risk-index", params={"entity": "无此主体"}).json()["entities"] == []
    mistake(client, "/api/v1/risk-index", 400, day="soon")
    mistake(client, "/api/v1/risk-index", 400, limit="0")
