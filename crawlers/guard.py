"""Which addresses may be fetched: only http(s), and nothing private unless it was allowed by name.

A page of a public site must not make us read the office's own network, neither by a link, nor by a redirect, nor by a
name that resolves to a private address. Addresses are checked before each request and again after resolution, on the
very address that is then connected to.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable
from urllib.parse import urlsplit
from urllib.request import getproxies

from regintel.errors import ConfigError, FetchError

_PORTS = {"http": 80, "https": 443}


class AddressGuard:
    """`allowed`: `host:port` pairs (or whole http addresses) that may be private."""

    def __init__(self, allowed: Iterable[str] = ()) -> None:
        self._pairs = frozenset(_pair(value) for value in allowed)
        self._hosts = frozenset(host for host, _ in self._pairs)
        # a proxy that the system is set to use stands in the office's network by nature
        self._proxies = frozenset(urlsplit(url).hostname or "" for url in getproxies().values())
        self.refused: set[str] = set()

    def check(self, url: str) -> None:
        """Raises `FetchError` for an address that may not be fetched."""
        try:
            parts = urlsplit(url)
            host, port = (parts.hostname or "").rstrip("."), parts.port or _PORTS.get(parts.scheme, 0)
        except ValueError as error:
            raise FetchError(f"网址 {url} 格式不正确", "请核对网址") from error
        if parts.scheme not in _PORTS or not host:
            raise FetchError(f"网址 {url} 不是 http 或 https 地址，已拒绝", "只能抓取 http(s) 网址")
        if (host, port) in self._pairs:
            return
        address = _literal(host)
        if host in self._hosts or _is_local_name(host) or (address is not None and is_private(address)):
            raise _refusal(url, host, port)

    def admits(self, host: str, address: str) -> bool:
        """Whether a name may stand for this resolved address; a refused name is remembered in `refused`."""
        if host in self._hosts or host in self._proxies or not is_private(address):
            return True
        self.refused.add(host)
        return False

    def explain(self, url: str) -> FetchError | None:
        """The refusal of an address whose name was refused at resolution, None where it was not."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        return _refusal(url, host, parts.port or _PORTS.get(parts.scheme, 0)) if host in self.refused else None


def is_private(address: str) -> bool:
    """Whether an IP address is anything but a public unicast one."""
    value = ipaddress.ip_address(address.split("%", maxsplit=1)[0])
    mapped = getattr(value, "ipv4_mapped", None) or getattr(value, "sixtofour", None)
    if mapped is not None:
        value = mapped
    return not value.is_global or value.is_multicast


def _literal(host: str) -> str | None:
    """The IP address that a host is written as, in any spelling that resolvers accept (127.1, 0x7f000001)."""
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        pass
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except (OSError, UnicodeEncodeError):
        return None


def _is_local_name(host: str) -> bool:
    return host == "localhost" or host.endswith((".localhost", ".local", ".internal"))


def _refusal(url: str, host: str, port: int) -> FetchError:
    return FetchError(
        f"网址 {url} 指向内网或本机地址，已拒绝", f"确需访问时把 {host}:{port} 加入 REGINTEL_ALLOW_PRIVATE"
    )


def _pair(value: str) -> tuple[str, int]:
    try:
        parts = urlsplit(value if "//" in value else f"http://{value}")
        host, port = parts.hostname, parts.port or _PORTS[parts.scheme]
    except (ValueError, KeyError) as error:
        raise ConfigError(f"地址 {value} 不是“主机:端口”的形式", "例如 10.0.0.5:8080") from error
    if not host:
        raise ConfigError(f"地址 {value} 缺少主机名", "例如 10.0.0.5:8080")
    return host.rstrip("."), port
