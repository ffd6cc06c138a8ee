"""Scrapy's settings for one crawl, made of the sources' politeness and the options."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from crawlers.guard import AddressGuard
from crawlers.options import CrawlOptions
from crawlers.source import Source

_STRANGER_DELAY = 2.0  # seconds between requests to hosts that no source declares (files on object stores)
_FULL_SPEED_CONNECTIONS = 8  # to a host where delays are off
_MAX_REDIRECTS = 8
_MAX_DELAY = 60.0
_UNUSED_MIDDLEWARES = tuple(
    f"scrapy.downloadermiddlewares.{name}"
    for name in (
        "offsite.OffsiteMiddleware",
        "httpauth.HttpAuthMiddleware",
        "cookies.CookiesMiddleware",  # `crawlers.cookies` instead
        "retry.RetryMiddleware",
        "redirect.MetaRefreshMiddleware",
        "stats.DownloaderStats",
        "httpcache.HttpCacheMiddleware",
    )
)


def scrapy_settings(sources: Sequence[Source], options: CrawlOptions) -> dict[str, Any]:
    """Settings of the crawler process. Logging is left to the program."""
    factor = options.delay_factor
    connections = _FULL_SPEED_CONNECTIONS if factor == 0 else 2
    allowed = (*options.allow_private, *((options.mirror,) if options.mirror else ()))
    handler = "crawlers.handler.GuardedHandler"
    return {
        "REGINTEL_GUARD": AddressGuard(allowed),
        "REGINTEL_MIRROR": options.mirror,
        "REGINTEL_UNVERIFIED_HOSTS": unverified_hosts(sources),
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "USER_AGENT": options.user_agent,
        "ROBOTSTXT_OBEY": True,
        "DOWNLOAD_HANDLERS": {"http": handler, "https": handler, "ftp": None, "file": None, "s3": None, "data": None},
        "TWISTED_DNS_RESOLVER": "crawlers.handler.GuardedResolver",
        "DOWNLOAD_SLOTS": host_slots(sources, factor),
        "DOWNLOAD_DELAY": _STRANGER_DELAY * factor,
        "CONCURRENT_REQUESTS": 64,
        "CONCURRENT_REQUESTS_PER_DOMAIN": connections,
        "DOWNLOAD_TIMEOUT": options.timeout,
        "DOWNLOAD_MAXSIZE": options.max_page_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "REDIRECT_MAX_TIMES": _MAX_REDIRECTS,
        "METAREFRESH_ENABLED": False,
        "RETRY_ENABLED": False,  # `crawlers.fetch` repeats with back-off, also what only a parser can see
        "AUTOTHROTTLE_ENABLED": factor > 0,
        "AUTOTHROTTLE_MAX_DELAY": _MAX_DELAY,
        "AUTOTHROTTLE_START_DELAY": _STRANGER_DELAY * factor,
        # what a source does not need costs a call a request and a call an answer
        "DOWNLOADER_MIDDLEWARES": {**dict.fromkeys(_UNUSED_MIDDLEWARES), "crawlers.cookies.OfflineCookies": 700},
        "EXTENSIONS": {
            "scrapy.extensions.throttle.AutoThrottle": None,
            "crawlers.throttle.HostThrottle": 0,
            "scrapy.extensions.telnet.TelnetConsole": None,
            "scrapy.extensions.remote_control.RemoteControl": None,
            "scrapy.extensions.logstats.LogStats": None,
            "scrapy.extensions.corestats.CoreStats": None,
            "scrapy.extensions.logcount.LogCount": None,
            "scrapy.extensions.feedexport.FeedExporter": None,
            "scrapy.extensions.memusage.MemoryUsage": None,
            "scrapy.extensions.closespider.CloseSpider": None,
            "scrapy.extensions.spiderstate.SpiderState": None,
        },
        "TELNETCONSOLE_ENABLED": False,
        "LOG_ENABLED": False,
        "LOG_INSTALL_ROOT_HANDLER": False,
        "STATS_DUMP": False,
    }


def unverified_hosts(sources: Sequence[Source]) -> frozenset[str]:
    """Hosts whose certificates are not checked, for a source states why."""
    urls = (u for s in sources if s.unverified_tls for u in (s.home, *(request.url for request in s.start)))
    return frozenset(urlsplit(url).hostname or "" for url in urls)


def host_slots(sources: Sequence[Source], factor: float) -> dict[str, dict[str, Any]]:
    """Delay and connections of each host that a source starts at; the stricter where sources share a host."""
    slots: dict[str, dict[str, Any]] = {}
    for source in sources:
        for url in (source.home, *(request.url for request in source.start)):
            host = urlsplit(url).hostname or ""
            delay = source.delay * factor
            connections = source.concurrency if factor else max(source.concurrency, _FULL_SPEED_CONNECTIONS)
            known = slots.get(host, {"delay": delay, "concurrency": connections})
            slots[host] = {
                "delay": max(delay, known["delay"]),
                "concurrency": min(connections, known["concurrency"]),
                "jitter": 0.25 if factor else 0.0,
            }
    return slots
