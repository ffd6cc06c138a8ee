"""What the system of record promises."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from regintel.errors import ConfigError, FetchError, StoreError
from regintel.ids import text_sha256
from regintel.model import Analysis, Annotation, Span, Status
from regintel.store import Store, open_store


def analyse(document: Any, producer: str = "p@1") -> Analysis:
    note = Annotation("比率", "0.02", Span(0, 2), 1.0, producer)
    return Analysis(document.id, document.text_sha256, producer, annotations=(note,))


def test_a_document_comes_back_as_it_was_saved(store: Store, make_document: Any) -> None:
    document = make_document(status=Status.IN_FORCE, issuers=("中国人民银行",), extra={"专栏": "要闻"})
    assert store.save_document(document) == "new"
    assert store.document(document.id) == document


def test_saving_again_changes_nothing(store: Store, make_document: Any) -> None:
    document = make_document()
    store.save_document(document)
    later = replace(document, fetched_at=document.fetched_at.replace(hour=9), capture="x.warc.gz:0")
    assert store.save_document(later) == "same"
    assert store.count_documents() == {"sample_source": 1}


def test_a_changed_text_is_a_revision_that_keeps_the_one_before(store: Store, make_document: Any) -> None:
    first = make_document(text="逾期率为百分之二。")
    second = replace(first, text="逾期率为百分之三。", text_sha256=text_sha256("逾期率为百分之三。"))
    assert [store.save_document(first), store.save_document(second)] == ["new", "revised"]
    assert [(r.number, r.document.text) for r in store.revisions(first.id)] == [(1, first.text), (2, second.text)]


def test_a_changed_fact_beside_the_text_is_no_revision(store: Store, make_document: Any) -> None:
    document = make_document(status=Status.IN_FORCE)
    store.save_document(document)
    assert store.save_document(replace(document, status=Status.REPEALED)) == "updated"
    found = store.document(document.id)
    assert found is not None
    assert found.status is Status.REPEALED
    assert len(store.revisions(document.id)) == 1


def test_nul_and_lone_surrogates_keep_their_places(store: Store, make_document: Any) -> None:
    document = make_document(text="甲\x00乙\ud800丙")
    store.save_document(document)
    found = store.document(document.id)
    assert found is not None
    assert found.text == "甲\ufffd乙\ufffd丙"


def test_documents_are_filtered_and_streamed_while_writing(store: Store, make_document: Any) -> None:
    for n in range(5):
        store.save_document(make_document(url=f"https://example.org/{n}", published_on=date(2026, 11, 20 + n)))
    seen = []
    for document in store.documents(since=date(2026, 11, 22)):
        store.save_document(replace(document, title="改"))
        seen.append(document.published_on)
    assert sorted(seen) == [date(2026, 11, 22), date(2026, 11, 23), date(2026, 11, 24)]


def test_list_rows_count_as_done_only_in_the_state_they_were_seen(store: Store) -> None:
    store.save_item("s", "http://example.org/1", "t1", "s-1")
    assert store.has_item("s", "https://example.org/1", "t1")
    assert not store.has_item("s", "https://example.org/1", "t2")
    store.save_item("s", "https://example.org/1", "t2", "s-1")
    assert store.has_item("s", "https://example.org/1", "t2")


def test_a_run_that_never_finished_says_so(store: Store) -> None:
    died = store.begin_run("s")
    done = store.begin_run("s")
    store.finish_run(done, False, {"listed": 0}, ["列表为空"])
    runs = {r.id: r for r in store.runs("s")}
    assert runs[died].finished_at is None
    assert (runs[done].ok, runs[done].stats, runs[done].reasons) == (False, {"listed": 0}, ("列表为空",))
    assert store.latest_runs()["s"].id == done


def test_failures_are_counted_until_they_are_mended(store: Store) -> None:
    for _ in range(2):
        store.save_failure("crawl", "https://example.org/1", "s", FetchError("没有回答", "稍后重试"))
    (failure,) = store.failures("crawl")
    assert (failure.error, failure.what, failure.mend, failure.tries) == ("FetchError", "没有回答", "稍后重试", 2)
    store.clear_failure("crawl", "https://example.org/1")
    assert store.failures() == []


def test_sources_are_on_until_turned_off(store: Store) -> None:
    assert store.source_enabled("s")
    store.set_source_enabled("s", False)
    assert not store.source_enabled("s")


def test_what_is_annotated_is_not_annotated_again_until_text_or_producer_changes(
    store: Store, make_document: Any
) -> None:
    document = make_document()
    store.save_document(document)
    assert [d.id for d in store.unannotated("p@1")] == [document.id]
    store.save_analyses([(document, analyse(document))])
    assert store.count_unannotated("p@1") == 0
    assert store.count_unannotated("p@2") == 1
    assert store.analysis(document.id) == analyse(document)
    store.save_document(replace(document, text="新", text_sha256=text_sha256("新")))
    assert store.count_unannotated("p@1") == 1


def test_indexing_is_tracked_for_each_index_alone(store: Store, make_document: Any) -> None:
    document = make_document()
    store.save_document(document)
    store.save_analyses([(document, analyse(document))])
    (pending,) = store.unindexed("a")
    store.mark_indexed("a", [pending.mark({"documents": [document.id]})])
    assert store.count_unindexed("a") == 0
    assert store.count_unindexed("b") == 1
    store.save_analyses([(document, analyse(document, "p@2"))])
    (again,) = store.unindexed("a")
    assert again.analysis.producer == "p@2"
    assert again.held == {"documents": [document.id]}
    assert dict(store.indexed_ids("a")) == {document.id: {"documents": [document.id]}}


def test_a_document_that_changed_after_its_analysis_waits_for_a_new_one(store: Store, make_document: Any) -> None:
    document = make_document()
    store.save_document(document)
    store.save_analyses([(document, analyse(document))])
    store.save_document(replace(document, title="改过的标题"))
    assert store.count_unindexed("a") == 0


def test_a_database_of_another_version_is_refused(tmp_path: Path) -> None:
    from sqlalchemy import create_engine, text

    url = f"sqlite:///{tmp_path / 'x.db'}"
    open_store(url).close()
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE meta SET value='99' WHERE name='schema'"))
    engine.dispose()
    with pytest.raises(StoreError, match="99"):
        open_store(url)


@pytest.mark.parametrize("url", ["not an address", "nosuchdb://x/y"])
def test_a_bad_address_is_named(url: str) -> None:
    with pytest.raises(ConfigError, match=url):
        open_store(url)


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    path.write_bytes(b"this is no database at all, " * 50)
    with pytest.raises(StoreError, match=r"x\.db"):
        open_store(f"sqlite:///{path}")
