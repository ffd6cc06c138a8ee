"""The moment of sending, for sites that ask for it in a header: page objects know no clock, so they name a place."""

from __future__ import annotations

import time
from collections.abc import Mapping

NOW_MS = "{now_ms}"
"""Stands in a header's value for the milliseconds since 1970 at which the request is sent."""


def stamped(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers with every `NOW_MS` written out."""
    return {name: value.replace(NOW_MS, str(int(time.time() * 1000))) for name, value in headers.items()}
