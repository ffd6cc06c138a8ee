"""Both backends under one name. Elasticsearch is the real server, started once a session and ended with it."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.base import SearchIndex, Tokenise
from indexer.embedded import EmbeddedIndex
from nlp.segment import build_segmenter

sys.path.append(str(Path(__file__).parent))  # for `index_samples`: importlib mode adds no test folder by itself


@pytest.fixture(scope="session")
def tokenise() -> Tokenise:
    return build_segmenter().tokens_for_search


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
