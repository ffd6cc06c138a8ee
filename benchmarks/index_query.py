"""Query times: milliseconds at the median and at 95 %, ours and the engine's own for the same query.

    python benchmarks/index_query.py LAWS.jsonl.gz QUESTIONS.jsonl [--collection documents] [--elasticsearch URL]
                                     [--times 1] [--most 1000]

Each question (`query`) is asked once to warm up and once timed, 10 hits with highlights; ours and the raw engine take
turns, question by question. Ours is asked as it comes, with the vectors that are included, and by words alone. The raw
time is the engine's for the finished plan by words: tantivy's top 10, or the same body sent with the bare client. `p50`
and `p95` are by the clock; `cpu50` and `cpu95` are this process's processor time, which other work on the machine
changes little (a server's own time is not in it). Prints one line of JSON.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from index_corpus import read_clauses, read_documents, repeated
from search_quality import vectors_of

from indexer.analysis import Analyser
from indexer.base import Collection, SearchIndex, SearchQuery, Sort, Tokenise
from indexer.embedded import EmbeddedIndex
from indexer.embedded_query import translate
from indexer.embedded_shelf import Shelf
from indexer.engine import Find
from indexer.query import parse_query
from indexer.scoring import Planner
from indexer.vector import Meaning
from nlp.embedding.static import StaticEmbedder
from nlp.segment import build_segmenter, line_for_search
from regintel.model import Record

Ask = Callable[[str], object]


def measure(queries: list[str], asked: dict[str, Ask]) -> dict[str, dict[str, float]]:
    """Milliseconds of each way to ask: median and 95th percentile, by the clock and of processor time."""
    clock: dict[str, list[float]] = {name: [] for name in asked}
    cpu: dict[str, list[float]] = {name: [] for name in asked}
    for query in queries:
        for ask in asked.values():
            ask(query)
        for name, ask in asked.items():
            start, spent = time.perf_counter(), time.process_time()
            ask(query)
            cpu[name].append((time.process_time() - spent) * 1000)
            clock[name].append((time.perf_counter() - start) * 1000)
    return {
        name: {
            "p50": round(statistics.median(clock[name]), 2),
            "p95": round(statistics.quantiles(clock[name], n=20)[-1], 2),
            "cpu50": round(statistics.median(cpu[name]), 2),
            "cpu95": round(statistics.quantiles(cpu[name], n=20)[-1], 2),
        }
        for name in asked
    }


def ours(index: SearchIndex, collection: Collection, meaning: Meaning | None) -> Ask:
    def ask(text: str) -> object:
        index.meaning = meaning
        return index.search(SearchQuery(text, collection, highlight=True))

    return ask


def filled(index: SearchIndex, records: list[Record], times: int) -> Meaning | None:
    """The meaning of an index with the vectors of its clauses."""
    assert index.meaning
    vectors = vectors_of(records, StaticEmbedder(), None)
    for again in range(times):
        ids = [f"{record.id}-{again}" if again else record.id for record in records]
        index.meaning.vectors.upsert(ids, vectors)
    index.meaning.vectors.refresh()
    return index.meaning


def settle(url: str) -> None:
    """Wait until the server has merged what was just written: it is queries that are timed."""
    from elasticsearch import Elasticsearch

    client = Elasticsearch(url)
    while client.indices.stats(metric="merge")["_all"]["total"]["merges"]["current"]:
        time.sleep(1)
    client.close()


def raw_tantivy(folder: Path, tokenise: Tokenise, collection: Collection) -> Ask:
    shelf = Shelf(folder, collection)
    searcher, schema, analyser = shelf.searcher(), shelf.schema(), Analyser(tokenise)

    def prepare(text: str) -> object:
        return translate(Planner(collection, analyser).plan(parse_query(text)).loose, schema)

    prepared: dict[str, object] = {}

    def ask(text: str) -> object:
        query = prepared.setdefault(text, None) or prepare(text)
        prepared[text] = query
        return [searcher.doc(address) for _, address in searcher.search(query, 10, count=True).hits]

    return ask


def raw_elasticsearch(url: str, prefix: str, tokenise: Tokenise, collection: Collection) -> Ask:
    from elasticsearch import Elasticsearch

    from indexer.elastic_mapping import alias_of
    from indexer.elastic_query import search_body

    client, analyser = Elasticsearch(url), Analyser(tokenise)
    prepared: dict[str, dict[str, object]] = {}

    def ask(text: str) -> object:
        if text not in prepared:
            node = Planner(collection, analyser).plan(parse_query(text)).loose
            prepared[text] = search_body(Find(collection, node, Sort.RELEVANCE, 10))
        return client.search(index=alias_of(prefix, collection), body=prepared[text])

    return ask


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("laws", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--elasticsearch", default="")
    parser.add_argument("--times", type=int, default=1)
    parser.add_argument("--most", type=int, default=1000, help="questions")
    parser.add_argument("--collection", type=Collection, default=Collection.CLAUSES)
    arguments = parser.parse_args()
    collection = arguments.collection
    tokenise = build_segmenter().tokens_for_search
    read = read_clauses if collection is Collection.CLAUSES else read_documents
    records = read(arguments.laws)
    lines = arguments.questions.read_text(encoding="utf-8").splitlines()[: arguments.most]
    queries = [json.loads(line)["query"] for line in lines if line.strip()]
    figures: dict[str, object] = {collection: len(records) * arguments.times, "queries": len(queries)}
    with tempfile.TemporaryDirectory() as folder:
        finder = build_segmenter().finder
        index = EmbeddedIndex(Path(folder), tokenise, line_for_search, 2, StaticEmbedder(), finder)
        index.rebuild(repeated(records, arguments.times))
        asked = {"tantivy": raw_tantivy(Path(folder), tokenise, collection), "words": ours(index, collection, None)}
        if collection is Collection.CLAUSES:
            asked["embedded"] = ours(index, collection, filled(index, records, arguments.times))
        figures |= measure(queries, asked)
        index.close()
    if arguments.elasticsearch:
        from indexer.elastic import ElasticIndex

        elastic = ElasticIndex(
            arguments.elasticsearch,
            tokenise,
            prefix="benchmark-query",
            cut=line_for_search,
            workers=2,
            questions=StaticEmbedder(),
            finder=build_segmenter().finder,
        )
        elastic.rebuild(repeated(records, arguments.times))
        raw = raw_elasticsearch(arguments.elasticsearch, "benchmark-query", tokenise, collection)
        asked = {"elasticsearch_raw": raw, "elasticsearch_words": ours(elastic, collection, None)}
        if collection is Collection.CLAUSES:
            asked["elasticsearch"] = ours(elastic, collection, meaning := filled(elastic, records, arguments.times))
        settle(arguments.elasticsearch)
        figures |= measure(queries, asked)
        elastic.rebuild([])
        if collection is Collection.CLAUSES and meaning:
            meaning.vectors.clear()
        elastic.close()
    print(json.dumps(figures, ensure_ascii=False))


if __name__ == "__main__":
    main()
