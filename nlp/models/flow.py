"""A country's daily flow: every document is read by tier 1, and those worth it by tier 2, all tasks together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from nlp.models.cascade import doubts
from nlp.models.encoder.reader import SHIPPED, load_encoder
from nlp.models.encoder.second import second_with
from nlp.models.encoder.shared import Shared, share
from nlp.models.fields import text_of
from nlp.models.predictors import Batch, Predictor, answer_together, predict_together
from nlp.models.runtime import load

LEADER = "risk-events"
"""The task whose doubt decides: a document is worth tier 2 where it may bear a risk that tier 1 is not sure of."""
FLOW_DOUBT = 0.9
"""From this doubt on a document is read by tier 2; see the curve that `benchmarks/nlp_cascade.py` prints."""


@dataclass(frozen=True)
class Flow:
    """`first` and `second` by task; both hold the same tasks, `LEADER` among them. `second` read through `encoder`."""

    first: Mapping[str, Predictor]
    second: Mapping[str, Predictor]
    encoder: Shared
    doubt: float = FLOW_DOUBT

    def predict(self, rows: Sequence[Mapping[str, Any]]) -> tuple[dict[str, list[dict[str, Any]]], list[int]]:
        """Answers by task, one a row; and the rows that tier 2 has read."""
        tasks = list(self.first)
        batch = Batch(rows)
        answers = answer_together([self.first[task] for task in tasks], batch)
        sent = self.sent(batch)
        if sent:
            some = [rows[i] for i in sent]
            self.encoder.warm([text_of(row) for row in some])
            better = predict_together([self.second[task] for task in tasks], some)
            self.encoder.forget()
            for own, new in zip(answers, better, strict=True):
                for i, answer in zip(sent, new, strict=True):
                    own[i] = answer
        return dict(zip(tasks, answers, strict=True)), sent

    def sent(self, batch: Batch) -> list[int]:
        """The rows that are worth tier 2; what tier 1 has worked out for the batch is used again."""
        return np.flatnonzero(doubts(self.first[LEADER], batch) > self.doubt).tolist()


def load_flow(tasks: Sequence[str], doubt: float = FLOW_DOUBT, folder: Path = SHIPPED, threads: int = 0) -> Flow:
    """The flow of some tasks (`LEADER` is added). Raises `ModelMissingError` without weights or encoder."""
    names = list(dict.fromkeys([LEADER, *tasks]))
    encoder = share(load_encoder(folder, threads))
    first = {task: load(task, "1") for task in names}
    return Flow(first, {task: second_with(task, first[task], encoder, folder) for task in names}, encoder, doubt)
