"""Document → Analysis. The only function of this room that the rest of the house calls, beside the tokeniser."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from regintel.model import Analysis, Document


class Annotator(Protocol):
    """Turns documents into what can be claimed about them. Built once a process by `nlp.annotate.build_annotator`."""

    producer: str
    """`regintel@<version>`: changes whenever rules, gazetteers or models change, so that the pipeline annotates anew."""

    def annotate(self, documents: Iterable[Document]) -> Iterator[Analysis]:
        """One analysis a document, in order, streaming. Raises `AnnotateError` naming the document."""
