"""The index in Elasticsearch 8 or 9, stock distribution. Same tokens, same plans, same order as the embedded index."""

from __future__ import annotations

import base64
import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

from elasticsearch import (
    ApiError,
    AuthenticationException,
    AuthorizationException,
    BadRequestError,
    Elasticsearch,
    NotFoundError,
    SSLError,
    TransportError,
)

from indexer.analysis import Analyser
from indexer.base import AggregateQuery, Bucket, Collection, Cut, Finder, Health, Hit, SearchPage, SearchQuery, Tokenise
from indexer.elastic_bulk import write_bulk
from indexer.elastic_engine import KEEP_ALIVE, ElasticEngine, buckets, fields_of, patiently
from indexer.elastic_json import QuickSerializer
from indexer.elastic_lifecycle import retire, superseded
from indexer.elastic_mapping import alias_of, build_line, build_template, index_name
from indexer.elastic_query import terms_body, translate
from indexer.elastic_vector import ElasticVectors
from indexer.entry import DAY, ID, is_id
from indexer.factory import Access
from indexer.period import PERIODS, count_periods
from indexer.preparation import Preparation
from indexer.schema import VERSION, keyword_field
from indexer.search import aggregate_node, answer
from indexer.similar import find_similar, known_record
from indexer.spelling import Speller
from indexer.suggestion import MOST_KEYS, pick_names, typed_prefix
from indexer.vector import Meaning, Questions, vectors_name
from regintel.errors import ConfigError, IndexBackendError, IndexNotReadyError
from regintel.model import Record

_MOST_DAYS = 65_000
_SCAN = 5000


