"""Minimal PDF files: a text layer in the standard CID font STSong-Light, or a page that is only a picture.

Own code for the reason given in `tools.sample_site.office`: the same bytes on every machine. STSong-Light is one of
the fonts that PDF readers supply themselves, so no font file has to be embedded or licensed.
"""

from __future__ import annotations

import textwrap
from pathlib import Path

_WIDTH, _HEIGHT, _SIZE, _LEADING, _MARGIN = 595, 842, 12, 22, 70
_COLUMNS = (_WIDTH - 2 * _MARGIN) // _SIZE * 2  # half widths
_ROWS = (_HEIGHT - 2 * _MARGIN) // _LEADING
_LATIN_SIZE, _LATIN_LEADING, _LATIN_COLUMNS = 11, 16, 80  # Helvetica's letters are half as wide as high on average
_LATIN_ROWS = (_HEIGHT - 2 * _MARGIN) // _LATIN_LEADING
ASSETS = Path(__file__).parent / "assets"


def text_pdf(title: str, lines: list[str], rows: list[list[str]] | None = None) -> bytes:
    """Title, paragraphs and table rows (cells side by side) as text, wrapped to A4 pages."""
    printed = [title, ""]
    for line in lines:
        printed += _wrapped("\u3000\u3000" + line)
    printed += ["\u3000".join(row) for row in rows or ()]
    pages = [printed[i : i + _ROWS] for i in range(0, len(printed), _ROWS)]
    streams = []
    for page in pages:
        shown = [f"BT /F1 {_SIZE} Tf {_LEADING} TL {_MARGIN} {_HEIGHT - _MARGIN} Td"]
        shown += [f"<{line.encode('utf-16-be').hex()}> Tj T*" for line in page]
        streams.append("\n".join([*shown, "ET"]).encode())
    font = [
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /W [1 95 500] "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /FontDescriptor 5 0 R >>",
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 "
        b"/Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
    ]
    return _document(font, streams, "/Font << /F1 3 0 R >>")


def _wrapped(text: str) -> list[str]:
    """Lines of at most `_COLUMNS` half widths; closing punctuation may hang over the margin, as typesetters do."""
    lines, used = [""], 0
    for char in text:
        width = 1 if char.isascii() else 2
        if used + width > _COLUMNS and char not in "，。、；：！？）》”’〕":
            lines.append("")
            used = 0
        lines[-1] += char
        used += width
    return lines


def english_pdf(title: str, lines: list[str]) -> bytes:
    """Title and paragraphs in Helvetica, one of the standard fonts too, wrapped between words to A4 pages.

    Raises `UnicodeEncodeError` for letters outside ASCII.
    """
    printed = [*textwrap.wrap(title, _LATIN_COLUMNS), ""]
    for line in lines:
        printed += [*textwrap.wrap(line, _LATIN_COLUMNS), ""]
    streams = []
    for start in range(0, len(printed), _LATIN_ROWS):
        shown = [f"BT /F1 {_LATIN_SIZE} Tf {_LATIN_LEADING} TL {_MARGIN} {_HEIGHT - _MARGIN} Td"]
        shown += [f"({_escaped(line)}) Tj T*" for line in printed[start : start + _LATIN_ROWS]]
        streams.append("\n".join([*shown, "ET"]).encode("ascii"))
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    return _document([font], streams, "/Font << /F1 3 0 R >>")


def _escaped(text: str) -> str:
    return "".join(f"\\{char}" if char in "()\\" else char for char in text)


def scan_pdf(picture: str) -> bytes:
    """One page that shows a greyscale JPEG of `assets/`, as an office scanner writes it: no text layer."""
    blob = (ASSETS / picture).read_bytes()
    width, height = _jpeg_size(blob)
    head = f"<< /Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceGray /BitsPerComponent 8 "
    image = f"{head}/Filter /DCTDecode /Length {len(blob)} >>\nstream\n".encode() + blob + b"\nendstream"
    shown = f"q {_WIDTH} 0 0 {_HEIGHT} 0 0 cm /I1 Do Q".encode()
    return _document([image], [shown], "/XObject << /I1 3 0 R >>")


def _document(shared: list[bytes], streams: list[bytes], resources: str) -> bytes:
    """Objects: 1 catalogue, 2 page tree, 3… `shared`, then a page and its content for each stream."""
    first = 3 + len(shared)
    kids = " ".join(f"{first + 2 * i} 0 R" for i in range(len(streams)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(streams)} >>".encode(),
        *shared,
    ]
    for i, stream in enumerate(streams):
        box = f"/MediaBox [0 0 {_WIDTH} {_HEIGHT}] /Resources << {resources} >> /Contents {first + 2 * i + 1} 0 R"
        objects.append(f"<< /Type /Page /Parent 2 0 R {box} >>".encode())
        objects.append(f"<< /Length {len(stream)} >>\nstream\n".encode() + stream + b"\nendstream")
    out, places = bytearray(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n"), []
    for number, item in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + item + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    return bytes(out + f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode())


def _jpeg_size(blob: bytes) -> tuple[int, int]:
    """Width and height from the start-of-frame segment."""
    place = 2
    while blob[place + 1] not in (0xC0, 0xC1, 0xC2):
        place += 2 + int.from_bytes(blob[place + 2 : place + 4], "big")
    return int.from_bytes(blob[place + 7 : place + 9], "big"), int.from_bytes(blob[place + 5 : place + 7], "big")
