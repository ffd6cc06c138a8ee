"""Certificates are verified, unless a source states why not."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

TITLE = "关于规范支付服务的通知"


class _Article(BaseHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Silent."""

    def do_GET(self) -> None:
        text = "".join(f"<p>第{n}条　支付机构应当按规定报告业务情况，并接受监督检查。</p>" for n in range(9))
        body = (
            f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1><div>{text}</div></body></html>".encode()
        )
        self.send_response(404 if self.path == "/robots.txt" else 200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that refuse the certificate hang up."""


def _self_signed(folder: Path) -> Path:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    certificate = builder.sign(key, hashes.SHA256())
    file = folder / "site.pem"
    encoding, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    secret = key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, plain)
    file.write_bytes(secret + certificate.public_bytes(encoding))
    return file


@pytest.fixture
def secure_site(tmp_path: Path) -> Iterator[str]:
    server = _Quiet(("127.0.0.1", 0), _Article)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_self_signed(tmp_path))
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield f"localhost:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_unverifiable_certificates_are_refused_unless_a_source_says_why(
    secure_site: str, make_home: Callable[..., Any]
) -> None:
    home, url = make_home(), f"https://{secure_site}/a.html"
    given = {"urls": [url], "allow_private": [secure_site], "retries": 0}
    report = home.crawl("", "", **given)["web_page"]
    assert not report["ok"]
    assert "TLS 证书无法验证" in report["reasons"][0]
    assert home.documents() == []
    report = home.crawl("", "", **given, unverified_tls="自签名证书，仅用于测试")["web_page"]
    assert report["ok"], report["reasons"]
    assert [d.title for d in home.documents()] == [TITLE]
