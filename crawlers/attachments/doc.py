"""Word 97–2003 (DOC) and WPS Writer files, text only, for machines without LibreOffice.

Source: [MS-DOC] 2.4.1 "Retrieving Text" and 2.5.1 "Fib": the piece table in the table stream says where the characters
lie. What LibreOffice adds (automatic numbers, text boxes) is not read, and the notice says so.
"""

from __future__ import annotations

import io
import re
import struct
from typing import Any

from crawlers.attachments.model import Extracted, Limits
from crawlers.attachments.plain import tidy
from crawlers.attachments.sniff import DOC
from regintel.errors import ParseError

_ENCRYPTED, _TABLE_1 = 0x0100, 0x0200
_AT_FLAGS, _AT_COUNTS, _AT_CLX = 0x0A, 0x4C, 0x01A2
_COMPRESSED = 0x40000000
_NOTICE = "未安装 LibreOffice，仅提取了文字，自动编号和文本框未读取"


def extract_doc(data: bytes, name: str, _limits: Limits) -> Extracted:
    """Raises `ParseError` for encrypted and damaged files."""
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            main = ole.openstream("WordDocument").read()
            flags = struct.unpack_from("<H", main, _AT_FLAGS)[0]
            if flags & _ENCRYPTED:
                raise ParseError(f"{name}：DOC 已加密，需要密码", "请取得未加密的文件后重新导入")
            table = ole.openstream("1Table" if flags & _TABLE_1 else "0Table").read()
        characters = _characters(main, table)
    except (OSError, struct.error, IndexError, ValueError) as error:
        raise ParseError(f"{name}：DOC 已损坏，无法打开", "请重新下载该文件或另存为 DOCX") from error
    text = tidy(_plain(characters))
    first = next((ln for ln in text.split("\n") if 4 <= len(ln) <= 80), "")
    return Extracted(name, text, (), first if not first.endswith(("。", "；", "：")) else "", DOC, _NOTICE)


def _characters(main: bytes, table: bytes) -> str:
    length = sum(struct.unpack_from("<2I", main, _AT_COUNTS))
    begin, size = struct.unpack_from("<2I", main, _AT_CLX)
    pieces: Any = _piece_table(table[begin : begin + size])
    count = (len(pieces) - 4) // 12
    ends = struct.unpack_from(f"<{count + 1}I", pieces)
    out = []
    for i in range(count):
        (where,) = struct.unpack_from("<I", pieces, 4 * (count + 1) + 8 * i + 2)
        chars = ends[i + 1] - ends[i]
        if where & _COMPRESSED:
            start = (where & ~_COMPRESSED) // 2
            out.append(main[start : start + chars].decode("cp1252", "replace"))
        else:
            out.append(main[where : where + 2 * chars].decode("utf-16-le", "replace"))
    return "".join(out)[:length]


def _piece_table(clx: bytes) -> bytes:
    at = 0
    while clx[at] == 1:
        at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
    if clx[at] != 2:
        raise ValueError("no piece table")
    (size,) = struct.unpack_from("<I", clx, at + 1)
    return clx[at + 5 : at + 5 + size]


def _plain(characters: str) -> str:
    """Marks of Word → lines: 7 ends a cell (twice: a row), 13–15 bracket a field, whose result alone is text."""
    text = re.sub(r"\x13[^\x13-\x15]*\x14([^\x13-\x15]*)\x15", r"\1", characters)
    text = re.sub(r"\x13[^\x13-\x15]*\x15", "", text)
    text = re.sub(r"\x07\r?\x07", "\n", text).replace("\x07", " | ")
    return text.replace("\x1e", "-").replace("\x1f", "").replace("\r", "\n").replace("\x0c", "\n")
