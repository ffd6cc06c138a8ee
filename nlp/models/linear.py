"""Linear heads over hashed n-grams: quantised weights on disk, one gather-and-sum at run time."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from nlp.models.features import F32, I64, Bags
from regintel.errors import ModelMissingError

WEIGHTS = Path(__file__).parent / "weights"
_BATCH = 1 << 18


@dataclass(frozen=True, slots=True)
class Head:
    """One or more labels over the same buckets.

    `table` has shape (buckets, labels). `slope`/`shift` turn a score into a probability, fitted on held-out folds
    (Platt): `p = 1 / (1 + exp(-(slope * score + shift)))`. `thresholds` are what the task decides with, in scores.
    """

    labels: tuple[str, ...]
    table: F32
    bias: F32
    slope: F32
    shift: F32
    thresholds: F32
    meta: dict[str, Any]

    def scores(self, bags: Bags) -> F32:
        """Shape (rows, labels)."""
        out = np.tile(self.bias, (bags.rows, 1)).astype(np.float32)
        for first, last in _chunks(bags.starts):
            low, high = bags.starts[first], bags.starts[last]
            part = self.table[bags.buckets[low:high]] * bags.values[low:high, None]
            filled = np.flatnonzero(bags.starts[first:last] < bags.starts[first + 1 : last + 1])
            if len(filled):
                out[first + filled] += np.add.reduceat(part, bags.starts[first:last][filled] - low)
        return out

    def probabilities(self, scores: F32) -> F32:
        """Calibrated, same shape as `scores`."""
        odds = np.clip(self.slope * scores + self.shift, -30, 30)
        return np.asarray(1.0 / (1.0 + np.exp(-odds)), dtype=np.float32)

    def column(self, label: str) -> F32:
        """Weights of one label by bucket."""
        return self.table[:, self.labels.index(label)]


def _chunks(starts: I64) -> list[tuple[int, int]]:
    """Row ranges whose feature count stays near `_BATCH`, so that memory is bounded whatever the batch."""
    out, first, rows = [], 0, len(starts) - 1
    while first < rows:
        last = int(np.searchsorted(starts, starts[first] + _BATCH, side="right")) - 1
        last = min(max(last, first + 1), rows)
        out.append((first, last))
        first = last
    return out


def save_table(path: Path, table: F32, meta: dict[str, Any], **arrays: F32) -> int:
    """Write weights as int8 rows with one scale a column; rows that round to nothing are left out. Returns bytes."""
    scale = np.maximum(np.abs(table).max(axis=0) / 127.0, 1e-12).astype(np.float32)
    # A few large weights must not cost the small ones their precision: companding by square root keeps both.
    packed = np.sign(table) * np.sqrt(np.abs(table) / (scale * 127.0)) * 127.0
    rounded = np.rint(packed).astype(np.int8)
    rounded[np.abs(rounded) < int(meta.get("prune", 4))] = 0
    rows = np.flatnonzero(rounded.any(axis=1)).astype(np.uint32)
    path.parent.mkdir(parents=True, exist_ok=True)
    stored: dict[str, Any] = {
        "meta": np.frombuffer(json.dumps(meta, ensure_ascii=False).encode(), dtype=np.uint8),
        "size": np.array([len(table)]),
        "steps": np.diff(rows, prepend=np.uint32(0)).astype(np.uint32),
        "rows": rounded[rows].T.copy(),
        "scale": scale,
        **arrays,
    }
    np.savez_compressed(path, **stored)
    return path.stat().st_size


def load_rows(path: Path) -> tuple[I64, F32, int, dict[str, Any], dict[str, F32]]:
    """What `save_table` wrote: used rows, their weights, table size, meta, further arrays.

    Raises `ModelMissingError` naming the file.
    """
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            meta: dict[str, Any] = json.loads(bytes(stored["meta"]).decode())
            packed = stored["rows"].T.astype(np.float32) / 127.0
            weights = np.sign(packed) * packed**2 * (stored["scale"] * 127.0)
            rows = np.cumsum(stored["steps"], dtype=np.int64)
            size = int(stored["size"][0])
            rest = {
                name: stored[name] for name in stored.files if name not in ("meta", "size", "steps", "rows", "scale")
            }
    except FileNotFoundError as error:
        raise ModelMissingError(
            f"缺少模型文件 {path.name}", "重新安装 regintel，或运行 regintel train 训练该模型"
        ) from error
    except (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile) as error:
        raise ModelMissingError(
            f"模型文件 {path.name} 已损坏", "重新安装 regintel，或运行 regintel train 重新训练"
        ) from error
    return rows, weights.astype(np.float32), size, meta, rest


def load_table(path: Path) -> tuple[F32, dict[str, Any], dict[str, F32]]:
    """The same as one dense table, shape (buckets, labels)."""
    rows, weights, size, meta, rest = load_rows(path)
    table = np.zeros((size, weights.shape[1]), dtype=np.float32)
    table[rows] = weights
    return table, meta, rest


def save_head(path: Path, head: Head) -> int:
    """Write a head; returns its size in bytes."""
    return save_table(
        path,
        head.table,
        {**head.meta, "labels": head.labels},
        bias=head.bias,
        slope=head.slope,
        shift=head.shift,
        thresholds=head.thresholds,
    )


def load_head(name: str, folder: Path = WEIGHTS) -> Head:
    """Read `<folder>/<name>.npz`."""
    table, meta, rest = load_table(folder / f"{name}.npz")
    labels: Sequence[str] = meta.pop("labels")
    return Head(tuple(labels), table, rest["bias"], rest["slope"], rest["shift"], rest["thresholds"], meta)
