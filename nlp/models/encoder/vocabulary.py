"""Characters as numbers: one position a character, so that a position of the encoder is an offset into the text."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from regintel.errors import ModelMissingError

PAD, UNKNOWN, START, END, SPACE = "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[unused1]"
SPECIAL = (PAD, UNKNOWN, START, END, SPACE)


@dataclass(frozen=True)
class Vocabulary:
    """`entries[i]` is the character (or special mark) with number i."""

    entries: tuple[str, ...]

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Number by entry."""
        return {entry: i for i, entry in enumerate(self.entries)}

    @cached_property
    def _seen(self) -> dict[str, int]:
        return {}

    def encode(self, text: str) -> list[int]:
        """One number a character: as it stands, else folded, else `UNKNOWN`. Blanks are `SPACE`, not dropped."""
        seen = self._seen
        try:
            return [seen[c] for c in text]
        except KeyError:
            for c in set(text):
                seen[c] = self._number(c)
            return [seen[c] for c in text]

    def frame(self, text: str, prefix: str = "") -> tuple[list[int], int]:
        """(`START` prefix `END` text `END`, where the text begins); without a prefix, `START` text `END`."""
        numbers = self.numbers
        head = [numbers[START], *self.encode(prefix), numbers[END]] if prefix else [numbers[START]]
        return [*head, *self.encode(text), numbers[END]], len(head)

    def _number(self, char: str) -> int:
        numbers = self.numbers
        if char.isspace():
            return numbers[SPACE]
        folded = unicodedata.normalize("NFKC", char).lower()
        for form in (char, char.lower(), folded, folded[:1]):
            if form in numbers:
                return numbers[form]
        return numbers[UNKNOWN]


def read_vocabulary(path: Path) -> Vocabulary:
    """One entry a line, as in a BERT `vocab.txt`. Raises `ModelMissingError` where it is missing or lacks a mark."""
    if not path.is_file():
        raise ModelMissingError(f"找不到词表 {path}", "编码器目录须含 vocab.txt；用 --checkpoint 指向完整的目录")
    entries = tuple(path.read_text(encoding="utf-8").removesuffix("\n").split("\n"))
    missing = [mark for mark in SPECIAL if mark not in entries]
    if missing:
        raise ModelMissingError(f"词表 {path} 缺少 {'、'.join(missing)}", "换一个中文 BERT 类编码器")
    return Vocabulary(entries)


def single_characters(entries: Sequence[str], wanted: Iterable[str] = ()) -> list[int]:
    """Numbers of the marks and of all entries of one character: the part of a word-piece vocabulary that is read."""
    keep = set(SPECIAL) | set(wanted)
    return [i for i, entry in enumerate(entries) if len(entry) == 1 or entry in keep]
