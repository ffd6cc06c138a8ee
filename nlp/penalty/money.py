"""The money in a decision, told apart by what it is: fine, confiscation, or a total of both."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlp.facts.amount import find_amounts

_TOTAL = re.compile(r"(?:合计|共计|总计|共)(?:罚款|罚没款?|处以|人民币|金额|为)*[:：]?$")
_BOTH = re.compile(r"罚没")
_PART = re.compile(r"其中")
_TAKE = re.compile(r"没收")
_FINE = re.compile(r"罚款|罚金|处以|并处|罚|处(?=人民币|$)")
_SENTENCE = re.compile(r"[；;。\n]")


@dataclass(frozen=True, slots=True)
class Money:
    """Yuan. `fined` and `confiscated` as told; `total` where the decision adds them up itself."""

    fined: float | None = None
    confiscated: float | None = None
    total: float | None = None

    @property
    def amount(self) -> float | None:
        """What `Penalty.amount` holds: fines, else the stated total, else what was taken."""
        return next((x for x in (self.fined, self.total, self.confiscated) if x is not None), None)

    @property
    def beside(self) -> float | None:
        """What `Penalty.confiscated` holds: what was taken, unless it already is the amount."""
        return self.confiscated if self.fined is not None or self.total is not None else None


def read_money(decision: str) -> Money:
    """Sums of a decision against one party. Foreign money and parts of a sum told after 其中 are left out."""
    text = re.sub(r"[ \t\u3000]+", "", decision)
    fined: list[float] = []
    taken: list[float] = []
    total: float | None = None
    total_fine: float | None = None
    for item in find_amounts(text):
        if item.unit != "元" or item.number is None:
            continue
        before = _SENTENCE.split(text[max(0, item.start - 60) : item.start])[-1]
        if _PART.search(before):
            continue
        after = text[item.end : item.end + 6]
        if _TOTAL.search(before):
            if _BOTH.search(before) or (taken and fined and not re.search("罚款[^，,]*$", before)):
                total = item.number
            else:
                total_fine = item.number
            continue
        take = max((m.start() for m in _TAKE.finditer(before)), default=-1)
        fine = max((m.start() for m in _FINE.finditer(before)), default=-1)
        if take > fine and not after.startswith(("罚款", "的罚款")):
            taken.append(item.number)
        elif _BOTH.search(before):
            total = item.number
        elif fine >= 0 or "罚款" in after:
            fined.append(item.number)
    if total_fine is not None:
        fined = [total_fine]
    return Money(_sum(fined), _sum(taken), total)


def _sum(amounts: list[float]) -> float | None:
    return round(sum(amounts), 2) if amounts else None
