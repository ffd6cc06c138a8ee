"""A text's vector as the sum of its words' vectors: microseconds a text, nothing to download.

The words' vectors come with this package. They were fitted so that their sum points where the vector of a small
Chinese encoder does, over clauses of laws and short texts (`nlp.embedding.training`; card: docs/models.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

import numpy as np

from nlp.fold import fold
from nlp.segment import words_for_search

if TYPE_CHECKING:
    from nlp.embedding.embedder import Matrix, Vector

DIMENSIONS = 256
_MOST_WORDS = 400
"""Of one text: later words change its direction little."""


class StaticEmbedder:
    """`Embedder` over the packaged word vectors."""

    name = "static-1"
    dimensions = DIMENSIONS
    batch = 20_000
    quick = True
    weight = 0.5

    def passages(self, texts: Sequence[str]) -> Matrix:
        """See `Embedder.passages`."""
        return np.stack([self.question(text) for text in texts]) if texts else np.zeros((0, DIMENSIONS), np.float32)

    def question(self, text: str) -> Vector:
        """See `Embedder.question`. Words that have no vector count as their characters."""
        places, rows, scales = _table()
        found: list[int] = []
        for word in words_for_search(fold(text))[:_MOST_WORDS]:
            place = places.get(word)
            if place is not None:
                found.append(place)
            elif len(word) > 1:
                found += [places[char] for char in word if char in places]
        total: Vector = scales[found] @ rows[found].astype(np.float32) if found else np.zeros(DIMENSIONS, np.float32)
        length = float(np.linalg.norm(total))
        return total / length if length else total


@cache
def _table() -> tuple[dict[str, int], np.ndarray, np.ndarray]:
    """Word → row; int8 rows, and what each is multiplied with."""
    with as_file(files("nlp.embedding") / "weights" / "words.npz") as path, np.load(path) as stored:
        words = str(stored["words"]).split("\n")
        return {word: n for n, word in enumerate(words)}, stored["rows"], stored["scales"]
