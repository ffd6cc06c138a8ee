"""Forum sentiment under two ways of holding rows out, for the same models.

usage: python benchmarks/nlp_forum.py DATA [--checkpoint DIR] [--passes N]

More than half of the posts in the data are there more than once, often under different labels. The project's own
hold-out keeps equal texts on one side, as for posts that nobody has seen. A random hold-out does not.
Prints the accuracy of both, on all rows and on those whose text no training row has: tier 1 trained anew for each, and
with a checkpoint also an encoder of its own for this task, and both together as they are mixed at run time.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from nlp.models.encoder.predictors import mixed_scores
from nlp.models.encoder.reader import load_encoder
from nlp.models.encoder.second import MIX
from nlp.models.features import F32
from nlp.models.fields import plain_grams
from nlp.models.linear import Head
from nlp.models.training.data import SOURCES, Row, read_rows, split
from nlp.models.training.documents import train_forum

TASK = "sentiment-forum"


def at_random(rows: Sequence[Row], percent: int, seed: int = 1) -> tuple[list[Row], list[Row]]:
    """(training rows, evaluation rows) whatever their texts."""
    order = list(rows)
    random.Random(seed).shuffle(order)
    cut = len(order) * percent // 100
    return order[cut:], order[:cut]


def encoder_scores(
    checkpoint: str, training: list[Row], texts: Sequence[str], head: Head, own: F32, passes: float
) -> F32:
    """Log-odds of both tiers together, shape (texts, labels), by an encoder trained on `training` alone."""
    from nlp.models.training.encoder.example import courses
    from nlp.models.training.encoder.export import export
    from nlp.models.training.encoder.loop import train

    with tempfile.TemporaryDirectory() as work:
        folder, out = Path(work) / "work", Path(work) / "out"
        train(checkpoint, lambda v: courses(v, {TASK: training}, [TASK]), folder, {TASK: passes}, say=lambda _: None)
        export(folder, out)
        return mixed_scores(head, own, load_encoder(out), TASK, texts, MIX[TASK])


def accuracy(scores: F32, labels: Sequence[str], rows: Sequence[Row], use: npt.NDArray[np.bool_]) -> float:
    """Share of the rows in `use` whose best label is theirs."""
    right = np.array([labels[k] == row["label"] for k, row in zip(scores.argmax(1).tolist(), rows, strict=True)])
    return float(right[use].mean())


def show(name: str, training: list[Row], held: list[Row], checkpoint: str, passes: float) -> None:
    """Train and print."""
    seen = {row["text"] for row in training}
    new = np.array([row["text"] not in seen for row in held])
    everything = np.ones(len(held), dtype=bool)
    print(
        f"{name}: {len(training)} training rows, {len(held)} held out, "
        f"{100 * (1 - new.mean()):.0f} % of their texts seen"
    )
    head = train_forum(training).head
    texts = [row["text"] for row in held]
    own = head.scores(plain_grams(held).bags())
    told = {"tier 1": np.asarray(head.slope * own + head.shift, np.float32)}
    if checkpoint:
        told["both"] = encoder_scores(checkpoint, training, texts, head, own, passes)
    for tier, scores in told.items():
        all_rows, unseen = (accuracy(scores, head.labels, held, use) for use in (everything, new))
        print(f"  {tier}: accuracy {all_rows:.4f}, on texts not seen {unseen:.4f}", flush=True)


def main() -> None:
    """Run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--checkpoint", default="")
    parser.add_argument("--passes", type=float, default=2.0)
    args = parser.parse_args()
    show("equal texts together", *split(TASK, args.data), args.checkpoint, args.passes)
    rows = read_rows(args.data / SOURCES[TASK].train)
    show("at random", *at_random(rows, SOURCES[TASK].percent), args.checkpoint, args.passes)


if __name__ == "__main__":
    main()
