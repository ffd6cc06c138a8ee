"""DOCX → text, with the numbers that Word counts, tables as rows, text boxes and footnotes.

Read from the XML itself: a paragraph's text in python-docx leaves out insertions, text boxes, footnotes and automatic
numbers (第一条 is often one), and it refuses strict and slightly damaged packages that Word opens.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import Any

from crawlers.attachments.bundle import open_zip, read_member
from crawlers.attachments.model import Extracted, Limits
from crawlers.attachments.numbering import Numbering
from crawlers.attachments.plain import tidy
from crawlers.attachments.sniff import DOCX
from regintel.errors import ParseError

_SKIP = {"del", "moveFrom", "Fallback", "instrText", "delText", "rt", "pPr", "sectPr", "txbxContent"}
_TITLE_STYLES = ("title", "标题", "heading 1", "1", "a3")


def extract_docx(data: bytes, name: str, limits: Limits) -> Extracted:
    """Raises `ParseError` for damaged packages, bombs and packages without a document part."""
    with open_zip(data, name, limits) as package:
        body = _part(package, "document", name, limits)
        if body is None:
            raise ParseError(f"{name}：DOCX 中没有正文部分", "文件可能已损坏，请重新下载或另存后导入")
        numbering = Numbering(_part(package, "numbering", name, limits), _part(package, "styles", name, limits))
        notes = {k: _part(package, k, name, limits) for k in ("footnotes", "endnotes")}
    reader = _Reader(numbering)
    lines = list(reader.block(body))
    for kind, root in notes.items():
        lines += reader.notes(kind, root)
    return Extracted(name, tidy("\n".join(lines)), (), reader.title, DOCX)


def tag(element: Any) -> str:
    """Local name of an element, "" for comments: strict and transitional files differ in their namespaces only."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def attribute(element: Any, key: str, default: str = "") -> str:
    """An attribute by its local name."""
    return next((v for k, v in element.attrib.items() if k.rpartition("}")[2] == key), default)


def child(element: Any, *path: str) -> Any:
    """The element at a path of local names, or None."""
    for step in path:
        if element is None:
            return None
        element = next((c for c in element if tag(c) == step), None)
    return element


def parse_xml(data: bytes, name: str) -> Any:
    """The root of untrusted XML without entities, network or excessive depth. Raises `ParseError`."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ParseError(f"{name}：文件内的 XML 已损坏", "请重新下载该文件或另存后导入") from error
    if root is None:
        raise ParseError(f"{name}：文件内的 XML 已损坏", "请重新下载该文件或另存后导入")
    return root


def _part(package: zipfile.ZipFile, kind: str, name: str, limits: Limits) -> Any:
    found = next((n for n in package.namelist() if n.replace("\\", "/").lower() == f"word/{kind}.xml"), None)
    if found is None and kind == "document":
        # Some writers call it document2.xml and say so in the relations.
        found = next((n for n in package.namelist() if n.startswith("word/document") and n.endswith(".xml")), None)
    return None if found is None else parse_xml(read_member(package, found, name, limits), name)


class _Reader:
    """Walks the body in reading order. `title` is set by the first paragraph that looks like one."""

    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering
        self.title = ""
        self._seen = 0

    def block(self, element: Any) -> Iterator[str]:
        """Lines of a body, a cell, a text box or a note."""
        for item in element:
            kind = tag(item)
            if kind == "p":
                yield from self._paragraph(item)
            elif kind == "tbl":
                yield from self._table(item)
            elif kind not in _SKIP:
                yield from self.block(item)

    def notes(self, kind: str, root: Any) -> Iterator[str]:
        """Foot- or endnotes, each with the mark that stands for it in the text."""
        for note in root if root is not None else ():
            if attribute(note, "type") in ("separator", "continuationSeparator", "continuationNotice"):
                continue
            text = " ".join(self.block(note)).strip()
            if text:
                yield f"{_mark(kind.removesuffix('s'), attribute(note, 'id'))} {text}"

    def _paragraph(self, paragraph: Any) -> Iterator[str]:
        properties = child(paragraph, "pPr")
        text = "".join(_inline(paragraph))
        if text.strip():
            label = self._numbering.label(properties)
            self._consider_title(properties, text.strip())
            yield label + text
        for box in _boxes(paragraph):
            yield from self.block(box)

    def _consider_title(self, properties: Any, text: str) -> None:
        self._seen += 1
        if self.title or self._seen > 10 or not 4 <= len(text) <= 100 or text[-1] in "。；：:，":
            return
        style = child(properties, "pStyle") if properties is not None else None
        name = self._numbering.style_name(attribute(style, "val")) if style is not None else ""
        align = child(properties, "jc") if properties is not None else None
        centered = align is not None and attribute(align, "val") == "center"
        if name.lower() in _TITLE_STYLES or centered or (self._seen == 1 and not text.startswith(("附件", "第"))):
            self.title = text.replace("\n", "")

    def _table(self, table: Any) -> Iterator[str]:
        for row in (r for r in _through(table, "tr")):
            cells = []
            for cell in _through(row, "tc"):
                merge = child(cell, "tcPr", "vMerge")
                continued = merge is not None and attribute(merge, "val", "continue") == "continue"
                cells.append("" if continued else " ".join(line.strip() for line in self.block(cell)))
            if any(c.strip() for c in cells):
                yield " | ".join(c.strip() for c in cells).rstrip(" |")


def _through(element: Any, wanted: str) -> Iterator[Any]:
    """Children of one kind, also inside content controls and tracked insertions."""
    for item in element:
        if tag(item) == wanted:
            yield item
        elif tag(item) in ("sdt", "sdtContent", "ins", "smartTag", "customXml", "moveTo"):
            yield from _through(item, wanted)


def _boxes(element: Any) -> Iterator[Any]:
    for item in element.iter():
        if tag(item) == "txbxContent" and not any(tag(a) == "Fallback" for a in item.iterancestors()):
            yield item


def _mark(kind: str, number: str) -> str:
    return f"[{'尾注' if kind == 'endnote' else '注'}{number}]"


def _inline(element: Any) -> Iterator[str]:
    """The characters of a paragraph: without deletions, hidden text, field codes, text boxes and phonetic guides."""
    for item in element:
        kind = tag(item)
        if kind in _SKIP or (kind == "r" and child(item, "rPr", "vanish") is not None):
            continue
        if kind == "t":
            yield item.text or ""
        elif kind == "tab":
            yield "\t"
        elif kind in ("br", "cr"):
            yield "\n"
        elif kind == "noBreakHyphen":
            yield "-"
        elif kind == "sym":
            yield _symbol(attribute(item, "char"))
        elif kind in ("footnoteReference", "endnoteReference"):
            yield _mark(kind.removesuffix("Reference"), attribute(item, "id"))
        else:
            yield from _inline(item)


def _symbol(code: str) -> str:
    try:
        char = chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""
    # Symbol fonts live in the private area: F0FE is a ticked box, F0A8 an empty one in Wingdings.
    return {"\uf0fe": "☑", "\uf052": "☑", "\uf0a8": "□", "\uf06f": "□"}.get(
        char, "" if "\ue000" <= char <= "\uf8ff" else char
    )
