"""Both backends under one name. Elasticsearch is the real server, started once a session and ended with it."""

from __future__ import annotations

import importlib.util
import os
import secrets
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import settings

from indexer.base import SearchIndex, Tokenise
from indexer.embedded import EmbeddedIndex
from nlp.segment import build_segmenter

ROOT = Path(__file__).parents[2]
sys.path.append(str(Path(__file__).parent))  # for `index_samples`: importlib mode adds no test folder by itself

settings.register_profile("untimed", deadline=None)  # the first call loads dictionaries, and no test asserts a time
settings.load_profile("untimed")


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
def tokenise() -> Tokenise:
    return build_segmenter().tokens_for_search


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


BACKENDS = ["embedded", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)]


def open_backend(name: str, request: pytest.FixtureRequest, folder: Path, tokenise: Tokenise) -> SearchIndex:
    """An index with nothing in it, which no other test sees."""
    if name == "embedded":
        return EmbeddedIndex(folder, tokenise)
    from indexer.elastic import ElasticIndex

    url = request.getfixturevalue("elasticsearch_url")
    return ElasticIndex(url, tokenise, prefix=f"test-{secrets.token_hex(4)}")


@pytest.fixture(params=BACKENDS)
def index(request: pytest.FixtureRequest, tmp_path: Path, tokenise: Tokenise) -> Iterator[SearchIndex]:
    """A fresh index of each backend."""
    opened = open_backend(request.param, request, tmp_path / "index", tokenise)
    yield opened
    opened.close()


@pytest.fixture(params=BACKENDS, scope="module")
def library(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, tokenise: Tokenise
) -> Iterator[SearchIndex]:
    """An index of each backend with the records of `samples`, for tests that only read."""
    from index_samples import all_records

    opened = open_backend(request.param, request, tmp_path_factory.mktemp("library"), tokenise)
    opened.upsert(all_records())
    opened.refresh()
    yield opened
    opened.close()
