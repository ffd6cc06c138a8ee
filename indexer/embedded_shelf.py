"""Folders of the embedded index: `ROOT/<collection>/v<schema>-<random>/`, and a `CURRENT` file that names the live one.

A rebuild fills a new folder and then replaces `CURRENT` in one step, so that readers, of this process or another, see
the old index or the new one and nothing between. Within a folder tantivy's own commits are atomic: a kill -9 loses what
was not refreshed, nothing else.
"""

from __future__ import annotations

import secrets
import shutil
import threading
from base64 import b64encode
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson
import tantivy

from indexer.base import Collection
from indexer.entry import BOOST, DAY, ID, KEY_FIELDS, LONGEST_KEYWORD, TOKEN_FIELDS, Entry, values_of
from indexer.schema import FIELDS, VERSION, FieldType
from regintel.errors import IndexBackendError, IndexNotReadyError
from regintel.model import FieldValue

HEAP = 64_000_000
"""Bytes that a writer buffers before it writes a segment."""

_LAST_DAY = 9_999_999
_KEYWORDS = {c: tuple(name for name, kind in FIELDS[c].items() if kind is FieldType.KEYWORD) for c in Collection}


def build_schema(collection: Collection) -> Any:
    """The tantivy schema: our tokens, keys and keywords, the sort keys, and the record itself as JSON."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field(ID, stored=True, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_bytes_field("source", stored=True)
    for name, positions in TOKEN_FIELDS.items():
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position" if positions else "freq")
    for name in KEY_FIELDS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name, kind in FIELDS[collection].items():
        if kind is FieldType.KEYWORD:
            builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field(DAY, indexed=True, fast=True)
    builder.add_float_field(BOOST, fast=True)
    # Text sort keys, for tantivy sorts by one field only: day and id in one string, undated records last in both.
    builder.add_text_field("newest", fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("oldest", fast=True, tokenizer_name="raw", index_option="basic")
    return builder.build()


def pack(entry: Entry) -> tuple[Collection, str, bytes]:
    """Collection, id and the entry as `tantivy.IndexWriter.add_json` takes it (decoded); bytes are in base64 there.

    A plain tuple and one line of JSON travel cheaply between processes.
    """
    line: dict[str, object] = {name: tokens for name, tokens in entry.tokens.items() if tokens}
    line |= {name: values for name, values in entry.keys.items() if values}
    fields = entry.fields
    for name in _KEYWORDS[entry.collection]:
        if name in fields:
            line[name] = _keywords(fields[name])
    line[ID] = entry.id
    line["source"] = orjson.Fragment(b'"' + b64encode(entry.source) + b'"')
    line["newest"] = sort_key(entry.day, entry.id, newest=True)
    line["oldest"] = sort_key(entry.day, entry.id, newest=False)
    if entry.day is not None:
        line[DAY] = entry.day
    # tantivy multiplies scores by log2(2 + value); this value makes that the weight.
    line[BOOST] = 2.0**entry.weight - 2.0
    return entry.collection, entry.id, orjson.dumps(line)


@lru_cache(maxsize=4096)
def _keywords(value: FieldValue) -> tuple[str, ...]:
    """The values of a keyword field that can be filtered and counted; most come again with the next clause."""
    return tuple(each for each in values_of(value) if len(each) <= LONGEST_KEYWORD)


def sort_key(day: int | None, id: str, *, newest: bool) -> str:
    """A string whose ascending order is date then id; undated last."""
    place = _LAST_DAY if day is None else (_LAST_DAY - 1 - day if newest else day)
    return f"{place:07d}{id}"


class Shelf:
    """One collection's folder. Safe to use from several threads; `searcher` always gives the latest commit."""

    def __init__(self, root: Path, collection: Collection) -> None:
        self.folder = root / collection
        self.collection = collection
        self._lock = threading.Lock()
        self._seen: tuple[str, tuple[int, int]] | None = None
        self._index: Any = None

    def searcher(self) -> Any:
        """A view of the latest commit. Raises `IndexNotReadyError` where there is none that this version can read."""
        with self._lock:
            failure: Exception | None = None
            for _ in range(5):  # a rebuild elsewhere may swap folders between two of our steps
                name = self.current()
                try:
                    status = (self.folder / name / "meta.json").stat()
                    # A commit replaces the file, so that its number changes even within one tick of the clock.
                    stamp = (status.st_mtime_ns, status.st_ino)
                    if self._seen != (name, stamp):
                        if self._seen is None or self._seen[0] != name:
                            self._index = self._open(name)
                        else:
                            self._index.reload()
                        self._seen = (name, stamp)
                    return self._index.searcher()
                except (OSError, ValueError) as error:
                    self._seen = None
                    failure = error
            raise IndexBackendError(
                f"内置索引 {self.folder} 打不开：{failure}", "检查磁盘和权限，或重建索引"
            ) from failure

    def schema(self) -> Any:
        """The schema of the collection."""
        return build_schema(self.collection)

    def current(self) -> str:
        """The live folder's name. Raises `IndexNotReadyError`."""
        try:
            name = (self.folder / "CURRENT").read_text(encoding="utf-8").strip()
        except FileNotFoundError as error:
            raise IndexNotReadyError(f"索引还没有建立：{self.folder}", "先运行 regintel index") from error
        except OSError as error:
            raise IndexBackendError(f"内置索引 {self.folder} 读不出：{error}", "检查磁盘和权限") from error
        if not name.startswith(f"v{VERSION}-"):
            raise IndexNotReadyError(f"索引 {self.folder} 由另一版本建立（{name}）", "运行 regintel index rebuild 重建")
        return name

    def create(self) -> str:
        """A new empty folder beside the live one; its name."""
        name = f"v{VERSION}-{secrets.token_hex(6)}"
        try:
            (self.folder / name).mkdir(parents=True)
            tantivy.Index(self.schema(), path=str(self.folder / name), reuse=False)
        except (OSError, ValueError) as error:
            raise IndexBackendError(f"不能在 {self.folder} 建立索引：{error}", "检查磁盘空间和权限") from error
        return name

    def swap(self, name: str) -> None:
        """Make `name` the live folder and remove the others."""
        temporary = self.folder / f"CURRENT.{name}"
        try:
            temporary.write_text(name + "\n", encoding="utf-8")
            temporary.replace(self.folder / "CURRENT")
        except OSError as error:
            raise IndexBackendError(f"不能写入 {self.folder}：{error}", "检查磁盘空间和权限") from error
        for other in self.folder.iterdir():
            if other.is_dir() and other.name != name:
                shutil.rmtree(other, ignore_errors=True)

    def remove(self, name: str) -> None:
        """Give up a folder that was created beside the live one."""
        shutil.rmtree(self.folder / name, ignore_errors=True)

    def writer(self, name: str) -> Any:
        """The one writer of a folder; the lock goes with the object, also when its process dies."""
        try:
            return self._open(name).writer(HEAP, 1)
        except ValueError as error:
            if "lock" in str(error).lower():
                raise IndexBackendError(
                    f"另一个进程正在写入索引 {self.folder}", "等它结束后再运行；检索不受影响"
                ) from error
            raise IndexBackendError(f"不能写入索引 {self.folder}：{error}", "检查磁盘空间和权限") from error

    def _open(self, name: str) -> Any:
        index = tantivy.Index.open(str(self.folder / name))
        index.config_reader("manual")
        index.reload()
        return index
