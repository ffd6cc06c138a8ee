"""One crawl in a process of its own, for a reactor cannot run twice: `crawl_once.py HOME SOURCES OPTIONS-JSON`.

Prints the reports, or the error, as one line of JSON.
"""

from __future__ import annotations

import json
import resource
import signal
import sys
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path

from crawlers.options import CrawlOptions
from crawlers.runner import run_crawl
from crawlers.single_page import page_source
from crawlers.source import Source
from regintel.archive import Archive
from regintel.errors import RegintelError
from regintel.store import open_store


def main(home: Path, sources: str, options: str) -> None:
    given = json.loads(options)
    urls = given.pop("urls", [])
    chosen: list[str | Source] = [s for s in sources.split(",") if s]
    if reason := given.pop("unverified_tls", ""):
        chosen, urls = [replace(page_source(urls), unverified_tls=reason)], []
    if most := given.pop("largest_file", 0):
        # what a full disk looks like to a program that writes
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    if "since" in given:
        given["since"] = date.fromisoformat(given["since"])
    store = open_store(f"sqlite:///{home / 'regintel.db'}")
    try:
        with Archive(home / "archive") as archive:
            reports = run_crawl(chosen, store, archive, CrawlOptions(**given), urls=urls)
        print(json.dumps([asdict(report) for report in reports], ensure_ascii=False))
    except RegintelError as error:
        print(json.dumps({"error": type(error).__name__, "what": error.what}, ensure_ascii=False))
    store.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
