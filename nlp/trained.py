"""The place of trained models (`nlp.models`) in annotation: they add what the rules did not state."""

from __future__ import annotations

from collections.abc import Sequence

from regintel.model import Analysis, Document


class Trained:
    """Adds predictions to analyses, a batch at a time."""

    def enrich(self, documents: Sequence[Document], analyses: Sequence[Analysis]) -> list[Analysis]:
        """The analyses in order, with what the models add; pairs must match."""
        raise NotImplementedError


def build_trained() -> Trained | None:
    """The models that are installed; None where there are none."""
    return None
