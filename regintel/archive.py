"""Captures as WARC/1.1 (warcio): the bytes that a site sent, kept so that every claim can be checked against them.

A writer owns one file, named `….warc.gz.open` until it is closed (the Heritrix convention) and locked while it lives.
A record is on the disk before `append` returns, or, inside a `batch`, before that ends: one fsync for many. What a
killed writer left half-written is cut off at the last whole record when the next archive opens.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import IO, Any, Self

from regintel.errors import StoreError
from regintel.evidence import EvidenceLog, Record
from regintel.ids import raw_sha256
from regintel.model import Capture

_OPEN = ".open"
_HOP_HEADERS = {"content-encoding", "transfer-encoding", "content-length"}


class Archive:
    """The WARC files of one folder. Many processes may append at once, each to its own file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.evidence = EvidenceLog(folder)
        self._file: IO[bytes] | None = None
        self._name = ""
        self._batch: list[Record] | None = None
        with _disk(folder):
            folder.mkdir(parents=True, exist_ok=True)
            for left in sorted(folder.glob(f"*.warc.gz{_OPEN}")):
                if (final := _recover(left)) is not None:
                    self._log_missing(final)

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Records appended inside are on the disk, and in the evidence log, when the block is left. Where it is left
        by an error none of them is kept. Raises `StoreError` as `append` does; not for several threads at once.
        """
        if self._batch is not None:  # the outermost block decides
            yield
            return
        self._batch = []
        begun = self._file.tell() if self._file else 0
        try:
            yield
            with _disk(self.folder):
                if self._file is not None and self._batch:
                    os.fsync(self._file.fileno())
                    self.evidence.append(self._batch)
        except BaseException:  # not BLE001: raised again
            self._undo(begun)
            raise
        finally:
            self._batch = None

    def append(
        self, url: str, status: int, headers: Sequence[tuple[str, str]], body: bytes, captured_at: datetime
    ) -> Capture:
        """Write one response record. `body` is the decoded payload: transfer and content codings are renamed
        `X-Archive-Orig-…`, so that digests are of what a reader sees. Raises `StoreError` (full disk, no permission).
        """
        data = _record(url, status, headers, body, captured_at)
        with self.batch(), _disk(self.folder):
            handle = self._writable()
            offset = handle.tell()
            assert self._batch is not None
            self._batch.append(Record(self._name, offset, len(data), raw_sha256(data), url, captured_at))
            rest = memoryview(data)
            while rest:  # an unbuffered file may take a part only
                rest = rest[handle.write(rest) :]
        return Capture(
            id=f"{self._name}:{offset}",
            url=url,
            file=self._name,
            offset=offset,
            length=len(data),
            sha256=raw_sha256(body),
            captured_at=captured_at,
        )

    def _undo(self, begun: int) -> None:
        """Drop what a failed batch wrote."""
        if self._file is not None and self._batch:
            with _disk(self.folder):
                self._file.seek(begun)
                self._file.truncate()

    def read(self, capture: str) -> tuple[int, list[tuple[str, str]], bytes]:
        """Status, headers and payload of a capture id. Raises `StoreError` where it is missing or damaged."""
        from warcio.archiveiterator import ArchiveIterator

        name, _, offset = capture.rpartition(":")
        path = self.folder / Path(name).name
        if not path.exists():
            path = path.with_name(path.name + _OPEN)
        with _disk(path), path.open("rb") as handle:
            handle.seek(int(offset))
            record = next(ArchiveIterator(handle), None)
            if record is None or record.http_headers is None:
                raise StoreError(f"存档记录 {capture} 无法读取", "用 regintel check 检查存档")
            body: bytes = record.content_stream().read()
            return int(record.http_headers.get_statuscode()), list(record.http_headers.headers), body

    def files(self) -> list[Path]:
        """The archive's files, oldest name first, those still being written included."""
        return sorted(p for p in self.folder.iterdir() if p.name.endswith((".warc.gz", ".warc.gz" + _OPEN)))

    def verify(self) -> list[str]:
        """Check every record against its own digests and against the evidence log: Chinese lines naming what was
        damaged, dropped, added or moved; empty when all is whole.
        """
        try:
            problems = list(self.evidence.problems())
            logged = {(e.file, e.offset): e for e in self.evidence.entries()}
        except StoreError as error:
            return [str(error)]
        for path in self.files():
            name = path.name.removesuffix(_OPEN)
            with path.open("rb") as handle:
                problems += [f"存档文件 {path.name}：{p}" for p in _problems(handle)]
                offset = 0
                while entry := logged.pop((name, offset), None):
                    handle.seek(offset)
                    if raw_sha256(handle.read(entry.length)) != entry.sha256:
                        problems.append(f"存档文件 {path.name}：偏移 {offset} 处的记录被改动（{entry.url}）")
                    offset += entry.length
                if offset < handle.seek(0, os.SEEK_END):
                    problems.append(f"存档文件 {path.name}：偏移 {offset} 起的内容不在证据日志中")
        problems += [f"存档文件 {e.file}：缺少偏移 {e.offset} 处的记录（{e.url}）" for e in logged.values()]
        return problems

    def raw(self, capture: str) -> tuple[str, int, bytes]:
        """File name, offset and the record's bytes as they lie on the disk. Raises `StoreError` where missing."""
        name, _, offset = capture.rpartition(":")
        entry = next((e for e in self.evidence.entries() if (e.file, str(e.offset)) == (name, offset)), None)
        if entry is None:
            raise StoreError(f"存档记录 {capture} 不在证据日志中", "用 regintel check 检查存档")
        path = self.folder / Path(name).name
        with _disk(path), (path if path.exists() else path.with_name(path.name + _OPEN)).open("rb") as handle:
            handle.seek(entry.offset)
            return entry.file, entry.offset, handle.read(entry.length)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Finish this writer's file. Idempotent."""
        if self._file is None:
            return
        path = Path(self._file.name)
        with _disk(path):
            path.rename(path.with_name(self._name))
            self._file.close()
            self._file = None
            self.evidence.seal()

    def _log_missing(self, path: Path) -> None:
        """Log records that a killed writer put on the disk but did not come to log."""
        from warcio.archiveiterator import ArchiveIterator

        logged = {e.offset for e in self.evidence.entries() if e.file == path.name}
        found: list[tuple[int, int, str, str]] = []
        with path.open("rb") as handle:
            iterator: Any = ArchiveIterator(handle)
            for record in iterator:
                offset, url = iterator.get_record_offset(), record.rec_headers["WARC-Target-URI"]
                date = record.rec_headers["WARC-Date"]
                found.append((offset, iterator.get_record_length(), url, date))
            missing = []
            for offset, length, url, date in found:
                if offset not in logged:
                    handle.seek(offset)
                    digest = raw_sha256(handle.read(length))
                    missing.append(Record(path.name, offset, length, digest, url, datetime.fromisoformat(date)))
        self.evidence.append(missing)

    def _writable(self) -> IO[bytes]:
        if self._file is None:
            self._name = f"regintel-{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(4)}.warc.gz"
            handle = (self.folder / (self._name + _OPEN)).open("x+b", buffering=0)
            fcntl.flock(handle, fcntl.LOCK_EX)
            self._file = handle
        return self._file


