"""Our own word lists, one word a line, `#` starts a comment. They are data: a change re-annotates and re-indexes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

_WORD_LISTS = ("laws.txt", "organisations.txt", "risk.txt", "finance.txt", "regulation.txt")


def read_words(name: str) -> tuple[str, ...]:
    """The words of one list of this folder, in its order."""
    text = files(__name__).joinpath(name).read_text(encoding="utf-8")
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return tuple(line for line in lines if line)


def lexicon_words() -> tuple[str, ...]:
    """All words that the tokeniser knows beyond jieba's dictionary, without repetition."""
    return tuple(dict.fromkeys(word for name in _WORD_LISTS for word in read_words(name)))


def _data_files() -> Iterator[tuple[str, bytes]]:
    for package in ("nlp.lexicon", "nlp.taxonomy"):
        for item in sorted(files(package).iterdir(), key=lambda path: path.name):
            if item.name.endswith((".txt", ".toml")):
                yield item.name, item.read_bytes()


@cache
def data_digest() -> str:
    """12 hex digits over every word list, gazetteer and taxonomy file: part of what `producer` says."""
    digest = hashlib.sha256()
    for name, data in _data_files():
        digest.update(name.encode() + b"\0" + data + b"\0")
    return digest.hexdigest()[:12]
