"""What `producer` says: the package's version and a digest of all that decides an annotation."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

_DECIDES = (".py", ".txt", ".toml", ".json", ".npz", ".onnx")


@cache
def rules_version() -> str:
    """10 hex digits over code, word lists, taxonomy and model weights of this package: any change annotates anew."""
    digest = hashlib.sha256()
    for name, data in _contents(files("nlp"), ""):
        digest.update(f"{name}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()[:10]


@cache
def producer(*, cascade: bool = False) -> str:
    """`regintel@<version>`; with `+tier2` where documents in doubt are read by the encoder too."""
    return f"regintel@{rules_version()}" + ("+tier2" if cascade else "")


def _contents(folder: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    for item in sorted(folder.iterdir(), key=lambda entry: entry.name):
        name = f"{path}/{item.name}"
        if item.is_dir():
            if item.name != "__pycache__":
                yield from _contents(item, name)
        elif item.name.endswith(_DECIDES):
            yield name, item.read_bytes()
