"""The vector stage: in line with the store, whatever stopped it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from indexer.vector_file import VectorFile
from regintel.model import Analysis, Clause, Document, Kind, Span
from regintel.pipeline.vectors import embed_stale
from regintel.pipeline.verify import check_vectors
from regintel.store import Store, open_store


class Counting:
    """An embedder that counts, and stops where the test wants it to."""

    name, dimensions, batch, quick, weight = "counting", 2, 1, True, 0.5

    def __init__(self, most: int = 1000) -> None:
        self.seen: list[str] = []
        self._most = most

    def passages(self, texts: Sequence[str]) -> Any:
        if len(self.seen) >= self._most:
            raise KeyboardInterrupt
        self.seen += texts
        return np.ones((len(texts), 2), np.float32) / np.sqrt(np.float32(2))

    def question(self, text: str) -> Any:
        return self.passages([text])[0]


def put(store: Store, name: str, texts: Sequence[str]) -> None:
    text = "\n".join(texts)
    document = Document(
        name, "files", f"https://x.cn/{name}", Kind.POLICY, name, text, datetime(2026, 1, 1, tzinfo=UTC)
    )
    store.save_documents([document])
    kept = store.document(name)
    assert kept
    clauses = tuple(
        Clause(f"{name}-{n}", name, "条", f"第{n}条", (), t, Span(0, len(t)), n) for n, t in enumerate(texts)
    )
    store.save_analyses([(kept, Analysis(name, kept.text_sha256, "test@1", clauses=clauses))])


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(f"sqlite:///{tmp_path / 'x.db'}")


def test_what_is_done_is_never_done_twice(store: Store, tmp_path: Path) -> None:
    put(store, "a", ["甲", "乙"])
    put(store, "b", ["丙"])
    vectors = VectorFile(tmp_path / "v", 2)
    with pytest.raises(KeyboardInterrupt):
        embed_stale(store, vectors, Counting(most=1), "t")
    rest = Counting()
    report = embed_stale(store, VectorFile(tmp_path / "v", 2), rest, "t")
    assert report.done == 1
    assert len(rest.seen) < 3
    assert sorted(VectorFile(tmp_path / "v", 2).ids()) == ["a-0", "a-1", "b-0"]
    assert embed_stale(store, vectors, rest, "t").done == 0


def test_a_changed_text_is_made_again_and_what_it_lost_removed(store: Store, tmp_path: Path) -> None:
    put(store, "a", ["甲", "乙"])
    vectors = VectorFile(tmp_path / "v", 2)
    embed_stale(store, vectors, Counting(), "t")
    put(store, "a", ["丁"])
    again = Counting()
    embed_stale(store, vectors, again, "t")
    assert again.seen == ["a 丁"]
    assert list(vectors.ids()) == ["a-0"]


def test_lost_vectors_are_made_from_the_start(store: Store, tmp_path: Path) -> None:
    put(store, "a", ["甲"])
    embed_stale(store, VectorFile(tmp_path / "v", 2), Counting(), "t")
    assert embed_stale(store, VectorFile(tmp_path / "w", 2), Counting(), "t").done == 1


def test_clauses_without_a_vector_and_vectors_without_a_clause_are_named(store: Store, tmp_path: Path) -> None:
    put(store, "a", ["甲", "乙"])
    vectors = VectorFile(tmp_path / "v", 2)
    assert "1 份文件尚无向量" in check_vectors(store, vectors, "t")[0]
    embed_stale(store, vectors, Counting(), "t")
    assert check_vectors(store, vectors, "t") == []
    vectors.delete(["a-1"])
    vectors.upsert(["stray"], np.ones((1, 2), np.float32))
    vectors.refresh()
    lacking, extra = check_vectors(store, vectors, "t")
    assert ("缺少 1 条" in lacking, "a-1" in lacking, "多出 1 条" in extra, "stray" in extra) == (True,) * 4
