"""The annotate stage: every document that the annotator has not seen in its current state, in several processes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from itertools import islice
from multiprocessing import get_context
from typing import TYPE_CHECKING

from regintel.errors import AnnotateError, RegintelError
from regintel.model import Analysis, Document
from regintel.pipeline.progress import Progress, StageReport, silent
from regintel.store import Store

if TYPE_CHECKING:
    from nlp.annotate import Annotator

BATCH_CHARACTERS = 400_000
"""A batch holds documents of about this many characters: a unit of work, of memory and of one transaction."""

Outcome = tuple[Document, Analysis | RegintelError]


def annotate(store: Store, workers: int = 1, on_progress: Progress = silent) -> StageReport:
    """Annotate what is stale. A document that fails is kept as a failure and does not stop the others."""
    annotator = _annotator()
    total = store.count_unannotated(annotator.producer)
    failing = {failure.key for failure in store.failures("annotate")}
    done = failed = 0
    on_progress(0, total)
    for outcomes in _outcomes(_batches(store.unannotated(annotator.producer)), workers if total > workers * 40 else 1):
        good = [(d, found) for d, found in outcomes if isinstance(found, Analysis)]
        store.save_analyses(good)
        for document, found in outcomes:
            if isinstance(found, RegintelError):
                store.save_failure("annotate", document.id, document.source_id, found)
            elif document.id in failing:
                store.clear_failure("annotate", document.id)
        done += len(good)
        failed += len(outcomes) - len(good)
        on_progress(done + failed, total)
    return StageReport(done, failed)


@cache
def _annotator() -> Annotator:
    from nlp.annotate import build_annotator

    return build_annotator()


def annotate_batch(documents: list[Document]) -> list[Outcome]:
    """What a worker does. On an error in the batch, its documents are tried one by one to find the one to blame."""
    try:
        return list(zip(documents, _annotator().annotate(documents), strict=True))
    except AnnotateError as error:
        if len(documents) == 1:
            return [(documents[0], error)]
        return [outcome for document in documents for outcome in annotate_batch([document])]


def _outcomes(batches: Iterator[list[Document]], workers: int) -> Iterator[list[Outcome]]:
    if workers <= 1:
        yield from map(annotate_batch, batches)
        return
    try:
        with ProcessPoolExecutor(workers, mp_context=get_context("forkserver")) as pool:
            yield from _ordered(pool, batches, workers + 2)
    except BrokenProcessPool as error:
        raise AnnotateError(
            "标注进程意外退出（多为内存不足）", "减小 REGINTEL_WORKERS 后重新运行 regintel annotate，已完成的部分已保存"
        ) from error


def _ordered(pool: ProcessPoolExecutor, batches: Iterator[list[Document]], ahead: int) -> Iterator[list[Outcome]]:
    """Results in order, with at most `ahead` batches in flight, so that memory stays flat."""
    waiting = [pool.submit(annotate_batch, batch) for batch in islice(batches, ahead)]
    while waiting:
        result = waiting.pop(0).result()
        waiting += [pool.submit(annotate_batch, batch) for batch in islice(batches, 1)]
        yield result


def _batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    batch: list[Document] = []
    size = 0
    for document in documents:
        batch.append(document)
        size += len(document.text) + 200
        if size >= BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
