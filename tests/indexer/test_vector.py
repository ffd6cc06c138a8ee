"""Vectors beside words: one list of behaviour for both backends."""

from __future__ import annotations

import math
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from indexer.base import Collection, SearchIndex, SearchQuery, Sort, Tokenise
from indexer.embedded import EmbeddedIndex
from indexer.vector import Meaning
from indexer.vector_file import MOST_PARTS, VectorFile
from regintel.errors import IndexBackendError, MappingError
from regintel.model import Record

QUESTION = "丈夫在外面借的钱妻子需要一起还吗"


class Asked:
    """Questions whose vector the test decides."""

    name = "Test/Model 1"
    dimensions = 4
    weight = 2.0  # more than reading a clause can earn it here

    def __init__(self, dimensions: int = 4) -> None:
        self.dimensions = dimensions

    def question(self, _: str) -> Any:
        return unit(1, *[0] * (self.dimensions - 1))


def unit(*numbers: float) -> Any:
    vector = np.array(numbers, np.float32)
    return vector / np.linalg.norm(vector)


def clause(id: str, text: str, **more: Any) -> Record:
    return Record(id, "clauses", {"title": "中华人民共和国民法典", "article": "第一条", "text": text, **more})


RECORDS = [
    clause("words", "妻子需要在外面一起借钱的，丈夫的钱需要还。", kind="policy"),
    clause("sense", "夫妻双方共同签名所负的债务，属于夫妻共同债务，由丈夫和妻子共同清偿。", kind="policy"),
    clause("other", "妻子和丈夫在外面。", kind="news"),
    clause("none", "建设用地使用权。", kind="policy"),
]
VECTORS = np.stack([unit(0, 1, 0, 0), unit(1, 0.1, 0, 0), unit(0.2, 0, 1, 0), unit(1, 0, 0, 0)])


def opened(name: str, request: pytest.FixtureRequest, folder: Path, tokenise: Tokenise, asked: Any) -> Any:
    if name == "embedded":
        return EmbeddedIndex(folder, tokenise, questions=asked)
    from indexer.elastic import ElasticIndex

    url = request.getfixturevalue("elasticsearch_url")
    return ElasticIndex(url, tokenise, prefix=folder.name, questions=asked)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / f"test-{secrets.token_hex(4)}"


@pytest.fixture(params=["embedded", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)])
def index(request: pytest.FixtureRequest, place: Path, tokenise: Tokenise) -> Iterator[SearchIndex]:
    made = opened(request.param, request, place, tokenise, Asked())
    made.upsert(RECORDS)
    made.refresh()
    yield made
    made.meaning.vectors.clear()
    made.close()


def meaning(index: SearchIndex) -> Meaning:
    assert index.meaning
    return index.meaning


def fill(index: SearchIndex) -> None:
    meaning(index).vectors.upsert([r.id for r in RECORDS], VECTORS)
    meaning(index).vectors.refresh()


def found(index: SearchIndex, **more: Any) -> list[str]:
    return [h.id for h in index.search(SearchQuery(QUESTION, Collection.CLAUSES, **more)).hits]


def test_without_vectors_words_decide(index: SearchIndex) -> None:
    assert found(index)[0] == "words"


def test_a_question_finds_what_means_the_same(index: SearchIndex) -> None:
    before = index.search(SearchQuery(QUESTION, Collection.CLAUSES))
    fill(index)
    after = index.search(SearchQuery(QUESTION, Collection.CLAUSES))
    assert [h.id for h in before.hits].index("sense") > [h.id for h in after.hits].index("sense") == 0
    assert after.total == before.total
    assert [h.score for h in after.hits] == sorted((h.score for h in after.hits), reverse=True)


