"""Batches of examples of one head, by length, in an order that a seed decides."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from nlp.models.encoder.plan import PLANS
from nlp.models.training.encoder.example import Course, Example

CELLS = 1_536
"""Positions of a batch, padding counted."""
_POOL = 600


@dataclass(frozen=True, slots=True)
class Batch:
    """`ids`, `mask`, `inside`: (rows, positions); `target`: (rows, positions or labels); `names`: see `of_names`."""

    ids: Tensor
    mask: Tensor
    inside: Tensor
    target: Tensor
    names: Tensor
    owners: Tensor
    answers: Tensor


def stack(course: Course, examples: Sequence[Example]) -> Batch:
    """Examples side by side, padded."""
    kind = PLANS[course.name].kind
    rows, longest = len(examples), max(len(e.ids) for e in examples)
    ids, mask, inside = (torch.zeros(rows, longest, dtype=torch.long) for _ in range(3))
    width = longest if kind == "spans" else 1 if kind == "one" else len(course.labels)
    target = torch.zeros(rows, width, dtype=torch.long)
    places: list[tuple[int, list[tuple[int, int]]]] = []
    for i, example in enumerate(examples):
        ids[i, : len(example.ids)] = torch.tensor(example.ids)
        mask[i, : len(example.ids)] = 1
        inside[i, example.begin : len(example.ids) - 1] = 1
        if kind == "spans":
            target[i, example.begin : example.begin + len(example.target)] = torch.tensor(example.target)
        elif kind == "many":
            target[i, example.target] = 1
        else:
            target[i, 0] = example.target[0]
        places += [(i, spots) for spots in example.mentions]
    names = torch.zeros(len(places), longest, dtype=torch.long)
    for k, (_, spots) in enumerate(places):
        for start, end in spots:
            names[k, start:end] = 1
    answers = torch.tensor([float(a) for e in examples for a in e.answers])
    return Batch(ids, mask, inside, target, names, torch.tensor([i for i, _ in places], dtype=torch.long), answers)


def groups(course: Course, epoch: int, share: float, seed: int) -> Iterator[list[Example]]:
    """Examples of one pass over a share of the rows, of like length together."""
    dice = random.Random(f"{seed} {course.name} {epoch}")  # noqa: S311 - an order, no secret
    order = list(range(len(course.rows)))
    dice.shuffle(order)
    order = order[: round(share * len(order))]
    for first in range(0, len(order), _POOL):
        pool = [example for i in order[first : first + _POOL] for example in course.read(course.rows[i], dice)]
        pool = sorted((e for e in pool if len(e.ids) > e.begin + 1), key=lambda e: len(e.ids))
        held: list[Example] = []
        for example in pool:
            if held and (len(held) + 1) * len(example.ids) > CELLS:
                yield held
                held = []
            held.append(example)
        if held:
            yield held


def lessons(courses: Mapping[str, Course], epochs: Mapping[str, float], seed: int) -> list[tuple[str, list[Example]]]:
    """All batches of a training in order: every head evenly over the whole, the last pass of each whole."""
    placed: list[tuple[float, str, list[Example]]] = []
    for name, course in courses.items():
        own: list[list[Example]] = []
        left, epoch = epochs[name], 0
        while left > 1e-6:
            share = left % 1 or 1.0
            found = list(groups(course, epoch, share, seed))
            random.Random(f"{seed} {name} {epoch} order").shuffle(found)  # noqa: S311 - an order, no secret
            own += found
            left -= share
            epoch += 1
        placed += [((k + 0.5) / len(own), name, group) for k, group in enumerate(own)]
    return [(name, group) for _, name, group in sorted(placed, key=lambda entry: entry[:2])]
