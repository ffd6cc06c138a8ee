"""PDF → text. PDFium gives characters with boxes; `layout` and `reflow` give lines and paragraphs.

Runs inside a worker process only: PDFium is native code that reads hostile bytes.
"""

from __future__ import annotations

import ctypes
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

from crawlers.attachments.layout import Fragment, Line, drop_running, lines_of
from crawlers.attachments.model import Extracted, Limits
from crawlers.attachments.quality import is_garbage
from crawlers.attachments.reflow import reflow
from crawlers.attachments.sniff import PDF
from regintel.errors import ParseError

Reader = Callable[[Any], list[Fragment]]
"""Reads a page image (a PIL image) into fragments: `ocr.read_image`."""

_WIDE_GAP = 1.8
_FEW = 15
_RADICALS = re.compile(r"[\u2e80-\u2fdf\uf900-\ufaff]")
_DPI = 200


def extract_pdf(data: bytes, name: str, limits: Limits, reader: Reader | None = None) -> Extracted:
    """Raises `ParseError` for files that are encrypted, truncated, damaged or beyond `limits.pages`.

    With `reader`, pages without a usable text layer are rendered and read; without, they are counted in `scanned`.
    """
    document = _open(data, name, limits)
    try:
        pages: list[list[Line]] = []
        scanned, damaged = 0, 0
        for index in range(len(document)):
            try:
                page = document[index]
            except _pdfium().PdfiumError:
                damaged += 1
                pages.append([])
                continue
            fragments, needs = _page(page)
            scanned += needs
            if needs and reader is not None and scanned <= limits.ocr_pages:
                fragments = reader(page.render(scale=_DPI / 72, draw_annots=True).to_pil().convert("RGB"))
            pages.append(lines_of(fragments))
            page.close()
        title = document.get_metadata_dict().get("Title", "").strip()
    finally:
        document.close()
    flow = reflow(drop_running(pages))
    notices = [f"{damaged} 页已损坏，未能读取"] if damaged else []
    if reader is not None and scanned > limits.ocr_pages:
        notices.append(f"扫描页 {scanned} 页，超过上限，只识别了前 {limits.ocr_pages} 页")
    title = flow.title or (title if re.search(r"[\u4e00-\u9fff]{4}", title) else "")
    return Extracted(name, flow.text, flow.pages, title, PDF, "；".join(notices), scanned)


def _pdfium() -> Any:
    import pypdfium2

    return pypdfium2


def _open(data: bytes, name: str, limits: Limits) -> Any:
    pdfium = _pdfium()
    _refuse_truncated(data, name)
    try:
        document = pdfium.PdfDocument(data)
        count = len(document)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise ParseError(f"{name}：PDF 已加密，需要密码", "请取得未加密的文件后重新导入") from error
        raise ParseError(f"{name}：PDF 已损坏，无法打开", "请重新下载该文件") from error
    if not count:
        raise ParseError(f"{name}：PDF 没有任何页面", "请重新下载该文件")
    if count > limits.pages:
        document.close()
        raise ParseError(f"{name}：PDF 有 {count} 页，超过上限 {limits.pages} 页", "请拆分文件后重新导入")
    return document


def _refuse_truncated(data: bytes, name: str) -> None:
    """PDFium rebuilds what it can of a cut file and says nothing; a text that ends early is worse than none."""
    declared = re.search(rb"/Linearized\b.{0,200}?/L\s+(\d+)", data[:2048], re.DOTALL)
    short = declared is not None and int(declared[1]) > len(data) + 1024
    if short or (data.rfind(b"%%EOF") < 0 and data.rfind(b"startxref", -4096) < 0):
        raise ParseError(f"{name}：PDF 不完整，文件在中途截断", "请重新下载该文件")


def _page(page: Any) -> tuple[list[Fragment], bool]:
    """The fragments of a page and whether only its image can be read."""
    textpage = page.get_textpage()
    try:
        fragments = list(_fragments(textpage))
    finally:
        textpage.close()
    text = "\n".join(f.text for f in fragments)
    visible = len(re.sub(r"\s", "", text))
    if is_garbage(text) or (visible <= _FEW and _image_share(page) > 0.3):
        return [], True
    # What is left of private glyphs is ornaments: stars, bullets, check boxes without a meaning in Unicode.
    return [f for f in fragments if re.search(r"[^\s\ue000-\uf8ff\ufffd]", f.text)], False


def _image_share(page: Any) -> float:
    """How much of the page its images cover; scans are sometimes cut into strips, so areas add up."""
    from pypdfium2 import raw

    width, height = page.get_size()
    area = 0.0
    for item in page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_SHADING), max_depth=3):
        try:
            left, bottom, right, top = item.get_bounds()
        except _pdfium().PdfiumError:
            continue
        area += max(0.0, right - left) * max(0.0, top - bottom)
    return float(area / max(1.0, width * height))


