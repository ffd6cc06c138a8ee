"""What a file is, told from its bytes. Names and declared types only decide between kinds of plain text."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import PurePosixPath

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
DOC = "application/msword"
XLS = "application/vnd.ms-excel"
OLE = "application/x-ole-storage"
RTF = "application/rtf"
OFD = "application/ofd"
ODF = "application/vnd.oasis.opendocument"
ZIP = "application/zip"
RAR = "application/vnd.rar"
SEVEN = "application/x-7z-compressed"
HTML = "text/html"
MARKDOWN = "text/markdown"
TEXT = "text/plain"
IMAGE = "image"
UNKNOWN = "application/octet-stream"

_HTML_START = re.compile(rb"<(?:!doctype\s+html|html|head|body|meta|div|p|table|title)\b", re.IGNORECASE)
_TEXT_BOMS = (b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")
_MARKDOWN_NAMES = {".md", ".markdown"}
_CONTROL = bytes(set(range(32)) - {9, 10, 12, 13, 27})


def sniff(data: bytes, name: str = "", media_type: str = "") -> str:
    """The media type of `data`; `UNKNOWN` for binary data that nothing here reads."""
    head = data[:2048]
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind(data) if callable(kind) else kind
    # Mail gateways put lines before the header; readers accept it anywhere in the first kilobyte.
    if b"%PDF-" in head[:1024]:
        return PDF
    return UNKNOWN if _is_binary(head) else _text_kind(head, name, media_type)


def _zip_kind(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {n.replace("\\", "/").lower() for n in archive.namelist()}
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return ZIP
    if "ofd.xml" in names:
        return OFD
    for folder, kind in (("word/", DOCX), ("xl/", XLSX), ("ppt/", PPTX)):
        if "[content_types].xml" in names and any(n.startswith(folder) for n in names):
            return kind
    return ODF if "meta-inf/manifest.xml" in names and "content.xml" in names else ZIP


def _ole_kind(data: bytes) -> str:
    # Stream names stand in the directory as UTF-16; both Word and WPS Writer call theirs WordDocument.
    for stream, kind in (("WordDocument", DOC), ("Workbook", XLS), ("Book", XLS)):
        if stream.encode("utf-16-le") + b"\0\0" in data:
            return kind
    return OLE


def _riff_kind(data: bytes) -> str:
    return "image/webp" if data[8:12] == b"WEBP" else UNKNOWN


def _bmp_kind(data: bytes) -> str:
    return "image/bmp" if data[6:10] == b"\0\0\0\0" else _text_kind(data[:2048], "", "")


_MAGIC: tuple[tuple[bytes, str | Callable[[bytes], str]], ...] = (
    (b"PK\x03\x04", _zip_kind),
    (b"PK\x05\x06", _zip_kind),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _ole_kind),
    (b"{\\rtf", RTF),
    (b"Rar!\x1a\x07", RAR),
    (b"7z\xbc\xaf\x27\x1c", SEVEN),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"GIF8", "image/gif"),
    (b"RIFF", _riff_kind),
    (b"BM", _bmp_kind),
)


def _is_binary(head: bytes) -> bool:
    if head.startswith(_TEXT_BOMS):
        return False
    return len(head) - len(head.translate(None, _CONTROL)) > len(head) // 50


def _text_kind(head: bytes, name: str, media_type: str) -> str:
    suffix = PurePosixPath(name.lower()).suffix
    if suffix in _MARKDOWN_NAMES or media_type.startswith(MARKDOWN):
        return MARKDOWN
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if _HTML_START.search(start[:1024]) and start.startswith(b"<"):
        return HTML
    if suffix in {".html", ".htm", ".shtml", ".xhtml"} or (media_type.startswith(HTML) and b"<" in head):
        return HTML
    return TEXT
