"""Records prepared in other processes make the same index as in this one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from index_samples import all_records

from indexer import preparation
from indexer.base import Collection, SearchIndex, SearchQuery, Tokenise
from indexer.embedded import EmbeddedIndex
from nlp.segment import line_for_search
from regintel.errors import MappingError
from regintel.model import Record


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preparation, "CHUNK_CHARACTERS", 500)
    monkeypatch.setattr(preparation, "OWN_CHUNKS", 2)


@pytest.fixture
def pooled(tmp_path: Path, tokenise: Tokenise) -> Iterator[SearchIndex]:
    index = EmbeddedIndex(tmp_path / "pooled", tokenise, line_for_search, 2)
    yield index
    index.close()


def clauses(count: int) -> Iterator[Record]:
    for n in range(count):
        yield Record(f"c{n:03}", "clauses", {"title": "某某办法", "text": f"第{n}个平台的提现困难应当及时报告。" * 3})


def test_processes_make_the_same_index(pooled: SearchIndex, tmp_path: Path, tokenise: Tokenise) -> None:
    alone = EmbeddedIndex(tmp_path / "alone", tokenise)
    records = [*all_records(), *clauses(60)]
    assert pooled.upsert(records) == alone.upsert(records) == len(records)
    pooled.refresh()
    alone.refresh()
    for collection in Collection:
        for text in ("提现困难", "银发〔2026〕4号", "平台", "报", ""):
            query = SearchQuery(text, collection, limit=50, highlight=True)
            assert pooled.search(query) == alone.search(query)


def test_the_last_of_several_records_with_one_id_stays(pooled: SearchIndex) -> None:
    again = Record("c001", "clauses", {"title": "某某办法", "text": "后来的内容"})
    pooled.upsert([*clauses(60), again])
    pooled.refresh()
    found = pooled.get(Collection.CLAUSES, "c001")
    assert found is not None
    assert found.fields["text"] == "后来的内容"
    assert pooled.health().counts["clauses"] == 60


def test_a_bad_record_is_named_across_processes(pooled: SearchIndex) -> None:
    with pytest.raises(MappingError, match="不存在的字段") as caught:
        pooled.upsert([*clauses(60), Record("bad", "clauses", {"不存在的字段": "x"}), *clauses(60)])
    assert caught.value.mend
