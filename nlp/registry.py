"""The only place that registers: spaCy extensions, the shape of components, and the pinned list of their names.

Extensions (set on import):

- `Doc._.published`: ISO day of publication, "" by default; `Doc._.kind`: a `regintel.model.Kind` value, "news".
- `Doc._.facts`: list of `nlp.facts.found.Found` with exact character offsets, in order of place.
- `Doc._.signals`, `Doc._.penalties`: lists of the shared types, [] until their component ran.
- `Span._.value`: the normalised form of a span in `doc.spans["regintel"]` (its `kb_id_`).

Spans are widened to whole tokens where a fact begins inside one; `Doc._.facts` is exact. Names carry versions: a
component whose output changes shape gets a new name beside the old one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import astuple
from datetime import UTC, date, datetime
from typing import Any

from spacy.tokens import Doc, Span

from nlp.facts.found import Found
from nlp.pipeline import readable
from regintel.model import Document, Kind, Signal

FACTORIES = (
    "regintel_amount_v1",
    "regintel_citation_v1",
    "regintel_claim_v1",
    "regintel_clause_v1",
    "regintel_company_v1",
    "regintel_credit_code_v1",
    "regintel_date_v1",
    "regintel_doc_no_v1",
    "regintel_kind_v1",
    "regintel_norm_v1",
    "regintel_organisation_v1",
    "regintel_penalty_v1",
    "regintel_person_v1",
    "regintel_policy_topic_v1",
    "regintel_ratio_v1",
    "regintel_risk_v1",
    "regintel_term_v1",
    "regintel_topic_v1",
)
"""Every factory; `pyproject.toml` declares the same names as entry points of `spacy_factories`."""

GROUP = "regintel"
_DATA = "regintel.facts"


def _facts(doc: Doc) -> list[Found]:
    return [Found(*row) for row in sorted(doc.user_data.get(_DATA, ()), key=lambda row: (row[2], row[3]))]


def _value(span: Span) -> str:
    return str(span.kb_id_)


def register_extensions() -> None:
    """Idempotent."""
    for name, default in (("published", ""), ("kind", "news"), ("signals", []), ("penalties", [])):
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=default)
    if not Doc.has_extension("facts"):
        Doc.set_extension("facts", getter=_facts)
    if not Span.has_extension("value"):
        Span.set_extension("value", getter=_value)


register_extensions()


class FinderComponent:
    """A pipeline component around one finder. Stateless, so it needs no serialisation."""

    def __init__(self, name: str, finder: Callable[..., list[Found]]) -> None:
        self.name = name
        self._finder = finder

    def __call__(self, doc: Doc) -> Doc:
        add_facts(doc, self.find(doc))
        return doc

    def find(self, doc: Doc) -> list[Found]:
        """What the finder finds in the document."""
        return self._finder(self.readable(doc))

    @staticmethod
    def readable(doc: Doc) -> str:
        """The text as finders read it, of the same length as `doc.text`."""
        return readable(doc.text)


def add_facts(doc: Doc, found: Iterable[Found]) -> None:
    """Adds finds to `doc._.facts` and, widened to tokens, to `doc.spans["regintel"]`."""
    rows: list[tuple[Any, ...]] = doc.user_data.setdefault(_DATA, [])
    spans: list[Span] = list(doc.spans.get(GROUP, ()))
    for item in found:
        rows.append(astuple(item))
        span = doc.char_span(item.start, item.end, item.label, item.value, alignment_mode="expand")
        if span is not None:
            spans.append(span)
    doc.spans[GROUP] = spans


def as_document(doc: Doc) -> Document:
    """The shared type for finders that want one: text, kind and day of publication of a `Doc`."""
    return Document(
        id="doc",
        source_id="spacy",
        url="",
        kind=Kind(doc._.kind),
        title="",
        text=doc.text,
        fetched_at=datetime.now(UTC),
        published_on=date.fromisoformat(doc._.published) if doc._.published else None,
    )


def signal_spans(doc: Doc, signals: Sequence[Signal]) -> list[Span]:
    """Trigger spans labelled with the risk type, `kb_id_` the subject."""
    spans = (
        doc.char_span(s.span.start, s.span.end, s.type, s.entity, alignment_mode="expand")
        for s in signals
        if s.span.field == "text"
    )
    return [span for span in spans if span is not None]
