"""What changed between two states of a text: lines added, removed and changed, and inside a changed line characters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_ALIKE = 0.5
_MOST_CHARACTERS = 4_000
_MOST_LINES = 5_000


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of a line: in both states, only in the older (removed) or only in the newer (added)."""

    kind: Literal["same", "removed", "added"]
    text: str


@dataclass(frozen=True, slots=True)
class ChangedLine:
    """A line of the comparison. `same` lines hold one part; `changed` ones give old and new when their parts join."""

    kind: Literal["same", "removed", "added", "changed"]
    parts: tuple[Change, ...]


def compare(old: str, new: str) -> list[ChangedLine]:
    """Line by line; a replaced line that is at least half alike is compared by character.

    Leaving out what was added gives `old` again, leaving out what was removed gives `new`. Texts of more than 5,000
    lines are told as wholly replaced, for comparing them would take minutes.
    """
    before, after = old.split("\n"), new.split("\n")
    if max(len(before), len(after)) > _MOST_LINES:
        return [*_whole("removed", before), *_whole("added", after)]
    found: list[ChangedLine] = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            found += _whole("same", before[a:b])
        else:
            found += _replaced(before[a:b], after[c:d])
    return found


def shorten(lines: Sequence[ChangedLine], around: int = 2) -> Iterator[ChangedLine | int]:
    """The changes with `around` lines beside them; a number stands for so many unchanged lines that are left out."""
    near = {m for n, line in enumerate(lines) if line.kind != "same" for m in range(n - around, n + around + 1)}
    skipped = 0
    for n, line in enumerate(lines):
        if n in near:
            if skipped:
                yield skipped
            skipped = 0
            yield line
        else:
            skipped += 1
    if skipped:
        yield skipped


def _whole(kind: Literal["same", "removed", "added"], texts: Sequence[str]) -> list[ChangedLine]:
    return [ChangedLine(kind, (Change(kind, text),)) for text in texts]


def _replaced(old: Sequence[str], new: Sequence[str]) -> list[ChangedLine]:
    """Lines pair up in order as long as they are alike."""
    found: list[ChangedLine] = []
    rest = list(new)
    for line in old:
        match = next((n for n, other in enumerate(rest[:3]) if _alike(line, other)), None)
        if match is None:
            found += _whole("removed", [line])
            continue
        found += _whole("added", rest[:match])
        found.append(ChangedLine("changed", tuple(_characters(line, rest[match]))))
        rest = rest[match + 1 :]
    return found + _whole("added", rest)


def _alike(old: str, new: str) -> bool:
    if not old or not new or max(len(old), len(new)) > _MOST_CHARACTERS:
        return False
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return matcher.real_quick_ratio() >= _ALIKE and matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE


def _characters(old: str, new: str) -> Iterator[Change]:
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Change("same", old[a:b])
            continue
        if a < b:
            yield Change("removed", old[a:b])
        if c < d:
            yield Change("added", new[c:d])
