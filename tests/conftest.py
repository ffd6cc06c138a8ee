"""Fixtures that every room's tests may use."""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import settings

from regintel.ids import document_id, text_sha256
from regintel.model import Document, Kind
from regintel.store import Store, open_store

ROOT = Path(__file__).resolve().parent.parent

# No test asserts a time. Continuous integration repeats the same examples; a developer's runs look for new ones.
settings.register_profile("regintel", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("regintel")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of labelled data, which a user does not have."""
    folder = Path(os.environ.get("REGINTEL_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip(f"labelled data not found at {folder} (set REGINTEL_SHARED)")
    return folder


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path / 'home' / 'regintel.db'}")
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a real PostgreSQL, started for this run in a folder of its own; skips where none is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or [Path(p) for p in [shutil.which("initdb")] if p]
    if not found:
        pytest.skip("no PostgreSQL server is installed (Debian: apt-get install postgresql)")
    programs = found[-1].parent
    owner = "postgres" if os.geteuid() == 0 else None  # the server refuses to run as root
    folder = Path(tempfile.mkdtemp(prefix="regintel-pg-"))
    if owner:
        shutil.chown(folder, owner)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            [programs / program, *arguments],
            check=True,
            user=owner,
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    data = str(folder / "data")
    run("initdb", "-D", data, "-A", "trust", "-U", "regintel", "--no-sync", "-E", "UTF8", "--locale=C")
    run(
        "pg_ctl",
        "-D",
        data,
        "-w",
        "-l",
        str(folder / "log"),
        "-o",
        f"-p {port} -c listen_addresses=127.0.0.1 -k {folder}",
        "start",
    )
    try:
        yield f"postgresql+psycopg://regintel@127.0.0.1:{port}"
    finally:
        run("pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def make_document() -> Any:
    """Builds a document with what the test cares about, and plausible values for the rest."""

    def make(**fields: Any) -> Document:
        source = fields.setdefault("source_id", "sample_source")
        url = fields.setdefault("url", "https://example.org/a/1.html")
        text = fields.setdefault("text", "平台逾期率为百分之二。")
        values: dict[str, Any] = {
            "id": document_id(source, url),
            "kind": Kind.NEWS,
            "title": "示例标题",
            "fetched_at": datetime(2026, 11, 22, 8, tzinfo=UTC),
            "published_on": date(2026, 11, 22),
            "text_sha256": text_sha256(text),
        }
        return Document(**{**values, **fields})

    return make


def load_server() -> ModuleType:
    """`tools/elasticsearch/server.py`, which is no package."""
    spec = importlib.util.spec_from_file_location("elasticsearch_server", ROOT / "tools/elasticsearch/server.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def start_elasticsearch() -> Iterator[Callable[..., Any]]:
    """Starts real servers, `start(home, nodes=1)`, and ends them with the session."""
    server = load_server()
    homes: list[Path] = []

    def start(home: Path, nodes: int = 1) -> Any:
        try:
            homes.append(home)
            return server.start(home, nodes=nodes, tied=True, heap="512m" if nodes == 1 else "384m")
        except server.ServerError as error:
            if os.environ.get("CI", "").lower() in ("1", "true", "yes"):
                pytest.fail(f"no Elasticsearch: {error}")
            pytest.skip(f"no Elasticsearch: {error}")

    yield start
    for home in homes:
        server.stop(home)


@pytest.fixture(scope="session")
def elasticsearch_url(tmp_path_factory: pytest.TempPathFactory, start_elasticsearch: Callable[..., Any]) -> str:
    """The address of a real Elasticsearch that lives as long as the test session."""
    return str(start_elasticsearch(tmp_path_factory.mktemp("elasticsearch")).url)
