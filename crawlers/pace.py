"""How fast a host may be asked once it has said, with a false page, that it was asked too fast."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

_FIRST_GAP = 0.3  # seconds between two requests after the first warning
_GROWTH = 1.5
_LONGEST_GAP = 30.0
_SHORTEST_REST = 1.2


class Pace:
    """Shared by all sources of a run. Hosts that never warned are not held up."""

    def __init__(self, factor: float) -> None:
        self._factor = factor
        self._gap: dict[str, float] = {}
        self._turn: dict[str, float] = {}  # when the next request may go
        self._resumes: dict[str, float] = {}  # when the rest is over

    async def wait(self, url: str) -> None:
        """Until it is this request's turn at its host."""
        host = urlsplit(url).hostname or ""
        if host not in self._gap:
            return
        clock = asyncio.get_running_loop().time
        while True:
            turn = max(clock(), self._turn[host], self._resumes[host])
            self._turn[host] = turn + self._gap[host]
            await asyncio.sleep(turn - clock())
            if clock() >= self._resumes[host]:  # no new warning came meanwhile
                return

    def slow_down(self, url: str, rest: float) -> None:
        """Leave the host alone for `rest` seconds (scaled as delays are), then ask it less often than before."""
        host = urlsplit(url).hostname or ""
        now = asyncio.get_running_loop().time()
        if host not in self._gap:
            self._gap[host], self._turn[host] = _FIRST_GAP, now
        elif now >= self._resumes[host]:  # not one of many that were under way when the host warned
            self._gap[host] = min(self._gap[host] * _GROWTH, _LONGEST_GAP)
        else:
            return
        self._resumes[host] = now + max(rest * self._factor, _SHORTEST_REST)
