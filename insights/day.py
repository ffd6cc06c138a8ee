"""The documents and signals of one day, looked up once each, with the sentence that proves a signal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Protocol

from indexer.base import Collection, Hit, SearchIndex, SearchQuery, Sort
from insights.brief_part import Line
from insights.event import Citation, Quote, SignalFact
from regintel.model import Analysis, Document, FieldValue, Kind

_PAGE = 100
_MOST = 2_000


class Facts(Protocol):
    """What the flat index leaves out (decisions and deadlines); `regintel.store.Store` is one."""

    def document(self, id: str) -> Document | None:
        """The current state, or None."""

    def analysis(self, document_id: str) -> Analysis | None:
        """What was found in it, or None."""


class DayDocuments:
    """Looks documents up once each."""

    def __init__(
        self,
        index: SearchIndex,
        facts: Facts | None,
        fields: Mapping[str, Mapping[str, FieldValue]],
        names: Mapping[str, str],
    ) -> None:
        self._index, self._facts, self._names = index, facts, names
        self._fields: dict[str, Mapping[str, FieldValue] | None] = dict(fields)

    def of_day(self) -> list[str]:
        """Ids of the day's documents."""
        return [id for id, fields in self._fields.items() if fields is not None]

    def fields(self, id: str) -> Mapping[str, FieldValue] | None:
        """The document's indexed fields, None where the index has no such document."""
        if id not in self._fields:
            record = self._index.get(Collection.DOCUMENTS, id)
            self._fields[id] = None if record is None else record.fields
        return self._fields[id]

    def line(self, id: str, fields: Mapping[str, FieldValue]) -> Line:
        """The document as a line of the brief."""
        source = str(fields.get("source_id", ""))
        asked = self._facts.document(id) if self._facts and fields.get("kind") == Kind.CONSULTATION else None
        return Line(
            document_id=id,
            title=str(fields.get("title", "") or id),
            url=str(fields.get("url", "")),
            source=self._names.get(source, source),
            doc_no=str(first_value(fields.get("doc_no"))),
            issuers=all_values(fields.get("issuers")),
            deadline=asked.deadline if asked else None,
        )


def all_hits(index: SearchIndex, query: SearchQuery, notices: list[str]) -> Iterator[Hit]:
    """Every hit, page by page, up to a limit that is told when it is met."""
    seen = 0
    query = replace(query, limit=_PAGE)
    while True:
        page = index.search(query)
        yield from page.hits
        seen += len(page.hits)
        if not page.cursor or not page.hits:
            return
        if seen >= _MOST:
            notices.append(f"当日内容超过 {_MOST} 条，简报只包含其中 {seen} 条，其余请在检索页查看")
            return
        query = replace(query, cursor=page.cursor)


def day_signals(day: date, index: SearchIndex, documents: DayDocuments, notices: list[str]) -> list[SignalFact]:
    """Signals of the day's documents, and those dated that day, each once."""
    ids = documents.of_day()
    facts: dict[str, SignalFact] = {}
    queries = [SearchQuery(collection=Collection.SIGNALS, since=day, until=day, sort=Sort.NEWEST)]
    for at in range(0, len(ids), _PAGE):
        chosen = {"document_id": tuple(ids[at : at + _PAGE])}
        queries.append(SearchQuery(collection=Collection.SIGNALS, filters=chosen, sort=Sort.NEWEST))
    for query in queries:
        for hit in all_hits(index, query, notices):
            if hit.id not in facts and (fact := _fact(hit, day, documents)):
                facts[hit.id] = fact
    return list(facts.values())


def _fact(hit: Hit, day: date, documents: DayDocuments) -> SignalFact | None:
    """The signal with its proof; None for good news, and for what was published after the day."""
    fields = hit.fields
    document_id = str(fields.get("document_id", ""))
    shown = documents.fields(document_id) or {}
    published = shown.get("published_on")
    if int(_number(fields.get("polarity"))) > 0 or (isinstance(published, date) and published > day):
        return None
    line = documents.line(document_id, {**fields, **shown})
    text, mark = _evidence(fields)
    when = fields.get("day")
    return SignalFact(
        entity=str(first_value(fields.get("entity"))),
        type=str(first_value(fields.get("type"))),
        severity=int(_number(fields.get("severity"))),
        certainty=str(first_value(fields.get("certainty"))) or "报道",
        day=when if isinstance(when, date) else None,
        quote=Quote(text, mark, (Citation(document_id, hit.id, line.title, line.source, line.url),)),
    )


def _evidence(fields: Mapping[str, FieldValue]) -> tuple[str, tuple[int, int]]:
    """The sentence, and where in it the trigger stands: a signal's record holds both."""
    text = str(fields.get("text") or "")
    if not text:
        return str(fields.get("title") or ""), (0, 0)
    return text, (int(_number(fields.get("start"))), int(_number(fields.get("end"))))


def first_value(value: FieldValue) -> FieldValue:
    """Of a field that may hold one value, several or none; "" for none."""
    if isinstance(value, tuple):
        return value[0] if value else ""
    return "" if value is None else value


def all_values(value: FieldValue) -> tuple[str, ...]:
    """Of a field that may hold one value, several or none."""
    if isinstance(value, tuple):
        return value
    return (str(value),) if value else ()


def _number(value: FieldValue) -> float:
    return value if isinstance(value, (int, float)) else 0
