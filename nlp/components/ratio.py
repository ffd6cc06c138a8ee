"""spaCy factory `regintel_ratio_v1`: rates and ratios."""

from __future__ import annotations

from typing import Any

from spacy.language import Language

from nlp.facts.ratio import find_ratios
from nlp.registry import FinderComponent


@Language.factory("regintel_ratio_v1")
def create(nlp: Language, name: str) -> Any:  # noqa: ARG001 - spaCy's protocol
    """Adds what `nlp.facts.ratio.find_ratios` finds to `doc.spans["regintel"]` and `doc._.facts`."""
    return FinderComponent(name, find_ratios)
