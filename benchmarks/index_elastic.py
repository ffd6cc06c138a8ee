"""Bulk writing into Elasticsearch, against `elasticsearch.helpers.parallel_bulk` fed with ready-made actions.

    python benchmarks/index_elastic.py LAWS.jsonl.gz --elasticsearch URL [--rounds 3] [--times 1]

Ours starts from records, the peer from finished actions: the ratio shows what our analysis costs beside the writing.
Same node, same template, an empty index each time; the two take turns, medians over the rounds. `cpu` counts the
server's processor time too. Prints one line of JSON.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import orjson
from cost import Cost, cost_of, middle
from elasticsearch import Elasticsearch
from elasticsearch.helpers import parallel_bulk
from index_corpus import read_clauses, repeated
from index_ingest import WORKERS, fill, speeds

from indexer.analysis import Analyser
from indexer.base import Collection
from indexer.elastic import ElasticIndex
from indexer.elastic_mapping import alias_of, build_line, index_name
from indexer.preparation import Preparation
from nlp.segment import build_segmenter, line_for_search

PREFIX = "benchmark"


def peer(client: Elasticsearch, actions: list[dict[str, object]], name: str) -> None:
    for _ in parallel_bulk(client, actions, thread_count=2, chunk_size=500):
        pass
    client.indices.refresh(index=name)


def server_seconds(client: Elasticsearch) -> float:
    """Processor seconds of all nodes so far."""
    nodes = client.nodes.stats(metric="process")["nodes"].values()
    return sum(node["process"]["cpu"]["total_in_millis"] for node in nodes) / 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("laws", type=Path)
    parser.add_argument("--elasticsearch", required=True)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--times", type=int, default=1)
    arguments = parser.parse_args()
    tokenise = build_segmenter().tokens_for_search
    records = list(repeated(read_clauses(arguments.laws), arguments.times))
    name = index_name(PREFIX, Collection.CLAUSES, "floor")
    prepare = Preparation(Analyser(tokenise, line_for_search), build_line)
    actions: list[dict[str, object]] = [
        {"_op_type": "index", "_index": name, "_id": id, "_source": orjson.loads(line)}
        for _, id, line in prepare(records)
    ]
    costs: dict[str, list[Cost]] = {"parallel_bulk": [], "ours": []}
    with Elasticsearch(arguments.elasticsearch, request_timeout=120) as client:
        index = ElasticIndex(arguments.elasticsearch, tokenise, prefix=PREFIX, cut=line_for_search, workers=WORKERS)
        for _ in range(arguments.rounds):
            index.rebuild([])  # also puts the template that the peer's index gets
            client.indices.create(index=name)
            costs["parallel_bulk"].append(cost_of(lambda: peer(client, actions, name), lambda: server_seconds(client)))
            client.indices.delete(index=name)
            costs["ours"].append(cost_of(lambda: fill(index, records), lambda: server_seconds(client)))
            assert index.health().counts[Collection.CLAUSES] == len(records)
        index.close()
        client.indices.delete(
            index=[behind for c in Collection for behind in client.indices.get_alias(name=alias_of(PREFIX, c))]
        )
    figures: dict[str, object] = {"clauses": len(records), "rounds": arguments.rounds}
    figures |= {which: speeds(middle(each), len(records)) for which, each in costs.items()}
    figures["ratio"] = round(middle(costs["parallel_bulk"]).wall / middle(costs["ours"]).wall, 3)
    figures["ratio_cpu"] = round(middle(costs["parallel_bulk"]).cpu / middle(costs["ours"]).cpu, 3)
    print(json.dumps(figures, ensure_ascii=False))


if __name__ == "__main__":
    main()
