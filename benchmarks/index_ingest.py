"""Clauses a second into the embedded index, against tantivy alone fed with the same entries ready-made.

    python benchmarks/index_ingest.py LAWS.jsonl.gz [--rounds 3] [--times 1]

The floor and ours take turns, each in a process of its own; medians over the rounds. Prints one line of JSON:
`clauses_per_second` by the clock, `clauses_per_cpu_second` over all processes, `two_cores_if_quiet` twice that: an
estimate of what two idle cores would do, to be read only beside the figure by the clock.
"""

from __future__ import annotations

import argparse
import json
import pickle
import resource
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from cost import Cost, cost_of, middle

from indexer.analysis import Analyser
from indexer.base import Collection, SearchIndex
from indexer.embedded import EmbeddedIndex
from indexer.embedded_shelf import Shelf, pack
from indexer.preparation import Preparation
from nlp.segment import build_segmenter, line_for_search
from regintel.model import Record

WORKERS = 2


def fill(index: SearchIndex, records: list[Record]) -> None:
    index.upsert(records)
    index.refresh()


def ours(ready: Path, folder: Path) -> tuple[Cost, int]:
    """From records to a committed index, the start of the worker processes included; and the most memory, in KiB."""
    records = pickle.loads(ready.read_bytes())  # written by this very run
    index = EmbeddedIndex(folder, build_segmenter().tokens_for_search, line_for_search, WORKERS)
    cost = cost_of(lambda: fill(index, records))
    index.close()
    return cost, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def floor(ready: Path, folder: Path) -> tuple[Cost, int]:
    """tantivy alone, one thread, the same lines and commit."""
    lines = pickle.loads(ready.read_bytes())  # written by this very run
    shelf = Shelf(folder, Collection.CLAUSES)
    writer = shelf.writer(shelf.create())

    def run() -> None:
        for line in lines:
            writer.add_json(line)
        writer.commit()
        writer.wait_merging_threads()

    return cost_of(run), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def alone(work: Callable[[Path, Path], tuple[Cost, int]], ready: Path, folder: Path) -> tuple[Cost, int]:
    """The work in a process of its own, as `regintel index` is one: what ran before leaves memory in pieces."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(work, ready, folder).result()


def speeds(cost: Cost, count: int) -> dict[str, int]:
    return {
        "clauses_per_second": round(count / cost.wall),
        "clauses_per_cpu_second": round(count / cost.cpu),
        "two_cores_if_quiet": round(2 * count / cost.cpu),
    }


def main() -> None:
    # Worker processes import this module: it loads what reads the laws here, as `regintel` does, and they do not.
    from index_corpus import read_clauses, repeated

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("laws", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--times", type=int, default=1)
    arguments = parser.parse_args()
    records = list(repeated(read_clauses(arguments.laws), arguments.times))
    prepare = Preparation(Analyser(build_segmenter().tokens_for_search, line_for_search), pack)
    costs: dict[str, list[Cost]] = {"tantivy": [], "ours": []}
    peaks, size = [], 0
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "records").write_bytes(pickle.dumps(records))
        (folder / "lines").write_bytes(pickle.dumps([line.decode() for _, _, line in prepare(records)]))
        for n in range(arguments.rounds):
            costs["tantivy"].append(alone(floor, folder / "lines", folder / f"floor-{n}")[0])
            cost, peak = alone(ours, folder / "records", folder / f"ours-{n}")
            costs["ours"].append(cost)
            peaks.append(peak)
        size = sum(f.stat().st_size for f in (folder / "ours-0").rglob("*") if f.is_file())
    count = len(records)
    figures: dict[str, object] = {
        "clauses": count,
        "characters": sum(len(str(r.fields["text"])) for r in records),
        "bytes": size,
        "peak_kib": max(peaks),
        "rounds": arguments.rounds,
    }
    figures |= {name: speeds(middle(each), count) for name, each in costs.items()}
    figures["ratio"] = round(middle(costs["tantivy"]).wall / middle(costs["ours"]).wall, 3)
    figures["ratio_cpu"] = round(middle(costs["tantivy"]).cpu / middle(costs["ours"]).cpu, 3)
    print(json.dumps(figures, ensure_ascii=False))


if __name__ == "__main__":
    main()
