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


def viterbi(emissions: F32, sizes: I64, moves: F32) -> Labels:
    """Best label paths, shape (texts, longest), 0 beyond a text's end.

    Shapes: (texts, longest, labels), (texts,), (labels, labels). No text may be empty.
    """
    count, longest, labels = emissions.shape
    said = np.ascontiguousarray(emissions.transpose(1, 2, 0))
    steps = moves[:, :, None]
    # Labels lie before texts, so that the few labels are compared a whole row of texts at a time.
    scores = np.empty((longest, labels, count), dtype=np.float32)
    scores[0] = said[0]
    ended = int(sizes.min(initial=longest))
    for at in range(1, longest):
        step = (scores[at - 1][:, None] + steps).max(axis=0) + said[at]
        # Texts that have ended keep the score of their last character.
        scores[at] = step if at < ended else np.where(sizes > at, step, scores[at - 1])
    label = scores[-1].argmax(axis=0)
    paths = np.zeros((longest, count), dtype=np.int64)
    for at in range(longest - 1, -1, -1):
        inside = sizes > at
        paths[at] = np.where(inside, label, 0)
        if at:
            # Where a label came from is asked on the way back only, for one label a text.
            label = np.where(inside, (scores[at - 1] + moves[:, label]).argmax(axis=0), label)
    return paths.T


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
    np.add.at(owner, offsets[sizes > 0], 1)
    text = np.cumsum(owner[:-1])
    change = np.concatenate([[True], (text[1:] != text[:-1])])
    first = wide & (change | ~np.concatenate([[False], wide[:-1]]))
    last = wide & (np.concatenate([change[1:], [True]]) | ~np.concatenate([wide[1:], [False]]))
    starts = np.flatnonzero(first).astype(np.int64)
    return starts, np.flatnonzero(last).astype(np.int64) - starts + 1


def _groups(lengths: I64) -> Iterator[I64]:
    """Stretches of similar length, whose padded size stays under `_CELLS` characters."""
    order = np.argsort(lengths, kind="stable")
    first = 0
    while first < len(order):
        last = first + 1
        while last < len(order) and (last + 1 - first) * lengths[order[last]] <= _CELLS:
            if lengths[order[last]] > 2 * lengths[order[first]] + 8:
                break
            last += 1
        yield order[first:last]
        first = last
