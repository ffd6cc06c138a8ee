"""The ranking is held to a floor on labelled questions, which a user does not have."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from indexer.base import Collection, SearchQuery, Tokenise
from indexer.embedded import EmbeddedIndex

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.mark.shared
@pytest.mark.slow
def test_questions_find_their_articles(
    shared: Path, tmp_path: Path, tokenise: Tokenise, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", [*sys.path, str(BENCHMARKS)])
    from index_corpus import read_clauses
    from index_quality import score

    index = EmbeddedIndex(tmp_path / "index", tokenise)
    index.rebuild(read_clauses(shared / "data/laws/laws.jsonl.gz", newest=True))
    lines = (shared / "data/retrieval/statute_questions.jsonl").read_text(encoding="utf-8").splitlines()
    figures = score(index, [json.loads(line) for line in lines])
    assert figures["ndcg10"] >= 0.42
    assert figures["recall100"] >= 0.725
    for text in ("防范和处置非法集资条例 第十六条", "《防范和处置非法集资条例》第16条"):
        hits = index.search(SearchQuery(text, Collection.CLAUSES)).hits
        assert [(hit.fields["title"], hit.fields["article"]) for hit in hits] == [
            ("防范和处置非法集资条例", "第十六条")
        ]
