"""spaCy factory `regintel_amount_v1`: amounts of money."""

from __future__ import annotations

from typing import Any

from spacy.language import Language

from nlp.facts.amount import find_amounts
from nlp.registry import FinderComponent


@Language.factory("regintel_amount_v1")
def create(nlp: Language, name: str) -> Any:  # noqa: ARG001 - spaCy's protocol
    """Adds what `nlp.facts.amount.find_amounts` finds to `doc.spans["regintel"]` and `doc._.facts`."""
    return FinderComponent(name, find_amounts)
