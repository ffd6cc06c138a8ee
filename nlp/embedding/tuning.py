"""Tunes the word vectors of `nlp.embedding.static` to questions whose passages are known: lay words to a law's words.

A question's vector is the sum of its words' vectors, turned: q + q·T. Words and turn are fitted together so that a
question is nearer to its own passages than to all others (softmax over every passage, none sampled; InfoNCE, van den
Oord et al. 2018), with half of a question's words left out at random each time. Pieces of passages are questions too,
for what is not like the questions at hand. Called by `benchmarks/search_vectors.py`; needs the `train` and `encoder`
extras and a few seconds a step.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

STEPS = 100
RATE = 0.002
SHARPNESS = 0.05
"""What cosines are divided by."""

LEFT_OUT = 0.5
"""Share of a question's words."""

_SEED = 0


@dataclass(frozen=True, slots=True)
class Lesson:
    """Questions as `bags` of words, (questions, words), the rows of passages that answer each, and what all are worth.

    `at_once`: how many are drawn a step; 0: all.
    """

    questions: Any
    right: Sequence[Sequence[int]]
    worth: float = 1.0
    at_once: int = 0


def tune(
    vectors: Any,
    passages: Any,
    lessons: Sequence[Lesson],
    steps: int = STEPS,
    tell: Callable[[int], None] | None = None,
) -> tuple[Any, Any]:
    """Word vectors (words, dimensions) fitted further, and the turn of questions (dimensions, dimensions).

    `passages`: bags of words (passages, words). `tell` is called with each step done.
    """
    import torch

    start = torch.from_numpy(np.asarray(vectors, np.float32))
    moved = torch.zeros_like(start, requires_grad=True)
    turn = torch.zeros(start.shape[1], start.shape[1], requires_grad=True)
    optimiser = torch.optim.Adam([moved, turn], lr=RATE)
    product = _product()
    for step in range(steps):
        drawn = np.random.default_rng([_SEED, step])
        words = start + moved
        known = _unit(product(words, passages))
        loss = torch.zeros(())
        for lesson in lessons:
            rows = _draw(lesson, drawn)
            asked = product(words, _thinned(lesson.questions[rows], drawn))
            near = _unit(asked + asked @ turn) @ known.T / SHARPNESS
            own, passage = _pairs([lesson.right[row] for row in rows])
            share = torch.tensor([1 / len(lesson.right[row]) for row in rows])[own]
            told = torch.logsumexp(near, 1).sum() - (near[own, passage] * share).sum()
            loss = loss + lesson.worth * told / len(rows)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        if tell:
            tell(step + 1)
    return (start + moved).detach().numpy(), turn.detach().numpy()


def _draw(lesson: Lesson, drawn: np.random.Generator) -> Any:
    count = lesson.questions.shape[0]
    return drawn.choice(count, lesson.at_once, replace=False) if 0 < lesson.at_once < count else np.arange(count)


def _thinned(bag: Any, drawn: np.random.Generator) -> Any:
    """The bag with some of its words left out."""
    bag.data = bag.data * (drawn.random(bag.nnz) >= LEFT_OUT).astype(np.float32)
    return bag


def _pairs(right: Sequence[Sequence[int]]) -> tuple[Any, Any]:
    """Question and passage of every right answer."""
    import torch

    pairs = [(row, passage) for row, passages in enumerate(right) for passage in passages]
    own, passage = zip(*pairs, strict=True)
    return torch.tensor(own), torch.tensor(passage)


def _unit(rows: Any) -> Any:
    return rows / (rows.norm(dim=1, keepdim=True) + 1e-9)


def _product() -> Any:
    """Bags times word vectors: scipy's product of sparse with dense, whose slope torch has not for rows so sparse."""
    import torch

    class Product(torch.autograd.Function):
        @staticmethod
        def forward(context: Any, words: Any, bag: Any) -> Any:
            context.bag = bag
            return torch.from_numpy(bag @ words.detach().numpy())

        @staticmethod
        def backward(context: Any, slope: Any) -> Any:
            return torch.from_numpy(context.bag.T @ slope.contiguous().numpy()), None

    return Product.apply
