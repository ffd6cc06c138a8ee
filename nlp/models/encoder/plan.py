"""What the encoder answers: one head a task, with its labels and the longest text it reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["many", "one", "spans", "mentions"]
"""`many`: any number of labels; `one`: exactly one; `spans`: labels of characters; `mentions`: of given names."""


@dataclass(frozen=True, slots=True)
class HeadPlan:
    """A head before its labels are known."""

    name: str
    kind: Kind
    longest: int
    """Characters of a text that are read; the rest is not seen."""


PLANS = {
    plan.name: plan
    for plan in (
        HeadPlan("risk-events", "many", 160),
        HeadPlan("subject", "spans", 160),
        HeadPlan("negative", "mentions", 256),
        HeadPlan("finner", "spans", 256),
        HeadPlan("cluener", "spans", 128),
        HeadPlan("new-entities", "spans", 256),
        HeadPlan("sentiment-forum", "one", 128),
        HeadPlan("sentiment-news", "one", 128),
        HeadPlan("topics", "many", 160),
    )
}
POOLED = 3
"""What stands for a whole text: the vector of its first mark, the mean and the maximum over its characters."""
