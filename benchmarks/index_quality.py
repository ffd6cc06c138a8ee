"""How well questions find their articles: nDCG@10 and Recall@100 over the newest version of each law.

    python benchmarks/index_quality.py LAWS.jsonl.gz QUESTIONS.jsonl [--elasticsearch URL] [--vectors FOLDER]

A question has `query` and `relevant`: names of law and article run together (商标法第五十九条), with binary gains.
With `--vectors`, what `search_vectors.py` wrote, only the first of its folds is asked, with the vectors not tuned to
it; else all questions, by words alone. Prints one line of JSON.
"""

from __future__ import annotations

import argparse
import json
import math
import tempfile
from pathlib import Path
from typing import Any

from index_corpus import read_clauses

from indexer.base import Collection, SearchIndex, SearchQuery
from indexer.embedded import EmbeddedIndex
from indexer.reference import article_key, name_key
from nlp.embedding.static import StaticEmbedder
from nlp.segment import build_segmenter, line_for_search
from regintel.model import Record


def place(title: str, article: str) -> str:
    """Law and article in one spelling."""
    return name_key(title) + article_key(article)


def gold(name: str) -> str:
    """The same of a name that runs law and article together."""
    cut = name.rfind("第")
    return place(name[:cut], name[cut:])


def score(index: SearchIndex, questions: list[dict[str, Any]]) -> dict[str, float]:
    """Means over the questions."""
    gain = recall = 0.0
    for question in questions:
        wanted = {gold(name) for name in question["relevant"]}
        hits = index.search(SearchQuery(question["query"], Collection.CLAUSES, limit=200)).hits
        ranked = list(dict.fromkeys(place(str(h.fields["title"]), str(h.fields.get("article", ""))) for h in hits))
        got = sum(1 / math.log2(n + 2) for n, name in enumerate(ranked[:10]) if name in wanted)
        gain += got / sum(1 / math.log2(n + 2) for n in range(min(10, len(wanted))))
        recall += len(wanted & set(ranked[:100])) / len(wanted)
    count = len(questions)
    return {"ndcg10": round(gain / count, 4), "recall100": round(recall / count, 4)}


def fill(index: SearchIndex, records: list[Record], asked: StaticEmbedder | None) -> None:
    """The records, and their vectors where there are to be some."""
    index.rebuild(records)
    if asked and index.meaning:
        from search_quality import vectors_of

        index.meaning.vectors.upsert([record.id for record in records], vectors_of(records, asked, None))
        index.meaning.vectors.refresh()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("laws", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--elasticsearch", default="")
    parser.add_argument("--vectors", type=Path)
    arguments = parser.parse_args()
    tokenise = build_segmenter().tokens_for_search
    records = read_clauses(arguments.laws, newest=True)
    lines = arguments.questions.read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line) for line in lines if line.strip()]
    asked = None
    if arguments.vectors:
        from search_quality import folds_of  # which takes its places from here

        questions = [q for q, fold in zip(questions, folds_of(len(questions)), strict=True) if fold == 0]
        asked = StaticEmbedder(arguments.vectors / "words-0.npz")
    figures: dict[str, object] = {"clauses": len(records), "questions": len(questions)}
    with tempfile.TemporaryDirectory() as folder:
        index = EmbeddedIndex(Path(folder), tokenise, line_for_search, 2, asked)
        fill(index, records, asked)
        figures["embedded"] = score(index, questions)
    if arguments.elasticsearch:
        from indexer.elastic import ElasticIndex

        elastic = ElasticIndex(
            arguments.elasticsearch,
            tokenise,
            prefix="benchmark-quality",
            cut=line_for_search,
            workers=2,
            questions=asked,
        )
        fill(elastic, records, asked)
        figures["elasticsearch"] = score(elastic, questions)
        elastic.rebuild([])
        if elastic.meaning:
            elastic.meaning.vectors.clear()
        elastic.close()
    print(json.dumps(figures, ensure_ascii=False))


if __name__ == "__main__":
    main()
