"""Canonical addresses, document ids and content hashes: everything that decides whether two things are one."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

_TRACKING = re.compile(r"^(utm_\w+|spm|from|share_token|wfr|_t|timestamp)$", re.IGNORECASE)
_BRACKETS = str.maketrans(dict.fromkeys("[【（(［﹝", "〔") | dict.fromkeys("]】）)］﹞", "〕"))
_DOC_NO_YEAR = re.compile(r"〔\s*(\d{4})\s*年?\s*〕")
_INVISIBLE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\x00]+")
_NO_HANZI = re.compile("[^\u4e00-\u9fff]+")
_DOC_NO_SERIAL = re.compile(r"(令|公告|通告)?(〔\d{4}〕)第?([\d\-－—至~～,，、]+)号")


def canonical_url(url: str) -> str:
    """The form under which an address is compared and stored.

    Lower-case host, https for http, no default port, no fragment unless it routes (`#/` or `#!`), query sorted and
    without tracking parameters, percent-encoding normalised. A trailing `index.html` stays: sites differ on it.
    """
    parts = urlsplit(url.strip())
    host = (parts.hostname or "").rstrip(".")
    port = f":{parts.port}" if parts.port and parts.port not in (80, 443) else ""
    query = urlencode(
        sorted((k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.match(k))
    )
    fragment = parts.fragment if parts.fragment.startswith(("/", "!")) else ""
    scheme = "https" if parts.scheme in ("http", "https", "") else parts.scheme
    return urlunsplit((scheme, host + port, quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._"), query, fragment))


def document_id(source_id: str, url: str, key: str = "") -> str:
    """`<source_id>-<16 hex digits>`, a function of source, canonical address and an optional key.

    `key` tells apart several documents of one address, such as the 文号 where one page holds many decisions.
    """
    seed = "\n".join((source_id, canonical_url(url), key))
    return f"{source_id}-{hashlib.sha256(seed.encode()).hexdigest()[:16]}"


def part_id(document: str, *parts: object) -> str:
    """The id of a clause or a signal: its document's id and a hash of what makes it unique there."""
    seed = "\n".join(str(p) for p in parts)
    return f"{document}-{hashlib.sha256(seed.encode()).hexdigest()[:12]}"


def raw_sha256(data: bytes) -> str:
    """Digest of bytes as fetched, hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def normalise_text(text: str) -> str:
    """Text as it is compared: NFKC, no white space, no zero-width characters. Never used for offsets."""
    # Hanzi neither change nor join with what stands beside them, so that only what is between them needs a look:
    # mostly punctuation, over and over, and ten times as fast as normalising a Chinese text as a whole.
    return _NO_HANZI.sub(_normalise_match, text)


def _normalise_match(match: re.Match[str]) -> str:
    run = match[0]
    return _normalise_short(run) if len(run) <= _SHORT_RUN else _normalise_run(run)


def _normalise_run(run: str) -> str:
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", run))


_SHORT_RUN = 8
_normalise_short = lru_cache(maxsize=16_384)(_normalise_run)


def text_sha256(text: str) -> str:
    """Digest of the normalised text: equal for two pages that a reader would call the same, hexadecimal."""
    return hashlib.sha256(normalise_text(text).encode("utf-8", "surrogatepass")).hexdigest()


def normalise_doc_no(printed: str) -> str:
    """文号 in one spelling: `银发〔2026〕第4号`, `银发[2026]4号` and `银发（2026）4 号` all give `银发〔2026〕4号`.

    Orders and announcements carry 第, as they are printed: `中国人民银行令〔2026〕第4号`. Strings that are no 文号 come
    back with their width and blanks normalised, nothing else.
    """
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", printed)).translate(_BRACKETS)
    return _DOC_NO_SERIAL.sub(_spell_serial, _DOC_NO_YEAR.sub(r"〔\1〕", text))


def _spell_serial(found: re.Match[str]) -> str:
    kind, year, serial = found[1] or "", found[2], re.sub(r"[－—至~～]", "-", found[3])
    return f"{kind}{year}{'第' if kind else ''}{serial}号"
