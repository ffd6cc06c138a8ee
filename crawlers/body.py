"""Markup to readable text: block elements become lines, tables become rows, Word's spans become words again."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from lxml import etree, html

_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer"
        " form h1 h2 h3 h4 h5 h6 header hr html li main menu ol p pre section summary table tbody td tfoot th"
        " thead tr ul",
    )
)
_SKIPPED = frozenset(
    re.findall(
        r"\w+",
        "script style head noscript template iframe object embed select option button input textarea svg canvas audio"
        " video nav title meta link map xml",
    )
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_INVISIBLE = dict.fromkeys(
    [*range(0x00, 0x09), 0x0B, *range(0x0E, 0x1F), 0x7F, 0xAD, *range(0x200B, 0x2010), 0x2060, 0xFEFF]
)
_SPACES = dict.fromkeys(range(0x2000, 0x200B), " ")  # en and em spaces indent paragraphs as U+3000 does
_WIDE = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’—…·]"
_GAP = "\x1f"  # white space with a line break between two elements; pretty-printed or wrapped by Word
_WRAP = re.compile(r"[ \n\x1f]*[\n\x1f][ \n\x1f]*")
_BREAK = re.compile(r"[ \t\r\f]*\n[ \t\r\n\f]*")
_BLANKS = re.compile(r" {2,}")
_NUMBER_GAP = re.compile(r"(?<=\d)\x1f(?=\d)")
_BEFORE_WIDE = re.compile(rf"(?:(?<={_WIDE})\x00|\x00(?={_WIDE}))")
_PARAGRAPHS_OF_LAYOUT = 8


def parse_html(text: str) -> Any:
    """The root element of a page or a fragment. Always an element, also for nonsense; NUL and such are dropped."""
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, huge_tree=True, encoding="utf-8")
    data = text.replace("\x00", "").encode("utf-8", "replace")
    try:
        root = html.document_fromstring(data, parser=parser) if data.strip() else None
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        root = None
    return root if root is not None else html.Element("html")


def readable_text(root: Any) -> str:
    """Text of an element as a person reads it: one line a block, ` | ` between the cells of a table's row."""
    return "\n".join(lines_of(root))


def inline_text(root: Any) -> str:
    """Text of an element on one line; lines inside it are joined as `readable_text` would wrap them."""
    return join_lines(lines_of(root))


def lines_of(root: Any) -> list[str]:
    """The non-empty lines of `readable_text`. Works without recursion, so depth of markup does no harm."""
    out: list[str] = []
    parts: list[str] = []

    def flush() -> None:
        line = _tidy("".join(parts))
        parts.clear()
        if line:
            out.append(line)

    walker = etree.iterwalk(root, events=("start", "end"))
    for event, node in walker:
        tag = node.tag if isinstance(node.tag, str) else ""
        if event == "end":
            if tag in _BLOCKS:
                flush()
        elif not tag or _is_skipped(node, tag):
            walker.skip_subtree()
        elif tag == "table" and is_data_table(node):
            flush()
            out.extend(line for row in table_cells(node) if (line := _row_line(row)))
            walker.skip_subtree()
        else:
            if tag in _BLOCKS or tag == "br":
                flush()
            _add(parts, node.text, pre=tag == "pre", flush=flush)
        if event == "end" and node is not root:
            _add(parts, node.tail, pre=False, flush=flush)
    flush()
    return out


def is_data_table(table: Any) -> bool:
    """Whether a table holds data and not the skeleton of a page."""
    if table.xpath(".//table"):
        return False
    rows = table.xpath(".//tr")
    if not any(len(row.xpath("./td|./th")) > 1 for row in rows):
        return False
    return len(rows) > 2 or not any(
        len(cell.xpath(".//p|.//br")) >= _PARAGRAPHS_OF_LAYOUT for cell in table.xpath(".//td")
    )


def table_cells(table: Any) -> Iterable[list[str]]:
    """Texts of the cells of each row as printed, spans not repeated."""
    for row in table.xpath(".//tr"):
        yield [inline_text(cell) for cell in row.xpath("./td|./th")]


def _row_line(cells: list[str]) -> str:
    while cells and not cells[-1]:
        cells = cells[:-1]
    return " | ".join(cells)


def _is_skipped(node: Any, tag: str) -> bool:
    if tag in _SKIPPED or (":" in tag and tag.startswith(("w:", "v:"))):
        return True
    style = node.get("style")
    return node.get("hidden") is not None or bool(style and _HIDDEN.search(style))


def _add(parts: list[str], text: str | None, *, pre: bool, flush: Any) -> None:
    if not text:
        return
    if pre:
        for line in text.splitlines():
            parts.append(line)
            flush()
    elif "\n" not in text:
        parts.append(text)
    elif not text.strip(" \t\r\n\f"):
        parts.append(_GAP)
    else:
        parts.append(_BREAK.sub("\n", text))


def _tidy(text: str) -> str:
    """One line: wrapped words joined, blanks squeezed, invisible characters dropped, indentation removed."""
    if not text or text.isspace():
        return ""
    text = text.translate(_INVISIBLE).translate(_SPACES).replace("\xa0", " ").replace("\t", " ").replace("\r", " ")
    if "\n" in text or _GAP in text:
        # A line break beside a Chinese character is the editor's; between spans it may cut a number in two
        text = _NUMBER_GAP.sub("", text)
        text = _BEFORE_WIDE.sub("", _WRAP.sub("\x00", text)).replace("\x00", " ")
    return _BLANKS.sub(" ", text).strip(" \u3000")


def join_lines(lines: Iterable[str]) -> str:
    """Lines of a cell as one: a line break inside brackets only wraps a name, elsewhere it parts two things."""
    text = ""
    for line in lines:
        is_open = text.count("（") + text.count("(") > text.count("）") + text.count(")")
        text += line if is_open or not text else f" {line}"
    return text
