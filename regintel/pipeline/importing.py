"""`regintel import`: local files → documents in the store, in batches, so that a kill loses at most one batch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path

from regintel.errors import ParseError
from regintel.pipeline.progress import Progress, silent
from regintel.store import Saved, Store

_BATCH = 100


def import_files(
    store: Store,
    paths: Sequence[Path],
    workers: int,
    on_problem: Callable[[ParseError], None],
    on_progress: Progress = silent,
) -> Counter[Saved]:
    """How many documents were new, revised, updated or the same. What cannot be read goes to `on_problem`."""
    from crawlers.files import read_files

    counts: Counter[Saved] = Counter()
    documents = iter(read_files(paths, on_problem, workers=workers))
    while batch := list(islice(documents, _BATCH)):
        counts.update(store.save_documents(batch))
        on_progress(counts.total(), 0)
    return counts