def _fragments(textpage: Any) -> Iterator[Fragment]:
    """Runs of characters of one line without a wide gap, in the page's own upright direction."""
    run: list[_Char] = []
    for char in _upright(list(_chars(textpage))):
        if run and _parts(run[-1], char):
            yield from _fragment(run)
            run = []
        run.append(char)
    yield from _fragment(run)


class _Char:
    __slots__ = ("angle", "bottom", "generated", "text", "top", "x0", "x1")

    def __init__(self, text: str, box: tuple[float, float, float, float], angle: int, generated: bool) -> None:
        self.text = text
        self.x0, self.top, self.x1, self.bottom = box
        self.angle = angle
        self.generated = generated


def _chars(textpage: Any) -> Iterator[_Char]:
    from pypdfium2 import raw

    box = raw.FS_RECTF()
    at = ctypes.byref(box)
    angle = 0
    for i in range(raw.FPDFText_CountChars(textpage)):
        code = raw.FPDFText_GetUnicode(textpage, i)
        generated = raw.FPDFText_IsGenerated(textpage, i) == 1
        if code in (10, 13):
            yield _Char("\n", (0, 0, 0, 0), angle, True)
            continue
        if not raw.FPDFText_GetLooseCharBox(textpage, i, at):
            continue
        if not generated:
            angle = round(math.degrees(raw.FPDFText_GetCharAngle(textpage, i))) % 360
        yield _Char(_clean(code), (box.left, -box.top, box.right, -box.bottom), angle, generated)


def _clean(code: int) -> str:
    # PDFium marks a hyphen at a line's end with U+0002 or U+FFFE; 0 is a glyph without a map.
    if code in (2, 0xFFFE):
        return "-"
    if code == 0 or 0xD800 <= code <= 0xDFFF:
        return "\ufffd"
    char = chr(code)
    # Some fonts map 金 to the radical ⾦, which looks the same and is never found.
    return unicodedata.normalize("NFKC", char) if _RADICALS.match(char) else char


def _upright(chars: list[_Char]) -> Iterator[_Char]:
    """Characters in the direction that most have, turned upright; watermarks across the page are left out."""
    angles = Counter(c.angle for c in chars if not c.generated)
    main = angles.most_common(1)[0][0] if angles else 0
    cos, sin = math.cos(math.radians(main)), math.sin(math.radians(main))
    for char in chars:
        if min((char.angle - main) % 360, (main - char.angle) % 360) > 8:
            continue
        if main and char.text != "\n":
            # y grows downwards here, so turning back by the text's angle takes this form.
            xs = [x * cos - y * sin for x in (char.x0, char.x1) for y in (char.top, char.bottom)]
            ys = [x * sin + y * cos for x in (char.x0, char.x1) for y in (char.top, char.bottom)]
            char.x0, char.x1, char.top, char.bottom = min(xs), max(xs), min(ys), max(ys)
        yield char


def _parts(left: _Char, right: _Char) -> bool:
    if right.text == "\n" or left.text == "\n":
        return True
    size = max(left.bottom - left.top, right.bottom - right.top, 0.1)
    if right.generated or left.generated:
        return False
    moved = abs((left.top + left.bottom) - (right.top + right.bottom)) / 2 > 0.8 * size
    return moved or right.x0 - left.x1 > _WIDE_GAP * size or right.x0 < left.x0 - 2 * size


def _fragment(run: list[_Char]) -> Iterator[Fragment]:
    """One fragment, or several where generated blanks bridge wide gaps; letter-spaced Han loses made-up blanks."""
    part: list[_Char] = []
    solid: _Char | None = None
    tracking = _tracking(run)
    for char in run:
        if char.text == "\n":
            continue
        if char.generated:
            part.append(char)
            continue
        if solid is not None and part and part[-1].generated:
            gap, size = char.x0 - solid.x1, max(solid.bottom - solid.top, 0.1)
            if gap > _WIDE_GAP * size:
                yield from _finish(part)
                part = []
            elif gap < max(0.2 * size, 1.3 * tracking) and _han(solid.text) and _han(char.text):
                part.pop()
        part.append(char)
        solid = char
    yield from _finish(part)


def _tracking(run: list[_Char]) -> float:
    """The usual distance between neighbours: above nothing in letter-spaced type."""
    solid = [c for c in run if not c.generated and c.text != "\n"]
    gaps = sorted(b.x0 - a.x1 for a, b in pairwise(solid))
    return gaps[len(gaps) // 2] if len(gaps) > 2 else 0.0


def _han(text: str) -> bool:
    return "\u3400" <= text <= "\u9fff"


def _finish(part: list[_Char]) -> Iterator[Fragment]:
    solid = [c for c in part if not c.text.isspace()]
    if not solid:
        return
    sizes = sorted(c.bottom - c.top for c in solid)
    yield Fragment(
        "".join(c.text for c in part).strip(),
        min(c.x0 for c in solid),
        min(c.top for c in solid),
        max(c.x1 for c in solid),
        max(c.bottom for c in solid),
        sizes[len(sizes) // 2],
    )
