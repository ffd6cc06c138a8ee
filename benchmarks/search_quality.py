"""What vectors add to the words: questions over the newest version of each law, side by side and cross-validated.

    python benchmarks/search_quality.py LAWS QUESTIONS.jsonl [--also FOLDER] [--encoder FOLDER] [--cache FILE]
        [--elasticsearch URL]

LAWS is what `regintel import` reads, `--also` more of it. A question has `query` and either `relevant` (names of
law and article run together) or `source` (《law》 and 第…条). `--encoder` is a folder that REGINTEL_VECTORS takes, its
vectors of clauses kept in `--cache` (a .npy file). Prints nDCG@10 and Recall@100, a line of JSON a way of searching.
`cross-validated` chooses the weight of vectors beside words on four fifths of the questions and is measured on the
other. The included vectors (`static`) were tuned to question sets: for those that they have seen the figures flatter
them, and `search_evidence.py` is the one to ask.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import tempfile
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
from index_corpus import read_clauses
from index_quality import gold, place

from indexer.base import Collection, SearchQuery
from indexer.embedded import EmbeddedIndex
from indexer.search import answer
from indexer.vector import Meaning
from nlp.embedding.embedder import Embedder, open_embedder
from nlp.segment import build_segmenter, line_for_search
from regintel.model import Clause, Document, Record
from regintel.pipeline.vectors import passage

WEIGHTS = (0.3, 0.5, 0.7, 1.0, 1.4)
FOLDS = 5
_TITLE = re.compile(r"《([^》]+)》")
_ARTICLE = re.compile(r"第[一二三四五六七八九十百千零〇]+条")


class Weighted:
    """`Questions` with another's vectors, each made once, under a weight that can be set."""

    def __init__(self, embedder: Embedder) -> None:
        self.name, self.dimensions, self.weight = embedder.name, embedder.dimensions, embedder.weight
        self.question = cache(embedder.question)


class Remembering:
    """An `Engine` that asks for the same thing once: the weights differ, what is found does not."""

    def __init__(self, engine: Any) -> None:
        self._engine = engine
        self._found: dict[Any, Any] = {}

    def find(self, request: Any) -> Any:
        key = repr(request)
        if key not in self._found:
            self._found[key] = self._engine.find(request)
        return self._found[key]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)


def wanted(question: dict[str, Any]) -> set[str]:
    """The places that answer a question."""
    if "relevant" in question:
        return {gold(name) for name in question["relevant"]}
    title, article = _TITLE.search(question["source"]), _ARTICLE.search(question["source"])
    return {place(title[1], article[0])} if title and article else set()


def score(ranked: Iterable[str], right: set[str]) -> tuple[float, float]:
    """nDCG@10 with binary gains, and Recall@100."""
    names = list(dict.fromkeys(ranked))
    gain = sum(1 / math.log2(n + 2) for n, name in enumerate(names[:10]) if name in right)
    best = sum(1 / math.log2(n + 2) for n in range(min(10, len(right))))
    return gain / best, len(right & set(names[:100])) / len(right)


def ask(index: Any, question: dict[str, Any], asked: Weighted | None, weights: Sequence[float]) -> list[Any]:
    """Both figures of a question under each weight."""
    engine = index._engine() if callable(index._engine) else index._engine
    remembering = Remembering(engine)
    query, figures = SearchQuery(question["query"], Collection.CLAUSES, limit=120), []
    for weight in weights:
        if asked:
            asked.weight = weight
        meaning = Meaning(index.meaning.vectors, asked) if asked else None
        hits = answer(query, index._analyser, remembering, index._speller, meaning).hits
        names = [place(str(h.fields["title"]), str(h.fields.get("article", ""))) for h in hits]
        figures.append(score(names, wanted(question)))
    return figures


def folds_of(count: int) -> Any:
    """The fold of each question that is held out."""
    return np.random.default_rng(1).permutation(count) % FOLDS


