"""Bursts in a stream of counts (Kleinberg 2002, the two-state batched automaton)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Burst:
    """Periods `[start, end)`, by position, in which the rate is raised; `weight` is the cost saved by saying so."""

    start: int
    end: int
    weight: float


def find_bursts(relevant: Sequence[int], total: Sequence[int], factor: float = 2.0, gamma: float = 1.0) -> list[Burst]:
    """Where relevant documents are unusually frequent among all.

    Of `total[t]` documents of period t, `relevant[t]` are relevant. The base rate is p₀ = R/D over everything, the
    raised rate p₁ = min(factor · p₀, 0.9999). A state costs -ln Binomial(r; d, p), going up costs gamma · ln(n).
    Raises `ValueError` where the two do not fit together.
    """
    if len(relevant) != len(total) or any(not 0 <= r <= d for r, d in zip(relevant, total, strict=True)):
        raise ValueError("relevant counts must lie between 0 and the totals, period by period")
    if factor <= 1 or gamma < 0:
        raise ValueError("factor must be above 1 and gamma not negative")
    base = sum(relevant) / sum(total) if sum(total) else 0.0
    raised = min(factor * base, 0.9999)
    if not 0 < base < raised:
        return []
    costs = [(_cost(r, d, base), _cost(r, d, raised)) for r, d in zip(relevant, total, strict=True)]
    return _bursts(_cheapest(costs, gamma * math.log(len(costs))), costs)


def _cost(relevant: int, total: int, rate: float) -> float:
    """-ln of the binomial probability, without the coefficient, which is the same in both states."""
    return -(relevant * math.log(rate) + (total - relevant) * math.log(1 - rate))


def _cheapest(costs: Sequence[tuple[float, float]], up: float) -> list[int]:
    """The cheapest sequence of states, beginning in the base state (Viterbi)."""
    best = (0.0, math.inf)
    steps: list[tuple[int, int]] = []
    for low, high in costs:
        to_low = 0 if best[0] <= best[1] else 1
        to_high = 0 if best[0] + up < best[1] else 1
        best = (best[to_low] + low, min(best[0] + up, best[1]) + high)
        steps.append((to_low, to_high))
    state = 0 if best[0] <= best[1] else 1
    states = []
    for step in reversed(steps):
        states.append(state)
        state = step[state]
    return states[::-1]


def _bursts(states: Sequence[int], costs: Sequence[tuple[float, float]]) -> list[Burst]:
    found: list[Burst] = []
    start = None
    for at, state in enumerate([*states, 0]):
        if state and start is None:
            start = at
        elif not state and start is not None:
            found.append(Burst(start, at, sum(low - high for low, high in costs[start:at])))
            start = None
    return found
