"""Merkle tree hashes, audit paths and their check, as RFC 6962 section 2.1 defines them (SHA-256).

Leaf = SHA-256(0x00 ‖ data), node = SHA-256(0x01 ‖ left ‖ right). Pure functions over leaf hashes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence


def leaf_hash(data: bytes) -> bytes:
    """The hash of one entry."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Frontier:
    """The tree head of a growing list in logarithmic memory: the hashes of its complete subtrees, largest first."""

    def __init__(self) -> None:
        self.size = 0
        self._hashes: list[bytes] = []

    def add(self, leaf: bytes) -> None:
        """Append one leaf hash."""
        self._hashes.append(leaf)
        self.size += 1
        size = self.size
        while size % 2 == 0:
            right = self._hashes.pop()
            self._hashes.append(node_hash(self._hashes.pop(), right))
            size //= 2

    def root(self) -> bytes:
        """The Merkle tree hash of everything added so far; SHA-256 of nothing for the empty list."""
        if not self._hashes:
            return hashlib.sha256(b"").digest()
        found = self._hashes[-1]
        for left in reversed(self._hashes[:-1]):
            found = node_hash(left, found)
        return found


def root_hash(leaves: Iterable[bytes]) -> bytes:
    """The Merkle tree hash of a list of leaf hashes."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.add(leaf)
    return frontier.root()


def audit_path(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """The shortest list of hashes that leads from leaf `index` to the root. Raises `IndexError` outside the list."""
    if not 0 <= index < len(leaves):
        raise IndexError(index)
    if len(leaves) == 1:
        return []
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    left, right = leaves[:split], leaves[split:]
    if index < split:
        return [*audit_path(index, left), root_hash(right)]
    return [*audit_path(index - split, right), root_hash(left)]


def root_from_path(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root that an audit path leads to, or None where its length does not fit (RFC 9162 section 2.1.3.2)."""
    if not 0 <= index < size:
        return None
    position, last, found = index, size - 1, leaf
    for step in path:
        if last == 0:
            return None
        if position % 2 or position == last:
            found = node_hash(step, found)
            while position % 2 == 0 and position:
                position, last = position // 2, last // 2
        else:
            found = node_hash(found, step)
        position, last = position // 2, last // 2
    return found if last == 0 else None
