"""Cookies as Scrapy keeps them, without its look-up of the public suffix list on the network at the first cookie."""

from __future__ import annotations

from collections.abc import Iterable
from http.cookiejar import Cookie
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.downloadermiddlewares.cookies import CookiesMiddleware
from scrapy.http.cookies import CookieJar
from tldextract import TLDExtract

_SUFFIXES = TLDExtract(cache_dir=None, suffix_list_urls=(), include_psl_private_domains=True)


class OfflineCookies(CookiesMiddleware):
    """A cookie for a whole public suffix (`.gov.cn`) is dropped; the list is the one that the library carries."""

    def _process_cookies(self, cookies: Iterable[Cookie], *, jar: CookieJar, request: Request) -> None:
        host = (urlsplit(request.url).hostname or "").lower()
        for cookie in cookies:
            domain = cookie.domain.removeprefix(".").lower()
            if domain == host or not domain or _SUFFIXES(domain).domain:
                jar.set_cookie_if_ok(cookie, request)
