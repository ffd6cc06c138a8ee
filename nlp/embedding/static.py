"""A text's vector as the sum of its words' vectors: microseconds a text, nothing to download.

The words' vectors come with this package. They were fitted so that their sum points where the vector of a small
Chinese encoder does (`nlp.embedding.training`), then tuned to questions with known answers (`nlp.embedding.tuning`);
a question's sum is turned once more, for questions and laws speak differently. Card: docs/models.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile

import numpy as np

from nlp.fold import fold
from nlp.segment import words_for_search
from regintel.errors import ConfigError

if TYPE_CHECKING:
    from nlp.embedding.embedder import Matrix, Vector

DIMENSIONS = 256
_MOST_WORDS = 400
"""Of one text: later words change its direction little."""


class StaticEmbedder:
    """`Embedder` over the packaged word vectors, or others in the same form."""

    name = "static-2"
    dimensions = DIMENSIONS
    batch = 20_000
    quick = True
    weight = 2.0

    def __init__(self, words: Path | None = None) -> None:
        """Raises `ConfigError` for a file that does not hold word vectors."""
        self._words = words  # the path, not what it holds: an embedder goes to worker processes
        if words:
            _named(words)
            self.name = f"static-{sha256(words.read_bytes()).hexdigest()[:12]}"

    def _table(self) -> _Table:
        return _named(self._words) if self._words else _packaged()

    def passages(self, texts: Sequence[str]) -> Matrix:
        """See `Embedder.passages`."""
        return _unit(np.stack([self._sum(text) for text in texts])) if texts else np.zeros((0, DIMENSIONS), np.float32)

    def question(self, text: str) -> Vector:
        """See `Embedder.question`."""
        total = self._sum(text)
        turned = np.einsum("i,ij->j", total, self._table().turn)  # `@` would start threads for it
        vector: Vector = _unit(total + turned)
        return vector

    def _sum(self, text: str) -> Vector:
        """The sum of the vectors of its words; those that have none count as their characters."""
        table = self._table()
        places = table.places
        found: list[int] = []
        for word in words_for_search(fold(text))[:_MOST_WORDS]:
            place = places.get(word)
            if place is not None:
                found.append(place)
            elif len(word) > 1:
                found += [places[char] for char in word if char in places]
        total: Vector = table.scales[found] @ table.rows[found].astype(np.float32)
        return total if found else np.zeros(DIMENSIONS, np.float32)


@dataclass(frozen=True, slots=True)
class _Table:
    """Word → row; int8 rows, and what each is multiplied with; what turns a question."""

    places: dict[str, int]
    rows: np.ndarray
    scales: np.ndarray
    turn: np.ndarray


def _read_table(path: Path) -> _Table:
    try:
        with np.load(path) as stored:
            words, rows, scales, turn = (stored[name] for name in ("words", "rows", "scales", "turn"))
    except (OSError, ValueError, KeyError, BadZipFile) as error:
        raise _invalid(path, error) from error
    places = {word: n for n, word in enumerate(str(words).split("\n"))}
    shapes = rows.shape, scales.shape, turn.shape
    if shapes != ((len(places), DIMENSIONS), (len(places),), (DIMENSIONS, DIMENSIONS)):
        raise _invalid(path, shapes)
    return _Table(places, rows, scales, turn.astype(np.float32))


def _invalid(path: Path, what: object) -> ConfigError:
    return ConfigError(f"{path} 不是词向量文件：{what}", "检查 REGINTEL_VECTORS 的设置")


@cache
def _named(path: Path) -> _Table:
    return _read_table(path)


@cache
def _packaged() -> _Table:
    with as_file(files("nlp.embedding") / "weights" / "words.npz") as path:
        return _read_table(path)


def _unit(rows: np.ndarray) -> np.ndarray:
    """At unit length; nothing stays nothing."""
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    return rows / np.where(lengths > 0, lengths, 1)


def load_words(path: Path) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Words, their vectors (words, dimensions), and the turn of questions (dimensions, dimensions) of a file."""
    table = _read_table(path)
    return list(table.places), table.rows.astype(np.float32) * table.scales[:, None], table.turn


def save_words(path: Path, words: Sequence[str], vectors: np.ndarray, turn: np.ndarray) -> None:
    """Write a file for `StaticEmbedder`: vectors as int8 rows with a scale each, the turn in half precision."""
    scales = (np.abs(vectors).max(axis=1) / 127).astype(np.float32)
    rows = np.rint(vectors / np.maximum(scales, 1e-12)[:, None]).astype(np.int8)
    np.savez_compressed(path, words=np.array("\n".join(words)), rows=rows, scales=scales, turn=turn.astype(np.float16))
