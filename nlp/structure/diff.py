"""What changed between two versions of a law, clause by clause and inside a clause character by character."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import Indel

from nlp.structure.clause import parse_structure
from regintel.model import Clause

Kind = Literal["新增", "删除", "修改", "移动", "未变"]
Operation = Literal["equal", "insert", "delete", "replace"]

_NUMBER = re.compile(r"^第[^条\n]{1,16}条(?:之[一二三四五六七八九十]{1,3})*[*\s\u3000:：]*")
_NOISE = re.compile(r"[\s\u3000*>]+|(?<=\n)- ")
_SIMILAR = 0.55
_SIMILAR_SAME_NUMBER = 0.35
_FULL = 250_000  # pairs: up to here every old clause is compared with every new one
_BAND = 60  # clauses: beyond that, only neighbours in the printed order


@dataclass(frozen=True, slots=True)
class Edit:
    """`old[old_start:old_end]` became `new[new_start:new_end]`, in indices of the two clauses' `text`."""

    operation: Operation
    old_start: int
    old_end: int
    new_start: int
    new_end: int


@dataclass(frozen=True, slots=True)
class ClauseDiff:
    """What became of one clause. `old` is None for 新增, `new` for 删除.

    移动: it stands elsewhere in the order of what stayed; its words may have changed too, then `edits` says how.
    `similarity` is 1 - (edit distance / length of both), of the words without number and blanks, from 0 to 1.
    """

    kind: Kind
    old: Clause | None
    new: Clause | None
    similarity: float = 0.0
    edits: tuple[Edit, ...] = ()

    @property
    def renumbered(self) -> bool:
        """The clause carries another number than before."""
        return self.old is not None and self.new is not None and self.old.number != self.new.number


def diff_texts(old: str, new: str) -> list[ClauseDiff]:
    """As `diff_clauses`, of two whole texts."""
    return diff_clauses(parse_structure(old).clauses("old"), parse_structure(new).clauses("new"))


def diff_clauses(old: Sequence[Clause], new: Sequence[Clause]) -> list[ClauseDiff]:
    """Every clause of both versions exactly once, in the order of the new one; removed ones where they stood.

    Clauses with the same words are the same clause wherever they stand; of the rest the most similar pairs belong
    together, neighbours and equal numbers first.
    """
    pairs = _align(old, new)
    stays = _longest_rising([j for _, j, _ in pairs])
    by_new: dict[int, ClauseDiff] = {}
    for place, (i, j, similarity) in enumerate(pairs):
        edits = () if similarity == 1.0 else _edits(old[i].text, new[j].text)
        kind: Kind = "移动" if place not in stays else "未变" if similarity == 1.0 else "修改"
        by_new[j] = ClauseDiff(kind, old[i], new[j], similarity, edits)
    out = [by_new.get(j) or ClauseDiff("新增", None, clause) for j, clause in enumerate(new)]
    return _with_removed(old, [(i, j) for place, (i, j, _) in enumerate(pairs) if place in stays], out)


def _with_removed(old: Sequence[Clause], stays: Sequence[tuple[int, int]], out: list[ClauseDiff]) -> list[ClauseDiff]:
    """Puts each removed clause behind what stood before it and kept its place."""
    kept, used = dict(stays), {id(d.old) for d in out if d.old is not None}
    behind: dict[int, list[ClauseDiff]] = {}
    position = -1
    for i, clause in enumerate(old):
        if i in kept:
            position = kept[i]
        elif id(clause) not in used:
            behind.setdefault(position, []).append(ClauseDiff("删除", clause, None))
    result = list(behind.get(-1, ()))
    for j, item in enumerate(out):
        result += [item, *behind.get(j, ())]
    return result


def _words(clause: Clause) -> str:
    return _NOISE.sub("", _NUMBER.sub("", clause.text))


def _align(old: Sequence[Clause], new: Sequence[Clause]) -> list[tuple[int, int, float]]:
    """Pairs (old index, new index, similarity), in the old order."""
    old_words, new_words = [_words(c) for c in old], [_words(c) for c in new]
    places: dict[str, list[int]] = {}
    for j, words in enumerate(new_words):
        places.setdefault(words, []).append(j)
    pairs: list[tuple[int, int, float]] = []
    for i, words in enumerate(old_words):
        if same := places.get(words):
            pairs.append((i, same.pop(0), 1.0))
    taken_old, taken_new = {i for i, _, _ in pairs}, {j for _, j, _ in pairs}
    left = [i for i in range(len(old)) if i not in taken_old]
    right = [j for j in range(len(new)) if j not in taken_new]
    near = len(left) * len(right) <= _FULL
    scored = []
    for i in left:
        expected = i * len(new) // max(1, len(old))
        for j in right if near else right[bisect_left(right, expected - _BAND) : bisect_left(right, expected + _BAND)]:
            same_number = old[i].number == new[j].number
            least = _SIMILAR_SAME_NUMBER if same_number else _SIMILAR
            score = Indel.normalized_similarity(old_words[i], new_words[j], score_cutoff=least)
            if score >= least and score > 0:
                scored.append((score + 0.05 * same_number, -abs(expected - j), i, j, score))
    for *_, i, j, score in sorted(scored, reverse=True):
        if i not in taken_old and j not in taken_new:
            taken_old.add(i)
            taken_new.add(j)
            pairs.append((i, j, min(score, 1.0)))
    return sorted(pairs)


