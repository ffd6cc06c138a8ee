"""spaCy factory `regintel_organisation_v1`: known organisations and their local offices."""

from __future__ import annotations

from typing import Any

from spacy.language import Language

from nlp.facts.organisation import find_organisations
from nlp.registry import FinderComponent


@Language.factory("regintel_organisation_v1")
def create(nlp: Language, name: str) -> Any:  # noqa: ARG001 - spaCy's protocol
    """Adds what `nlp.facts.organisation.find_organisations` finds to `doc.spans["regintel"]` and `doc._.facts`."""
    return FinderComponent(name, find_organisations)
