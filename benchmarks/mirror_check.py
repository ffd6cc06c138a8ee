"""Every source that a mirror of sites emulates, crawled through the command line while requests fail, and compared.

    python benchmarks/mirror_check.py MIRROR-FOLDER --fault-rate 0.1

The folder holds `serve.py` (answers as the sites do), `check.py` (compares an export with the truth) and `data/`. Runs
`regintel crawl`, `regintel export` and `check.py`; exits with 1 where a source misses found, title or date ≥ 0.99, body
≥ 0.98, has duplicates, or where a host that challenges, resets or is under maintenance is not reported by its error.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LEAST = ("--min-found=0.99", "--min-title=0.99", "--min-date=0.99", "--min-body=0.98", "--max-duplicates=0")
FIELDS = "source_id:source url:url title:title published_on:date text:text doc_no:docno party:party penalties:parties"
BAD_HOSTS = {  # address → the error that it must be reported as
    "https://www.creditchina.gov.cn/": "ChallengeError",
    "https://www.sac.net.cn/tzgg/": "ChallengeError",
    "https://www.samr.gov.cn/": "FetchError",
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("mirror", type=Path)
    parser.add_argument("--source", default="", help="ids; default: every source of the truth")
    parser.add_argument("--fault-rate", type=float, default=0.1)
    parser.add_argument("--fault-hang", type=float, default=1.0, help="seconds that a silent answer stays silent")
    parser.add_argument("--home", type=Path, help="keep what was crawled here")
    args = parser.parse_args()
    wanted = args.source.split(",") if args.source else emulated(args.mirror / "data" / "truth.jsonl")
    with tempfile.TemporaryDirectory() as scratch, serving(args) as address:
        home = args.home or Path(scratch)
        begun = time.perf_counter()
        crawled = regintel(home, "crawl", "--mirror", address, "--no-delay", "--source", ",".join(wanted))
        print(f"regintel crawl: exit code {crawled}, {time.perf_counter() - begun:.0f} s", flush=True)
        bad = missed_errors(home, address)
        export = home / "documents.jsonl"
        regintel(home, "export", "documents", "--output", str(export))
        pairs = (field.split(":") for field in FIELDS.split())
        fields = [part for name, option in pairs for part in (f"--{option}-field", name)]
        check = [sys.executable, str(args.mirror / "check.py"), str(export), f"--sources={','.join(wanted)}"]
        compared = subprocess.run([*check, *fields, *LEAST, "--show=3"], check=False).returncode
    for line in bad:
        print(line)
    return 1 if crawled or compared or bad else 0


def emulated(truth: Path) -> list[str]:
    """The ids that the truth has documents of."""
    with truth.open(encoding="utf-8") as lines:
        return sorted({row["source"] for row in map(json.loads, lines) if row["row"] == "doc"})


def regintel(home: Path, *arguments: str) -> int:
    """The exit code of a command."""
    command = [sys.executable, "-c", "from regintel.cli import main; main()", "--home", str(home), *arguments]
    return subprocess.run(command, env=os.environ | {"COLUMNS": "160"}, check=False).returncode


def missed_errors(home: Path, address: str) -> list[str]:
    """What hosts that give no content were not reported as."""
    from regintel.store import open_store

    asked = [part for url in BAD_HOSTS for part in ("--url", url)]
    code = regintel(home, "crawl", "--mirror", address, "--no-delay", *asked)
    store = open_store(f"sqlite:///{home / 'regintel.db'}")
    said = {failure.key: failure.error for failure in store.failures("crawl")}
    store.close()
    lines = [f"{url}: {said.get(url)} instead of {error}" for url, error in BAD_HOSTS.items() if said.get(url) != error]
    return lines if code == 1 else [*lines, f"crawl of failing hosts: exit code {code} instead of 1"]


@contextmanager
def serving(args: argparse.Namespace) -> Iterator[str]:
    """The mirror on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    faults = ["--fault-rate", str(args.fault_rate), "--fault-hang", str(args.fault_hang)]
    command = [sys.executable, str(args.mirror / "serve.py"), "--data", str(args.mirror / "data"), "--port", str(port)]
    server = subprocess.Popen([*command, *faults], stdout=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{address}/_mirror/stats", timeout=5).close()
                break
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        yield address
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    sys.exit(main())
