"""spaCy factory `regintel_person_v1`: persons and positions in decisions."""

from __future__ import annotations

from typing import Any

from spacy.language import Language

from nlp.facts.person import find_persons
from nlp.registry import FinderComponent


@Language.factory("regintel_person_v1")
def create(nlp: Language, name: str) -> Any:  # noqa: ARG001 - spaCy's protocol
    """Adds what `nlp.facts.person.find_persons` finds to `doc.spans["regintel"]` and `doc._.facts`."""
    return FinderComponent(name, find_persons)
