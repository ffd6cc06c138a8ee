"""spaCy factory `regintel_company_v1`: companies and platforms that no list knows."""

from __future__ import annotations

from typing import Any

from spacy.language import Language

from nlp.facts.company import find_companies
from nlp.registry import FinderComponent


@Language.factory("regintel_company_v1")
def create(nlp: Language, name: str) -> Any:  # noqa: ARG001 - spaCy's protocol
    """Adds what `nlp.facts.company.find_companies` finds to `doc.spans["regintel"]` and `doc._.facts`."""
    return FinderComponent(name, find_companies)
