"""The encoder at run time: ONNX Runtime gives a vector a character, the heads are small numpy products."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from nlp.models.encoder.vocabulary import Vocabulary, read_vocabulary
from nlp.models.features import F32
from nlp.models.linear import WEIGHTS
from regintel.errors import ModelMissingError

GRAPH, HEADS, VOCABULARY, ABOUT = "encoder.onnx", "heads.npz", "vocab.txt", "encoder.json"
SHIPPED = WEIGHTS / "encoder"
CELLS = 4_096
"""Positions of a batch, padding counted: what keeps memory bounded whatever the texts."""
Framed = tuple[list[int], int]
"""Numbers of a framed text and where its characters begin (`Vocabulary.frame`)."""


@dataclass(frozen=True)
class Encoder:
    """`labels` of each head in the order of its columns; `arrays` hold `<head>/weight`, `/bias`; for spans `/moves`."""

    session: Any
    vocabulary: Vocabulary
    labels: dict[str, tuple[str, ...]]
    arrays: dict[str, F32]

    def read(self, framed: Sequence[Framed]) -> Iterator[tuple[int, F32]]:
        """(which text, its vectors), in any order; shape (characters + 1, size), row 0 being the first mark's."""
        for group in _groups([len(ids) for ids, _ in framed]):
            longest = max(len(framed[i][0]) for i in group)
            ids = np.zeros((len(group), longest), dtype=np.int64)
            mask = np.zeros_like(ids)
            for k, i in enumerate(group):
                own = framed[i][0]
                ids[k, : len(own)] = own
                mask[k, : len(own)] = 1
            (hidden,) = self.session.run(None, {"ids": ids, "mask": mask})
            for k, i in enumerate(group):
                own, begin = framed[i]
                yield i, np.concatenate([hidden[k, :1], hidden[k, begin : len(own) - 1]])

    def of_texts(self, head: str, framed: Sequence[Framed]) -> F32:
        """Scores of whole texts, shape (texts, labels)."""
        out = np.zeros((len(framed), len(self.labels[head])), dtype=np.float32)
        for i, vectors in self.read(framed):
            out[i] = self.score(head, vectors[0], vectors[1:])
        return out

    def score(self, head: str, first: F32, vectors: F32) -> F32:
        """Scores by label from the vector of the first mark and those of the characters that are meant."""
        if not len(vectors):
            vectors = np.zeros((1, len(first)), dtype=np.float32)
        seen = np.concatenate([first, vectors.mean(axis=0), vectors.max(axis=0)])
        return np.asarray(seen @ self.arrays[f"{head}/weight"] + self.arrays[f"{head}/bias"], dtype=np.float32)

    def emissions(self, head: str, vectors: F32) -> F32:
        """Scores by label of each character, shape (characters, labels)."""
        scores = vectors[1:] @ self.arrays[f"{head}/weight"] + self.arrays[f"{head}/bias"]
        return np.asarray(scores, dtype=np.float32)


def _groups(sizes: Sequence[int]) -> Iterator[list[int]]:
    """Texts of like length whose padded size stays under `CELLS` positions."""
    held: list[int] = []
    for i in sorted(range(len(sizes)), key=lambda i: sizes[i]):
        if held and (len(held) + 1) * sizes[i] > CELLS:
            yield held
            held = []
        held.append(i)
    if held:
        yield held


@cache
def load_encoder(folder: Path = SHIPPED, threads: int = 0) -> Encoder:
    """Read an exported encoder; `threads` 0 means all cores. Raises `ModelMissingError` naming what is missing."""
    try:
        import onnxruntime
    except ImportError as error:
        raise ModelMissingError("第二层模型需要 onnxruntime", "pip install onnxruntime，或改用 --tier 1") from error
    paths = [folder / name for name in (GRAPH, HEADS, VOCABULARY, ABOUT)]
    missing = [path.name for path in paths if not path.is_file()]
    if missing:
        raise ModelMissingError(
            f"{folder} 中没有第二层模型：缺少 {'、'.join(missing)}", "重新安装 regintel，或改用 --tier 1"
        )
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads or len(os.sched_getaffinity(0))
    options.log_severity_level = 3
    try:
        session = onnxruntime.InferenceSession(str(paths[0]), options, providers=["CPUExecutionProvider"])
        with np.load(paths[1], allow_pickle=False) as stored:
            arrays = {name: stored[name].astype(np.float32) for name in stored.files}
        about = json.loads(paths[3].read_text(encoding="utf-8"))
        labels = {name: tuple(own) for name, own in about["labels"].items()}
    except (OSError, ValueError, KeyError, BadZipFile, RuntimeError) as error:
        raise ModelMissingError(f"{folder} 中的第二层模型已损坏", "重新安装 regintel，或改用 --tier 1") from error
    return Encoder(session, read_vocabulary(paths[2]), labels, arrays)
