"""`python -m tools.sample_site.build [FOLDER]`: renders the content into the carried site and writes its truth.

The same content gives the same bytes on every machine; a test compares the committed site with a fresh build.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from tools.sample_site.site import Site
from tools.sample_site.sources import bis, cac, challenge, csrc, flk, heimao, hkma, nfra, nifa, pbc, sina, stcn
from tools.sample_site.truth import rows
from tools.sample_site.world import CONTENT, Doc, load

ROOT = Path(__file__).parents[2]
SITE = ROOT / "crawlers" / "sample_site" / "site"
TRUTH = ROOT / "tests" / "golden" / "sample_truth.jsonl"

# module -> the sources that its host carries
PUBLISHERS: list[tuple[Any, tuple[str, ...]]] = [
    (pbc, ("pbc_rules", "pbc_news", "pbc_penalty_hq")),
    (nfra, ("nfra_policy", "nfra_penalty")),
    (csrc, ("csrc_policy", "csrc_penalty")),
    (flk, ("flk_npc",)),
    (stcn, ("stcn",)),
    (sina, ("sina_finance",)),
    (nifa, ("nifa_disclosure",)),
    (heimao, ("heimao_tousu",)),
    (hkma, ("hkma",)),
    (bis, ("bis",)),
    (cac, ("cac_policy",)),
]


def build() -> tuple[Site, list[dict[str, Any]]]:
    """The whole site, and one truth row a document."""
    site = Site()
    truth: list[dict[str, Any]] = []
    for publisher, sources in PUBLISHERS:
        docs: list[Doc] = [doc for source in sources if (CONTENT / f"{source}.yaml").exists() for doc in load(source)]
        publisher.build(site, docs)
        truth += rows(docs, publisher.addresses)
    challenge.build(site)
    return site, truth


def truth_text(truth: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in truth)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.sample_site.build", description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=SITE, help="where to write the site")
    folder = parser.parse_args().folder
    site, truth = build()
    site.write(folder)
    if folder == SITE:
        TRUTH.parent.mkdir(parents=True, exist_ok=True)
        TRUTH.write_text(truth_text(truth), "utf-8")
    size = sum(len(blob) for blob in site.everything().values())
    print(
        f"{len(truth)} documents, {len(site.routes)} routes, {len(site.files)} files, {size / 1e6:.2f} MB in {folder}"
    )


if __name__ == "__main__":
    main()
