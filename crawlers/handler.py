"""The last step before the network: Scrapy's download handler and resolver behind the guard and the mirror.

Rewriting happens here and not in a middleware, so that everything above (redirects, cookies, robots.txt, delays of a
host, the answer's address) only ever sees the real address.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError
from scrapy.http import Response
from scrapy.resolver import CachingThreadedResolver
from scrapy.settings import Settings
from twisted.internet.defer import Deferred, fail
from twisted.internet.error import DNSLookupError

from crawlers.guard import AddressGuard
from crawlers.headlimit import bounded_factory


class GuardedHandler(HTTP11DownloadHandler):
    """Downloads what the guard admits, through the mirror where there is one."""

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = bounded_factory(self._pool._factory)
        self._unverified_hosts: frozenset[str] = crawler.settings["REGINTEL_UNVERIFIED_HOSTS"]
        self._unverified = _unverified(crawler) if self._unverified_hosts else None
        self._guard: AddressGuard = crawler.settings["REGINTEL_GUARD"]
        self._mirror: str = crawler.settings["REGINTEL_MIRROR"]

    async def download_request(self, request: Request) -> Response:
        """The answer under its real address. Raises `FetchError` for addresses that may not be fetched."""
        self._guard.check(request.url)
        target = request
        if self._mirror:
            meta = {name: value for name, value in request.meta.items() if name != "proxy"}
            target = request.replace(url=mirrored(request.url, self._mirror), meta=meta)
        try:
            if self._unverified is not None and urlsplit(request.url).hostname in self._unverified_hosts:
                response = await self._unverified.download_request(target)
            else:
                response = await super().download_request(target)
        except CannotResolveHostError as error:
            refusal = self._guard.explain(target.url)
            if refusal is not None:
                raise refusal from error
            raise
        finally:
            if "download_latency" in target.meta:
                request.meta["download_latency"] = target.meta["download_latency"]
        return response.replace(url=request.url) if self._mirror else response

    async def close(self) -> None:
        if self._unverified is not None:
            await self._unverified.close()
        await super().close()


class _Relaxed:
    """A crawler whose settings differ in one thing: certificates are not checked."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self.settings = Settings({**crawler.settings, "DOWNLOAD_VERIFY_CERTIFICATES": False})

    def __getattr__(self, name: str) -> Any:
        return getattr(self._crawler, name)


def _unverified(crawler: Crawler) -> HTTP11DownloadHandler:
    handler = HTTP11DownloadHandler(_Relaxed(crawler))  # type: ignore[arg-type]  # it quacks
    handler._pool._factory = bounded_factory(handler._pool._factory)
    return handler


class GuardedResolver(CachingThreadedResolver):
    """Names that resolve to private addresses do not resolve."""

    def __init__(self, reactor: Any, cache_size: int, timeout: float, guard: AddressGuard) -> None:
        super().__init__(reactor, cache_size, timeout)
        self._guard = guard

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> GuardedResolver:
        """`crawler` is the process; all that is used of it are the settings."""
        settings = crawler.settings
        return cls(
            reactor, settings.getint("DNSCACHE_SIZE"), settings.getfloat("DNS_TIMEOUT"), settings["REGINTEL_GUARD"]
        )

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802  Twisted's name
        return super().getHostByName(name, timeout).addCallback(self._judge, name)

    def _judge(self, address: str, name: str) -> Any:
        return address if self._guard.admits(name, address) else fail(DNSLookupError(name))


def mirrored(url: str, mirror: str) -> str:
    """`https://host/path?query` → `MIRROR/host/path?query`."""
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    return f"{mirror.rstrip('/')}/{parts.netloc}{parts.path or '/'}{query}"
