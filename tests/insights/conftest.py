"""A small index, and builders of records that say only what a test cares about."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from indexer.base import Collection, SearchIndex
from indexer.factory import open_index
from nlp.segment import build_segmenter
from regintel.model import Record

DAY = date(2026, 11, 22)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[SearchIndex]:
    opened = open_index(f"tantivy:{tmp_path / 'index'}", build_segmenter().tokens_for_search)
    opened.rebuild(())
    yield opened
    opened.close()


@pytest.fixture
def fill(index: SearchIndex) -> Callable[..., SearchIndex]:
    """Writes records and gives the index back."""

    def write(*records: Record) -> SearchIndex:
        index.upsert(records)
        index.refresh()
        return index

    return write


@pytest.fixture
def make_record() -> Callable[..., Record]:
    def make(id: str, **fields: Any) -> Record:
        plain = {
            "title": f"标题{id}",
            "text": f"正文{id}。",
            "source_id": "news_a",
            "kind": "news",
            "url": f"https://news.example/{id}",
            "published_on": DAY,
        }
        return Record(id, Collection.DOCUMENTS.value, {**plain, **fields})

    return make


@pytest.fixture
def make_signal() -> Callable[..., Record]:
    def make(id: str, document_id: str, **fields: Any) -> Record:
        text = fields.get("text", "甲平台无法提现。")
        trigger = fields.pop("trigger", "无法提现")
        at = max(0, text.find(trigger))
        plain = {
            "title": f"标题{document_id}",
            "text": text,
            "entity": "甲平台",
            "type": "提现困难",
            "severity": 4,
            "polarity": -1,
            "certainty": "报道",
            "day": DAY,
            "score": 1.0,
            "document_id": document_id,
            "source_id": "news_a",
            "kind": "news",
            "url": f"https://news.example/{document_id}",
            "start": at,
            "end": at + len(trigger),
            "producer": "test@1",
        }
        return Record(id, Collection.SIGNALS.value, {**plain, **fields})

    return make
