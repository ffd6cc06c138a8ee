"""A front before a real Elasticsearch, as offices have one: TLS by a certificate of their own, a check of who asks, and
pressure on demand. It forwards; it answers nothing in the server's place but refusals and, where asked to, requests for
lifecycle management."""

from __future__ import annotations

import datetime
import http.client
import ipaddress
import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit


@dataclass
class Front:
    """`wanted`: the Authorization header that is let through, "" for any. `seen`: the headers that came.

    The next `busy` bulk requests are refused whole (429); the one after them has `busy_items` of its items refused.
    `offers_lifecycle`: requests for index lifecycle management are accepted and kept in `lifecycle` as (path, body).
    """

    upstream: str
    wanted: str = ""
    busy: int = 0
    busy_items: int = 0
    url: str = ""
    offers_lifecycle: bool = False
    lifecycle: list[tuple[str, Any]] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)


def make_certificates(folder: Path) -> tuple[Path, Path]:
    """A CA of our own, and a certificate with its key for 127.0.0.1: (CA file, certificate and key file)."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    now = datetime.datetime.now(datetime.UTC)

    def build(name: str, issuer: str, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
        made = x509.CertificateBuilder().public_key(key.public_key()).serial_number(x509.random_serial_number())
        made = made.subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        made = made.issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        return made.not_valid_before(now - datetime.timedelta(hours=1)).not_valid_after(
            now + datetime.timedelta(days=1)
        )

    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    identifier = x509.SubjectKeyIdentifier.from_public_key(ca_key.public_key())
    usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
    ca = build("test CA", "test CA", ca_key).add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
    ca = ca.add_extension(identifier, False).add_extension(usage, True)
    own = build("front", "test CA", key)
    own = own.add_extension(
        x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
    )
    own = own.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key()), critical=False)
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    ca_file, own_file = folder / "ca.pem", folder / "front.pem"
    ca_file.write_bytes(ca.sign(ca_key, hashes.SHA256()).public_bytes(pem))
    own_file.write_bytes(
        own.sign(ca_key, hashes.SHA256()).public_bytes(pem)
        + key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    )
    return ca_file, own_file


@contextmanager
def run_front(front: Front, certificate: Path | None = None) -> Iterator[Front]:
    """Serve `front` on a free port until the end of the block, over TLS where a certificate is given."""

    class Handler(_Forwarding):
        state = front

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    front.url = f"{'https' if certificate else 'http'}://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield front
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Forwarding(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    state: Front

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: tests have their own output."""

    def _forward(self) -> None:
        front = self.state
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        given = self.headers.get("Authorization", "")
        front.seen.append(given)
        is_bulk = self.path.split("?")[0].endswith("_bulk")
        if front.wanted and given != front.wanted:
            self._answer(401, {}, json.dumps({"error": {"type": "security_exception"}, "status": 401}).encode())
        elif front.offers_lifecycle and ("/_ilm/" in self.path or b'"lifecycle"' in body):
            front.lifecycle.append((self.path.split("?")[0], json.loads(body)))
            self._answer(200, {}, b'{"acknowledged": true}')
        elif is_bulk and front.busy:
            front.busy -= 1
            reason = {"type": "es_rejected_execution_exception", "reason": "queue is full"}
            self._answer(429, {}, json.dumps({"error": reason, "status": 429}).encode())
        else:
            status, headers, reply = self._ask(body)
            if is_bulk and front.busy_items:
                reply = _refuse_items(reply, front.busy_items)
                front.busy_items = 0
            self._answer(status, headers, reply)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _forward

    def _ask(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        to = urlsplit(self.state.upstream)
        connection = http.client.HTTPConnection(to.hostname or "", to.port, timeout=60)
        try:
            kept = {name: self.headers[name] for name in ("Content-Type", "Accept") if name in self.headers}
            connection.request(self.command, self.path, body or None, kept)
            answer = connection.getresponse()
            headers = {n: v for n in ("Content-Type", "X-Elastic-Product") if (v := answer.getheader(n))}
            return answer.status, headers, answer.read()
        finally:
            connection.close()

    def _answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in (
            {"Content-Type": "application/json", "X-Elastic-Product": "Elasticsearch"} | headers
        ).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def _refuse_items(reply: bytes, count: int) -> bytes:
    """The first `count` items of a bulk answer as a server under pressure gives them."""
    found = json.loads(reply)
    for item in found["items"][:count]:
        for result in item.values():
            result["status"] = 429
            result["error"] = {"type": "es_rejected_execution_exception", "reason": "queue is full"}
    found["errors"] = True
    return json.dumps(found).encode()