def _longest_rising(values: Sequence[int]) -> set[int]:
    """Places of a longest rising subsequence: what kept its order. O(n log n), patience sorting."""
    tails: list[int] = []
    tops: list[int] = []
    back: list[int] = []
    for place, value in enumerate(values):
        at = bisect_left(tails, value)
        back.append(tops[at - 1] if at else -1)
        tails[at : at + 1], tops[at : at + 1] = [value], [place]
    out: set[int] = set()
    place = tops[-1] if tops else -1
    while place >= 0:
        out.add(place)
        place = back[place]
    return out


def _edits(old: str, new: str) -> tuple[Edit, ...]:
    """Edits of the words behind the numbers. Single characters that happen to agree inside a change are part of it."""
    old_from, new_from = (m.end() if (m := _NUMBER.match(text)) else 0 for text in (old, new))
    edits: list[Edit] = []
    (old_units, old_at), (new_units, new_at) = _units(old, old_from), _units(new, new_from)
    for code in Indel.opcodes(old_units, new_units):
        a, b = old_at[code.src_start], old_at[code.src_end]
        c, d = new_at[code.dest_start], new_at[code.dest_end]
        operation = _operation(code.tag)
        if operation == "equal" and b - a < 2 and edits and (b < len(old) or d < len(new)):
            operation = "replace"
        if edits and operation != "equal" and edits[-1].operation != "equal":
            last = edits.pop()
            a, c = last.old_start, last.new_start
            operation = "delete" if c == d else "insert" if a == b else "replace"
        edits.append(Edit(operation, a, b, c, d))
    return tuple(_at_boundaries(edits, old, new))


_UNIT = re.compile(r"[0-9０-９]+(?:[.．][0-9０-９]+)?|.", re.DOTALL)


def _units(text: str, start: int) -> tuple[list[str], list[int]]:
    """Characters, numbers whole (20万元 → 50万元 changes 20, not its 2), and where each begins; the end comes last."""
    found = list(_UNIT.finditer(text, start))
    return [unit[0] for unit in found], [*(unit.start() for unit in found), len(text)]


_BOUNDARIES = "\n。；，：、）;,:)"
_FARTHEST = 60  # characters that an edit is moved to begin where a clause or an item does


def _at_boundaries(edits: list[Edit], old: str, new: str) -> list[Edit]:
    """Removed or added words begin where a line or a part of a sentence does, where that is the same change.

    Of （二）甲；（三）乙 → （二）乙 both 甲；（三） and ）甲；（三 may be called gone: readers expect the first.
    """
    for i in range(1, len(edits) - 1):
        before, edit, after = edits[i - 1 : i + 2]
        if edit.operation not in ("delete", "insert") or before.operation != "equal" or after.operation != "equal":
            continue
        text, start, end = (
            (old, edit.old_start, edit.old_end) if edit.operation == "delete" else (new, edit.new_start, edit.new_end)
        )
        left, right = (min(e.old_end - e.old_start - 1, _FARTHEST) for e in (before, after))
        if by := _slide(text, start, end, left, right):
            a, b, c, d = edit.old_start + by, edit.old_end + by, edit.new_start + by, edit.new_end + by
            edits[i - 1] = Edit("equal", before.old_start, a, before.new_start, c)
            edits[i] = Edit(edit.operation, a, b, c, d)
            edits[i + 1] = Edit("equal", b, after.old_end, d, after.new_end)
    return edits


def _slide(text: str, start: int, end: int, left: int, right: int) -> int:
    """How far `text[start:end]` can be moved to begin behind a boundary: negative to the left, 0 for none."""
    if start > 0 and text[start - 1] in _BOUNDARIES:
        return 0
    for by in range(1, left + 1):
        if text[start - by] != text[end - by]:
            break
        if text[start - by - 1] in _BOUNDARIES:
            return -by
    for by in range(1, right + 1):
        if text[start + by - 1] != text[end + by - 1]:
            break
        if text[start + by - 1] in _BOUNDARIES:
            return by
    return 0


def _operation(tag: str) -> Operation:
    names: dict[str, Operation] = {"equal": "equal", "insert": "insert", "delete": "delete", "replace": "replace"}
    return names[tag]


def apply_edits(old: str, new: str, edits: Sequence[Edit]) -> str:
    """The words of the new clause behind its number, rebuilt from the old ones: the proof that `edits` are complete."""
    return "".join(
        old[e.old_start : e.old_end] if e.operation == "equal" else new[e.new_start : e.new_end] for e in edits
    )
