"""The store as one object."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from regintel.errors import ConfigError, StoreError
from regintel.store.clusters import ClusterTable
from regintel.store.crawls import CrawlTable
from regintel.store.database import sqlite_pragmas
from regintel.store.documents import DocumentTable
from regintel.store.policies import PolicyTable
from regintel.store.policy_catalogue import PolicyCatalogue
from regintel.store.stages import StageTable


def open_store(database_url: str) -> Store:
    """Open or create. Raises `ConfigError` for a bad address, `StoreError` where it cannot be reached or read."""
    try:
        url = make_url(database_url)
        if url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:"):
            Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(url)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise ConfigError(
            f"无法识别的数据库地址：{database_url}",
            "例：sqlite:///路径 或 postgresql+psycopg://…（需安装 regintel[postgres]）",
        ) from error
    except OSError as error:
        raise StoreError(f"无法创建数据目录：{error}", "检查 REGINTEL_HOME 的路径和权限") from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", sqlite_pragmas)
    store = Store(engine)
    store.prepare()
    return store


class Store(DocumentTable, CrawlTable, StageTable, ClusterTable, PolicyTable, PolicyCatalogue):
    """See the package's docstring. All methods raise `StoreError` where the database fails."""
