"""What a piece of work costs: seconds on the clock, and processor seconds of this process and all that it started.

On a machine that others use too, the clock says little; processor seconds say nearly the same whoever else is there.
"""

from __future__ import annotations

import os
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds, `cpu` over all processes."""

    wall: float
    cpu: float


def cost_of(work: Callable[[], object], elsewhere: Callable[[], float] = lambda: 0.0) -> Cost:
    """The cost of `work`; `elsewhere` gives the processor seconds so far of a server that works for it."""
    wall, cpu = time.perf_counter(), tree_seconds() + elsewhere()
    work()
    return Cost(time.perf_counter() - wall, tree_seconds() + elsewhere() - cpu)


def middle(costs: list[Cost]) -> Cost:
    """The medians of several rounds."""
    return Cost(median(c.wall for c in costs), median(c.cpu for c in costs))


def tree_seconds() -> float:
    """Processor seconds so far of this process, of its living descendants and of those that were waited for."""
    children: dict[int, list[int]] = defaultdict(list)
    spent: dict[int, float] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                # After the name, which may hold blanks, in parentheses: state, parent, …, utime, stime, cutime, cstime.
                values = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue  # it has just ended
            children[int(values[1])].append(int(folder.name))
            spent[int(folder.name)] = sum(map(int, values[11:15])) / TICKS
    waiting, total = [os.getpid()], 0.0
    while waiting:
        process = waiting.pop()
        total += spent.get(process, 0.0)
        waiting += children[process]
    return total
