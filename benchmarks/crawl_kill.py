"""`kill -9` every few seconds over a whole crawl, and whether the end state equals that of an undisturbed one.

    python benchmarks/crawl_kill.py --mirror http://127.0.0.1:9000 --kills 20

Delays are scaled so that the crawl outlasts the kills. Each killed crawl is started again in the same home; after the
last kill one crawl runs to its end. Compared are every document (by the digest of all that a reader can see), its
number of revisions, what is kept as failed, and the archive with its evidence log. Exits with 1 where anything differs.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from regintel.archive import Archive
from regintel.store import codec, open_store


def crawl(home: Path, mirror: str, sources: str, factor: float) -> None:
    """One crawl in this process; it prints a line once it is at work."""
    from crawlers.options import CrawlOptions
    from crawlers.runner import run_crawl

    told: list[int] = []

    def tell(_source: str, done: int, _known: int) -> None:
        if not told:
            print(done, flush=True)
            told.append(done)

    store = open_store(f"sqlite:///{home / 'regintel.db'}")
    with Archive(home / "archive") as archive:
        run_crawl(sources.split(","), store, archive, CrawlOptions(mirror=mirror, delay_factor=factor), tell)
    store.close()


def state(home: Path) -> dict[str, Any]:
    """What a reader of the store would see."""
    store = open_store(f"sqlite:///{home / 'regintel.db'}")
    found: dict[str, Any] = {d.id: (codec.version(d), len(store.revisions(d.id))) for d in store.documents()}
    found["failures"] = sorted(f.key for f in store.failures("crawl"))
    store.close()
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mirror", required=True)
    parser.add_argument("--source", default="pbc_penalty_hq,nfra_policy,nfra_penalty,stcn,flk_npc")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--factor", type=float, default=0.05, help="of every source's polite delay, while killing")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.child:
        crawl(args.child, args.mirror, args.source, args.factor)
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        calm, killed = Path(scratch) / "calm", Path(scratch) / "killed"
        start(calm, args, 0.0).communicate()
        met = kill_often(killed, args)
        start(killed, args, 0.0).communicate()
        expected, got = state(calm), state(killed)
        with Archive(killed / "archive") as archive:
            problems = archive.verify()
    differing = sorted(k for k in expected.keys() | got.keys() if expected.get(k) != got.get(k))
    print(
        json.dumps(
            {
                "kills": args.kills,
                "kills_that_met_a_crawl": met,
                "documents": len(expected) - 1,
                "documents_after_kills": len(got) - 1,
                "differing": differing[:10],
                "archive_problems": problems[:10],
            },
            ensure_ascii=False,
        )
    )
    return 1 if differing or problems or met < args.kills // 2 else 0


def start(home: Path, args: argparse.Namespace, factor: float) -> subprocess.Popen[bytes]:
    """A crawl in a process of its own."""
    home.mkdir(exist_ok=True)
    command = [sys.executable, __file__, "--mirror", args.mirror, "--source", args.source]
    return subprocess.Popen([*command, "--factor", str(factor), "--child", str(home)], stdout=subprocess.PIPE)


def kill_often(home: Path, args: argparse.Namespace) -> int:
    """How many of the kills met a crawl that was still at work."""
    dice, met = random.Random(args.seed), 0
    for number in range(1, args.kills + 1):
        process = start(home, args, args.factor)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(dice.uniform(1.0, 5.0))
        met += process.poll() is None
        process.kill()
        process.communicate()
        print(f"kill {number}: {len(state(home)) - 1} documents", file=sys.stderr, flush=True)
    return met


if __name__ == "__main__":
    sys.exit(main())
