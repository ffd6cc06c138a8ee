"""A company and its product are one line of the risk index, and every point of it leads to an archived page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient

from indexer.base import SearchIndex
from regintel.model import Analysis, Annotation, Document, Kind, Signal, Span
from regintel.pipeline.records import records
from regintel.store import Store

FULL, PRODUCT = "青禾金服信息科技有限公司", "银杏宝"
DAY = date(2026, 11, 22)


def told(document: Document, entity: str, type: str, trigger: str, certainty: str) -> Analysis:
    at = document.text.index(trigger)
    evidence, span = Span(0, len(document.text)), Span(at, at + len(trigger))
    signal = Signal(f"{document.id}-s", document.id, entity, type, 4, -1, DAY, span, evidence, 0.9, "t@1", certainty)
    return Analysis(document.id, document.text_sha256, "t@1", (), (), (signal,))


@pytest.fixture
def joined(store: Store, index: SearchIndex, make_document: Any, make_client: Callable[..., TestClient]) -> TestClient:
    def make(id: str, kind: Kind, text: str) -> Document:
        made: Document = make_document(
            id=id, url=f"https://a.example/{id}", kind=kind, text=text, title=f"标题{id}", capture=f"{id}.warc.gz:7"
        )
        return made

    complaint = make("c", Kind.COMPLAINT, f"{PRODUCT}无法提现。")
    penalty = make("p", Kind.PENALTY, f"{FULL}非法集资。")
    filing = make("f", Kind.DISCLOSURE, f"{PRODUCT}由{FULL}运营。")
    tie = Annotation("别称", FULL, Span(0, len(PRODUCT)), 1.0, "t@1")
    pairs = [
        (complaint, told(complaint, PRODUCT, "提现困难", "无法提现", "报道")),
        (penalty, told(penalty, FULL, "非法集资", "非法集资", "官方认定")),
        (filing, Analysis("f", filing.text_sha256, "t@1", (tie,))),
    ]
    for document, _ in pairs:
        store.save_document(document)
    store.save_analyses(pairs)
    index.upsert(record for pair in pairs for record in records(*pair))
    index.refresh()
    return make_client()


@pytest.mark.parametrize("name", [FULL, PRODUCT])
def test_either_name_finds_the_one_entity(joined: TestClient, name: str) -> None:
    body = joined.get("/api/v1/risk-index", params={"entity": name}).json()
    assert body["total"] == 1
    (line,) = body["entities"]
    assert line["entity"] == FULL
    (alias,) = line["aliases"]
    assert (alias["name"], alias["document_id"]) == (PRODUCT, "f")
    assert "标题f" in alias["why"]


def test_every_point_opens_to_its_sentence_and_an_archived_page(joined: TestClient) -> None:
    (line,) = joined.get("/api/v1/risk-index").json()["entities"]
    page = joined.get("/risk").text
    behind = {part["dimension"]: part["signals"] for part in line["parts"] if part["points"] > 0}
    assert (behind["合规偏离"], behind["投诉"]) == (["p-s"], ["c-s"])
    for id in {signal for signals in behind.values() for signal in signals}:
        document = id.removesuffix("-s")
        assert f'href="/documents/{document}#{id}"' in page
        opened = joined.get(f"/documents/{document}").text
        assert f'id="{id}"' in opened
        assert f"{document}.warc.gz:7" in opened
    assert "<mark>无法提现</mark>" in page
    assert 'href="/documents/f"' in page  # why the two names are one
