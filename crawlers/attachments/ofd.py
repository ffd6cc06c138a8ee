"""OFD (GB/T 33190-2016), the fixed-layout format of Chinese offices: a ZIP of XML pages with placed text.

OFD.xml names Document.xml, that names the pages in order, each page's Content.xml holds TextObjects: a box
(`Boundary`, millimetres), an optional matrix (`CTM`) and TextCodes with a start (`X`, `Y`) in the box.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from crawlers.attachments.bundle import open_zip, read_member
from crawlers.attachments.layout import Fragment, Line, drop_running, lines_of
from crawlers.attachments.model import Extracted, Limits
from crawlers.attachments.reflow import reflow
from crawlers.attachments.sniff import OFD
from crawlers.attachments.word import attribute, parse_xml, tag
from regintel.errors import ParseError

_Matrix = tuple[float, float, float, float, float, float]


def extract_ofd(data: bytes, name: str, limits: Limits) -> Extracted:
    """Raises `ParseError` for damaged packages, bombs and documents beyond `limits.pages`."""
    with open_zip(data, name, limits) as package:
        reader = _Package(package, name, limits)
        pages: list[list[Line]] = []
        notices = []
        for number, path in enumerate(reader.pages(), 1):
            if number > limits.pages:
                raise ParseError(f"{name}：OFD 页数超过上限 {limits.pages} 页", "请拆分文件后重新导入")
            try:
                root = reader.xml(path)
            except KeyError:
                notices.append(f"第 {number} 页缺失")
                pages.append([])
                continue
            pages.append(lines_of(_fragments(root)))
    flow = reflow(drop_running(pages))
    return Extracted(name, flow.text, flow.pages, flow.title, OFD, "；".join(notices))


class _Package:
    """The parts of one OFD by their paths, whatever the case and the leading slash."""

    def __init__(self, package: zipfile.ZipFile, name: str, limits: Limits) -> None:
        self._package, self._name, self._limits = package, name, limits
        self._parts = {n.replace("\\", "/").strip("/").lower(): n for n in package.namelist()}

    def xml(self, path: str) -> Any:
        """The root of a part. Raises `KeyError` where it is missing."""
        stored = self._parts[path.strip("/").lower()]
        return parse_xml(read_member(self._package, stored, self._name, self._limits), self._name)

    def pages(self) -> Iterator[str]:
        """Paths of the page contents in reading order, of all documents inside."""
        try:
            roots = [(e.text or "").strip() for e in self.xml("OFD.xml").iter() if tag(e) == "DocRoot"]
            for path in roots:
                folder = str(PurePosixPath(path.strip("/")).parent)
                for page in (e for e in self.xml(path).iter() if tag(e) == "Page"):
                    location = attribute(page, "BaseLoc")
                    yield location if location.startswith("/") else f"{folder}/{location}"
        except KeyError as error:
            raise ParseError(f"{self._name}：OFD 缺少 {error.args[0]}", "文件可能已损坏，请重新下载") from error


def _fragments(root: Any) -> Iterator[Fragment]:
    for item in root.iter():
        if tag(item) != "TextObject":
            continue
        x, y, width, height = _numbers(attribute(item, "Boundary"), 4, (0.0, 0.0, 0.0, 0.0))
        a, b, c, d, e, f = _numbers(attribute(item, "CTM"), 6, (1.0, 0.0, 0.0, 1.0, 0.0, 0.0))
        size = _numbers(attribute(item, "Size"), 1, (height or 4.0,))[0] * (abs(d) or abs(b) or 1.0)
        for code in (t for t in item if tag(t) == "TextCode"):
            text = "".join(code.itertext()).strip("\r\n")
            if not text.strip():
                continue
            u, v = _numbers(attribute(code, "X"), 1, (0.0,))[0], _numbers(attribute(code, "Y"), 1, (0.0,))[0]
            left, base = x + a * u + c * v + e, y + b * u + d * v + f
            advance = sum(_deltas(attribute(code, "DeltaX"))) * (abs(a) or 1.0)
            end = left + advance + size if advance else max(x + width, left + size * 0.5)
            yield Fragment(text, left, base - 0.88 * size, end, base + 0.12 * size, size)


def _numbers(text: str, count: int, default: tuple[float, ...]) -> tuple[float, ...]:
    try:
        values = tuple(float(v) for v in text.split())
    except ValueError:
        return default
    return values if len(values) == count else default


def _deltas(text: str) -> Iterator[float]:
    """Advances between characters; `g 3 4.2` stands for 4.2 three times."""
    parts = iter(text.split())
    for part in parts:
        try:
            if part == "g":
                times, step = int(next(parts)), float(next(parts))
                yield min(times, 10_000) * step
            else:
                yield float(part)
        except (ValueError, StopIteration):
            return
