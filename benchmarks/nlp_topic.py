"""Kinds and topics: on the held-out examples, and on real documents that a person read.

    python benchmarks/nlp_topic.py                        the models' figures on the held-out examples
    python benchmarks/nlp_topic.py MIRROR                 the same, and agreement with the judgements below
    python benchmarks/nlp_topic.py MIRROR --show 30       prints random documents with what is claimed, to be read

`nlp_topic_read.jsonl` holds what a person says of documents of the mirror (by address; no text of them): the sample
`tuned` was looked at while the threshold was chosen, `blind` was drawn and read afterwards.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from nlp.models.linear import load_head
from nlp.pipeline import readable
from nlp.topic.reader import KIND, KIND_MODEL, TOPIC, TOPIC_MODEL, WEIGHTS, Claim, build_topic_reader
from nlp.topic.train import measure

JUDGED = Path(__file__).parent / "nlp_topic_read.jsonl"


class Page(NamedTuple):
    """A document of the mirror."""

    source: str
    url: str
    title: str
    text: str


def pages(mirror: Path) -> list[Page]:
    """Chinese documents with a body of 30 characters or more, in order."""
    found = []
    for path in sorted((mirror / "data" / "docs").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines() if path.stem != "bis" else ():
            row = json.loads(line)
            text = "\n".join(row.get("segs") or [])
            if len(text) >= 30 and row.get("urls"):
                found.append(Page(path.stem, row["urls"][0], row.get("title") or row.get("doc_title") or "", text))
    return found


def claims_of(some: Sequence[Page]) -> list[list[Claim]]:
    """What the models claim of them."""
    reader = build_topic_reader()
    if reader is None:
        raise SystemExit("模型未安装：运行 python -m nlp.topic.train")
    return reader.read([readable(p.title) for p in some], [readable(p.text) for p in some])


def agree(mirror: Path) -> None:
    """Print for each sample in how many documents kind and topics are those that the reader said."""
    known = {page.url: page for page in pages(mirror)}
    rows = [json.loads(line) for line in JUDGED.read_text(encoding="utf-8").splitlines()]
    for sample in ("tuned", "blind"):
        own = [row for row in rows if row["sample"] == sample and row["url"] in known]
        right = {KIND: 0, TOPIC: 0}
        hit = said = wanted = 0
        for row, claims in zip(own, claims_of([known[row["url"]] for row in own]), strict=True):
            got = {label: {c.value for c in claims if c.label == label} for label in right}
            right[KIND] += got[KIND] == set(row["kinds"])
            right[TOPIC] += got[TOPIC] == set(row["topics"])
            hit += len(got[TOPIC] & set(row["topics"]))
            said, wanted = said + len(got[TOPIC]), wanted + len(row["topics"])
        print(
            f"{sample}: {len(own)} documents read, kind right in {right[KIND]}, all topics right in {right[TOPIC]}; "
            f"topics {hit} right of {said} claimed and {wanted} wanted"
        )


def show(mirror: Path, count: int, seed: int) -> None:
    """Print random documents, sources equally often."""
    by_source: dict[str, list[Page]] = {}
    for page in pages(mirror):
        by_source.setdefault(page.source, []).append(page)
    source = random.Random(seed)
    some = [source.choice(by_source[source.choice(sorted(by_source))]) for _ in range(count)]
    for page, claims in zip(some, claims_of(some), strict=True):
        print(f"{page.url}\n  《{page.title}》 {page.text[:200]!r}")
        for claim in claims:
            proofs = [(page.title if p.field == "title" else page.text)[p.start : p.end] for p in claim.places]
            print(f"    {claim.label} {claim.value} {claim.probability:.2f} {proofs}")


def main() -> None:
    """Run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("mirror", nargs="?", type=Path)
    parser.add_argument("--show", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    for model in (TOPIC_MODEL, KIND_MODEL):
        print(model, measure(model, load_head(model, WEIGHTS)))
    if options.mirror and options.show:
        show(options.mirror, options.show, options.seed)
    elif options.mirror:
        agree(options.mirror)


if __name__ == "__main__":
    main()
