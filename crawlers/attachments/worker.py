"""The child process that parses untrusted bytes: `python -m crawlers.attachments.worker`.

One request at a time on standard input, one answer each on standard output. A message is an 8-byte length, a JSON
head, and as many binary parts as `parts` in the head lists lengths for. JSON and plain bytes, never pickles: a parser
that was taken over by a hostile file cannot make its parent run anything. End of input ends the process, so a
killed parent leaves no workers behind.
"""

from __future__ import annotations

import contextlib
import json
import os
import struct
import sys
from collections.abc import Sequence
from typing import Any, BinaryIO

_HEAD = struct.Struct("!Q")
_MAX_HEAD = 1 << 30


def write_message(stream: BinaryIO, head: dict[str, Any], parts: Sequence[bytes] = ()) -> None:
    """Sends one message."""
    text = json.dumps({**head, "parts": [len(p) for p in parts]}).encode()
    stream.write(_HEAD.pack(len(text)) + text)
    for part in parts:
        stream.write(part)
    stream.flush()


def read_message(stream: BinaryIO) -> tuple[dict[str, Any], list[bytes]] | None:
    """Receives one message; None at the end of the stream. Raises `EOFError` where it ends inside a message."""
    first = stream.read(_HEAD.size)
    if not first:
        return None
    (length,) = _HEAD.unpack(_exactly(first, _HEAD.size))
    if length > _MAX_HEAD:
        raise EOFError("message too long")
    head = json.loads(_exactly(stream.read(length), length))
    return head, [_exactly(stream.read(n), n) for n in head.pop("parts")]


def _exactly(data: bytes, length: int) -> bytes:
    if len(data) != length:
        raise EOFError("stream ended inside a message")
    return data


def _limit_memory(limit: int) -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Serves until standard input ends."""
    _limit_memory(int(sys.argv[1]))
    stdin, stdout = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    # Libraries that print must not speak into the protocol.
    os.dup2(2, 1)
    from crawlers.attachments.parser import answer

    while (message := read_message(stdin)) is not None:
        head, parts = message
        write_message(stdout, *answer(head, parts[0]))


if __name__ == "__main__":
    main()
