"""A limit on the headers of an answer. Twisted limits a header line, but takes lines without end."""

from __future__ import annotations

from typing import Any

from twisted.python.failure import Failure

from regintel.errors import FetchError

_MOST = 1 << 20  # bytes until the headers end, the piece of the body that comes with them included


def bounded_factory(factory: Any) -> Any:
    """The same factory of client protocols; those that it builds refuse endless headers with a `FetchError`."""

    class Bounded(factory):  # type: ignore[misc]
        noisy = False

        def buildProtocol(self, addr: Any) -> Any:  # noqa: N802  Twisted's name
            protocol = super().buildProtocol(addr)
            _limit(protocol)
            return protocol

    return Bounded


def _limit(protocol: Any) -> None:
    receive, request = protocol.dataReceived, protocol.request
    received = 0
    url = ""

    def bounded_request(asked: Any) -> Any:
        nonlocal received, url
        received, url = 0, (asked.absoluteURI or asked.uri).decode("latin-1")
        return request(asked).addErrback(explain)

    def bounded_receive(data: bytes) -> None:
        nonlocal received
        parser = protocol._parser
        if parser is not None and parser.state in ("STATUS", "HEADER"):
            received += len(data)
            if received > _MOST:
                protocol.transport.abortConnection()
                return
        receive(data)

    def explain(failure: Failure) -> Failure:
        if received <= _MOST:
            return failure
        error = FetchError(f"{url} 的响应头超过大小上限，已中止下载", "请在浏览器中核对网站是否正常")
        return Failure(error)  # type: ignore[no-untyped-call]

    protocol.dataReceived, protocol.request = bounded_receive, bounded_request
