"""A tiny site with faults to order, and crawls of it in processes of their own."""

from __future__ import annotations

import json
import os
import socket
import struct
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest

from regintel.archive import Archive
from regintel.model import Document
from regintel.store import open_store

ROOT = Path(__file__).resolve().parents[2]
LIST = "/www.pbc.gov.cn/zhengwugongkai/4081330/4081344/4081407/4081705"
SITE = "https:/" + LIST
PER_PAGE = 10
CHALLENGE = "<html><head><script>var $_ts=window['$_ts'];$_ts.nsd=1;$_ts.cd='q';</script></head><body></body></html>"


@dataclass
class Page:
    """What a path answers. `moves` are what comes first, one a request: reset, truncate, 429, 500, challenge.

    `raw` answers instead of all that, with whatever bytes it sends; an `ETag` among `headers` is honoured.
    """

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    moves: list[str] = field(default_factory=list)
    raw: Callable[[socket.socket], None] | None = None


class Site:
    """An Easysite penalty list of `count` decisions, served at `base`; `pages` may be changed at any time."""

    def __init__(self, count: int) -> None:
        self.pages: dict[str, Page] = {}
        self.hits: Counter[str] = Counter()
        self.not_modified: Counter[str] = Counter()
        self.pause = 0.0
        self.base = ""
        self.titles = {number: f"银罚决字〔2026〕{number}号" for number in range(1, count + 1)}
        self.facts = dict.fromkeys(self.titles, "违反支付账户管理规定")
        self.links: dict[int, str] = {}
        self.publish()

    page = Page

    def publish(self) -> None:
        """Render lists and details anew; moves that were ordered stay."""
        numbers = sorted(self.titles, reverse=True)
        last = max(1, -(-len(numbers) // PER_PAGE))
        for page in range(1, last + 1):
            part = numbers[(page - 1) * PER_PAGE : page * PER_PAGE]
            name = "index" if page == 1 else f"d80f41dc-{page}"
            self._put(f"{LIST}/{name}.html", self._list(part, page, last))
        for number in numbers:
            self._put(self.path(number), self._detail(number))

    def path(self, number: int) -> str:
        return f"{LIST}/{number}/index.html"

    def order(self, path: str, *moves: str) -> None:
        self.pages[path].moves = list(moves)

    def detail_hits(self) -> int:
        return sum(n for path, n in self.hits.items() if any(path == self.path(i) for i in self.titles))

    def _put(self, path: str, text: str) -> None:
        page = self.pages.setdefault(path, Page())
        page.body = text.encode()
        page.headers = {"Content-Type": "text/html; charset=utf-8"}

    def _list(self, part: list[int], page: int, last: int) -> str:
        rows = "".join(
            f'<li><a href="{self.path(n).removeprefix("/www.pbc.gov.cn")}" istitle="true" '
            f'title="{self.titles[n]}">x</a>'
            f'<span class="date">2026-{1 + n % 12:02d}-11</span></li>'
            for n in part
        )
        jump = f"jumpTo(this,'{last}','{page}','{LIST.removeprefix('/www.pbc.gov.cn')}/d80f41dc-%1.html')"
        return (
            f'<html><body><ul class="txtlist">{rows}</ul><input onclick="{jump}">'
            f'<input name="article_paging_list_hidden" totalpage="{last}"></body></html>'
        )

    def _detail(self, number: int) -> str:
        heads = ("当事人名称", "决定书文号", "违法行为类型", "行政处罚内容", "作出决定机关", "作出决定日期")
        cells = (
            f"第{number}支付公司",
            self.titles[number],
            self.facts[number],
            "罚款1万元",
            "中国人民银行",
            "2026年1月2日",
        )
        rows = "".join(f"<tr>{''.join(f'<td>{c}</td>' for c in row)}</tr>" for row in (heads, cells))
        link = self.links.get(number, "")
        return (
            f'<html><head><meta name="ArticleTitle" content="{self.titles[number]}"><meta name="PubDate" '
            f'content="2026-{1 + number % 12:02d}-11"></head><body><div id="easysiteText">'
            f"<table>{rows}</table>{link}</div></body></html>"
        )


class _Handler(BaseHTTPRequestHandler):
    site: ClassVar[Site]
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: Any) -> None:
        """Tests look at `Site.hits`."""

    def do_GET(self) -> None:
        site, path = self.site, self.path
        site.hits[path] += 1
        time.sleep(site.pause)
        page = site.pages.get(path, Page(b"not found", 404))
        if page.raw is not None:
            self.close_connection = True
            with suppress(OSError):  # the crawler hangs up
                page.raw(self.connection)
            return
        if (tag := page.headers.get("ETag")) and self.headers.get("If-None-Match") == tag:
            site.not_modified[path] += 1
            self.send_response(304)
            self.send_header("ETag", tag)
            self.end_headers()
            return
        move = page.moves.pop(0) if page.moves else ""
        if move == "always-reset":
            page.moves.insert(0, move)
        if move in ("reset", "always-reset"):
            self.close_connection = True
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            return
        body, status = (CHALLENGE.encode(), 200) if move == "challenge" else (page.body, page.status)
        if move.isdecimal():
            body, status = b"<html>busy</html>", int(move)
        self.send_response(status)
        for name, value in page.headers.items():
            self.send_header(name, value)
        if move.isdecimal():
            self.send_header("Retry-After", "0")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if move == "truncate" else body)
        if move == "truncate":
            self.close_connection = True


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that are killed hang up."""


@pytest.fixture
def make_site() -> Iterator[Callable[[int], Site]]:
    servers: list[_Server] = []

    def make(count: int) -> Site:
        site = Site(count)
        server = _Server(("127.0.0.1", 0), type("Bound", (_Handler,), {"site": site}))
        site.base = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        servers.append(server)
        return site

    yield make
    for server in servers:
        server.shutdown()
        server.server_close()


class Home:
    """An installation's folder and crawls into it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def start(self, sources: str, mirror: str, **options: Any) -> subprocess.Popen[str]:
        given = {"mirror": mirror, "delay_factor": 0.0, "workers": 1, "timeout": 10.0, **options}
        command = [sys.executable, str(Path(__file__).with_name("crawl_once.py")), str(self.folder), sources]
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        return subprocess.Popen(
            [*command, json.dumps(given)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
        )

    def crawl(self, sources: str, mirror: str, **options: Any) -> Any:
        """The reports by source id, or the error."""
        process = self.start(sources, mirror, **options)
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        assert not err, "a crawl must not write to the error output by itself"
        found = json.loads(out)
        return {report["source_id"]: report for report in found} if isinstance(found, list) else found

    def documents(self) -> list[Document]:
        store = open_store(f"sqlite:///{self.folder / 'regintel.db'}")
        found = list(store.documents())
        store.close()
        return found

    def failures(self) -> dict[str, str]:
        """Address → class and text of what is kept as failed."""
        store = open_store(f"sqlite:///{self.folder / 'regintel.db'}")
        found = {f.key: f"{f.error}: {f.what}" for f in store.failures("crawl")}
        store.close()
        return found

    def revisions(self, document: str) -> int:
        store = open_store(f"sqlite:///{self.folder / 'regintel.db'}")
        found = len(store.revisions(document))
        store.close()
        return found

    def archive_problems(self) -> list[str]:
        with Archive(self.folder / "archive") as archive:
            return archive.verify()


@pytest.fixture
def make_home(tmp_path: Path) -> Callable[[str], Home]:
    def make(name: str = "home") -> Home:
        (tmp_path / name).mkdir()
        return Home(tmp_path / name)

    return make
