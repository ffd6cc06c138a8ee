"""A document's own facts, completed by what was found in its text: what the site states stands, the rest is proven.

The site's metadata always wins. Where it is silent, an annotation fills the gap, so that every completed value has a
span behind it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TypeVar

from regintel.model import Analysis, Document, Kind, Status

_T = TypeVar("_T")

_OWN_FACTS = "structure@"
"""The producers whose 文号, 发文机关 and dates are the document's own, not ones that it mentions."""


def completed(document: Document, analysis: Analysis | None, decided: str = "") -> Document:
    """The document with number, issuers, rank, dates and status filled in where its site left them out.

    `decided` is the status that the link stage decided, with evidence, from other documents and from its days (""
    where nothing decides it); it stands above what the site once said. A draft for comment has neither effect nor
    status of its own: the dates in it are those of the draft.
    """
    document = _from_text(document, analysis) if analysis is not None else document
    if decided and document.kind is Kind.POLICY:
        document = replace(document, status=Status(decided))
    return document


def _from_text(document: Document, analysis: Analysis) -> Document:
    facts: dict[str, list[str]] = {}
    for note in analysis.annotations:
        if note.producer.startswith(_OWN_FACTS):
            facts.setdefault(note.label, []).append(note.value)

    def first(label: str) -> str:
        return facts.get(label, [""])[0]

    number = document.doc_no or first("文号")
    document = replace(
        document,
        doc_no=number or _only_number(analysis),
        issuers=document.issuers or tuple(dict.fromkeys(facts.get("发文机关", ()))),
        published_on=document.published_on or _parsed(date.fromisoformat, first("公布日期")),
    )
    if document.kind is not Kind.POLICY:
        return document
    return replace(
        document,
        rank=document.rank or first("效力位阶"),
        effective_on=document.effective_on or _parsed(date.fromisoformat, first("施行日期")),
        status=document.status or _parsed(Status, first("时效性")),
    )


def _only_number(analysis: Analysis) -> str:
    """The 文号 of a decision told in prose: the one that all its penalties carry."""
    numbers = {penalty.doc_no for penalty in analysis.penalties}
    return next(iter(numbers)) if len(numbers) == 1 else ""


def _parsed(parse: Callable[[str], _T], value: str) -> _T | None:
    return parse(value) if value else None
