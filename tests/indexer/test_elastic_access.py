"""Signing in, TLS and pressure, against a front that checks them before a real server."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from elastic_front import Front, make_certificates, run_front
from index_samples import document

from indexer.base import SearchIndex, SearchQuery, Tokenise
from indexer.elastic import ElasticIndex
from indexer.factory import Access
from regintel.errors import IndexBackendError, IndexNotReadyError

pytestmark = pytest.mark.elasticsearch

BASIC = "Basic " + base64.b64encode("分析员:口令".encode()).decode()


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return make_certificates(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def front(elasticsearch_url: str, certificates: tuple[Path, Path]) -> Iterator[Front]:
    with run_front(Front(elasticsearch_url), certificates[1]) as running:
        yield running


def opened(front: Front, tokenise: Tokenise, access: Access) -> ElasticIndex:
    return ElasticIndex(front.url, tokenise, access, prefix=f"access-{secrets.token_hex(4)}")


def write_and_find(index: SearchIndex) -> None:
    assert index.upsert([document("d1", "标题", "资金池")]) == 1
    index.refresh()
    assert [hit.id for hit in index.search(SearchQuery("资金池")).hits] == ["d1"]
    assert index.rebuild([]) == 0
    index.close()


@pytest.mark.parametrize(
    ("wanted", "access"),
    [
        ("ApiKey c2VjcmV0", {"api_key": "c2VjcmV0"}),
        (BASIC, {"username": "分析员", "password": "口令"}),
    ],
    ids=["api key", "user and password"],
)
def test_signs_in_over_tls(
    wanted: str, access: dict[str, str], front: Front, certificates: tuple[Path, Path], tokenise: Tokenise
) -> None:
    front.wanted = wanted
    write_and_find(opened(front, tokenise, Access(**access, ca=certificates[0])))
    assert set(front.seen) == {wanted}


def test_a_refused_identity_names_the_settings(
    front: Front, certificates: tuple[Path, Path], tokenise: Tokenise
) -> None:
    front.wanted = "ApiKey c2VjcmV0"
    index = opened(front, tokenise, Access(api_key="d3Jvbmc=", ca=certificates[0]))
    with pytest.raises(IndexBackendError, match="REGINTEL_INDEX_API_KEY") as caught:
        index.upsert([document("d1", "标题", "资金池")])
    assert front.url in str(caught.value)
    assert "d3Jvbmc" not in str(caught.value)
    assert not index.health().ok
    index.close()


def test_an_unknown_certificate_is_not_trusted(front: Front, tokenise: Tokenise) -> None:
    index = opened(front, tokenise, Access(api_key="c2VjcmV0"))
    with pytest.raises(IndexNotReadyError, match="REGINTEL_INDEX_CA"):
        index.upsert([document("d1", "标题", "资金池")])
    assert front.seen == [], "no secret goes to a server that is not proven"
    index.close()


def test_waits_while_the_server_is_busy(elasticsearch_url: str, tokenise: Tokenise) -> None:
    with run_front(Front(elasticsearch_url, busy=2, busy_items=3)) as front:
        index = opened(front, tokenise, Access())
        records = [document(f"d{n}", "标题", "资金池") for n in range(40)]
        assert index.upsert(records) == 40
        index.refresh()
        assert sorted(index.ids(records[0].collection)) == sorted(record.id for record in records)
        index.rebuild([])
        index.close()


def test_gives_up_on_a_server_that_stays_busy_and_says_what_is_missing(
    elasticsearch_url: str, tokenise: Tokenise, monkeypatch: pytest.MonkeyPatch
) -> None:
    from indexer import elastic_bulk

    monkeypatch.setattr(elastic_bulk, "_RETRIES", 1)
    with run_front(Front(elasticsearch_url, busy=50)) as front:
        index = opened(front, tokenise, Access())
        with pytest.raises(IndexBackendError, match="429"):
            index.upsert([document("d1", "标题", "资金池")])
        front.busy = 0
        index.rebuild([])
        index.close()
