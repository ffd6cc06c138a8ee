"""spaCy factory `regintel_citation_v1`: citations of laws, articles and document numbers."""

from __future__ import annotations

from typing import Any

from spacy.language import Language

from nlp.facts.found import Found
from nlp.registry import FinderComponent
from nlp.structure.citation import find_citations


def find(text: str) -> list[Found]:
    """Citations as finds: label 引用, `value` as in `nlp.structure.citation.Citation.value`."""
    return [Found("引用", c.value, c.span.start, c.span.end) for c in find_citations(text) if c.value]


@Language.factory("regintel_citation_v1")
def create(nlp: Language, name: str) -> Any:  # noqa: ARG001 - spaCy's protocol
    """Adds what `nlp.structure.citation.find_citations` finds to `doc.spans["regintel"]` and `doc._.facts`."""
    return FinderComponent(name, find)
