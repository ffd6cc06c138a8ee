"""Addresses that a page may offer. Crawled addresses are hostile until their scheme says otherwise."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

_CONTROL = re.compile(r"[\x00-\x20\x7f]")


def web_address(url: str) -> str:
    """`url` if it is an http(s) address with a host, else "": `javascript:`, `data:` and the like are no links."""
    if _CONTROL.search(url):
        return ""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and host else ""


def document_path(document_id: str, part_id: str = "") -> str:
    """The page of a document below the server's address; `part_id` jumps to a clause or a signal in it."""
    anchor = f"#{quote(part_id, safe='')}" if part_id else ""
    return f"/documents/{quote(document_id, safe='')}{anchor}"
