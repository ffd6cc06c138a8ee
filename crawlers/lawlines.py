"""JSONL of laws → documents, a line at a time.

A row has `title` and `text` or `markdown`; `id`, `url`, `issuer` or `issuers`, `published` or `published_on`,
`effective` or `effective_on`, `status`, `doc_no`, `kind` and `source_id` are read where they are there.
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from crawlers.attachments.plain import markdown_to_text, tidy
from crawlers.day import parse_day
from crawlers.imprint import Imprint, read_imprint
from regintel.errors import ParseError
from regintel.ids import document_id, normalise_doc_no, raw_sha256, text_sha256
from regintel.model import Document, Kind, Status
from regintel.policy import RANKS

SOURCE_ID = "import_jsonl"
_MAX_LINE = 32 * 2**20
_CHUNK = 2**20
_STATUS = {s.value: s for s in Status} | {
    "现行有效": Status.IN_FORCE, "有效的": Status.IN_FORCE, "现行": Status.IN_FORCE, "已被修改": Status.AMENDED,
    "已修订": Status.AMENDED, "废止": Status.REPEALED, "失效": Status.REPEALED, "已失效": Status.REPEALED,
    "尚未施行": Status.NOT_YET, "未生效": Status.NOT_YET,
}  # fmt: skip
_UNSTATED = ("", "未知", "不详", "-")
_SEPARATOR = re.compile(r"[、,，;；\s　]+")


def read_law_lines(path: Path, label: str, on_problem: Callable[[ParseError], None]) -> Iterator[Document]:
    """The documents of a `.jsonl` or `.jsonl.gz`. Bad lines go to `on_problem` with `label` and their number.

    A line over 32 MiB is skipped without being held. A status word that is not known leaves the status empty and
    the word in `extra["notice"]`.
    """
    try:
        changed = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        with gzip.open(path, "rb") if path.name.lower().endswith(".gz") else path.open("rb") as stream:
            for number, line in _lines(stream):
                where = f"{label} 第 {number} 行"
                try:
                    if line is None:
                        raise ParseError(f"{where}：超过 {_MAX_LINE // 2**20} MB", "请检查该行是否缺少换行")
                    if line.strip():
                        yield _document(_row(line, where), label, where, line, changed)
                except ParseError as error:
                    on_problem(error)
    except (OSError, EOFError, zlib.error) as error:
        on_problem(
            ParseError(f"{label}：读取中断（{type(error).__name__}），此前的行已保留", "文件可能不完整，请重新下载")
        )


def _lines(stream: Any) -> Iterator[tuple[int, bytes | None]]:
    """Numbered lines; None stands for one that is too long."""
    number = 0
    while line := stream.readline(_MAX_LINE + 1):
        number += 1
        if len(line) <= _MAX_LINE:
            yield number, line
            continue
        while not line.endswith(b"\n"):
            line = stream.readline(_CHUNK)
            if not line:
                break
        yield number, None


def _row(line: bytes, where: str) -> dict[str, Any]:
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ParseError(f"{where}：不是 UTF-8 编码", "请把文件转换为 UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise ParseError(f"{where}：不是有效的 JSON", "请检查该行") from error
    if not isinstance(row, dict):
        raise ParseError(f"{where}：不是 JSON 对象", "每行应是一个 JSON 对象")
    return row


def _document(row: dict[str, Any], label: str, where: str, line: bytes, changed: datetime) -> Document:
    title = re.sub(r"\s+", " ", _string(row, "title", where)).strip()
    plain, markdown = _string(row, "text", where), _string(row, "markdown", where)
    text = tidy(plain) if plain.strip() else markdown_to_text(markdown)
    if not title or not text:
        missing = "title" if not title else "text 或 markdown"
        raise ParseError(f"{where}：缺少字段 {missing}", "请补全后重新导入")
    key = _string(row, "id", where) or text_sha256(text)[:16]
    url = _string(row, "url", where) or f"file:///{quote(label)}/{quote(key, safe='')}"
    source = _string(row, "source_id", where) or SOURCE_ID
    imprint = read_imprint(text)
    notices: list[str] = []
    printed = _string(row, "doc_no", where) or imprint.doc_no_printed
    return Document(
        # A source of ours identifies by address alone, so that a crawl meets the same document.
        id=document_id(source, url, key if source == SOURCE_ID else ""),
        source_id=source,
        url=url,
        kind=_kind(row, where),
        title=title,
        text=text,
        fetched_at=changed,
        published_on=_day(row, ("published_on", "published"), imprint.published_on, where, notices),
        doc_no=normalise_doc_no(printed),
        doc_no_printed=printed,
        issuers=_issuers(row, imprint, where),
        effective_on=_day(row, ("effective_on", "effective"), imprint.effective_on, where, notices),
        status=_status(_string(row, "status", where).strip(), notices),
        rank=_rank(row, where),
        text_sha256=text_sha256(text),
        raw_sha256=raw_sha256(line.rstrip(b"\r\n")),
        extra={"notice": "；".join(notices)} if notices else {},
    )


def _rank(row: dict[str, Any], where: str) -> str:
    """效力位阶 where the row states one; other groups of a collection (修正案, 法律解释) leave it to the text."""
    words = (_string(row, "rank", where).strip(), _string(row, "group", where).strip())
    return next((word for word in words if word in RANKS), "")


def _string(row: dict[str, Any], field: str, where: str) -> str:
    value = row.get(field)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise ParseError(f"{where}：字段 {field} 不是文字", "请检查该行")
    # Lone surrogates are legal in JSON escapes and in no encoding.
    return str(value).encode("utf-8", "replace").decode("utf-8")


def _kind(row: dict[str, Any], where: str) -> Kind:
    word = _string(row, "kind", where)
    try:
        return Kind(word) if word else Kind.POLICY
    except ValueError as error:
        raise ParseError(f"{where}：未知的 kind“{word}”", f"可用：{'、'.join(Kind)}") from error


def _status(word: str, notices: list[str]) -> Status | None:
    if word in _UNSTATED:
        return None
    if word not in _STATUS:
        notices.append(f"未知的时效性“{word}”")
    return _STATUS.get(word)


def _day(
    row: dict[str, Any], fields: tuple[str, ...], fallback: date | None, where: str, notices: list[str]
) -> date | None:
    for field in fields:
        if printed := _string(row, field, where).strip():
            day = parse_day(printed)
            if day is None:
                notices.append(f"无法识别的日期“{printed[:20]}”")
            return day
    return fallback


def _issuers(row: dict[str, Any], imprint: Imprint, where: str) -> tuple[str, ...]:
    listed = row.get("issuers")
    if isinstance(listed, list) and all(isinstance(i, str) for i in listed):
        return tuple(dict.fromkeys(i.strip() for i in listed if i.strip()))
    words = [w for w in _SEPARATOR.split(_string(row, "issuer", where)) if w]
    return tuple(dict.fromkeys(words)) or imprint.issuers
