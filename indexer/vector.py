"""Dense vectors of records, beside the words: one interface, two backends. What makes vectors is handed in.

A vector belongs to a record id of one collection. Vectors are a second opinion on order, never the source of truth:
one without a record is not shown (`indexer.hybrid`), and a record without one is ranked by its words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float32]
    """One vector of unit length, shape (dimensions,)."""

    Matrix = NDArray[np.float32]
    """Vectors of unit length, shape (n, dimensions)."""


class VectorIndex(Protocol):
    """Vectors by record id. Raises only `IndexBackendError` and its children."""

    def upsert(self, ids: Sequence[str], vectors: Matrix) -> None:
        """Add or replace; idempotent. Visible after `refresh`. Raises `MappingError` for another dimension."""

    def delete(self, ids: Iterable[str]) -> None:
        """Remove by id; what is not there is no error. Visible after `refresh`."""

    def nearest(self, vector: Vector, limit: int) -> list[tuple[str, float]]:
        """The ids most similar to a vector and their cosines, best first, then by id."""

    def similarities(self, vector: Vector, ids: Sequence[str]) -> dict[str, float]:
        """The cosines of those of `ids` that have a vector."""

    def ids(self) -> Iterable[str]:
        """Every id with a vector, in no order."""

    def refresh(self) -> None:
        """Make all writes durable and visible."""

    def clear(self) -> None:
        """Remove every vector, also of another dimension or model."""

    def close(self) -> None:
        """Refresh and let go of files and connections."""


class Questions(Protocol):
    """What turns a question into a vector. Vectors of another `name` are kept apart, for they cannot be compared.

    `weight`: what the nearest clause earns, as a share of the best score by words.
    """

    name: str
    dimensions: int
    weight: float

    def question(self, text: str) -> Vector:
        """The vector of what is asked."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """The vectors of clauses, and what makes those of questions."""

    vectors: VectorIndex
    questions: Questions


def vectors_name(questions: Questions) -> str:
    """The name of the model as folders and servers take it."""
    return re.sub(r"[^a-z0-9]+", "-", questions.name.lower()).strip("-")
