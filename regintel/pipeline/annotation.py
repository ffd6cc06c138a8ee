"""The annotate stage: every document that the annotator has not seen in its current state, in several processes."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING

from regintel.errors import AnnotateError, RegintelError
from regintel.model import Analysis, Document
from regintel.pipeline.progress import Progress, StageReport, silent
from regintel.pipeline.workers import batches, run_batches
from regintel.store import Store

if TYPE_CHECKING:
    from nlp.annotate import Annotator
    from nlp.tier import AnnotationTier

Outcome = tuple[Document, Analysis | RegintelError]


def annotate(
    store: Store, workers: int = 1, on_progress: Progress = silent, tier: AnnotationTier = "auto"
) -> StageReport:
    """Annotate what is stale. A document that fails is kept as a failure and does not stop the others.

    `tier`: see `nlp.annotate.build_annotator`.
    """
    annotator = _annotator(tier)
    total = store.count_unannotated(annotator.producer)
    failing = {failure.key for failure in store.failures("annotate")}
    done = failed = 0
    on_progress(0, total)
    parts = batches(store.unannotated(annotator.producer), lambda document: len(document.text))
    for outcomes in run_batches(partial(annotate_batch, tier=tier), parts, workers if total > workers * 40 else 1):
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
def _annotator(tier: AnnotationTier) -> Annotator:
    from nlp.annotate import build_annotator

    return build_annotator(tier)


def annotate_batch(documents: list[Document], tier: AnnotationTier = "auto") -> list[Outcome]:
    """What a worker does. On an error in the batch, its documents are tried one by one to find the one to blame."""
    try:
        return list(zip(documents, _annotator(tier).annotate(documents), strict=True))
    except AnnotateError as error:
        if len(documents) == 1:
            return [(documents[0], error)]
        return [outcome for document in documents for outcome in annotate_batch([document], tier)]
