"""How a stage tells what it is doing, without knowing who listens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Progress = Callable[[int, int], None]
"""Called with (done, total); total is 0 where it is not known."""


def silent(_done: int, _total: int) -> None:
    """Listens to nothing."""


@dataclass(frozen=True, slots=True)
class StageReport:
    """What one run of a stage did: documents done, documents that failed (kept as failures), and records written."""

    done: int
    failed: int = 0
    records: int = 0
