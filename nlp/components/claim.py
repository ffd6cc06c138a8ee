"""spaCy factory `regintel_claim_v1`: advertising claims."""

from __future__ import annotations

from typing import Any

from spacy.language import Language

from nlp.facts.claim import find_claims
from nlp.registry import FinderComponent


@Language.factory("regintel_claim_v1")
def create(nlp: Language, name: str) -> Any:  # noqa: ARG001 - spaCy's protocol
    """Adds what `nlp.facts.claim.find_claims` finds to `doc.spans["regintel"]` and `doc._.facts`."""
    return FinderComponent(name, find_claims)
