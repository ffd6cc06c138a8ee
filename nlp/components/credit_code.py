"""spaCy factory `regintel_credit_code_v1`: 统一社会信用代码."""

from __future__ import annotations

from typing import Any

from spacy.language import Language

from nlp.facts.credit_code import find_credit_codes
from nlp.registry import FinderComponent


@Language.factory("regintel_credit_code_v1")
def create(nlp: Language, name: str) -> Any:  # noqa: ARG001 - spaCy's protocol
    """Adds what `nlp.facts.credit_code.find_credit_codes` finds to `doc.spans["regintel"]` and `doc._.facts`."""
    return FinderComponent(name, find_credit_codes)
