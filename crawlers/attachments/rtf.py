"""RTF for machines without LibreOffice, text only."""

from __future__ import annotations

import re
from collections.abc import Callable

from crawlers.attachments.model import Extracted, Limits
from crawlers.attachments.plain import tidy
from crawlers.attachments.sniff import RTF
from regintel.errors import ParseError


def extract_rtf(data: bytes, name: str, _limits: Limits) -> Extracted:
    """Raises `ParseError` for files that are no RTF after all."""
    from striprtf.striprtf import rtf_to_text

    convert: Callable[..., str] = rtf_to_text
    declared = re.search(rb"\\ansicpg(\d{3,5})", data[:4096])
    charset = f"cp{int(declared[1])}" if declared else "cp936"
    try:
        text = tidy(convert(data.decode("latin-1"), encoding=charset, errors="replace"))
    except (ValueError, LookupError, IndexError, UnicodeError) as error:
        raise ParseError(f"{name}：RTF 已损坏，无法解析", "请重新下载该文件或另存为 DOCX") from error
    first = text.split("\n", 1)[0]
    return Extracted(name, text, (), first if 4 <= len(first) <= 80 else "", RTF)
