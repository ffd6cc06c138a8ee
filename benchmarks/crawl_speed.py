"""Pages a second of our crawl against a bare Scrapy spider that fetches the same addresses and parses nothing.

    python benchmarks/crawl_speed.py --mirror http://127.0.0.1:9000 --source stcn,nfra_policy

Both fetch from the mirror with delays off, each run in a process of its own, in turns: a round is a pair, `ratio` the
median of the rounds' (bare seconds / our seconds). Ours also parses, archives with fsync, reads attachments and stores.
A first pair only warms caches and byte code. Prints one line of JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlsplit


def crawl_ours(mirror: str, sources: list[str], urls_file: Path) -> float:
    """Seconds of a whole crawl; the fetched pages' addresses go to a file."""
    import crawlers.handler
    import crawlers.spider  # noqa: F401
    from crawlers import fetch
    from crawlers.options import CrawlOptions
    from crawlers.runner import run_crawl
    from regintel.archive import Archive
    from regintel.store import open_store

    requests: list[dict[str, Any]] = []
    original = fetch.Fetcher._scrapy_request

    def note(self: Any, request: Any, is_file: bool) -> Any:
        row = {"url": request.url, "method": request.method, "headers": request.headers, "body": request.body.decode()}
        requests.append(row)
        return original(self, request, is_file)

    fetch.Fetcher._scrapy_request = note  # type: ignore[method-assign]
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/regintel.db")
        with Archive(Path(folder) / "archive") as archive:
            begun = time.perf_counter()
            run_crawl(sources, store, archive, CrawlOptions(mirror=mirror, delay_factor=0.0))
            seconds = time.perf_counter() - begun
        store.close()
    urls_file.write_text(json.dumps(requests), "utf-8")
    return seconds


def crawl_bare(mirror: str, urls_file: Path) -> float:
    """Seconds of a spider that asks for all addresses at once, with as many connections a host as ours has."""
    import scrapy
    from scrapy.crawler import AsyncCrawlerProcess

    rows = json.loads(urls_file.read_text("utf-8"))

    class Bare(scrapy.Spider):
        name = "bare"

        async def start(self) -> Any:
            for row in rows:
                host = urlsplit(row["url"]).hostname
                yield scrapy.Request(
                    row["url"].replace("https://", f"{mirror.rstrip('/')}/", 1),
                    method=row["method"],
                    headers=row["headers"],
                    body=row["body"],
                    dont_filter=True,
                    meta={"download_slot": host, "handle_httpstatus_all": True},
                )

        def parse(self, response: Any) -> None:
            """Nothing."""

    settings = {
        "LOG_ENABLED": False,
        "CONCURRENT_REQUESTS": 64,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
        "TELNETCONSOLE_ENABLED": False,
    }
    process = AsyncCrawlerProcess(settings)
    process.crawl(Bare)
    begun = time.perf_counter()
    process.start()
    return time.perf_counter() - begun


def cpu_seconds() -> float:
    """Processor time of this process and its workers so far, imports included."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mirror", required=True)
    parser.add_argument("--source", default="pbc_penalty_hq,nfra_policy,nfra_penalty,stcn")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--part", choices=("ours", "bare"))
    parser.add_argument("--urls", type=Path)
    args = parser.parse_args()
    if args.part == "ours":
        print(json.dumps([crawl_ours(args.mirror, args.source.split(","), args.urls), cpu_seconds()]))
    elif args.part == "bare":
        print(json.dumps([crawl_bare(args.mirror, args.urls), cpu_seconds()]))
    else:
        compare(args)


def compare(args: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory() as folder:
        urls = Path(folder) / "urls.json"
        # an installation has its byte code: compiling it anew in every process is not what is measured
        environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        environment["PYTHONPYCACHEPREFIX"] = f"{folder}/bytecode"
        command = [sys.executable, __file__, "--mirror", args.mirror, "--source", args.source, "--urls", str(urls)]
        rounds: list[dict[str, list[float]]] = []
        for _ in range(args.rounds + 1):
            pair = {}
            for part in ("ours", "bare"):
                done = subprocess.run(
                    [*command, "--part", part], env=environment, capture_output=True, text=True, check=True
                )
                pair[part] = json.loads(done.stdout)
            rounds.append(pair)
        pages = len(json.loads(urls.read_text("utf-8")))
    measured = rounds[1:]
    ratios = sorted(pair["bare"][0] / pair["ours"][0] for pair in measured)
    found: dict[str, object] = {"sources": args.source, "pages": pages}
    for part in ("ours", "bare"):
        found[f"{part}_pages_per_second"] = round(pages / median(pair[part][0] for pair in measured), 1)
        found[f"{part}_cpu_seconds"] = round(median(pair[part][1] for pair in measured), 2)
    print(json.dumps(found | {"ratio": round(median(ratios), 3), "ratios": [round(ratio, 3) for ratio in ratios]}))


if __name__ == "__main__":
    main()
