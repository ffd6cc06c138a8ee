"""Vectors in files of their own, searched by comparing with every one: exact, and a few milliseconds at this size.

`FOLDER/manifest.json` names the dimension and the parts, oldest first; a part is `<mark>.json` (its ids) and
`<mark>.npy` (int8 rows, mapped into memory, and `<mark>.scale.npy`, what each row is multiplied with). Of an id that
stands in several parts the last counts; a scale of zero removes it. The manifest is replaced in one step, so that a
kill -9 loses what was not refreshed and nothing else. One writer at a time; readers see each refresh.
"""

from __future__ import annotations

import fcntl
import json
import math
import os
import secrets
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import simsimd

from regintel.errors import IndexBackendError, MappingError

if TYPE_CHECKING:
    from indexer.vector import Matrix, Vector

MOST_PARTS = 12
"""More parts than this are made one at the next refresh."""

_DOUBT = 2.5
"""How far two rows may be apart in the first comparison and yet stand the other way round, in steps of the rounded
question: rounding moves a cosine by step / √12 at one standard deviation, and this is six of them for a difference.
"""
_MEND = "运行 regintel index vectors --rebuild"


@dataclass(frozen=True, slots=True)
class _View:
    """What one manifest names: `places` are (part, row) of the ids that count, `dead` adds -inf to all other rows."""

    stamp: tuple[int, int]
    dimensions: int
    names: tuple[str, ...]
    ids: tuple[list[str], ...]
    rows: tuple[Any, ...]
    scales: tuple[Any, ...]
    dead: tuple[Any, ...]
    places: dict[str, tuple[int, int]]


_EMPTY = _View((0, 0), 0, (), (), (), (), (), {})