class ElasticIndex:
    """`SearchIndex` on a server, or on a cluster whose nodes' addresses are given with commas between them.

    Connecting is lazy. `prefix` begins the names of everything that is made there. `keep`: how many indices a rebuild
    leaves behind of those that it replaced.
    """

    def __init__(
        self,
        url: str,
        tokenise: Tokenise,
        access: Access | None = None,
        prefix: str = "regintel",
        cut: Cut | None = None,
        workers: int = 1,
        keep: int = 0,
        questions: Questions | None = None,
        finder: Finder | None = None,
    ) -> None:
        access = access or Access()
        self.address = re.sub(r"//[^/@]*@", "//", url)
        self._prefix = prefix
        self._keep = keep
        self._analyser = Analyser(tokenise, cut, finder)
        self._lines = Preparation(self._analyser, build_line, workers)
        self._ready: set[Collection] = set()
        self._speller = Speller(self._analyser)
        options: dict[str, Any] = {"request_timeout": 60, "retry_on_timeout": True, "max_retries": 3}
        options["serializer"] = QuickSerializer()
        options["retry_on_status"] = (502, 504)  # 429 and 503 are waited out, see `_read` and `write_bulk`
        if access.api_key:
            options["api_key"] = access.api_key
        elif access.username:
            # Encoded here, for the client takes only ASCII in a pair.
            options["basic_auth"] = base64.b64encode(f"{access.username}:{access.password}".encode()).decode()
        if access.ca:
            if not access.ca.is_file():
                raise ConfigError(f"找不到证书文件 {access.ca}", "检查 REGINTEL_INDEX_CA")
            options["ca_certs"] = str(access.ca)
        try:
            self._client = Elasticsearch([one.strip() for one in url.split(",")], **options)
        except ValueError as error:
            raise ConfigError(f"索引地址无效：{self.address}（{error}）", "检查 REGINTEL_INDEX_URL") from error
        self._engine = ElasticEngine(self._client, prefix)
        self.meaning: Meaning | None = None
        if questions:
            kept = f"{prefix}-vectors-{vectors_name(questions)}"
            vectors = ElasticVectors(self._client, kept, questions.dimensions, self._failing, self.address)
            self.meaning = Meaning(vectors, questions)

    # --- writing ---

    def upsert(self, records: Iterable[Record]) -> int:
        """See `SearchIndex.upsert`."""
        with self._failing():
            return write_bulk(self._client, self._actions(records, {}), self.address)

    def _actions(self, records: Iterable[Record], targets: dict[Collection, str]) -> Iterator[dict[str, Any]]:
        """Bulk actions for `records`, into `targets` or else the live indices."""
        for collection, id, line in self._lines(records):
            target = targets.get(collection) or self._writable(collection)
            yield {"_op_type": "index", "_index": target, "_id": id, "_source": line}

    def delete(self, collection: Collection, ids: Iterable[str]) -> None:
        """See `SearchIndex.delete`."""
        with self._failing():
            alias = self._writable(collection)
            actions = ({"_op_type": "delete", "_index": alias, "_id": id} for id in filter(is_id, ids))
            write_bulk(self._client, actions, self.address)

    def rebuild(self, records: Iterable[Record]) -> int:
        """See `SearchIndex.rebuild`."""
        with self._failing():
            mark = secrets.token_hex(6)
            targets = {c: index_name(self._prefix, c, mark) for c in Collection}
            with ExitStack() as undo:
                undo.callback(self._remove, list(targets.values()))
                for collection, name in targets.items():
                    self._put_template(collection)
                    self._client.indices.create(index=name, settings={"refresh_interval": "-1"})
                count = write_bulk(self._client, self._actions(records, targets), self.address)
                for name in targets.values():
                    self._client.indices.put_settings(index=name, settings={"refresh_interval": None})
                    self._client.indices.refresh(index=name)
                undo.pop_all()
            self._swap(targets)
            return count

    def _remove(self, names: list[str]) -> None:
        """Give up indices that were made for a rebuild; if that fails too, the next rebuild removes them."""
        with suppress(ApiError, TransportError):
            self._client.indices.delete(index=names, ignore_unavailable=True)

    def _swap(self, targets: dict[Collection, str]) -> None:
        """Point the aliases at the new indices, in one step of the cluster, and then remove the old ones.

        Removing in the same step would fail the queries that were under way: nodes drop shards before they learn
        where the alias points.
        """
        actions: list[dict[str, Any]] = []
        for collection, name in targets.items():
            alias = alias_of(self._prefix, collection)
            actions.append({"add": {"index": name, "alias": alias}})
            actions += [{"remove": {"index": old, "alias": alias}} for old in self._behind(alias)]
        self._client.indices.update_aliases(actions=actions)
        self._ready = set(targets)
        for collection in targets:
            retire(self._client, self._prefix, collection, self._keep)

    def _behind(self, alias: str) -> list[str]:
        """The indices behind an alias, none where there is no such alias."""
        try:
            return list(self._client.indices.get_alias(name=alias))
        except NotFoundError:
            return []

    def _put_template(self, collection: Collection) -> None:
        body = build_template(self._prefix, collection)
        self._client.indices.put_index_template(name=f"{alias_of(self._prefix, collection)}-v{VERSION}", body=body)

    def _writable(self, collection: Collection) -> str:
        """The alias of a collection; all three are made where this is the first write."""
        if collection not in self._ready:
            for each in Collection:
                alias = alias_of(self._prefix, each)
                names = self._behind(alias)
                self._same_version(alias, names)
                if not names:
                    self._create_first(each, alias)
                self._ready.add(each)
        return alias_of(self._prefix, collection)

    def _create_first(self, collection: Collection, alias: str) -> None:
        self._put_template(collection)
        try:
            self._client.indices.create(index=index_name(self._prefix, collection, "first"), aliases={alias: {}})
        except BadRequestError as error:
            if error.error != "resource_already_exists_exception":  # another process was quicker
                raise

    @staticmethod
    def _same_version(alias: str, names: list[str]) -> None:
        if names and not names[0].startswith(f"{alias}-v{VERSION}-"):
            raise IndexNotReadyError(f"索引 {names[0]} 由另一版本建立", "运行 regintel index rebuild 重建")

    def refresh(self) -> None:
        """See `SearchIndex.refresh`."""
        with self._failing():
            names = [alias_of(self._prefix, c) for c in Collection]
            self._client.indices.refresh(index=names, ignore_unavailable=True)

    def close(self) -> None:
        """See `SearchIndex.close`. A server that has gone is no error here."""
        self._lines.close()
        with suppress(IndexBackendError):
            self.refresh()
        self._client.close()

    # --- reading ---

    def get(self, collection: Collection, id: str) -> Record | None:
        """See `SearchIndex.get`."""
        if not is_id(id):
            return None
        with self._failing():
            found = patiently(
                lambda: self._client.search(
                    index=alias_of(self._prefix, collection), query={"term": {ID: {"value": id}}}, size=1
                )
            )
        for hit in found["hits"]["hits"]:
            return Record(hit["_source"][ID], collection, fields_of(collection, hit["_source"]))
        return None

    def search(self, query: SearchQuery) -> SearchPage:
        """See `SearchIndex.search`."""
        with self._failing():
            return answer(query, self._analyser, self._engine, self._speller, self.meaning)

    def similar(self, collection: Collection, id: str, limit: int = 10) -> tuple[Hit, ...]:
        """See `SearchIndex.similar`."""
        record = known_record(self.get(collection, id), id)
        with self._failing():
            return find_similar(record, limit, self._analyser, self._engine)

    def aggregate(self, query: AggregateQuery) -> tuple[Bucket, ...]:
        """See `SearchIndex.aggregate`."""
        by = query.by if query.by in PERIODS else keyword_field(query.collection, query.by)
        wanted = terms_body(DAY, _MOST_DAYS) if by in PERIODS else terms_body(by, query.limit)
        counted: tuple[Bucket, ...] = ()
        with self._failing():
            for node in aggregate_node(query, self._analyser):
                reply = self._client.search(
                    index=alias_of(self._prefix, query.collection), size=0, query=translate(node), aggs={"by": wanted}
                )
                found = reply["aggregations"]["by"]["buckets"]
                if by in PERIODS:
                    days = {int(b["key"]): int(b["doc_count"]) for b in found}
                    counted = count_periods(days, by, query.limit)
                else:
                    counted = buckets(found)[: max(query.limit, 0)]
                if counted:
                    break
        return counted

    def suggest(self, text: str, collection: Collection = Collection.DOCUMENTS, limit: int = 8) -> tuple[str, ...]:
        """See `SearchIndex.suggest`."""
        prefix = typed_prefix(text)
        if not prefix:
            return ()
        with self._failing():
            return pick_names(self._engine.keys(collection, prefix, MOST_KEYS), limit)

    def ids(self, collection: Collection) -> Iterable[str]:
        """See `SearchIndex.ids`."""
        return (hit["_id"] for hit in self._scan(collection, source=False))

    def scan(self, collection: Collection) -> Iterable[Record]:
        """See `SearchIndex.scan`."""
        for hit in self._scan(collection, source=True):
            yield Record(hit["_source"][ID], collection, fields_of(collection, hit["_source"]))

    def _scan(self, collection: Collection, *, source: bool) -> Iterator[Any]:
        """Every hit of a collection, from one point in time."""
        alias = alias_of(self._prefix, collection)
        with self._failing():
            if not self._behind(alias):
                return
            held = self._client.open_point_in_time(index=alias, keep_alive=KEEP_ALIVE)["id"]
            after: list[Any] | None = None
            while True:
                reply = self._client.search(
                    pit={"id": held, "keep_alive": KEEP_ALIVE},
                    size=_SCAN,
                    sort=["_shard_doc"],
                    source=source,
                    track_total_hits=False,
                    search_after=after,
                )
                hits = reply["hits"]["hits"]
                yield from hits
                held = reply["pit_id"]
                if len(hits) < _SCAN:
                    break
                after = hits[-1]["sort"]
            self._client.close_point_in_time(id=held)

    def health(self) -> Health:
        """See `SearchIndex.health`."""
        try:
            with self._failing():
                status = self._client.options(request_timeout=10).cluster.health()["status"]
                counts = {}
                for collection in Collection:
                    alias = alias_of(self._prefix, collection)
                    names = self._behind(alias)
                    if not names:
                        raise IndexNotReadyError(f"Elasticsearch {self.address} 上还没有索引", "先运行 regintel index")
                    self._same_version(alias, names)
                    counts[str(collection)] = int(self._client.count(index=alias)["count"])
                left = [name for c in Collection for name in superseded(self._client, self._prefix, c)]
        except IndexBackendError as error:
            return Health(False, "elasticsearch", str(error), {})
        detail = f"Elasticsearch {self.address}，状态 {status}"
        return Health(status != "red", "elasticsearch", detail, counts, tuple(left))

    @contextmanager
    def _failing(self) -> Iterator[None]:
        """The client's errors as ours, naming the server."""
        try:
            yield
        except (AuthenticationException, AuthorizationException) as error:
            raise IndexBackendError(
                f"Elasticsearch {self.address} 拒绝了这个身份",
                "检查 REGINTEL_INDEX_API_KEY，或 REGINTEL_INDEX_USERNAME 和 REGINTEL_INDEX_PASSWORD",
            ) from error
        except NotFoundError as error:
            raise IndexNotReadyError(f"Elasticsearch {self.address} 上还没有索引", "先运行 regintel index") from error
        except ApiError as error:
            raise IndexBackendError(
                f"Elasticsearch {self.address} 报错：{error.error}（{error.status_code}）", "查看该服务的日志"
            ) from error
        except TransportError as error:
            reason = str(error.message).splitlines()[0][:200]
            if isinstance(error, SSLError):
                raise IndexNotReadyError(
                    f"不信任 Elasticsearch {self.address} 的证书：{reason}", "把它的 CA 证书文件写进 REGINTEL_INDEX_CA"
                ) from error
            raise IndexNotReadyError(
                f"连不上 Elasticsearch {self.address}：{reason}", "检查 REGINTEL_INDEX_URL，并确认服务已启动"
            ) from error
