"""Writing, replacing, removing and rebuilding: what every backend must do alike."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from index_samples import clause, document

from indexer.base import Collection, SearchIndex, SearchQuery, Sort
from regintel.errors import IndexBackendError, IndexNotReadyError, MappingError
from regintel.model import Record

DOCS = Collection.DOCUMENTS


def test_upsert_is_idempotent_and_replaces_by_id(index: SearchIndex) -> None:
    first = [document(f"d{n}", f"标题{n}", "资金池") for n in range(5)]
    assert index.upsert(first) == 5
    index.refresh()
    assert index.upsert([*first, document("d0", "新的标题", "备付金"), document("d0", "再新的标题", "备付金")]) == 7
    index.refresh()
    assert sorted(index.ids(DOCS)) == [f"d{n}" for n in range(5)]
    assert index.search(SearchQuery("资金池")).total == 4
    record = index.get(DOCS, "d0")
    assert record
    assert record.fields["title"] == "再新的标题"


def test_same_id_twice_in_one_first_batch_keeps_the_last(index: SearchIndex) -> None:
    index.upsert([document("d1", "旧", "资金池"), document("d1", "新", "备付金")])
    index.refresh()
    assert [hit.fields["title"] for hit in index.search(SearchQuery()).hits] == ["新"]


def test_collections_do_not_see_one_another(index: SearchIndex) -> None:
    index.upsert([document("same", "文件", "资金池"), clause("same", "条例", "第一条", "资金池")])
    index.refresh()
    index.delete(Collection.CLAUSES, ["same"])
    index.refresh()
    assert index.search(SearchQuery("资金池")).total == 1
    assert index.search(SearchQuery("资金池", Collection.CLAUSES)).total == 0


def test_delete_of_what_is_missing_is_no_error(index: SearchIndex) -> None:
    index.upsert([document("d1", "标题", "资金池")])
    index.refresh()
    index.delete(DOCS, ["d1", "never", "", "\x00", "\ud800", "长" * 3000])
    index.refresh()
    assert [index.get(DOCS, id) for id in ("d1", "", "\ud800", "长" * 3000)] == [None] * 4
    assert list(index.ids(DOCS)) == []
    index.delete(DOCS, [])
    index.refresh()


def test_writes_are_visible_after_refresh(index: SearchIndex) -> None:
    index.upsert([document("d1", "标题", "资金池")])
    index.refresh()
    assert index.search(SearchQuery("资金池")).total == 1
    assert index.health().ok
    assert index.health().counts == {"documents": 1, "clauses": 0, "signals": 0}


def test_nothing_there_is_said_so(index: SearchIndex) -> None:
    with pytest.raises(IndexNotReadyError) as caught:
        index.search(SearchQuery("资金池"))
    assert caught.value.mend
    assert not index.health().ok
    assert list(index.ids(DOCS)) == []


@pytest.mark.parametrize(
    "record",
    [
        Record("d1", "nowhere", {}),
        Record("d1", "documents", {"unknown": "x"}),
        Record("d1", "documents", {"published_on": "2026-01-01"}),
        Record("d1", "documents", {"title": 3}),
        Record("", "documents", {"title": "x"}),
        Record("长" * 600, "documents", {"title": "x"}),
        Record("\ud800", "documents", {"title": "x"}),
    ],
)
def test_records_that_do_not_fit_are_named(index: SearchIndex, record: Record) -> None:
    with pytest.raises(MappingError):
        index.upsert([record])


def test_hostile_text_is_indexed_as_any_other(index: SearchIndex) -> None:
    texts = {
        "nul": "资金池\x00后面",
        "surrogate": "资金池\ud800\udfff后面",
        "space": "资\u3000金\u00a0池\n后面 \x1c\x85",
        "huge": "甲" * 300_000 + "资金池后面",
        "run": "a" * 100_000 + " 资金池后面",
        "mark": "。" * 50_000 + "资金池后面",
        "emoji": "👨‍👩‍👧资金池🇨🇳后面",
    }
    index.upsert([document(id, "标题", text, entities=("字" * 5000, "甲")) for id, text in texts.items()])
    index.refresh()
    page = index.search(SearchQuery('"后面"', limit=20, highlight=True))
    assert {hit.id for hit in page.hits} == set(texts)
    assert {hit.id for hit in index.search(SearchQuery('"资金池"', limit=20)).hits} == set(texts)
    nul = index.get(DOCS, "nul")
    assert nul
    assert nul.fields["text"] == texts["nul"]
    surrogate = index.get(DOCS, "surrogate")
    assert surrogate
    assert surrogate.fields["text"] == "资金池\ufffd\ufffd后面"


def test_equal_scores_are_ordered_by_date_then_id(index: SearchIndex) -> None:
    days = [date(2026, 1, 1), date(2026, 1, 2), None]
    records = [document(f"{n:03d}", "标题", "资金池", published_on=days[n % 3]) for n in range(60)]
    for start in range(0, 60, 20):  # several segments, none in the wanted order
        index.upsert(reversed(records[start : start + 20]))
        index.refresh()
    expected = [r.id for day in (1, 0, 2) for r in records if r.fields["published_on"] == days[day]]
    assert [hit.id for hit in index.search(SearchQuery("资金池", limit=60)).hits] == expected
    paged, cursor = list[str](), ""
    while True:
        page = index.search(SearchQuery("资金池", limit=7, cursor=cursor))
        paged += [hit.id for hit in page.hits]
        cursor = page.cursor
        if not cursor:
            break
    assert paged == expected


@pytest.mark.parametrize("sort", [Sort.RELEVANCE, Sort.NEWEST])
def test_paging_beyond_ten_thousand(index: SearchIndex, sort: Sort) -> None:
    total = 12_500
    start = date(1990, 1, 1)
    index.upsert(
        Record(f"{n:05d}", "documents", {"title": "资金池", "published_on": start + timedelta(n % 400)})
        for n in range(total)
    )
    index.refresh()
    seen: list[str] = []
    cursor = ""
    while True:
        page = index.search(SearchQuery("资金池", sort=sort, limit=1000, cursor=cursor))
        assert page.total == total
        seen += [hit.id for hit in page.hits]
        cursor = page.cursor
        if not cursor:
            break
    assert len(seen) == total
    assert len(set(seen)) == total
    assert len(list(index.ids(DOCS))) == total


def test_rebuild_swaps_without_a_failed_query(index: SearchIndex) -> None:
    index.upsert([document("old", "标题", "资金池"), document("gone", "标题", "资金池")])
    index.refresh()
    stop, failures, answers = threading.Event(), list[BaseException](), set[int]()

    def ask() -> None:
        while not stop.is_set():
            try:
                answers.add(index.search(SearchQuery("资金池")).total)
            except IndexBackendError as error:
                failures.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        for _ in range(2):
            count = index.rebuild(document(f"new{n}", "标题", "资金池") for n in range(50))
            assert count == 50
    finally:
        stop.set()
        thread.join()
    assert not failures
    assert answers <= {2, 50}
    assert index.search(SearchQuery("资金池")).total == 50
    assert index.get(DOCS, "gone") is None


def test_rebuild_that_fails_leaves_the_old_index(index: SearchIndex) -> None:
    index.upsert([document("old", "标题", "资金池")])
    index.refresh()
    with pytest.raises(MappingError):
        index.rebuild([document("new", "标题", "资金池"), Record("bad", "documents", {"unknown": "x"})])
    assert [hit.id for hit in index.search(SearchQuery("资金池")).hits] == ["old"]
    index.upsert([document("more", "标题", "资金池")])
    index.refresh()
    assert index.search(SearchQuery("资金池")).total == 2


def test_rebuild_makes_a_first_index(index: SearchIndex) -> None:
    assert index.rebuild([document("d1", "标题", "资金池"), document("d1", "标题", "备付金")]) == 2
    assert list(index.ids(DOCS)) == ["d1"]
    assert index.search(SearchQuery("备付金")).total == 1


def test_often_cited_and_valid_law_stands_before_its_like(index: SearchIndex) -> None:
    index.upsert(
        [
            clause("plain", "甲法", "第一条", "不得设立资金池。"),
            clause("cited", "乙法", "第一条", "不得设立资金池。", weight=50.0),
            clause("repealed", "丙法", "第一条", "不得设立资金池。", status="已废止"),
        ]
    )
    index.refresh()
    hits = index.search(SearchQuery("不得设立资金池", Collection.CLAUSES)).hits
    assert [hit.id for hit in hits] == ["cited", "plain", "repealed"]
