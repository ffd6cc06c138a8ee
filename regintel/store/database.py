"""One database: its schema, its transactions, and errors that name the mend."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    Boolean,
    Connection,
    Engine,
    Integer,
    Select,
    String,
    Table,
    bindparam,
    func,
    inspect,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Row
from sqlalchemy.exc import SQLAlchemyError

from regintel.errors import StoreError
from regintel.store import tables as t

_PAGE = 200


def sqlite_pragmas(connection: Any, _record: object) -> None:
    """Write-ahead log: readers and one writer at once; a killed process loses no committed transaction."""
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=30000"):
        connection.execute(f"PRAGMA {pragma}")


class Database:
    """The plumbing that every part of the store shares."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._joined = threading.local()

    def prepare(self) -> None:
        """Create what is missing and refuse a database of another schema version."""
        with self._begin() as c:
            t.metadata.create_all(c)
            _add_missing_columns(c)
            found = c.scalar(select(t.meta.c.value).where(t.meta.c.name == "schema"))
            if found is None:
                c.execute(t.meta.insert().values(name="schema", value=str(t.SCHEMA_VERSION)))
            elif found != str(t.SCHEMA_VERSION):
                raise StoreError(
                    f"数据库版本为 {found}，本程序需要 {t.SCHEMA_VERSION}",
                    "换一个 REGINTEL_HOME，或用对应版本的程序导出",
                )

    def close(self) -> None:
        """Let go of connections."""
        self._engine.dispose()

    @contextmanager
    def together(self) -> Iterator[None]:
        """Everything that this thread does inside is one transaction, kept when the block is left without an error."""
        with self._begin() as connection:
            if getattr(self._joined, "connection", None) is not None:
                yield  # the outermost block decides
                return
            self._joined.connection = connection
            try:
                yield
            finally:
                self._joined.connection = None

    @contextmanager
    def _begin(self) -> Iterator[Connection]:
        joined: Connection | None = getattr(self._joined, "connection", None)
        if joined is not None:
            yield joined
            return
        try:
            with self._engine.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            cause = str(getattr(error, "orig", None) or error).splitlines()[0]
            mend = (
                "清理磁盘空间后重试"
                if "full" in cause or "space" in cause
                else "检查 REGINTEL_HOME 或 REGINTEL_DATABASE_URL"
            )
            raise StoreError(f"数据库 {self._engine.url.render_as_string()} 读写失败：{cause}", mend) from error

    def _rows(self, query: Select[Any]) -> Sequence[Row[Any]]:
        with self._begin() as c:
            return c.execute(query).all()

    def _scalar(self, query: Select[Any]) -> Any:
        with self._begin() as c:
            return c.execute(query).scalar_one_or_none()

    def _count(self, query: Select[Any]) -> int:
        return int(self._rows(select(func.count()).select_from(query.subquery()))[0][0])

    def _paged(self, query: Select[Any], key: Any = t.documents.c.id) -> Iterator[Row[Any]]:
        """Keyset pages: no cursor stays open, so the caller may write while it reads."""
        last = ""
        while rows := self._rows(query.where(key > last).order_by(key).limit(_PAGE)):
            yield from rows
            last = rows[-1].id

    def _put(self, table: Any, key: Mapping[str, str], values: Mapping[str, Any]) -> None:
        with self._begin() as c:
            c.execute(_upsert(table, self._engine.dialect.name, tuple(key), tuple(values)), {**key, **values})


_EMPTY = ((String, "''"), (Boolean, "FALSE"), (Integer, "0"), (object, "NULL"))


def _add_missing_columns(c: Connection) -> None:
    """Columns that a later version of the program added to a table start out empty, 0 or false."""
    found = inspect(c)
    for table in t.metadata.sorted_tables:
        known = {column["name"] for column in found.get_columns(table.name)}
        for column in table.columns:
            if column.name not in known:
                kind = column.type.compile(c.dialect)
                empty = next(word for type_, word in _EMPTY if isinstance(column.type, type_))
                rule = "" if column.nullable else f" NOT NULL DEFAULT {empty}"
                c.execute(text(f"ALTER TABLE {table.name} ADD COLUMN {column.name} {kind}{rule}"))


@cache
def _upsert(table: Table, dialect: str, key: tuple[str, ...], values: tuple[str, ...]) -> Any:
    """`INSERT … ON CONFLICT DO UPDATE`, which both databases know, with a parameter a column."""
    module: Any = postgresql if dialect == "postgresql" else sqlite
    insert = module.insert(table).values({name: bindparam(name) for name in (*key, *values)})
    return insert.on_conflict_do_update(index_elements=list(key), set_={n: insert.excluded[n] for n in values})


def utc(value: datetime) -> datetime:
    """SQLite forgets the zone; what is stored is always UTC."""
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value
