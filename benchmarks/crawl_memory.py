"""Whether memory stays flat over a long crawl: resident size at intervals, of a site made up page by page.

    python benchmarks/crawl_memory.py --pages 20000

Prints one line a 2,000 pages. Exits with 1 where the size at the end is more than a tenth above that at a quarter.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from crawlers.options import CrawlOptions
from crawlers.page import DetailPage, Draft, Item, ListPage
from crawlers.payload import answer_html, meta_content
from crawlers.source import Request, Source
from regintel.model import Kind

_ROWS = 100
_STEP = 2000
_HOST = "https://memory.example.org"


class Rows(ListPage):
    """Rows and the next page, one a line."""

    def items(self) -> list[Item]:
        links = answer_html(self.answer).xpath("//li/a")
        return [Item(f"{_HOST}{a.get('href')}", a.text, Request(f"{_HOST}{a.get('href')}")) for a in links]

    def next_lists(self) -> list[Request]:
        return [Request(f"{_HOST}{a.get('href')}") for a in answer_html(self.answer).xpath("//a[@class='next']")]


class Article(DetailPage):
    """Title, day and paragraphs."""

    def draft(self) -> Draft:
        root = answer_html(self.answer)
        text = "\n".join(p.text for p in root.xpath("//p"))
        return Draft(title=self.item.title, text=text, published_on=date.fromisoformat(meta_content(root, "PubDate")))


class Handler(BaseHTTPRequestHandler):
    """`/list/N` and `/page/N` of as many as `count`."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    count = 0

    def log_message(self, format: str, *args: Any) -> None:
        """Silent."""

    def do_GET(self) -> None:
        _, _, kind, number = (self.path + "//").split("/")[:4]
        body = self._body(kind, int(number or 0)) if kind in ("list", "page") else "User-agent: *\nDisallow:\n"
        data = body.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8" if kind in ("list", "page") else "text/plain")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _body(self, kind: str, number: int) -> str:
        if kind == "page":
            day = date(2020, 1, 1) + timedelta(days=number % 2000)
            paragraphs = "".join(
                f"<p>第{n}条　第{number}号办法的第{n}条规定，应当报告。{'风险' * 80}</p>" for n in range(40)
            )
            return f'<html><head><meta name="PubDate" content="{day}"></head><body>{paragraphs}</body></html>'
        last = min((number + 1) * _ROWS, self.count)
        rows = "".join(f'<li><a href="/page/{n}">第{n}号办法</a></li>' for n in range(number * _ROWS, last))
        more = f'<a class="next" href="/list/{number + 1}">下一页</a>' if last < self.count else ""
        return f"<html><body><ul>{rows}</ul>{more}</body></html>"


def serve(count: int) -> None:
    """Prints its port, then answers until it is ended."""
    Handler.count = count
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_port, flush=True)
    server.serve_forever()


def resident() -> float:
    """MiB of this process (Linux)."""
    fields = Path("/proc/self/statm").read_text("ascii").split()
    return int(fields[1]) * 4096 / 2**20


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=20_000)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.serve:
        serve(args.pages)
        return 0
    command = [sys.executable, __file__, "--serve", "--pages", str(args.pages)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        sizes = crawl(f"http://127.0.0.1:{server.stdout.readline().strip()}")
    finally:
        server.terminate()
        server.wait()
    quarter = sizes[len(sizes) // 4]
    print(f"at a quarter {quarter:.0f} MiB, at the end {sizes[-1]:.0f} MiB")
    return 0 if sizes[-1] <= quarter * 1.1 else 1


def crawl(address: str) -> list[float]:
    """Resident size every so many pages."""
    from crawlers.runner import run_crawl
    from regintel.archive import Archive
    from regintel.store import open_store

    source = Source("memory", "内存", _HOST, (Kind.POLICY,), (Request(f"{_HOST}/list/0"),), Rows, Article)
    sizes: list[float] = []
    begun = time.perf_counter()

    def watch(_source: str, done: int, _known: int) -> None:
        if done % _STEP == 0 and done // _STEP > len(sizes):
            sizes.append(resident())
            print(f"{done} pages: {sizes[-1]:.0f} MiB, {done / (time.perf_counter() - begun):.0f} pages/s", flush=True)

    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/regintel.db")
        with Archive(Path(folder) / "archive") as archive:
            options = CrawlOptions(mirror=address, delay_factor=0.0)
            (report,) = run_crawl([source], store, archive, options, watch)
        store.close()
    print(f"{report.stats['new']} documents; {'；'.join(report.reasons) or 'healthy'}")
    return sizes


if __name__ == "__main__":
    sys.exit(main())