def _record(url: str, status: int, headers: Sequence[tuple[str, str]], body: bytes, captured_at: datetime) -> bytes:
    """One WARC response record as a gzip member of its own."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    kept = [(f"X-Archive-Orig-{k}" if k.lower() in _HOP_HEADERS else k, _header(v)) for k, v in headers]
    kept.append(("Content-Length", str(len(body))))
    plain = BytesIO()
    writer = WARCWriter(plain, gzip=False, warc_version="1.1")
    record = writer.create_warc_record(
        url,
        "response",
        payload=BytesIO(body),
        length=len(body),
        http_headers=StatusAndHeaders(f"{status} {_reason(status)}", kept, protocol="HTTP/1.1"),
        warc_headers_dict={"WARC-Date": captured_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")},
    )
    writer.write_record(record)
    return zlib.compress(plain.getbuffer(), wbits=zlib.MAX_WBITS | 16)


def _recover(path: Path) -> Path | None:
    """Close the file of a writer that died: cut a half-written last record, drop the `.open`; its new path."""
    with path.open("r+b") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return None  # its writer lives
        end = _last_whole_record(handle)
        handle.truncate(end)
        final = path.with_name(path.name.removesuffix(_OPEN))
        if not end:
            path.unlink()
            return None
        path.rename(final)
        return final


def _last_whole_record(handle: IO[bytes]) -> int:
    """The offset behind the last gzip member that can be read to its end."""
    end = position = 0
    decoder = zlib.decompressobj(zlib.MAX_WBITS | 16)
    handle.seek(0)
    while chunk := handle.read(1 << 20):
        while chunk:
            try:
                decoder.decompress(chunk)
            except zlib.error:
                return end
            position += len(chunk) - len(decoder.unused_data)
            if not decoder.eof:
                break
            end, chunk = position, decoder.unused_data
            decoder = zlib.decompressobj(zlib.MAX_WBITS | 16)
    return end


def _problems(handle: IO[bytes]) -> Iterator[str]:
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    iterator: Any = ArchiveIterator(handle, check_digests=True)
    while True:
        try:
            record = next(iterator, None)
            if record is None:
                break
            record.content_stream().read()
            if record.digest_checker.passed is False:
                where = f"{iterator.get_record_offset()} 处的记录（{record.rec_headers['WARC-Target-URI']}）"
                yield f"偏移 {where}与其摘要不符"
        except (ArchiveLoadFailed, OSError, EOFError, ValueError, KeyError) as error:
            yield f"记录无法读取：{error}"
            return
    size = os.fstat(handle.fileno()).st_size
    whole = _last_whole_record(handle)
    if whole != size:
        yield f"偏移 {whole} 之后的 {size - whole} 字节不是完整记录"


def _header(value: str) -> str:
    return value.replace("\r", " ").replace("\n", " ")


def _reason(status: int) -> str:
    from http import HTTPStatus

    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


@contextmanager
def _disk(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(f"存档 {path} 读写失败：{error.strerror or error}", "检查磁盘空间和目录权限") from error
