"""The evidence log: one line a capture, hashed into a Merkle tree (RFC 6962), so that no capture can be changed,
dropped or put in another place without being named.

`log.jsonl` holds the entries, `heads.jsonl` the tree heads (size, root, time) that were published at the end of each
writer's work. Keep heads elsewhere too: nothing inside a folder can show that its newest part was cut off.
"""

from __future__ import annotations

import base64
import fcntl
import gzip
import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from regintel.errors import StoreError
from regintel.merkle import Frontier, audit_path, leaf_hash, root_from_path


@dataclass(frozen=True, slots=True)
class Entry:
    """One archived record: `sha256` is of its bytes as they lie in `file` at `[offset, offset + length)`."""

    n: int
    file: str
    offset: int
    length: int
    sha256: str
    url: str
    captured_at: str

    @property
    def line(self) -> str:
        """The entry as the log holds it; its UTF-8 bytes are the leaf."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Record:
    """A record to be logged; the log gives it its number."""

    file: str
    offset: int
    length: int
    sha256: str
    url: str
    captured_at: datetime


@dataclass(frozen=True, slots=True)
class Head:
    """What the log was at a time: number of entries and the hexadecimal root over them."""

    size: int
    root: str
    at: str


class EvidenceLog:
    """The log of one archive folder. Writers in other processes are waited for."""

    def __init__(self, folder: Path) -> None:
        self._log = folder / "log.jsonl"
        self._heads = folder / "heads.jsonl"

    def append(self, records: Sequence[Record]) -> None:
        """Log records that are already on the disk."""
        if not records:
            return
        with self._locked() as handle:
            first = _count(handle)
            end = handle.seek(0, 2)
            lines = [_entry(n, record).line.encode() + b"\n" for n, record in enumerate(records, first)]
            try:
                rest = memoryview(b"".join(lines))
                while rest:
                    rest = rest[handle.write(rest) :]
            except OSError:
                handle.truncate(end)  # all or none
                raise

    def entries(self) -> Iterator[Entry]:
        """In the order of the log. Raises `StoreError` naming a line that is none."""
        if not self._log.exists():
            return
        with self._log.open(encoding="utf-8") as handle:
            for number, line in enumerate(handle):
                try:
                    yield Entry(**json.loads(line))
                except (ValueError, TypeError) as error:
                    raise StoreError(
                        f"证据日志 {self._log.name} 第 {number + 1} 行无法读取", "从备份恢复该文件"
                    ) from error

    def heads(self) -> list[Head]:
        """Oldest first."""
        if not self._heads.exists():
            return []
        return [Head(**json.loads(line)) for line in self._heads.read_text(encoding="utf-8").splitlines() if line]

    def seal(self) -> Head | None:
        """Write the head of the log as it is now, where it grew since the last one."""
        frontier = Frontier()
        for entry in self.entries():
            frontier.add(leaf_hash(entry.line.encode()))
        heads = self.heads()
        if frontier.size == (heads[-1].size if heads else 0):
            return heads[-1] if heads else None
        head = Head(frontier.size, frontier.root().hex(), datetime.now(UTC).isoformat(timespec="seconds"))
        with self._heads.open("a", encoding="utf-8") as handle:
            handle.write(json.dumps(asdict(head)) + "\n")
        return head

    def problems(self) -> Iterator[str]:
        """Chinese lines for entries out of place and heads that the log no longer leads to."""
        frontier = Frontier()
        heads = {head.size: head for head in self.heads()}
        for number, entry in enumerate(self.entries()):
            if entry.n != number:
                yield f"证据日志第 {number + 1} 行的序号是 {entry.n}，应为 {number}：有条目被删除、插入或调换"
            frontier.add(leaf_hash(entry.line.encode()))
            head = heads.pop(frontier.size, None)
            if head and head.root != frontier.root().hex():
                yield f"证据日志前 {head.size} 条与 {head.at} 公布的根 {head.root[:16]}… 不符：其中有条目被改动"
        for head in heads.values():
            yield f"证据日志只有 {frontier.size} 条，{head.at} 时有 {head.size} 条：末尾被截断"

    def prove(self, file: str, offset: int, record: bytes, about: Mapping[str, Any]) -> dict[str, Any]:
        """A proof that stands alone: record, entry and path to the root. Raises `StoreError` for an unlogged record."""
        entries = list(self.entries())
        index = next((n for n, e in enumerate(entries) if (e.file, e.offset) == (file, offset)), None)
        if index is None:
            raise StoreError(f"存档记录 {file}:{offset} 不在证据日志中", "用 regintel check 检查存档")
        leaves = [leaf_hash(e.line.encode()) for e in entries]
        frontier = Frontier()
        for leaf in leaves:
            frontier.add(leaf)
        return {
            "format": "regintel-proof/1",
            "about": dict(about),
            "entry": entries[index].line,
            "index": index,
            "size": len(leaves),
            "root": frontier.root().hex(),
            "path": [step.hex() for step in audit_path(index, leaves)],
            "record": base64.b64encode(record).decode(),
        }

    @contextmanager
    def _locked(self) -> Iterator[Any]:
        with self._log.open("a+b", buffering=0) as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield handle


def check_proof(proof: Mapping[str, Any], root: str = "") -> list[str]:
    """Check a proof offline; Chinese lines naming what is wrong, empty when it holds. `root`: a head you trust."""
    try:
        if proof["format"] != "regintel-proof/1":
            return [f"未知的证明格式 {proof['format']!r}"]
        entry = Entry(**json.loads(proof["entry"]))
        record = base64.b64decode(proof["record"], validate=True)
        path = [bytes.fromhex(step) for step in proof["path"]]
        index, size, claimed = int(proof["index"]), int(proof["size"]), str(proof["root"])
        about = dict(proof["about"])
    except (KeyError, ValueError, TypeError) as error:
        return [f"证明文件不完整或格式错误：{error}"]
    problems = []
    if hashlib.sha256(record).hexdigest() != entry.sha256:
        problems.append("存档记录的字节与证据日志中的摘要不符")
    if entry.n != index:
        problems.append("条目的序号与证明不符")
    reached = root_from_path(leaf_hash(proof["entry"].encode()), index, size, path)
    if reached is None or reached.hex() != claimed:
        problems.append("哈希路径不通向所称的根")
    if root and root.lower() != claimed:
        problems.append(f"证明的根 {claimed} 与给定的根 {root} 不同")
    problems += _about_problems(about, entry, record)
    return problems


def _about_problems(about: Mapping[str, Any], entry: Entry, record: bytes) -> list[str]:
    """What the proof says of its document must be what the record holds."""
    try:
        raw = gzip.decompress(record)
    except (OSError, EOFError, zlib.error) as error:
        return [f"存档记录无法解压：{error}"]
    _, _, http = raw.partition(b"\r\n\r\n")
    _, _, rest = http.partition(b"\r\n\r\n")
    payload = rest.removesuffix(b"\r\n\r\n")
    wanted = about.get("raw_sha256")
    if wanted and hashlib.sha256(payload).hexdigest() != wanted:
        return ["网页内容与文件记录的摘要不符"]
    if f"WARC-Target-URI: {entry.url}".encode() not in raw:
        return ["存档记录的地址与条目不符"]
    return []


def _entry(n: int, record: Record) -> Entry:
    at = record.captured_at.astimezone(UTC).isoformat()
    return Entry(n, record.file, record.offset, record.length, record.sha256, record.url, at)


def _count(handle: Any) -> int:
    """The number of lines: the `n` of the last one and one more."""
    end = handle.seek(0, 2)
    if not end:
        return 0
    start = max(0, end - 65_536)
    handle.seek(start)
    tail = handle.read(end - start)
    if not tail.endswith(b"\n"):  # a writer was killed inside a line
        keep = tail.rfind(b"\n") + 1
        handle.truncate(start + keep)
        tail = tail[:keep]
    last = tail.splitlines()[-1] if tail else b""
    return int(json.loads(last)["n"]) + 1 if last else 0
