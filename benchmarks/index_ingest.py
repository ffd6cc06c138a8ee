"""Clauses a second into the embedded index and into Elasticsearch, each against its engine's bare speed.

    python benchmarks/index_ingest.py LAWS.jsonl.gz [--elasticsearch URL] [--times 1]

The floors are fed with ready-made entries: tantivy with finished documents, `elasticsearch.helpers.parallel_bulk` with
finished actions, so that the ratios show what our tokenising and bookkeeping cost. Prints one line of JSON.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from index_corpus import read_clauses, repeated

from indexer.analysis import Analyser
from indexer.base import Collection, SearchIndex, Tokenise
from indexer.embedded import EmbeddedIndex
from indexer.embedded_shelf import Shelf, build_document, pack
from indexer.entry import build_entry
from nlp.segment import build_segmenter, words_for_search
from regintel.model import Record

PREFIX = "benchmark"
WORKERS = 2


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def fill(index: SearchIndex, records: list[Record]) -> None:
    index.upsert(records)
    index.refresh()


def tantivy_floor(records: list[Record], tokenise: Tokenise, folder: Path) -> float:
    """Seconds of tantivy alone, one thread, the same documents and commit."""
    analyser = Analyser(tokenise, words_for_search)
    documents = [build_document(pack(build_entry(record, analyser))) for record in records]
    shelf = Shelf(folder, Collection.CLAUSES)
    writer = shelf.writer(shelf.create())

    def run() -> None:
        for document in documents:
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()

    return timed(run)


def elasticsearch_speeds(url: str, records: list[Record], tokenise: Tokenise) -> dict[str, float]:
    """Ours and `parallel_bulk` with ready-made actions, on the same node and the same template."""
    from elasticsearch import Elasticsearch
    from elasticsearch.helpers import parallel_bulk

    from indexer.elastic import ElasticIndex
    from indexer.elastic_mapping import alias_of, build_source, index_name

    index = ElasticIndex(url, tokenise, prefix=PREFIX, cut=words_for_search, workers=WORKERS)
    index.rebuild([])
    ours = timed(lambda: fill(index, records))
    analyser = Analyser(tokenise, words_for_search)
    name = index_name(PREFIX, Collection.CLAUSES, "floor")
    actions = [
        {"_op_type": "index", "_index": name, "_id": r.id, "_source": build_source(build_entry(r, analyser))}
        for r in records
    ]
    with Elasticsearch(url, request_timeout=120) as client:
        client.indices.create(index=name)

        def run() -> None:
            for _ in parallel_bulk(client, actions, thread_count=2, chunk_size=500):
                pass
            client.indices.refresh(index=name)

        floor = timed(run)
        client.indices.delete(index=[name, *client.indices.get_alias(name=f"{alias_of(PREFIX, Collection.CLAUSES)}")])
    index.close()
    return {"ours": len(records) / ours, "parallel_bulk": len(records) / floor, "ratio": floor / ours}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("laws", type=Path)
    parser.add_argument("--elasticsearch", default="")
    parser.add_argument("--times", type=int, default=1)
    arguments = parser.parse_args()
    tokenise = build_segmenter().tokens_for_search
    records = list(repeated(read_clauses(arguments.laws), arguments.times))
    characters = sum(len(str(r.fields["text"])) for r in records)
    with tempfile.TemporaryDirectory() as folder:
        index = EmbeddedIndex(Path(folder) / "ours", tokenise, words_for_search, WORKERS)
        ours = timed(lambda: fill(index, records))
        size = sum(f.stat().st_size for f in (Path(folder) / "ours").rglob("*") if f.is_file())
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        floor = tantivy_floor(records, tokenise, Path(folder) / "floor")
    embedded = {"ours": len(records) / ours, "tantivy": len(records) / floor, "ratio": floor / ours}
    figures: dict[str, object] = {"clauses": len(records), "characters": characters, "bytes": size, "peak_kib": peak}
    figures["embedded"] = {name: round(value, 3) for name, value in embedded.items()}
    if arguments.elasticsearch:
        speeds = elasticsearch_speeds(arguments.elasticsearch, records, tokenise)
        figures["elasticsearch"] = {name: round(value, 3) for name, value in speeds.items()}
    print(json.dumps(figures, ensure_ascii=False))


if __name__ == "__main__":
    main()
