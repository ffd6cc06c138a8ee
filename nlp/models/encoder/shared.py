"""One reading of a text for all tasks: what reads only its beginning is served from the whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from nlp.models.encoder.reader import Encoder, Framed
from nlp.models.features import F32

LONGEST = 400
"""Characters of a text that are read at once, as the taggers cut it."""
_KEY = 24


@dataclass(frozen=True)
class Shared(Encoder):
    """An encoder that keeps what it has read until `forget`. Only for texts without a prefix.

    A task that asks for the first 160 characters gets their vectors as they are within the longer text: what follows
    is then seen too, which is not worse, but not to the bit what the task alone would give.
    """

    kept: dict[tuple[int, ...], list[tuple[list[int], F32]]] = field(default_factory=dict)

    def warm(self, texts: Sequence[str]) -> None:
        """Read texts."""
        framed = [self.vocabulary.frame(text[:LONGEST]) for text in texts]
        for i, vectors in super().read(framed):
            own = framed[i][0][:-1]
            self.kept.setdefault(tuple(own[:_KEY]), []).append((own, vectors))

    def forget(self) -> None:
        """Drop what was read."""
        self.kept.clear()

    def read(self, framed: Sequence[Framed]) -> Iterator[tuple[int, F32]]:
        """See `Encoder.read`."""
        open_ = []
        for i, (ids, begin) in enumerate(framed):
            found = self._find(ids[:-1]) if begin == 1 else None
            if found is None:
                open_.append(i)
            else:
                yield i, found[: len(ids) - 1]
        for k, vectors in super().read([framed[i] for i in open_]):
            yield open_[k], vectors

    def _find(self, ids: list[int]) -> F32 | None:
        for own, vectors in self.kept.get(tuple(ids[:_KEY]), ()):
            if own[: len(ids)] == ids:
                return vectors
        return None


def share(encoder: Encoder) -> Shared:
    """The same encoder, sharing."""
    return Shared(encoder.session, encoder.vocabulary, encoder.labels, encoder.arrays)