def test_what_shares_no_word_is_found_by_meaning(index: SearchIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexer.vector_blend.DEPTH", 2)
    before = index.search(SearchQuery(QUESTION, Collection.CLAUSES))
    fill(index)
    after = index.search(SearchQuery(QUESTION, Collection.CLAUSES))
    assert {h.id for h in after.hits} - {h.id for h in before.hits} == {"none"}
    assert after.total == before.total + 1 == len(after.hits)
    assert "none" not in found(index, filters={"kind": ("news",)})


def test_what_is_repealed_earns_less_by_meaning_too(index: SearchIndex) -> None:
    fill(index)
    text = "妻子在外面借的钱，丈夫的债务。"
    index.upsert([clause("ended", text, status="已废止"), clause("live", text, status="有效")])
    index.refresh()
    meaning(index).vectors.upsert(["ended", "live"], np.stack([unit(1, 0, 0, 0), unit(0.4, 0, 0, 0.9)]))
    meaning(index).vectors.refresh()
    ranked = found(index, every_edition=True)
    assert ranked.index("live") < ranked.index("ended")


def test_keywords_and_other_orders_are_left_alone(index: SearchIndex) -> None:
    words = SearchQuery("丈夫 妻子", Collection.CLAUSES)
    dated = SearchQuery(QUESTION, Collection.CLAUSES, sort=Sort.NEWEST)
    before = [[(h.id, h.score) for h in index.search(q).hits] for q in (words, dated)]
    fill(index)
    assert [[(h.id, h.score) for h in index.search(q).hits] for q in (words, dated)] == before


def test_filters_hold_for_vectors_too(index: SearchIndex) -> None:
    fill(index)
    assert found(index, filters={"kind": ("news",)}) == ["other"]


def test_nearest_and_similarities(index: SearchIndex) -> None:
    fill(index)
    vectors = meaning(index).vectors
    near = vectors.nearest(unit(1, 0, 0, 0), 2)
    assert [id for id, _ in near] == ["none", "sense"]
    assert near[0][1] == pytest.approx(1.0, abs=0.01)
    likeness = vectors.similarities(unit(0, 1, 0, 0), ["words", "other", "unheard-of"])
    assert likeness == {"words": pytest.approx(1.0, abs=0.01), "other": pytest.approx(0.0, abs=0.01)}


def test_upsert_replaces_and_delete_removes(index: SearchIndex) -> None:
    fill(index)
    vectors = meaning(index).vectors
    vectors.upsert(["sense"], np.stack([unit(0, 0, 0, 1)]))
    vectors.delete(["none", "unheard-of"])
    vectors.refresh()
    assert sorted(vectors.ids()) == ["other", "sense", "words"]
    assert vectors.nearest(unit(0, 0, 0, 1), 1)[0][0] == "sense"
    assert vectors.nearest(unit(1, 0, 0, 0), 1)[0][0] == "other"


def test_a_vector_without_its_record_is_not_shown(index: SearchIndex) -> None:
    fill(index)
    index.delete(Collection.CLAUSES, ["sense"])
    index.refresh()
    assert "sense" not in found(index)


def test_vectors_outlive_a_rebuild_of_the_words(index: SearchIndex) -> None:
    fill(index)
    index.rebuild(RECORDS)
    assert found(index)[0] == "sense"


def test_another_dimension_is_a_named_error(
    request: pytest.FixtureRequest, index: SearchIndex, place: Path, tokenise: Tokenise
) -> None:
    fill(index)
    with pytest.raises(MappingError, match="4 维"):
        meaning(index).vectors.upsert(["words"], np.ones((1, 5), np.float32))
    backend = "embedded" if isinstance(index, EmbeddedIndex) else "elasticsearch"
    wider = opened(backend, request, place, tokenise, Asked(5))
    with pytest.raises(MappingError, match="regintel index vectors --rebuild"):
        wider.search(SearchQuery(QUESTION, Collection.CLAUSES))


def test_pages_and_cursors_give_every_hit_once(index: SearchIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexer.vector_blend.DEPTH", 5)
    fill(index)
    many = [clause(f"m{n:02}", "丈夫和妻子一起还钱。" + "债务" * n) for n in range(30)]
    index.upsert(many)
    index.refresh()
    near = [unit(1, 0.01 * n, 0, 0) for n in range(30)]
    meaning(index).vectors.upsert([r.id for r in reversed(many)], np.stack(near))
    meaning(index).vectors.refresh()
    whole = found(index, limit=100)
    by_offset = [id for start in range(0, 40, 4) for id in found(index, limit=4, offset=start)]
    by_cursor, cursor = [], ""
    for _ in range(40):
        page = index.search(SearchQuery(QUESTION, Collection.CLAUSES, limit=4, cursor=cursor))
        by_cursor += [h.id for h in page.hits]
        cursor = page.cursor
        if not cursor:
            break
    assert len(set(whole)) == len(whole) == index.search(SearchQuery(QUESTION, Collection.CLAUSES)).total
    assert by_offset == by_cursor == whole


def test_what_vectors_added_is_explained(index: SearchIndex) -> None:
    fill(index)
    hits = index.search(SearchQuery(QUESTION, Collection.CLAUSES, explain=True)).hits
    for hit in hits:
        assert hit.explanation
        factor = math.prod(f.score for f in hit.explanation.factors)
        assert factor * sum(r.score for r in hit.explanation.reasons) == pytest.approx(hit.score, rel=0.01)
    assert hits[0].explanation
    assert "与问题意思相近、写法相合" in {reason.text for reason in hits[0].explanation.reasons}


# --- the files of the embedded index ---


def test_what_was_not_refreshed_is_lost_and_nothing_else(tmp_path: Path) -> None:
    VectorFile(tmp_path, 2).upsert(["a"], np.stack([unit(1, 0)]))
    kept = VectorFile(tmp_path, 2)
    kept.upsert(["b"], np.stack([unit(0, 1)]))
    kept.refresh()
    (tmp_path / "0123456789ab.npy").write_bytes(b"half")  # a part that a killed writer left
    assert list(VectorFile(tmp_path, 2).ids()) == ["b"]


def test_many_parts_become_one(tmp_path: Path) -> None:
    file = VectorFile(tmp_path, 2)
    for n in range(MOST_PARTS + 2):
        file.upsert([f"i{n}"], np.stack([unit(1, n)]))
        file.refresh()
    assert len(list(tmp_path.glob("*.scale.npy"))) <= MOST_PARTS
    assert len(list(file.ids())) == MOST_PARTS + 2
    assert file.nearest(unit(1, 0), 1)[0][0] == "i0"


def test_a_damaged_file_is_named_with_its_mend(tmp_path: Path) -> None:
    file = VectorFile(tmp_path, 2)
    file.upsert(["a"], np.stack([unit(1, 0)]))
    file.refresh()
    next(p for p in tmp_path.glob("*.json") if p.name != "manifest.json").write_text("[]", encoding="utf-8")
    with pytest.raises(IndexBackendError, match="regintel index vectors --rebuild"):
        VectorFile(tmp_path, 2).nearest(unit(1, 0), 1)


def test_the_nearest_are_those_that_comparing_with_all_finds(tmp_path: Path) -> None:
    drawn = np.random.default_rng(0)
    rows = drawn.normal(size=(3000, 64)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    file = VectorFile(tmp_path, 64)
    file.upsert([f"i{n}" for n in range(3000)], rows)
    file.refresh()
    scales = np.abs(rows).max(axis=1, keepdims=True) / 127
    stored = np.rint(rows / scales) * scales
    for _ in range(20):
        asked = drawn.normal(size=64).astype(np.float32)
        asked /= np.linalg.norm(asked)
        best = np.argsort(-(stored @ asked))[:100]
        assert [id for id, _ in file.nearest(asked, 100)] == [f"i{n}" for n in best]
    assert [cosine for _, cosine in file.nearest(np.zeros(64, np.float32), 3)] == [0, 0, 0]
