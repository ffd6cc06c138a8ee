"""The kinds and topics by name, their definitions and cue words, from `nlp/taxonomy/{kind,topic}.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from regintel.errors import AnnotateError


@dataclass(frozen=True, slots=True)
class Label:
    """A kind or topic. `cues` are words that speak for it."""

    name: str
    definition: str
    cues: tuple[str, ...]


@cache
def load_topics() -> tuple[Label, ...]:
    """The policy topics, in the order of the file."""
    return _load("topic", "words")


@cache
def load_kinds() -> tuple[Label, ...]:
    """The kinds, in the order of the file."""
    return _load("kind", "cues")


def label_of(name: str, labels: tuple[Label, ...]) -> Label:
    """The label called so; `AnnotateError` for a name that is none of them."""
    for label in labels:
        if label.name == name:
            return label
    raise AnnotateError(f"没有名为“{name}”的主题或体裁", "使用 nlp/taxonomy/topic.toml、kind.toml 中的名称")


def _load(name: str, words: str) -> tuple[Label, ...]:
    data = tomllib.loads(files("nlp.taxonomy").joinpath(f"{name}.toml").read_text(encoding="utf-8"))
    return tuple(Label(row["name"], row["definition"], tuple(row[words])) for row in data[name])
