"""The stages over store and index: nothing is done twice, nothing stale stays, differences are named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from indexer.base import Collection, SearchIndex, SearchQuery
from indexer.factory import open_index
from nlp.segment import build_segmenter
from regintel.errors import AnnotateError
from regintel.ids import text_sha256
from regintel.model import Analysis, Document, Kind, Record, Span
from regintel.pipeline import annotation
from regintel.pipeline.annotation import annotate
from regintel.pipeline.exporting import rows
from regintel.pipeline.indexing import index_stale, rebuild, target_name
from regintel.pipeline.records import records
from regintel.pipeline.verify import check_archive, check_index
from regintel.store import Store

RULES = """第一章 总则

第一条 为了规范示例平台，制定本办法。

第二条 示例平台应当登记，不得设立资金池。

第三条 本办法自2026年12月1日起施行。
"""


@pytest.fixture
def index(tmp_path: Path) -> Iterator[SearchIndex]:
    opened = open_index(f"tantivy:{tmp_path / 'index'}", build_segmenter().tokens_for_search)
    yield opened
    opened.close()


TARGET = target_name("tantivy:test")


def rules(make_document: Any, text: str = RULES, **fields: Any) -> Document:
    values = {"kind": Kind.POLICY, "title": "示例平台管理办法", "doc_no": "示发〔2026〕1号", "issuers": ("示例局",)}
    return make_document(text=text, text_sha256=text_sha256(text), **{**values, **fields})  # type: ignore[no-any-return]


def articles(index: SearchIndex) -> list[str]:
    page = index.search(SearchQuery(collection=Collection.CLAUSES, limit=50))
    return sorted(str(hit.fields["article"]) for hit in page.hits)


def test_articles_become_searchable_clauses(store: Store, index: SearchIndex, make_document: Any) -> None:
    store.save_document(rules(make_document))
    assert annotate(store).done == 1
    report = index_stale(store, index, TARGET)
    assert (report.done, report.records) == (1, 4)
    page = index.search(SearchQuery("示例平台管理办法 第二条", collection=Collection.CLAUSES))
    assert page.hits[0].fields["article"] == "第二条"
    assert page.hits[0].fields["doc_no"] == "示发〔2026〕1号"
    assert check_index(store, index, TARGET) == []


def test_what_is_done_is_not_done_again(store: Store, index: SearchIndex, make_document: Any) -> None:
    store.save_document(rules(make_document))
    annotate(store)
    index_stale(store, index, TARGET)
    assert annotate(store).done == 0
    assert index_stale(store, index, TARGET).done == 0


def test_a_revision_takes_the_place_of_what_it_drops(store: Store, index: SearchIndex, make_document: Any) -> None:
    first = rules(make_document)
    store.save_document(first)
    annotate(store)
    index_stale(store, index, TARGET)
    shorter = RULES.replace("第二条 示例平台应当登记，不得设立资金池。\n\n第三条", "第二条")
    store.save_document(rules(make_document, shorter))
    annotate(store)
    index_stale(store, index, TARGET)
    assert articles(index) == ["第一条", "第二条"]
    assert check_index(store, index, TARGET) == []


def test_an_index_that_was_deleted_is_filled_again(
    store: Store, index: SearchIndex, make_document: Any, tmp_path: Path
) -> None:
    store.save_document(rules(make_document))
    annotate(store)
    index_stale(store, index, TARGET)
    fresh = open_index(f"tantivy:{tmp_path / 'other'}", build_segmenter().tokens_for_search)
    assert index_stale(store, fresh, TARGET).done == 1
    assert articles(fresh) == ["第一条", "第三条", "第二条"]
    fresh.close()


class Killed(Exception):
    """Stands for kill -9: nothing after it runs."""


class DiesAfterWriting:
    """An index whose process is killed after it wrote, before the store could mark it."""

    def __init__(self, index: SearchIndex) -> None:
        self._index = index

    def __getattr__(self, name: str) -> Any:
        return getattr(self._index, name)

    def refresh(self) -> None:
        self._index.refresh()
        raise Killed


def test_clauses_written_before_a_kill_are_removed_when_the_document_changes_meanwhile(
    store: Store, index: SearchIndex, make_document: Any
) -> None:
    store.save_document(rules(make_document))
    annotate(store)
    dying: Any = DiesAfterWriting(index)
    with pytest.raises(Killed):
        index_stale(store, dying, TARGET)
    store.save_document(rules(make_document, "第一条 全部改写。\n"))
    annotate(store)
    index_stale(store, index, TARGET)
    assert articles(index) == ["第一条"]
    assert check_index(store, index, TARGET) == []


def test_differences_are_named_both_ways(store: Store, index: SearchIndex, make_document: Any) -> None:
    document = rules(make_document)
    store.save_document(document)
    annotate(store)
    index_stale(store, index, TARGET)
    store.save_document(rules(make_document, url="https://example.org/later"))
    annotate(store)
    index.delete(Collection.DOCUMENTS, [document.id])
    index.upsert([Record("stray", "clauses", {"title": "多余", "text": "多余"})])
    index.refresh()
    problems = "\n".join(check_index(store, index, TARGET))
    assert "有 1 份文件尚未写入索引" in problems
    assert f"缺少 1 条记录：{document.id}" in problems
    assert "多出 1 条记录：stray" in problems


def test_a_rebuild_mends_what_differs(store: Store, index: SearchIndex, make_document: Any) -> None:
    store.save_document(rules(make_document))
    annotate(store)
    index_stale(store, index, TARGET)
    index.upsert([Record("stray", "clauses", {"title": "多余", "text": "多余"})])
    index.refresh()
    assert rebuild(store, index, TARGET).records == 4
    assert check_index(store, index, TARGET) == []


class Fussy:
    """An annotator that cannot do one document."""

    producer = "fussy@1"

    def annotate(self, documents: Iterable[Document]) -> Iterator[Analysis]:
        for document in documents:
            if "坏" in document.text:
                raise AnnotateError(f"文件 {document.id} 无法标注", "检查文本")
            yield Analysis(document.id, document.text_sha256, self.producer)


def test_one_bad_document_stops_no_other_and_is_retried(
    store: Store, make_document: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(annotation, "_annotator", lambda _tier: Fussy())
    texts = ["好一", "坏", "好二"]
    found = [
        make_document(url=f"https://example.org/{n}", text=t, text_sha256=text_sha256(t)) for n, t in enumerate(texts)
    ]
    store.save_documents(found)
    report = annotate(store)
    assert (report.done, report.failed) == (2, 1)
    (failure,) = store.failures("annotate")
    assert failure.key == found[1].id
    store.save_document(replace(found[1], text="好了", text_sha256=text_sha256("好了")))
    assert annotate(store).done == 1
    assert store.failures("annotate") == []


def test_workers_give_what_one_process_gives(store: Store, make_document: Any, tmp_path: Path) -> None:
    from regintel.store import open_store

    documents = [
        rules(make_document, url=f"https://example.org/{n}", text=RULES + f"第四条 第{n}项。\n") for n in range(90)
    ]
    store.save_documents(documents)
    other = open_store(f"sqlite:///{tmp_path / 'other.db'}")
    other.save_documents(documents)
    assert (annotate(store, workers=1).done, annotate(other, workers=2).done) == (90, 90)
    assert list(rows(store, "clauses")) == list(rows(other, "clauses"))
    other.close()


def test_a_signal_record_points_into_its_own_sentence(make_document: Any) -> None:
    from regintel.model import Signal

    text = "前一句。示例宝平台出现提现困难。后一句。"
    start = text.index("提现困难")
    signal = Signal(
        "s1", "d", "示例宝", "提现困难", 4, -1, None, Span(start, start + 4), Span(4, 16), 1.0, "p@1"
    )  # fmt: skip
    document = make_document(text=text)
    found = list(records(document, Analysis(document.id, "x", "p@1", signals=(signal,))))[-1]
    evidence = str(found.fields["text"])
    assert evidence[int(str(found.fields["start"])) : int(str(found.fields["end"]))] == "提现困难"
    assert found.fields["day"] == date(2026, 11, 22)


def test_a_lost_capture_is_named(store: Store, make_document: Any, tmp_path: Path) -> None:
    from regintel.archive import Archive

    store.save_document(make_document(capture="regintel-none.warc.gz:0"))
    (problem,) = check_archive(store, Archive(tmp_path / "archive"))
    assert "存档缺失" in problem
