"""One text from two places: recognised, counted once, and never taken for a version that the other replaced."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from nlp.structure.manifestation import clause_prints, overlap
from regintel.model import Document, Kind, Status
from regintel.pipeline.linking import link
from regintel.pipeline.manifestation import find_copies
from regintel.policy import PolicyFacts
from regintel.store import Store

ON = date(2026, 11, 22)
Make = Callable[..., Document]

ARTICLES = [f"第{n}条 支付机构应当按照第{n}项要求报送材料并妥善保存。" for n in "一二三四五六七八九十"]
TEXT = "\n".join([*ARTICLES, "第十一条 本办法自2026年3月1日起施行。"])
PDF = TEXT.replace("。", ".\n— 3 —\n", 1).replace("，", ",")
AMENDED = TEXT.replace("第九条 支付机构应当", "第九条 支付机构和清算机构均应当")


@pytest.fixture
def store_of(store: Store, make_document: Make) -> Callable[..., Store]:
    def make(*rows: tuple[str, str, date | None, dict[str, Any]]) -> Store:
        store.save_documents(
            make_document(
                id=id,
                kind=Kind.POLICY,
                title="支付材料报送办法",
                text=text,
                published_on=day,
                url=f"https://example.org/{id}",
                **more,
            )
            for id, text, day, more in rows
        )
        link(store, ON)
        return store

    return make


def test_a_file_and_a_row_of_one_law_are_one_text(store_of: Callable[..., Store], make_document: Make) -> None:
    store = store_of(
        ("row", TEXT, date(2026, 2, 1), {"status": Status.IN_FORCE, "issuers": ("甲局",)}),
        ("file", PDF, date(2026, 1, 15), {"doc_no": "甲局令第3号", "doc_no_printed": "甲局令第3号"}),
    )
    row, file = store.policies(["row"])[0], store.policies(["file"])[0]
    assert (row.copies, row.copy_of, row.status, row.newest) == (("file",), "", Status.IN_FORCE, True)
    assert row.doc_no == "甲局令第3号"  # what only the copy tells
    assert (file.copy_of, file.status, file.current, file.edition) == ("row", Status.IN_FORCE, False, "重复")
    assert [s.document_id for s in store.policy_chain(row.chain)] == ["row"]


def test_other_documents_cite_the_one_that_stands_for_both(store_of: Callable[..., Store], make_document: Make) -> None:
    store = store_of(
        ("row", TEXT, date(2026, 2, 1), {"status": Status.IN_FORCE}),
        ("file", TEXT, date(2026, 2, 1), {}),
    )
    citing = "第一条 根据《支付材料报送办法》第二条，制定本细则。"
    store.save_documents([make_document(id="x", kind=Kind.POLICY, title="细则", text=citing, url="https://e.org/x")])
    link(store, ON)
    assert {c.target_id for c in store.citations_of("x")} == {"row"}
    assert store.policies(["row"])[0].cited_by == 1
    own = store.citations_of("file")
    assert all(c.target_id == "file" for c in own if c.kind in ("self", "previous"))


def test_an_amended_version_is_no_copy_however_alike(store_of: Callable[..., Store]) -> None:
    store = store_of(
        ("old", TEXT, date(2026, 2, 1), {"effective_on": date(2026, 3, 1)}),
        ("new", AMENDED, date(2026, 8, 1), {"effective_on": date(2026, 9, 1)}),
    )
    old = store.policies(["old"])[0]
    assert (old.copy_of, old.status, old.newest) == ("", Status.AMENDED, False)


def test_a_copy_without_days_joins_the_version_whose_words_it_has() -> None:
    base = PolicyFacts("old", Kind.POLICY, "支付办法", "https://e.org/1", published=date(2020, 1, 1))
    old = replace(base, prints=tuple(range(40)))
    new = replace(base, document_id="new", published=date(2024, 1, 1), prints=(*range(35), *range(50, 55)))
    undated = replace(base, document_id="pdf", published=None, prints=(*range(34), *range(50, 55), 99))
    assert find_copies([old, new, undated]) == {"pdf": "new"}
    assert find_copies([undated, new, old]) == {"pdf": "new"}


def test_prints_ignore_what_converters_change() -> None:
    assert (
        clause_prints(["第一条 甲，乙。"]) == clause_prints(["第一条  甲,\n乙. "]) != clause_prints(["第一条 甲丙。"])
    )
    assert overlap((), (1,)) == 0.0
    assert overlap((1, 2), (2, 3, 4, 5)) == 0.25
