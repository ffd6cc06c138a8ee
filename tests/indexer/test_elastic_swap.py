"""Rebuilding on a real Elasticsearch: over an older version without a failed query, what is kept, snapshots."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from elastic_front import Front, run_front
from index_samples import clause, document

from indexer.base import Collection, SearchQuery, Tokenise
from indexer.elastic import ElasticIndex
from indexer.elastic_lifecycle import POLICY
from indexer.elastic_mapping import build_template
from indexer.schema import VERSION
from regintel.errors import IndexBackendError, IndexNotReadyError
from regintel.model import Record

pytestmark = pytest.mark.elasticsearch


@pytest.fixture
def client(elasticsearch_url: str) -> Iterator[Any]:
    from elasticsearch import Elasticsearch

    with Elasticsearch(elasticsearch_url) as opened:
        yield opened


@pytest.fixture
def prefix() -> str:
    return f"swap-{secrets.token_hex(4)}"


def make_older(client: Any, prefix: str) -> None:
    """Indices of the version before behind the aliases: without the fields that this version added."""
    for collection in Collection:
        mappings = build_template(prefix, collection)["template"]["mappings"]
        for name in ("edition", "family"):
            mappings["properties"].pop(name, None)
        name = f"{prefix}-{collection}-v{VERSION - 1}-old"
        client.indices.create(index=name, mappings=mappings, aliases={f"{prefix}-{collection}": {}})
    source = {
        "title": "标题",
        "text": "资金池",
        "words": "资金池",
        "pairs": "资金 金池",
        "record_id": "old",
        "boost": 1.0,
    }
    client.index(index=f"{prefix}-documents", id="old", document=source, refresh=True)


def test_a_rebuild_over_an_older_version_fails_no_query(
    client: Any, prefix: str, elasticsearch_url: str, tokenise: Tokenise
) -> None:
    make_older(client, prefix)
    index = ElasticIndex(elasticsearch_url, tokenise, prefix=prefix)
    reader = ElasticIndex(elasticsearch_url, tokenise, prefix=prefix)
    with pytest.raises(IndexNotReadyError, match="regintel index rebuild"):
        index.upsert([document("d1", "标题", "资金池")])
    stop, seen, failures = threading.Event(), list[tuple[str, ...]](), list[BaseException]()
    queries = (SearchQuery("资金池"), SearchQuery("资金池", collapse=True), SearchQuery("资金池", facets=("kind",)))

    def ask() -> None:
        while not stop.is_set():
            try:
                seen.extend(tuple(hit.id for hit in reader.search(query).hits[:1]) for query in queries)
                reader.search(SearchQuery("资金池", Collection.CLAUSES))
            except IndexBackendError as error:
                failures.append(error)

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(3):
            index.rebuild(
                [*(document(f"d{n}", "标题", "资金池") for n in range(300)), clause("c1", "法", "第一条", "资金池")]
            )
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert not failures
    assert set(seen) == {("old",), ("d0",)}, "the old index, then the new one, and never nothing"
    assert index.health().ok
    assert all(f"-v{VERSION}-" in name for name in client.indices.get(index=f"{prefix}-*"))
    client.indices.delete(index=[*client.indices.get(index=f"{prefix}-*")])


def test_replaced_indices_are_kept_as_many_as_asked_and_can_be_gone_back_to(
    client: Any, prefix: str, elasticsearch_url: str, tokenise: Tokenise
) -> None:
    make_older(client, prefix)
    index = ElasticIndex(elasticsearch_url, tokenise, prefix=prefix, keep=2)
    for n in range(4):
        index.rebuild([document(f"d{n}", "标题", "资金池")])
    kept = [name for name in index.health().superseded if name.startswith(f"{prefix}-documents-")]
    assert len(kept) == 2
    assert len(client.indices.get(index=f"{prefix}-*")) == 3 * 3, "the live one and two more a collection"
    (live,) = client.indices.get_alias(name=f"{prefix}-documents")
    alias = f"{prefix}-documents"
    actions = [{"remove": {"index": live, "alias": alias}}, {"add": {"index": kept[0], "alias": alias}}]
    client.indices.update_aliases(actions=actions)
    assert [hit.id for hit in index.search(SearchQuery("资金池")).hits] == ["d2"], "the one before"
    bare = ElasticIndex(elasticsearch_url, tokenise, prefix=prefix)
    bare.rebuild([document("d9", "标题", "资金池")])
    assert bare.health().superseded == ()
    assert len(client.indices.get(index=f"{prefix}-*")) == 3
    client.indices.delete(index=[*client.indices.get(index=f"{prefix}-*")])


def test_a_server_with_lifecycle_management_is_given_the_replaced_indices(
    client: Any, prefix: str, elasticsearch_url: str, tokenise: Tokenise
) -> None:
    """The server of these tests offers none (see above): the front answers its two requests, and no other."""
    with run_front(Front(elasticsearch_url, offers_lifecycle=True)) as front:
        index = ElasticIndex(front.url, tokenise, prefix=prefix, keep=1)
        index.rebuild([document("d1", "标题", "资金池")])
        assert front.lifecycle == [], "nothing was replaced yet"
        index.rebuild([document("d2", "标题", "资金池")])
        policies = [body for path, body in front.lifecycle if path.endswith(f"/_ilm/policy/{POLICY}")]
        assert policies[0]["policy"]["phases"]["delete"]["actions"] == {"delete": {}}
        given = [(path, body) for path, body in front.lifecycle if path.endswith("/_settings")]
        assert sorted(path.split("/")[1] for path, _ in given) == sorted(index.health().superseded)
        assert all(body["index"]["lifecycle"]["name"] == POLICY for _, body in given)
    client.indices.delete(index=[*client.indices.get(index=f"{prefix}-*")])


def test_a_snapshot_brings_back_indices_and_aliases(
    client: Any, prefix: str, elasticsearch_url: str, tokenise: Tokenise
) -> None:
    """The steps of docs/elasticsearch.md, Snapshots."""
    index = ElasticIndex(elasticsearch_url, tokenise, prefix=prefix)
    records: list[Record] = [document("d1", "标题", "资金池"), clause("c1", "某法", "第一条", "资金池")]
    index.rebuild(records)
    client.snapshot.create_repository(name=prefix, repository={"type": "fs", "settings": {"location": prefix}})
    client.snapshot.create(
        repository=prefix, snapshot="first", indices=f"{prefix}-*", include_global_state=False, wait_for_completion=True
    )
    client.indices.delete(index=[*client.indices.get(index=f"{prefix}-*")])
    assert not index.health().ok
    client.snapshot.restore(
        repository=prefix, snapshot="first", indices=f"{prefix}-*", include_aliases=True, wait_for_completion=True
    )
    assert index.health().ok
    for record in records:
        assert index.get(Collection(record.collection), record.id) == record
    assert index.upsert([document("d2", "标题", "资金池")]) == 1, "it is written to as before"
    index.refresh()
    assert index.search(SearchQuery("资金池")).total == 2
    client.indices.delete(index=[*client.indices.get(index=f"{prefix}-*")])
    client.snapshot.delete(repository=prefix, snapshot="first")
    client.snapshot.delete_repository(name=prefix)
