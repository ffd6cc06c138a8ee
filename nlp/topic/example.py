"""The labelled examples, written for this project: one JSON object a line in `examples.jsonl`."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from importlib.resources import files

from nlp.topic.label import label_of, load_kinds, load_topics

HELD_OUT = 25
"""Per cent of the examples that no model sees, chosen by a hash of their words."""


@dataclass(frozen=True, slots=True)
class Example:
    """A written beginning of a document. `topics` may be empty: then it is about none of them."""

    title: str
    text: str
    kind: str
    topics: tuple[str, ...]

    @property
    def passage(self) -> str:
        """Title and text as one passage, as topics read the beginning of a document."""
        return f"{self.title}\n{self.text}" if self.title else self.text

    @property
    def held_out(self) -> bool:
        """Whether it measures, and is never trained on."""
        return int(hashlib.sha256(self.passage.encode()).hexdigest()[:8], 16) % 100 < HELD_OUT


def load_examples() -> list[Example]:
    """All of them, in order. Raises `AnnotateError` for a topic or kind that is none."""
    found = []
    for line in files("nlp.topic").joinpath("examples.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        for name in row["topics"]:
            label_of(name, load_topics())
        label_of(row["kind"], load_kinds())
        found.append(Example(row["title"], row["text"], row["kind"], tuple(row["topics"])))
    return found
