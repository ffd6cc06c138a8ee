"""The embedded index: tantivy in folders of its own, no server. Many readers, one writer at a time."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import tantivy

from indexer.analysis import Analyser
from indexer.base import AggregateQuery, Bucket, Collection, Cut, Finder, Health, Hit, SearchPage, SearchQuery, Tokenise
from indexer.embedded_engine import EmbeddedEngine
from indexer.embedded_find import count_days, count_terms
from indexer.embedded_query import translate
from indexer.embedded_shelf import Shelf, pack
from indexer.entry import ID, from_json, is_id
from indexer.period import PERIODS, count_periods
from indexer.preparation import Preparation
from indexer.schema import keyword_field
from indexer.search import aggregate_node, answer
from indexer.similar import find_similar, known_record
from indexer.spelling import Speller
from indexer.suggestion import MOST_KEYS, pick_names, typed_prefix
from indexer.vector import Meaning, Questions, vectors_name
from indexer.vector_file import VectorFile
from regintel.errors import IndexBackendError, IndexNotReadyError, RegintelError
from regintel.model import Record


class EmbeddedIndex:
    """`SearchIndex` under a folder. Reading never locks; the first write takes the writer locks until `refresh`."""

    def __init__(
        self,
        root: Path,
        tokenise: Tokenise,
        cut: Cut | None = None,
        workers: int = 1,
        questions: Questions | None = None,
        finder: Finder | None = None,
    ) -> None:
        self.root = root
        self._analyser = Analyser(tokenise, cut, finder)
        self._packed = Preparation(self._analyser, pack, workers)
        self._shelves = {collection: Shelf(root, collection) for collection in Collection}
        self._schemas = {collection: shelf.schema() for collection, shelf in self._shelves.items()}
        self._speller = Speller(self._analyser)
        self.meaning: Meaning | None = None
        if questions:
            folder = root / "vectors" / vectors_name(questions)
            self.meaning = Meaning(VectorFile(folder, questions.dimensions), questions)
        self._writers: dict[Collection, Any] = {}
        self._fresh: dict[Collection, set[str]] = {}

    # --- writing ---

    def upsert(self, records: Iterable[Record]) -> int:
        """See `SearchIndex.upsert`."""
        count = 0
        for collection, id, line in self._packed(records):
            writer = self._writer(collection)
            try:
                self._forget(writer, collection, id)
                writer.add_json(line.decode())
            except (OSError, ValueError) as error:
                raise self._failed("写入", error) from error
            count += 1
        return count

    def _forget(self, writer: Any, collection: Collection, id: str) -> None:
        """Remove what the index has under this id; a new index has nothing that this writer did not bring."""
        fresh = self._fresh.get(collection)
        if fresh is None or id in fresh:
            writer.delete_documents_by_term(ID, id)
        if fresh is not None:
            fresh.add(id)

    def delete(self, collection: Collection, ids: Iterable[str]) -> None:
        """See `SearchIndex.delete`."""
        writer = self._writer(collection)
        with self._failing("删除"):
            for id in filter(is_id, ids):
                writer.delete_documents_by_term(ID, id)

    def rebuild(self, records: Iterable[Record]) -> int:
        """See `SearchIndex.rebuild`. The live index stays locked for writing meanwhile."""
        for collection, shelf in self._shelves.items():
            try:
                shelf.searcher()
            except IndexBackendError:
                continue  # none there, of another version or damaged: nobody can be writing to it
            self._writer(collection)
        names = {collection: shelf.create() for collection, shelf in self._shelves.items()}
        with ExitStack() as undo:
            for collection, name in names.items():
                undo.callback(self._shelves[collection].remove, name)
            undo.callback(self._drop_writers)
            count = self._fill(names, records)
            undo.pop_all()
        self._drop_writers()
        for collection, name in names.items():
            self._shelves[collection].swap(name)
        return count

    def _fill(self, names: Mapping[Collection, str], records: Iterable[Record]) -> int:
        """Write `records` into new folders; the number written."""
        writers = {c: self._shelves[c].writer(name) for c, name in names.items()}
        seen: dict[Collection, set[str]] = {collection: set() for collection in Collection}
        count = 0
        for collection, id, line in self._packed(records):
            try:
                if id in seen[collection]:
                    writers[collection].delete_documents_by_term(ID, id)
                seen[collection].add(id)
                writers[collection].add_json(line.decode())
            except (OSError, ValueError) as error:
                raise self._failed("重建", error) from error
            count += 1
        with self._failing("重建"):
            for writer in writers.values():
                writer.commit()
                writer.wait_merging_threads()
        return count

    def refresh(self) -> None:
        """See `SearchIndex.refresh`. Lets go of the writer locks."""
        with self._failing("提交"):
            for writer in self._writers.values():
                writer.commit()
                writer.wait_merging_threads()
        self._drop_writers()

    def close(self) -> None:
        """See `SearchIndex.close`."""
        try:
            self.refresh()
        finally:
            self._packed.close()

    def _writer(self, collection: Collection) -> Any:
        if collection not in self._writers:
            shelf = self._shelves[collection]
            for each in self._shelves.values():
                self._ensure(each)
            self._writers[collection] = shelf.writer(shelf.current())
            if not shelf.searcher().num_docs:
                self._fresh[collection] = set()
        return self._writers[collection]

    @staticmethod
    def _ensure(shelf: Shelf) -> None:
        """Make the collection's first folder; an index of another version is for the user to rebuild."""
        if not (shelf.folder / "CURRENT").exists():
            shelf.swap(shelf.create())

    def _drop_writers(self) -> None:
        self._writers.clear()
        self._fresh.clear()

    @contextmanager
    def _failing(self, doing: str) -> Iterator[None]:
        """tantivy's own errors (a full disk, most often) as ours, naming the folder."""
        try:
            yield
        except RegintelError:
            raise
        except (OSError, ValueError) as error:
            raise self._failed(doing, error) from error

    def _failed(self, doing: str, error: Exception) -> IndexBackendError:
        self._drop_writers()
        return IndexBackendError(f"内置索引 {self.root} {doing}失败：{error}", "检查磁盘空间和权限")

    # --- reading ---

    def get(self, collection: Collection, id: str) -> Record | None:
        """See `SearchIndex.get`."""
        searcher = self._shelves[collection].searcher()
        if not is_id(id):
            return None
        query = tantivy.Query.term_set_query(self._schemas[collection], ID, [id])
        hits = searcher.search(query, 1).hits
        if not hits:
            return None
        document = searcher.doc(hits[0][1])
        stored = json.loads(bytes(document.get_first("source")))
        return Record(document.get_first(ID), collection, from_json(collection, stored))

    def search(self, query: SearchQuery) -> SearchPage:
        """See `SearchIndex.search`."""
        with self._failing("检索"):
            return answer(query, self._analyser, self._engine(), self._speller, self.meaning)

    def similar(self, collection: Collection, id: str, limit: int = 10) -> tuple[Hit, ...]:
        """See `SearchIndex.similar`."""
        record = known_record(self.get(collection, id), id)
        with self._failing("检索"):
            return find_similar(record, limit, self._analyser, self._engine())

    def _engine(self) -> EmbeddedEngine:
        return EmbeddedEngine(self._shelves, self._schemas)

    def aggregate(self, query: AggregateQuery) -> tuple[Bucket, ...]:
        """See `SearchIndex.aggregate`."""
        searcher = self._shelves[query.collection].searcher()
        by = query.by if query.by in PERIODS else keyword_field(query.collection, query.by)
        buckets: tuple[Bucket, ...] = ()
        for node in aggregate_node(query, self._analyser):
            wanted = translate(node, self._schemas[query.collection])
            with self._failing("统计"):
                if by in PERIODS:
                    buckets = count_periods(count_days(searcher, wanted), by, query.limit)
                else:
                    buckets = count_terms(searcher, wanted, by, query.limit)
            if buckets:
                break
        return buckets

    def suggest(self, text: str, collection: Collection = Collection.DOCUMENTS, limit: int = 8) -> tuple[str, ...]:
        """See `SearchIndex.suggest`."""
        prefix = typed_prefix(text)
        if not prefix:
            return ()
        return pick_names(self._engine().keys(collection, prefix, MOST_KEYS), limit)

    def ids(self, collection: Collection) -> Iterable[str]:
        """See `SearchIndex.ids`."""
        try:
            searcher = self._shelves[collection].searcher()
        except IndexNotReadyError:
            return
        for id, _ in searcher.terms_with_prefix(ID, "", tantivy.Query.all_query()):
            yield id

    def scan(self, collection: Collection) -> Iterable[Record]:
        """See `SearchIndex.scan`."""
        for id in list(self.ids(collection)):
            if record := self.get(collection, id):
                yield record

    def health(self) -> Health:
        """See `SearchIndex.health`."""
        try:
            counts = {str(c): int(shelf.searcher().num_docs) for c, shelf in self._shelves.items()}
        except IndexBackendError as error:
            return Health(False, "tantivy", str(error), {})
        return Health(True, "tantivy", f"内置索引 {self.root}", counts)
