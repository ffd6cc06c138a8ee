"""Query times: milliseconds at the median and at 95 %, ours and the engine's own for the same query.

    python benchmarks/index_query.py LAWS.jsonl.gz QUESTIONS.jsonl [--elasticsearch URL] [--times 1]

Each question (`query`) is asked once to warm up and once timed, 10 hits with highlights. The raw time is the engine's
for the finished plan: tantivy's top 10, or the same body sent with the bare client. Prints one line of JSON.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from index_corpus import read_clauses, repeated

from indexer.analysis import Analyser
from indexer.base import Collection, SearchIndex, SearchQuery, Sort, Tokenise
from indexer.embedded import EmbeddedIndex
from indexer.embedded_query import translate
from indexer.embedded_shelf import Shelf
from indexer.engine import Find
from indexer.query import parse_query
from indexer.scoring import Planner
from nlp.segment import build_segmenter, words_for_search


def measure(queries: list[str], ask: Callable[[str], object]) -> dict[str, float]:
    """Milliseconds: median and 95th percentile."""
    times = []
    for query in queries:
        ask(query)
        start = time.perf_counter()
        ask(query)
        times.append((time.perf_counter() - start) * 1000)
    return {"p50": round(statistics.median(times), 2), "p95": round(statistics.quantiles(times, n=20)[-1], 2)}


def ours(index: SearchIndex) -> Callable[[str], object]:
    return lambda text: index.search(SearchQuery(text, Collection.CLAUSES, highlight=True))


def raw_tantivy(folder: Path, tokenise: Tokenise) -> Callable[[str], object]:
    shelf = Shelf(folder, Collection.CLAUSES)
    searcher, schema, analyser = shelf.searcher(), shelf.schema(), Analyser(tokenise)

    def prepare(text: str) -> object:
        return translate(Planner(Collection.CLAUSES, analyser).plan(parse_query(text)).loose, schema)

    prepared: dict[str, object] = {}

    def ask(text: str) -> object:
        query = prepared.setdefault(text, None) or prepare(text)
        prepared[text] = query
        return [searcher.doc(address) for _, address in searcher.search(query, 10, count=True).hits]

    return ask


def raw_elasticsearch(url: str, prefix: str, tokenise: Tokenise) -> Callable[[str], object]:
    from elasticsearch import Elasticsearch

    from indexer.elastic_mapping import alias_of
    from indexer.elastic_query import search_body

    client, analyser = Elasticsearch(url), Analyser(tokenise)
    prepared: dict[str, dict[str, object]] = {}

    def ask(text: str) -> object:
        if text not in prepared:
            node = Planner(Collection.CLAUSES, analyser).plan(parse_query(text)).loose
            prepared[text] = search_body(Find(Collection.CLAUSES, node, Sort.RELEVANCE, 10))
        return client.search(index=alias_of(prefix, Collection.CLAUSES), body=prepared[text])

    return ask


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("laws", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--elasticsearch", default="")
    parser.add_argument("--times", type=int, default=1)
    arguments = parser.parse_args()
    tokenise = build_segmenter().tokens_for_search
    records = read_clauses(arguments.laws)
    lines = arguments.questions.read_text(encoding="utf-8").splitlines()
    queries = [json.loads(line)["query"] for line in lines if line.strip()]
    figures: dict[str, object] = {"clauses": len(records) * arguments.times, "queries": len(queries)}
    with tempfile.TemporaryDirectory() as folder:
        index = EmbeddedIndex(Path(folder), tokenise, words_for_search, 2)
        index.rebuild(repeated(records, arguments.times))
        figures["embedded"] = measure(queries, ours(index))
        figures["tantivy"] = measure(queries, raw_tantivy(Path(folder), tokenise))
    if arguments.elasticsearch:
        from indexer.elastic import ElasticIndex

        elastic = ElasticIndex(
            arguments.elasticsearch, tokenise, prefix="benchmark-query", cut=words_for_search, workers=2
        )
        elastic.rebuild(repeated(records, arguments.times))
        figures["elasticsearch"] = measure(queries, ours(elastic))
        figures["elasticsearch_raw"] = measure(
            queries, raw_elasticsearch(arguments.elasticsearch, "benchmark-query", tokenise)
        )
        elastic.rebuild([])
        elastic.close()
    print(json.dumps(figures, ensure_ascii=False))


if __name__ == "__main__":
    main()
