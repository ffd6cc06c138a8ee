"""Three real nodes, one of them killed under load."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from index_samples import document

from indexer.base import Collection, SearchQuery, Tokenise
from regintel.errors import IndexBackendError


@pytest.mark.elasticsearch
@pytest.mark.slow
def test_killing_a_node_loses_no_write_and_fails_no_query(
    start_elasticsearch: Callable[..., Any], tmp_path: Path, tokenise: Tokenise
) -> None:
    from indexer.elastic import ElasticIndex

    running = start_elasticsearch(tmp_path / "cluster", nodes=3)
    index = ElasticIndex(",".join(running.urls), tokenise, prefix="cluster")
    index.upsert(document(f"a{n}", "标题", "资金池") for n in range(200))
    index.refresh()
    stop, answers, failures = threading.Event(), list[int](), list[BaseException]()

    def ask() -> None:
        while not stop.is_set():
            try:
                answers.append(index.search(SearchQuery("资金池")).total)
            except IndexBackendError as error:
                failures.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        for batch in range(10):
            if batch == 3:
                os.kill(running.pids[0], signal.SIGKILL)
            assert index.upsert(document(f"b{batch}-{n}", "标题", "资金池") for n in range(100)) == 100
        index.refresh()
    finally:
        stop.set()
        thread.join()
    assert not failures
    assert min(answers) >= 200
    assert index.search(SearchQuery("资金池")).total == 1200
    assert len(set(index.ids(Collection.DOCUMENTS))) == 1200
    assert index.health().ok
    index.close()