def read_questions(path: Path) -> list[dict[str, Any]]:
    """Those whose answer is named."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [question for line in lines if line.strip() and wanted(question := json.loads(line))]


def cross_validated(by_weight: dict[float, Any]) -> tuple[Any, list[float]]:
    """The mean over folds with the weight that served the other folds best, and those weights."""
    count = len(next(iter(by_weight.values())))
    fold = folds_of(count)
    chosen = [max(by_weight, key=lambda w: by_weight[w][fold != f, 0].mean()) for f in range(FOLDS)]
    held_out = np.concatenate([by_weight[w][fold == f] for f, w in enumerate(chosen)])
    return held_out.mean(axis=0), chosen


def vectors_of(records: Sequence[Record], embedder: Embedder, kept: Path | None) -> Any:
    """The vectors of the records, from the cache where it has them."""
    if kept and kept.exists():
        return np.load(kept)
    made = embedder.passages(passages_of(records))
    if kept:
        np.save(kept, made)
    return made


def passages_of(records: Sequence[Record]) -> list[str]:
    """What of each record its vector stands for."""
    return [
        passage(_as(Document, title=r.fields["title"]), _as(Clause, text=r.fields.get("text", ""))) for r in records
    ]


def _as(_: type, **fields: Any) -> Any:
    return SimpleNamespace(**fields)


def show(way: str, figures: Any, **more: Any) -> None:
    """One line of JSON."""
    print(
        json.dumps({"way": way, "ndcg10": round(figures[0], 4), "recall100": round(figures[1], 4), **more}), flush=True
    )


def compare(open_one: Any, records: Sequence[Record], questions: Sequence[dict[str, Any]], arguments: Any) -> None:
    """Words alone, then words with each kind of vectors."""
    index = open_one(None)
    index.rebuild(records)
    index.refresh()
    show("words", np.array([ask(index, q, None, (1.0,))[0] for q in questions]).mean(axis=0))
    kinds = {"static": (open_embedder("static"), None)}
    if arguments.encoder:
        kinds["encoder"] = (open_embedder(arguments.encoder), arguments.cache)
    for kind, (embedder, kept) in kinds.items():
        assert embedder
        asked = Weighted(embedder)
        index = open_one(asked)
        index.meaning.vectors.upsert([r.id for r in records], vectors_of(records, embedder, kept))
        index.meaning.vectors.refresh()
        weights = (*WEIGHTS, *{embedder.weight}.difference(WEIGHTS))
        figures = np.array([ask(index, q, asked, weights) for q in questions])
        by_weight = {weight: figures[:, n] for n, weight in enumerate(weights)}
        show(f"words+{kind}", by_weight[embedder.weight].mean(axis=0), weight=embedder.weight)
        held_out, chosen = cross_validated(by_weight)
        show(f"words+{kind}, cross-validated", held_out, weights=chosen)
        index.meaning.vectors.clear()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("laws", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--also", type=Path)
    parser.add_argument("--encoder", default="")
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--elasticsearch", default="")
    arguments = parser.parse_args()
    records = read_clauses(arguments.laws, newest=True)
    if arguments.also:
        records += read_clauses(arguments.also, newest=True)
    questions = read_questions(arguments.questions)
    print(json.dumps({"clauses": len(records), "questions": len(questions)}), flush=True)
    tokenise = build_segmenter().tokens_for_search
    with tempfile.TemporaryDirectory() as folder:
        compare(lambda q: EmbeddedIndex(Path(folder), tokenise, line_for_search, 1, q), records, questions, arguments)
    if arguments.elasticsearch:
        from indexer.elastic import ElasticIndex

        def open_elastic(asked: Any) -> ElasticIndex:
            return ElasticIndex(
                arguments.elasticsearch, tokenise, prefix="benchmark-vectors", cut=line_for_search, questions=asked
            )

        print(json.dumps({"backend": "elasticsearch"}), flush=True)
        compare(open_elastic, records, questions, arguments)


if __name__ == "__main__":
    main()
