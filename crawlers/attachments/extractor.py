"""One file of any kind → its text. Parsers run in worker processes; this side only decides and collects."""

from __future__ import annotations

import atexit
import functools
from dataclasses import replace
from typing import Any

from crawlers.attachments import ocr, office, sniff
from crawlers.attachments.model import Extracted, Limits
from crawlers.attachments.pool import Pool
from regintel.errors import ParseError

_NO_TEXT = "文件中没有文字"
_NO_OCR = "未安装文字识别组件，请运行 pip install 'regintel[ocr]' 后重新处理"
_NO_OFFICE = "读取需要 LibreOffice，请安装后重新处理，或另存为 DOCX/XLSX"
_UNREADABLE = {
    sniff.RAR: "RAR 压缩包暂不支持，请解压后导入或改用 ZIP",
    sniff.SEVEN: "7z 压缩包暂不支持，请解压后导入或改用 ZIP",
}
_BY_OFFICE = {
    sniff.DOC: (".doc", "docx", "DOC/WPS"),
    sniff.RTF: (".rtf", "docx", "RTF"),
    sniff.XLS: (".xls", "xlsx", "XLS/ET"),
    sniff.OLE: (".doc", "docx", "旧版 Office"),
    sniff.ODF: (".odt", "docx", "OpenDocument"),
    sniff.PPTX: (".pptx", "pdf", "PPTX"),
}
_OWN = (sniff.DOC, sniff.RTF, sniff.XLS)
"""Formats that we can read ourselves where LibreOffice is missing, text only."""


class Extractor:
    """Workers and the decisions around them. Safe to call from many threads at once; `close()` ends the workers.

    `workers` processes parse; one more recognises scanned pages where there are any.
    """

    def __init__(self, workers: int = 2, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._parsers = Pool(workers, self.limits.memory)
        self._readers = Pool(1, self.limits.ocr_memory)

    def __enter__(self) -> Extractor:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends all workers, also those at work."""
        self._parsers.close()
        self._readers.close()

    def extract(self, data: bytes, name: str, media_type: str = "", limits: Limits | None = None) -> Extracted:
        """The text of one file.

        `media_type` is the declared one and only a hint; `limits` may differ from the extractor's own but for memory.
        Raises `ParseError` naming the file for what is empty, damaged, encrypted, truncated, unknown or beyond a
        limit. A file that is sound but cannot be read here (scanned without OCR, DOC without LibreOffice, RAR) gives
        a `notice` instead, with the text that there is.
        """
        return self._extract(data, name, media_type, limits or self.limits, 0)

    def _extract(self, data: bytes, name: str, media_type: str, limits: Limits, depth: int) -> Extracted:
        if not data:
            raise ParseError(f"{name}：文件是空的（0 字节）", "请重新下载该文件")
        if len(data) > limits.bytes:
            size, most = len(data) / 2**20, limits.bytes / 2**20
            raise ParseError(f"{name}：文件 {size:.0f} MB，超过上限 {most:.0f} MB", "请拆分文件或提高上限")
        kind = sniff.sniff(data, name, media_type)
        if kind == sniff.UNKNOWN:
            raise ParseError(f"{name}：无法识别的文件格式", "请确认文件是 PDF、DOCX、XLSX、OFD、HTML 或文本")
        if kind in _UNREADABLE:
            return Extracted(name, media_type=kind, notice=_UNREADABLE[kind])
        if kind == sniff.ZIP:
            return self._unzip(data, name, limits, depth)
        if kind.startswith(sniff.IMAGE):
            return self._read_scan(data, Extracted(name, media_type=kind, scanned=1), limits)
        if kind in _BY_OFFICE:
            return self._by_office(data, name, kind, limits)
        found = self._parse(data, name, kind, limits)
        if found.scanned:
            return self._read_scan(data, found, limits)
        return found if found.text.strip() or found.notice else found.with_notice(_NO_TEXT)

    def _parse(self, data: bytes, name: str, kind: str, limits: Limits) -> Extracted:
        head = self._head("parse", name, kind, limits)
        return Extracted.from_json(self._parsers.ask(head, data, limits.seconds)[0]["result"])

    def _head(self, job: str, name: str, kind: str, limits: Limits) -> dict[str, Any]:
        return {"job": job, "name": name, "media_type": kind, "limits": limits.to_json()}

    def _unzip(self, data: bytes, name: str, limits: Limits, depth: int) -> Extracted:
        if depth >= limits.depth:
            raise ParseError(f"{name}：压缩包嵌套超过 {limits.depth} 层", "请解压后重新导入")
        reply, parts = self._parsers.ask(self._head("unzip", name, sniff.ZIP, limits), data, limits.seconds)
        # What is unpacked at one level is no longer there for the levels below.
        inner = replace(limits, unpacked=max(0, limits.unpacked - sum(map(len, parts))))
        children = []
        for label, part in zip(reply["names"], parts, strict=True):
            try:
                children.append(replace(self._extract(part, f"{name}/{label}", "", inner, depth + 1), name=label))
            except ParseError as error:
                children.append(Extracted(label, notice=str(error)))
        notice = reply["notice"] or ("" if children else "压缩包内没有文件")
        return Extracted(name, media_type=sniff.ZIP, notice=notice, children=tuple(children))

    def _read_scan(self, data: bytes, found: Extracted, limits: Limits) -> Extracted:
        """Reads again with recognition what was found to be scanned."""
        if not ocr.is_available():
            pages = f"{found.scanned} 页是扫描件，" if found.pages else "图片，"
            return found.with_notice(pages + _NO_OCR)
        seconds = limits.seconds + limits.ocr_seconds * min(found.scanned, limits.ocr_pages)
        head = self._head("ocr", found.name, found.media_type, limits)
        try:
            read = Extracted.from_json(self._readers.ask(head, data, seconds)[0]["result"])
        except ParseError as error:
            if not found.text.strip():
                raise
            return found.with_notice(f"扫描页未能识别：{error.what}")
        return read if read.text.strip() else read.with_notice("扫描件中没有识别出文字")

    def _by_office(self, data: bytes, name: str, kind: str, limits: Limits) -> Extracted:
        suffix, target, label = _BY_OFFICE[kind]
        program = office.find_office()
        if program:
            try:
                converted = office.convert(program, data, name, suffix, target, limits.seconds)
                return replace(self._extract(converted, name, "", limits, limits.depth), media_type=kind)
            except ParseError:
                if kind not in _OWN:
                    raise
        if kind in _OWN:
            return self._parse(data, name, kind, limits)
        return Extracted(name, media_type=kind, notice=f"{label} 文件{_NO_OFFICE}")


@functools.cache
def default_extractor() -> Extractor:
    """The extractor behind `extract`: started at first use, closed with the program."""
    extractor = Extractor()
    atexit.register(extractor.close)
    return extractor


def extract(data: bytes, name: str, media_type: str = "", limits: Limits | None = None) -> Extracted:
    """`Extractor.extract` of an extractor that the whole program shares."""
    return default_extractor().extract(data, name, media_type, limits)
