"""How the two tiers are best mixed: each task's figure by weight of tier 1 (tier 2 weighs 1) on held-out rows.

usage: python benchmarks/nlp_mix.py DATA [--task TASK …] [--encoder DIR]

Prints the figure for every mix; then what half of the rows choose, and what that choice gives on the other half (both
ways): the difference between the two is what choosing on the rows that one reports flatters.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from nlp.models import metrics
from nlp.models.encoder.predictors import Mix
from nlp.models.encoder.reader import SHIPPED, Encoder, Framed, load_encoder
from nlp.models.encoder.second import MIX, second_with
from nlp.models.evaluate import blind
from nlp.models.features import F32
from nlp.models.predictors import Predictor
from nlp.models.runtime import load
from nlp.models.training.data import split

Rows = list[dict[str, Any]]
WEIGHTS = (0.0, 0.25, 0.5, 1.0, 2.0)
FIGURE = {
    "risk-events": "micro_f1",
    "subjects": "f1",
    "negative": "entity_f1",
    "new-entities": "unseen_f1",
    "sentiment-forum": "accuracy",
    "sentiment-news": "accuracy",
}


class Cached(Encoder):
    """An encoder that reads every text once."""

    def read(self, framed: Sequence[Framed]) -> Iterator[tuple[int, F32]]:
        """See `Encoder.read`."""
        memo: dict[tuple[int, ...], F32] = self.__dict__.setdefault("memo", {})
        new = [i for i, (ids, _) in enumerate(framed) if tuple(ids) not in memo]
        for k, vectors in super().read([framed[i] for i in new]):
            memo[tuple(framed[new[k]][0])] = vectors.astype(np.float16)
        for i, (ids, _) in enumerate(framed):
            yield i, memo[tuple(ids)].astype(np.float32)


def mixes(task: str) -> Iterator[tuple[str, dict[str, Mix]]]:
    """Names and settings to try."""
    for first in WEIGHTS:
        if task == "negative":
            for least in (-0.3, 0.0, 0.3):
                names = Mix(first, 1.0, least=least)
                yield f"{first} names {least:+}", {"negative": Mix(first, 1.0), "negative-names": names}
        elif task in ("risk-events", "topics"):
            for least in (-0.5, 0.0, 0.5):
                yield f"{first} least {least:+}", {task: Mix(first, 1.0, least=least)}
        elif task in ("finner", "cluener"):
            for bias in (-0.3, 0.0, 0.3):
                yield f"{first} bias {bias:+}", {task: Mix(first, 1.0, bias=bias)}
        else:
            yield f"{first}", {"subject" if task == "subjects" else task: Mix(first, 1.0)}


def compare(task: str, data: Path, encoder: Encoder, folder: Path) -> None:
    """Print the figures of one task."""
    name = "risk-events" if task == "subjects" else task
    train, gold = split(name, data)
    if task == "subjects":
        gold = [row for row in gold if any(event.get("subject") for event in row["events"])]
    half = np.array([int(hashlib.sha256(row["text"].encode()).hexdigest(), 16) % 2 for row in gold])
    first, figure = load(name, "1"), FIGURE.get(task, "micro_f1")
    cached = Cached(encoder.session, encoder.vocabulary, encoder.labels, encoder.arrays)
    tried: list[tuple[str, float, list[float]]] = []
    for label, settings in mixes(task):
        kept = dict(MIX)
        MIX.update(settings)
        predictor = second_with(name, first, cached, folder)
        MIX.update(kept)
        found = answers(predictor, gold, lambda row: blind(task, row))
        whole = figures(task, gold, found, train)
        parts = [figures(task, *pick(gold, found, half == k), train)[figure] for k in (0, 1)]
        tried.append((label, whole[figure], parts))
        print(f"{task:<16} tier 1 x {label:<16} " + "  ".join(f"{n} {v:.4f}" for n, v in whole.items()), flush=True)
    best = max(tried, key=lambda entry: entry[1])
    crossed = [max(tried, key=lambda entry, k=k: entry[2][k])[2][1 - k] for k in (0, 1)]  # type: ignore[misc]
    print(f"{task:<16} best {best[0]}: {figure} {best[1]:.4f}; chosen on the other half {np.mean(crossed):.4f}\n")


def figures(task: str, gold: Rows, found: Rows, train: Rows) -> dict[str, float]:
    """Values without intervals."""
    return {name: value for name, (value, _, _) in metrics.figures(task, gold, found, train).items()}


def pick(gold: Rows, found: Rows, wanted: Any) -> tuple[Rows, Rows]:
    """The rows of one half."""
    own = np.flatnonzero(wanted).tolist()
    return [gold[i] for i in own], [found[i] for i in own]


def answers(predictor: Predictor, gold: Rows, hide: Callable[[dict[str, Any]], dict[str, Any]]) -> Rows:
    """Predictions, batch by batch."""
    rows = [hide(row) for row in gold]
    out = [answer for k in range(0, len(rows), 256) for answer in predictor.predict(rows[k : k + 256])]
    return [{**row, **answer} for row, answer in zip(rows, out, strict=True)]


def main() -> None:
    """Run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--task", nargs="*", default=[*list(MIX)[:1], "subjects", *list(MIX)[2:3], *list(MIX)[4:]])
    parser.add_argument("--encoder", type=Path, default=SHIPPED)
    options = parser.parse_args()
    metrics.DRAWS = 2  # intervals are not printed here
    encoder = load_encoder(options.encoder)
    for task in options.task:
        compare(task, options.data, encoder, options.encoder)


if __name__ == "__main__":
    main()
