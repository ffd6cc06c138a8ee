"""Which parser reads which media type; what a worker does with a request."""

from __future__ import annotations

import importlib
from dataclasses import replace
from typing import Any

from crawlers.attachments import sniff
from crawlers.attachments.model import Extracted, Limits
from regintel.errors import ParseError

# Parsers are imported by the first file that needs them: a worker that reads PDFs never loads openpyxl.
_PARSERS: dict[str, tuple[str, str]] = {
    sniff.DOCX: ("crawlers.attachments.word", "extract_docx"),
    sniff.DOC: ("crawlers.attachments.doc", "extract_doc"),
    sniff.RTF: ("crawlers.attachments.rtf", "extract_rtf"),
    sniff.XLSX: ("crawlers.attachments.sheet", "extract_xlsx"),
    sniff.XLS: ("crawlers.attachments.sheet", "extract_xls"),
    sniff.OFD: ("crawlers.attachments.ofd", "extract_ofd"),
    sniff.HTML: ("crawlers.attachments.plain", "extract_html"),
    sniff.MARKDOWN: ("crawlers.attachments.plain", "extract_markdown"),
    sniff.TEXT: ("crawlers.attachments.plain", "extract_text"),
}


def parse(data: bytes, name: str, media_type: str, limits: Limits, ocr: bool = False) -> Extracted:
    """One file's text. `media_type` is `sniff`'s. Raises `ParseError`; anything else is a defect of a parser."""
    if ocr or media_type == sniff.PDF:
        found = _paged(data, name, media_type, limits, ocr)
    else:
        module, function = _PARSERS[media_type]
        found = getattr(importlib.import_module(module), function)(data, name, limits)
    if len(found.text) > limits.chars:
        cut = found.text[: limits.chars]
        found = replace(found, text=cut, pages=tuple(p for p in found.pages if p <= len(cut)))
        found = found.with_notice(f"文字超过上限，只保留前 {limits.chars} 字")
    return found


def _paged(data: bytes, name: str, media_type: str, limits: Limits, ocr: bool) -> Extracted:
    from crawlers.attachments.ocr import extract_image, read_image
    from crawlers.attachments.pdf import extract_pdf

    if media_type == sniff.PDF:
        return extract_pdf(data, name, limits, read_image if ocr else None)
    return extract_image(data, name, media_type, limits)


def answer(head: dict[str, Any], data: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """The worker's answer to a request: `result`, or `error` as [what, mend], and the members of a ZIP as parts."""
    limits, name = Limits(**head["limits"]), head["name"]
    try:
        if head["job"] == "unzip":
            from crawlers.attachments.bundle import unzip

            members, notice = unzip(data, name, limits)
            return {"names": [n for n, _ in members], "notice": notice}, [b for _, b in members]
        found = parse(data, name, head["media_type"], limits, ocr=head["job"] == "ocr")
    except ParseError as error:
        return {"error": [error.what, error.mend]}, []
    except MemoryError:
        return {"error": [f"{name}：解析所需内存超过上限", "请检查文件是否正常，或提高内存上限"], "spent": True}, []
    except RecursionError:
        return {"error": [f"{name}：文件结构嵌套过深", "请检查文件是否正常"]}, []
    except Exception as error:  # noqa: BLE001 - a parser's defect on a hostile file must not lose the next file
        kind = type(error).__name__
        return {
            "error": [f"{name}：文件内容无法解析（{kind}）", "文件可能已损坏，请重新下载或转换格式"],
            "spent": True,
        }, []
    return {"result": found.to_json()}, []
