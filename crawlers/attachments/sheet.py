"""Spreadsheets → a line a row, cells between ` | `, each sheet under its name."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Any

from crawlers.attachments.bundle import open_zip
from crawlers.attachments.model import Extracted, Limits
from crawlers.attachments.plain import tidy
from crawlers.attachments.sniff import XLS, XLSX
from regintel.errors import ParseError

_NO_XLS = "读取 XLS/ET 需要 LibreOffice 或 pip install 'regintel[xls]'，请安装后重新处理"


def extract_xlsx(data: bytes, name: str, limits: Limits) -> Extracted:
    """Values as last calculated. Raises `ParseError` for damaged workbooks and bombs."""
    import openpyxl

    open_zip(data, name, limits).close()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            sheets = [(s.title, s.iter_rows(values_only=True)) for s in book.worksheets if s.sheet_state == "visible"]
            text = _text(sheets, limits)
            book.close()
    except (KeyError, ValueError, TypeError, AttributeError, OSError, SyntaxError) as error:
        raise ParseError(f"{name}：XLSX 已损坏，无法打开", "请重新下载该文件或另存后导入") from error
    return Extracted(name, text, (), "", XLSX)


def extract_xls(data: bytes, name: str, limits: Limits) -> Extracted:
    """BIFF workbooks of Excel 97–2003 and WPS (ET), through xlrd (extra `xls`)."""
    try:
        import xlrd
    except ImportError:
        return Extracted(name, media_type=XLS, notice=_NO_XLS)
    try:
        book = xlrd.open_workbook(file_contents=data, logfile=io.StringIO(), on_demand=True)
        sheets = [(s.name, _xls_rows(s, book.datemode, xlrd)) for s in book.sheets() if not s.visibility]
        text = _text(sheets, limits)
    except (
        xlrd.XLRDError,
        xlrd.compdoc.CompDocError,
        OSError,
        ValueError,
        IndexError,
        KeyError,
        AssertionError,
    ) as error:
        if "encrypt" in str(error).lower():
            raise ParseError(f"{name}：XLS 已加密，需要密码", "请取得未加密的文件后重新导入") from error
        raise ParseError(f"{name}：XLS 已损坏，无法打开", "请重新下载该文件或另存为 XLSX") from error
    return Extracted(name, text, (), "", XLS)


def _xls_rows(sheet: Any, datemode: int, xlrd: Any) -> Iterator[list[Any]]:
    for r in range(sheet.nrows):
        row: list[Any] = []
        for cell in sheet.row(r):
            if cell.ctype == xlrd.XL_CELL_DATE:
                try:
                    row.append(xlrd.xldate_as_datetime(cell.value, datemode))
                except (ValueError, OverflowError):
                    row.append(cell.value)
            elif cell.ctype == xlrd.XL_CELL_BOOLEAN:
                row.append(bool(cell.value))
            else:
                row.append("" if cell.ctype == xlrd.XL_CELL_ERROR else cell.value)
        yield row


def _text(sheets: Iterable[tuple[str, Iterable[Iterable[Any]]]], limits: Limits) -> str:
    parts: list[str] = []
    size = 0
    for title, rows in sheets:
        lines = []
        for row in rows:
            cells = [_cell(v) for v in row]
            while cells and not cells[-1]:
                cells.pop()
            if cells:
                lines.append(" | ".join(cells))
                size += len(lines[-1])
            if size > limits.chars:
                break
        if lines:
            parts += [title, *lines]
    return tidy("\n".join(parts))


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(round(value, 10))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    if isinstance(value, date):
        return value.isoformat()
    return " ".join(str(value).split())
