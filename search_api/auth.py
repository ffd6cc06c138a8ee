"""One optional key for everything but the health check and the style sheet."""

from __future__ import annotations

import base64
import binascii
import secrets

from fastapi import HTTPException, Request

_OPEN = ("/api/v1/health", "/static/")


class KeyCheck:
    """A dependency: passes if no key is set, or if the request brings it.

    Scripts send `X-API-Key` or `Authorization: Bearer`; browsers ask for a password (Basic), which is the key.
    """

    def __init__(self, key: str) -> None:
        self._key = key.encode()

    def __call__(self, request: Request) -> None:
        """Raises 401."""
        if not self._key or request.url.path.startswith(_OPEN):
            return
        if not any(secrets.compare_digest(offered.encode(), self._key) for offered in _offered(request)):
            raise HTTPException(401, headers={"WWW-Authenticate": 'Basic realm="RegIntel", charset="UTF-8"'})


def _offered(request: Request) -> list[str]:
    offered = [request.headers.get("x-api-key", "")]
    scheme, _, rest = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        offered.append(rest.strip())
    elif scheme.lower() == "basic":
        try:
            offered.append(base64.b64decode(rest, validate=True).decode().partition(":")[2])
        except (binascii.Error, UnicodeDecodeError):
            return offered
    return offered