class VectorFile:
    """`VectorIndex` under a folder, of vectors with `dimensions` numbers. Safe to read from several threads."""

    def __init__(self, folder: Path, dimensions: int) -> None:
        self.folder = folder
        self.dimensions = dimensions
        self._pending: dict[str, Any] = {}
        self._view = _EMPTY
        self._lock = threading.Lock()

    # --- writing ---

    def upsert(self, ids: Sequence[str], vectors: Matrix) -> None:
        """See `VectorIndex.upsert`."""
        if vectors.ndim != 2 or vectors.shape != (len(ids), self.dimensions):
            raise MappingError(
                f"向量维数不符：应为 {self.dimensions} 维，得到 {tuple(vectors.shape)}", "检查 REGINTEL_VECTORS 的设置"
            )
        self._pending.update(zip(ids, np.array(vectors, np.float32), strict=True))

    def delete(self, ids: Iterable[str]) -> None:
        """See `VectorIndex.delete`."""
        self._pending.update((id, np.zeros(self.dimensions, np.float32)) for id in ids)

    def refresh(self) -> None:
        """See `VectorIndex.refresh`."""
        if not self._pending:
            return
        with self._writing():
            view = self._current()
            names = list(view.names)
            if len(names) >= MOST_PARTS:
                self._pending = {**dict(self._stored(view)), **self._pending}
                names = []
            names.append(self._write_part(self._pending))
            self._swap(self.dimensions, names)
            self._pending = {}

    def clear(self) -> None:
        """See `VectorIndex.clear`."""
        self._pending = {}
        if self.folder.exists():
            with self._writing():
                self._swap(self.dimensions, [])

    def close(self) -> None:
        """See `VectorIndex.close`."""
        self.refresh()

    def _stored(self, view: _View) -> Iterator[tuple[str, Any]]:
        for id, (part, row) in view.places.items():
            yield id, view.rows[part][row].astype(np.float32) * view.scales[part][row]

    def _write_part(self, pending: dict[str, Any]) -> str:
        """A part of its own from id → vector; its name."""
        name = secrets.token_hex(6)
        matrix = np.stack(list(pending.values()))
        scales = (np.abs(matrix).max(axis=1) / 127).astype(np.float32)
        divisors = np.where(scales > 0, scales, 1)[:, None]
        np.save(self.folder / f"{name}.npy", np.rint(matrix / divisors).astype(np.int8))
        np.save(self.folder / f"{name}.scale.npy", scales)
        (self.folder / f"{name}.json").write_text(json.dumps(list(pending), ensure_ascii=False), encoding="utf-8")
        return name

    def _swap(self, dimensions: int, names: list[str]) -> None:
        """Make `names` the parts that count, and remove the files of others."""
        temporary = self.folder / "manifest.new"
        temporary.write_text(json.dumps({"dimensions": dimensions, "parts": names}), encoding="utf-8")
        with temporary.open("rb") as handle:
            os.fsync(handle.fileno())
        temporary.replace(self.folder / "manifest.json")
        for path in self.folder.iterdir():
            if path.suffix in (".npy", ".json") and path.name.split(".")[0] not in {"manifest", *names}:
                path.unlink(missing_ok=True)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """The writer's lock, which goes with its process; and the system's errors as ours."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with (self.folder / "lock").open("w") as handle:
                fcntl.flock(handle, fcntl.LOCK_EX)
                yield
        except OSError as error:
            raise IndexBackendError(f"不能写入向量 {self.folder}：{error}", "检查磁盘空间和权限") from error

    # --- reading ---

    def nearest(self, vector: Vector, limit: int) -> list[tuple[str, float]]:
        """See `VectorIndex.nearest`."""
        view = self._current()
        asked = self._fitting(vector)
        rounded, step = _rounded(asked)
        best: list[tuple[float, str]] = []
        for part, ids in enumerate(view.ids):
            rough = _compare(view.rows[part], rounded) * (step * view.scales[part]) + view.dead[part]
            rows = _largest(rough, limit, _DOUBT * step)
            scores = _exact(view, part, rows, asked)
            best += [(-score, ids[row]) for row, score in zip(rows.tolist(), scores.tolist(), strict=True)]
        return [(id, -score) for score, id in sorted(best)[:limit]]

    def similarities(self, vector: Vector, ids: Sequence[str]) -> dict[str, float]:
        """See `VectorIndex.similarities`."""
        view = self._current()
        asked = self._fitting(vector)
        found: dict[str, float] = {}
        for part in range(len(view.names)):
            here = [(id, place[1]) for id in ids if (place := view.places.get(id)) and place[0] == part]
            if here:
                rows = np.fromiter((row for _, row in here), np.int64, len(here))
                scores = _exact(view, part, rows, asked)
                found.update((id, float(score)) for (id, _), score in zip(here, scores, strict=True))
        return found

    def ids(self) -> Iterable[str]:
        """See `VectorIndex.ids`."""
        return list(self._current().places)

    def _fitting(self, vector: Vector) -> Vector:
        if vector.shape != (self.dimensions,):
            raise MappingError(
                f"查询向量维数不符：应为 {self.dimensions} 维，得到 {tuple(vector.shape)}",
                "检查 REGINTEL_VECTORS 的设置",
            )
        return vector

    def _current(self) -> _View:
        """What the manifest names now. Raises `MappingError` where the vectors are of another dimension."""
        path = self.folder / "manifest.json"
        with self._lock:
            failure: Exception | None = None
            for _ in range(5):  # a refresh elsewhere may remove a part between two of our steps
                try:
                    status = path.stat()
                except FileNotFoundError:
                    return _EMPTY
                try:
                    stamp = (status.st_mtime_ns, status.st_ino)
                    if self._view.stamp != stamp:
                        self._view = self._load(stamp, json.loads(path.read_text(encoding="utf-8")))
                except (OSError, ValueError, KeyError) as error:
                    failure = error
                else:
                    break
            else:
                raise IndexBackendError(f"向量 {self.folder} 打不开：{failure}", _MEND) from failure
        if self._view.names and self._view.dimensions != self.dimensions:
            raise MappingError(
                f"向量 {self.folder} 是 {self._view.dimensions} 维的，模型给出 {self.dimensions} 维", _MEND
            )
        return self._view

    def _load(self, stamp: tuple[int, int], manifest: dict[str, Any]) -> _View:
        names = tuple(manifest["parts"])
        ids = tuple(json.loads((self.folder / f"{name}.json").read_text(encoding="utf-8")) for name in names)
        rows = tuple(np.load(self.folder / f"{name}.npy", mmap_mode="r") for name in names)
        scales = tuple(np.load(self.folder / f"{name}.scale.npy") for name in names)
        places: dict[str, tuple[int, int]] = {}
        for part, own in enumerate(ids):
            if len(own) != len(rows[part]) or len(own) != len(scales[part]):
                raise ValueError(f"{names[part]}: {len(own)} ids, {len(rows[part])} vectors")
            for row, id in enumerate(own):
                if scales[part][row]:
                    places[id] = (part, row)
                else:
                    places.pop(id, None)
        dead = tuple(np.full(len(own), -np.inf, np.float32) for own in ids)
        for part, row in places.values():
            dead[part][row] = 0
        return _View(stamp, int(manifest["dimensions"]), names, ids, rows, scales, dead, places)


def _exact(view: _View, part: int, rows: Any, asked: Vector) -> Any:
    """The cosines of some rows. Not by `@`, which would start threads for them that cost more than they do."""
    return np.einsum("ij,j->i", view.rows[part][rows].astype(np.float32), asked) * view.scales[part][rows]


def _rounded(vector: Vector) -> tuple[Any, float]:
    """A vector in int8, and what its numbers are multiplied with."""
    step = float(np.abs(vector).max(initial=0.0)) / 127 or 1.0
    return np.rint(vector / step).astype(np.int8), step


def _compare(rows: Any, asked: Any) -> Any:
    """Products of int8 rows with an int8 vector: whole numbers, so that nothing is lost, and a tenth of the time."""
    return np.asarray(simsimd.cdist(asked[None], rows, "dot"), np.float32)[0] if len(rows) else np.zeros(0, np.float32)


def _largest(scores: Any, limit: int, doubt: float) -> Any:
    """The places of the largest scores, in no order, and of all that are less than `doubt` below the last of them."""
    border = np.partition(scores, len(scores) - limit)[len(scores) - limit] if limit < len(scores) else -math.inf
    return np.flatnonzero((scores >= border - doubt) & (scores > -math.inf))
