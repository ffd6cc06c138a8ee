"""Bytes to text where the declared charset may lie.

Chinese sites declare gb2312 and send GBK or GB18030, declare UTF-8 in the header and send GBK, or declare nothing.
GB18030 is a superset of the other two, so they are all decoded as it.
"""

from __future__ import annotations

import codecs
import re

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_META = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_HEADER = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_SIMPLIFIED = re.compile(r"gb[-_]?(2312|k|18030)|hz|cp936|ms936|x-gbk|euc-cn", re.IGNORECASE)
_HEAD_BYTES = 4096
_GARBAGE_SHARE = 0.002  # wrong bytes per non-ASCII byte that a truncated or patched page may have


def decode_text(data: bytes, content_type: str = "", preferred: str = "") -> str:
    """The text of `data`; never raises, unreadable bytes become U+FFFD.

    `content_type` is the HTTP header, `preferred` what is known of the site. Order of trust: byte order mark, valid
    UTF-8, `preferred`, the page's own declaration, the header, GB18030; the first with almost no unreadable bytes
    wins, else the one with the fewest.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace")
    high = len(data) - len(data.translate(None, bytes(range(128, 256))))
    best, best_wrong = "", len(data) + 1
    for name in _candidates(data, content_type, preferred):
        try:
            return data.decode(name)
        except UnicodeDecodeError:
            text = data.decode(name, "replace")
        wrong = text.count("\ufffd")
        if wrong <= max(1, high * _GARBAGE_SHARE):
            return text
        if wrong < best_wrong:
            best, best_wrong = text, wrong
    return best


def _candidates(data: bytes, content_type: str, preferred: str) -> list[str]:
    names = ["utf-8", preferred]
    if found := _META.search(data[:_HEAD_BYTES]):
        names.append(found[1].decode("ascii", "replace"))
    if header := _HEADER.search(content_type):
        names.append(header[1])
    names.append("gb18030")
    known: list[str] = []
    for name in names:
        codec = _codec(name)
        if codec and codec not in known:
            known.append(codec)
    return known


def _codec(name: str) -> str:
    if _SIMPLIFIED.fullmatch(name):
        return "gb18030"
    try:
        codec = codecs.lookup(name)
    except LookupError:
        return ""
    # `unicode_escape`, `hex` and their like are codecs too, but no charset of a page; latin-1 reads everything as junk
    if not codec._is_text_encoding or codec.name in ("iso8859-1", "ascii", "cp1252", "raw-unicode-escape"):
        return ""
    return "" if codec.name in ("unicode-escape", "idna", "punycode", "undefined", "utf-7") else codec.name
