"""spaCy factory `regintel_date_v1`: dates; relative ones where `doc._.published` (ISO) is set."""

from __future__ import annotations

from datetime import date
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from nlp.facts.date import find_dates
from nlp.facts.found import Found
from nlp.registry import FinderComponent


class DateComponent(FinderComponent):
    """Like the others, but it knows the day of publication."""

    def find(self, doc: Doc) -> list[Found]:
        return find_dates(self.readable(doc), date.fromisoformat(doc._.published) if doc._.published else None)


@Language.factory("regintel_date_v1")
def create(nlp: Language, name: str) -> Any:  # noqa: ARG001 - spaCy's protocol
    """Adds what `nlp.facts.date.find_dates` finds to `doc.spans["regintel"]` and `doc._.facts`."""
    return DateComponent(name, find_dates)
