"""Serves the sample site: `/HOST/path?query` answers what `https://HOST/path?query` would.

Standard library only, no state, so it can run in a thread, in a process of its own, and several times at once.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

from crawlers.sample_site.manifest import SITE, Answer, Call, Manifest

_BODY_LIMIT = 1_000_000
_NOT_FOUND = b"<html><head><title>404 Not Found</title></head><body><h1>404 Not Found</h1></body></html>"


class _Handler(BaseHTTPRequestHandler):
    manifest: ClassVar[Manifest]
    protocol_version = "HTTP/1.1"
    timeout = 30
    server_version = "sample"
    sys_version = ""

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def do_HEAD(self) -> None:
        self._serve()

    def log_message(self, format: str, *args: object) -> None:
        """A test or a demo has its own report of what was fetched."""

    def _serve(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if not 0 <= length <= _BODY_LIMIT:
            self.close_connection = True
            self._reply(Answer(413, "text/plain; charset=utf-8", b""))
            return
        body = self.rfile.read(length)
        host, _, rest = self.path.lstrip("/").partition("/")
        headers = {name.lower(): value for name, value in self.headers.items()}
        call = Call(self.command, host.lower(), "/" + rest, headers, body)
        found = self.manifest.answer(call) if host else self._cover()
        self._reply(found or Answer(404, "text/html; charset=utf-8", _NOT_FOUND))

    def _cover(self) -> Answer:
        rows = "".join(f"<li>{escape(host)}</li>" for host in self.manifest.hosts)
        text = (
            '<!DOCTYPE html><html lang="zh"><head><meta charset="utf-8"><title>RegIntel 示例站点</title></head><body>'
            "<h1>RegIntel 示例站点</h1><p>本站全部机构、人物、文号、数字和事件均为虚构，仅供演示与测试。</p>"
            f"<p>用法：regintel crawl --mirror 本站地址；已收录的主机：</p><ul>{rows}</ul></body></html>"
        )
        return Answer(200, "text/html; charset=utf-8", text.encode())

    def _reply(self, answer: Answer) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.type)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up in the middle is normal here."""


def make_server(port: int = 0, folder: Path = SITE, address: str = "127.0.0.1") -> ThreadingHTTPServer:
    """A bound server that is not serving yet; port 0 takes a free one. Raises `ConfigError` for a broken folder."""
    handler = type("BoundHandler", (_Handler,), {"manifest": Manifest(folder)})
    return _Server((address, port), handler)


@contextmanager
def serve_sample(port: int = 0, folder: Path = SITE) -> Iterator[str]:
    """Serves the sample site in a thread for as long as the context is open; gives the base URL for `--mirror`."""
    server = make_server(port, folder)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)
