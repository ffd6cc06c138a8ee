"""What makes vectors of texts, whichever it is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from regintel.errors import ConfigError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float32]
    """One vector of unit length (or all zero, for a text with nothing in it), shape (dimensions,)."""

    Matrix = NDArray[np.float32]
    """One vector a text, shape (n, dimensions)."""

OFF, STATIC = "off", "static"


class Embedder(Protocol):
    """Vectors of two embedders cannot be compared: `name` tells them apart. `batch` texts are a good deal at once.

    `quick`: made while one waits for the index. `weight`: how much the nearest text counts beside the words that it
    shares with the question; set by cross-validation, see BENCHMARKS.md.
    """

    name: str
    dimensions: int
    batch: int
    quick: bool
    weight: float

    def passages(self, texts: Sequence[str]) -> Matrix:
        """The vectors of texts that are to be found."""

    def question(self, text: str) -> Vector:
        """The vector of what is asked."""


def open_embedder(named: str) -> Embedder | None:
    """`off` gives None, `static` the vectors of words that come with this package, else a file of such vectors (.npz)
    or a folder with an encoder.

    Quick: what is heavy is loaded with the first text. Raises `ConfigError` for anything else.
    """
    if named == OFF:
        return None
    if named == STATIC:
        from nlp.embedding.static import StaticEmbedder

        return StaticEmbedder()
    folder = Path(named)
    if folder.suffix == ".npz" and folder.is_file():
        from nlp.embedding.static import StaticEmbedder

        return StaticEmbedder(folder)
    if not folder.is_dir():
        raise ConfigError(
            f"设置 REGINTEL_VECTORS 的值无效：{named}",
            "填 static、off、一个词向量文件（.npz），或一个含 .onnx 模型、tokenizer.json 和 config.json 的文件夹",
        )
    from nlp.embedding.encoder import EncoderEmbedder

    return EncoderEmbedder(folder)
