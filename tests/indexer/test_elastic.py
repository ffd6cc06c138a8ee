"""What only the Elasticsearch backend promises: its errors, its bulk, its names; and that both backends agree."""

from __future__ import annotations

import random
import secrets
import socket
from datetime import date, timedelta
from pathlib import Path

import pytest
from index_samples import LAW, all_records, document

from indexer.base import Collection, SearchQuery, Sort, Tokenise
from indexer.embedded import EmbeddedIndex
from indexer.factory import Access, open_index
from regintel.errors import ConfigError, IndexNotReadyError, MappingError
from regintel.model import Record


@pytest.fixture
def closed_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def test_unreachable_server_is_one_line_that_names_address_and_setting(closed_port: int, tokenise: Tokenise) -> None:
    index = open_index(f"http://user:secret@127.0.0.1:{closed_port}", tokenise)
    for call in (
        lambda: index.search(SearchQuery("资金池")),
        lambda: index.upsert([document("d1", "标题", "资金池")]),
        index.refresh,
        lambda: index.get(Collection.DOCUMENTS, "d1"),
    ):
        with pytest.raises(IndexNotReadyError) as caught:
            call()
        message = str(caught.value)
        assert f"127.0.0.1:{closed_port}" in message
        assert "REGINTEL_INDEX_URL" in message
        assert "secret" not in message
        assert "\n" not in message
    assert not index.health().ok
    index.close()


def test_missing_certificate_and_bad_address_are_named(tmp_path: Path, tokenise: Tokenise) -> None:
    with pytest.raises(ConfigError, match="REGINTEL_INDEX_CA"):
        open_index("https://127.0.0.1:9200", tokenise, Access(ca=tmp_path / "none.pem"))
    with pytest.raises(ConfigError, match="REGINTEL_INDEX_URL"):
        open_index("http://", tokenise)


@pytest.mark.elasticsearch
def test_bulk_keeps_what_was_refused_and_writes_the_rest(elasticsearch_url: str) -> None:
    from elasticsearch import Elasticsearch

    from indexer.elastic_bulk import write_bulk

    with Elasticsearch(elasticsearch_url) as client:
        name = f"bulk-{secrets.token_hex(4)}"
        client.indices.create(index=name, mappings={"dynamic": "strict", "properties": {"n": {"type": "integer"}}})
        actions = [
            {"_op_type": "index", "_index": name, "_id": str(n), "_source": {"n": n} if n % 400 else {"bad": n}}
            for n in range(1200)
        ]
        with pytest.raises(MappingError, match="3 条") as caught:
            write_bulk(client, actions, elasticsearch_url)
        assert "400" in caught.value.what
        client.indices.refresh(index=name)
        assert client.count(index=name)["count"] == 1197
        again = [{"_op_type": "index", "_index": name, "_id": "1", "_source": {"n": n}} for n in range(30)]
        assert write_bulk(client, again, elasticsearch_url) == 30
        assert client.get(index=name, id="1")["_source"]["n"] == 29, "the last of one id wins"
        client.indices.delete(index=name)


@pytest.mark.elasticsearch
def test_names_carry_the_schema_version_behind_an_alias(elasticsearch_url: str, tokenise: Tokenise) -> None:
    from elasticsearch import Elasticsearch

    from indexer.elastic import ElasticIndex
    from indexer.schema import VERSION

    prefix = f"names-{secrets.token_hex(4)}"
    index = ElasticIndex(elasticsearch_url, tokenise, prefix=prefix)
    with Elasticsearch(elasticsearch_url) as client:
        index.upsert([document("d1", "标题", "资金池")])
        index.refresh()
        first = set(client.indices.get(index=f"{prefix}-*"))
        index.rebuild([document("d1", "标题", "资金池")])
        second = set(client.indices.get(index=f"{prefix}-*"))
        assert len(first) == len(second) == 3
        assert not first & second
        assert all(name.split("-")[3] == f"v{VERSION}" for name in first | second)
        old = ElasticIndex(elasticsearch_url, tokenise, prefix=f"{prefix}-old")
        client.indices.create(index=f"{prefix}-old-documents-v0-x", aliases={f"{prefix}-old-documents": {}})
        with pytest.raises(IndexNotReadyError, match="另一版本"):
            old.upsert([document("d1", "标题", "资金池")])
        assert not old.health().ok
        client.indices.delete(index=[*second, f"{prefix}-old-documents-v0-x"])
    index.close()
    old.close()


@pytest.mark.elasticsearch
def test_expired_snapshot_does_not_end_paging(elasticsearch_url: str, tokenise: Tokenise) -> None:
    from indexer.elastic import ElasticIndex

    index = ElasticIndex(elasticsearch_url, tokenise, prefix=f"pit-{secrets.token_hex(4)}")
    records = [document(f"d{n}", "标题", "资金池") for n in range(9)]
    index.upsert(records)
    index.refresh()
    first = index.search(SearchQuery("资金池", limit=3))
    second = index.search(SearchQuery("资金池", limit=3, cursor=first.cursor))
    index.rebuild(records)  # takes the snapshot's index away
    third = index.search(SearchQuery("资金池", limit=3, cursor=second.cursor))
    seen = [hit.id for page in (first, second, third) for hit in page.hits]
    assert sorted(seen) == sorted(record.id for record in records)
    assert not third.cursor
    index.close()


WORDS = [
    "资金池",
    "备付金",
    "商业银行",
    "网络小额贷款",
    "客户",
    "身份识别",
    "处以罚款",
    "信息披露",
    "不得",
    "风险",
    "2026年",
]


def random_records(count: int) -> list[Record]:
    chance = random.Random(7)
    return [
        Record(
            f"r{n:04d}",
            "clauses",
            {
                "title": "".join(chance.choices(WORDS, k=2)) + "办法",
                "article": f"第{n % 90 + 1}条",
                "text": "，".join(chance.choices(WORDS, k=chance.randint(1, 40))) + "。",
                "weight": float(chance.randint(0, 50)),
                "published_on": date(2020, 1, 1) + timedelta(chance.randint(0, 900)),
            },
        )
        for n in range(count)
    ]


@pytest.mark.elasticsearch
def test_both_backends_give_the_same_hits_in_the_same_order(
    elasticsearch_url: str, tokenise: Tokenise, tmp_path: Path
) -> None:
    from indexer.elastic import ElasticIndex

    embedded = EmbeddedIndex(tmp_path / "i", tokenise)
    elastic = ElasticIndex(elasticsearch_url, tokenise, prefix=f"same-{secrets.token_hex(4)}")
    records = [*all_records(), *random_records(600)]
    for index in (embedded, elastic):
        index.upsert(records)
        index.refresh()
    queries = [
        *WORDS,
        "商业银行不得开展资金池业务应当披露风险",
        "客户身份识别 处以罚款",
        f"{LAW} 第十六条",
        '"资金池，备付金" -客户',
        "(资金池 OR 备付金) AND NOT 风险",
        "标题:资金池 信息披露",
    ]
    for text in queries:
        for sort in Sort:
            query = SearchQuery(text, Collection.CLAUSES, sort=sort, limit=30, highlight=True)
            ours, theirs = embedded.search(query), elastic.search(query)
            assert ours.total == theirs.total, text
            assert [hit.id for hit in ours.hits] == [hit.id for hit in theirs.hits], text
            for one, other in zip(ours.hits, theirs.hits, strict=True):
                assert one.score == pytest.approx(other.score, rel=1e-4)
                assert one.highlights == other.highlights
                assert one.fields == other.fields
    elastic.close()
    embedded.close()
