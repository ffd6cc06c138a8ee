"""Best label paths of many short stretches at once, in numpy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from nlp.models.features import F32, I64

Labels = npt.NDArray[np.int64]
MARGIN = 6.0
"""A character whose best name label lies this far below O is O: the path is then searched only between such characters.
Against whole texts this changed no answer in 750 held-out rows of three tasks."""
_CELLS = 60_000
_FORBIDDEN = -9_000.0
"""Moves below are ruled out by their label scheme (I after O): no sum of real weights comes near."""


def viterbi(emissions: F32, sizes: I64, moves: F32) -> Labels:
    """Best label paths, shape (texts, longest), 0 beyond a text's end.

    Shapes: (texts, longest, labels), (texts,), (labels, labels). No text may be empty.
    """
    count, longest, labels = emissions.shape
    # Labels lie before texts, so that the few labels are compared a whole row of texts at a time.
    said = np.ascontiguousarray(emissions.transpose(1, 2, 0))
    scores = np.empty((longest, labels, count), dtype=np.float32)
    scores[0] = said[0]
    ended = int(sizes.min(initial=longest))
    step = _Step(moves, count)
    for at in range(1, longest):
        step.best(scores[at - 1], scores[at])
        scores[at] += said[at]
        if at >= ended:  # texts that have ended keep the score of their last character
            np.copyto(scores[at], scores[at - 1], where=sizes <= at)
    label = scores[-1].argmax(axis=0)
    paths = np.zeros((longest, count), dtype=np.int64)
    for at in range(longest - 1, -1, -1):
        inside = sizes > at
        paths[at] = np.where(inside, label, 0)
        if at:
            # Where a label came from is asked on the way back only, for one label a text.
            label = np.where(inside, (scores[at - 1] + moves[:, label]).argmax(axis=0), label)
    return paths.T


class _Step:
    """One character on: the best score that leads to each label, for many texts at once.

    Labels follow any other, but for the last ones: an I follows its own B and I alone, so only those are compared.
    """

    def __init__(self, moves: F32, count: int) -> None:
        allowed = moves > _FORBIDDEN
        follows = allowed.sum(axis=0)
        few = (follows > 0) & (follows <= 2)
        self._free = int(np.flatnonzero(np.append(True, ~few))[-1])
        """The first label of those that follow one or two others; all before it are compared with every label."""
        self._moves = np.ascontiguousarray(moves[:, : self._free, None])
        self._held = np.empty((len(moves), self._free, count), dtype=np.float32)
        bound = np.arange(self._free, len(moves))
        self._before = np.argsort(~allowed[:, bound], axis=0, kind="stable")[:2]
        self._own = moves[self._before, bound][:, :, None]

    def best(self, before: F32, out: F32) -> None:
        """Shapes (labels, texts); `out` is written."""
        np.add(before[:, None], self._moves, out=self._held)
        self._held.max(axis=0, out=out[: self._free])
        if len(out) > self._free:
            ways = before[self._before]
            ways += self._own
            ways.max(axis=0, out=out[self._free :])


def decode(emissions: F32, offsets: I64, sizes: I64, moves: F32, biases: Sequence[float]) -> Labels:
    """Labels of every character under each bias (taken from O), shape (biases, characters).

    `emissions` has shape (characters, labels); text i is `[offsets[i], offsets[i] + sizes[i])`.
    """
    out = np.zeros((len(biases), len(emissions)), dtype=np.int64)
    if not len(emissions):
        return out
    rival = emissions[:, 1:].max(axis=1) - emissions[:, 0] + max(biases)
    starts, lengths = _stretches(rival > -MARGIN, offsets, sizes)
    for group in _groups(lengths):
        longest = int(lengths[group].max())
        steps = np.arange(longest)
        inside = steps < lengths[group][:, None]
        where = np.where(inside, starts[group][:, None] + steps, 0)
        block = np.repeat(emissions[where][None], len(biases), axis=0)
        block[:, :, :, 0] -= np.asarray(biases, dtype=np.float32)[:, None, None]
        flat = block.reshape(-1, longest, emissions.shape[1])
        paths = viterbi(flat, np.tile(lengths[group], len(biases)), moves).reshape(len(biases), -1, longest)
        for turn in range(len(biases)):
            out[turn, where[inside]] = paths[turn][inside]
    return out


def _stretches(alive: npt.NDArray[np.bool_], offsets: I64, sizes: I64) -> tuple[I64, I64]:
    """(starts, lengths) of the runs of characters that may bear a name, one character wider, inside one text each."""
    wide = alive.copy()
    wide[1:] |= alive[:-1]
    wide[:-1] |= alive[1:]
    owner = np.zeros(len(alive) + 1, dtype=np.int64)
    owner[offsets[sizes > 0]] = 1
    text = np.cumsum(owner[:-1])
    change = np.concatenate([[True], (text[1:] != text[:-1])])
    first = wide & (change | ~np.concatenate([[False], wide[:-1]]))
    last = wide & (np.concatenate([change[1:], [True]]) | ~np.concatenate([wide[1:], [False]]))
    starts = np.flatnonzero(first).astype(np.int64)
    return starts, np.flatnonzero(last).astype(np.int64) - starts + 1


def _groups(lengths: I64) -> Iterator[I64]:
    """Stretches of similar length, whose padded size stays under `_CELLS` characters."""
    order = np.argsort(lengths, kind="stable")
    ordered: list[int] = lengths[order].tolist()
    first = 0
    while first < len(order):
        last, widest = first + 1, 2 * ordered[first] + 8
        while last < len(order) and (last + 1 - first) * ordered[last] <= _CELLS and ordered[last] <= widest:
            last += 1
        yield order[first:last]
        first = last
