"""News of a span as the store tells them, one after the other, with a limit on how many are read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Protocol

from insights.series import Span
from regintel.errors import QueryError
from regintel.model import Analysis, Document, Kind

MOST_READ = 20_000
"""Documents that a page or an API call reads; the command reads all."""


class NewsStore(Protocol):
    """The part of `regintel.store.Store` that is needed."""

    def documents(
        self,
        source_ids: Sequence[str] = (),
        kinds: Sequence[Kind] = (),
        since: date | None = None,
        until: date | None = None,
    ) -> Iterator[Document]:
        """In order of id."""

    def analysis(self, document_id: str) -> Analysis | None:
        """What was found in it, or None."""

    def count_documents(self) -> Mapping[str, int]:
        """Source id → number of documents."""


def news(span: Span, store: NewsStore, most: int | None = MOST_READ) -> Iterator[tuple[date, Document]]:
    """News of the span with their day, in order of id. Raises `QueryError` for more than `most`."""
    found = store.documents(span.sources, (Kind.NEWS,), span.since, span.until)
    for number, document in enumerate(found):
        if most is not None and number >= most:
            raise QueryError(
                f"这段时间的新闻超过 {most} 篇，网页和接口不逐篇计算",
                "缩短日期、指定来源，或用命令行 regintel series（没有上限）",
            )
        if document.published_on:
            yield document.published_on, document
