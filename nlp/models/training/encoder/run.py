"""From labelled rows and a checkpoint to an exported encoder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from nlp.models.encoder.plan import PLANS
from nlp.models.encoder.reader import SHIPPED
from nlp.models.encoder.vocabulary import Vocabulary
from nlp.models.task import TASKS, task_of
from nlp.models.training.data import split
from nlp.models.training.encoder.example import Course, courses
from nlp.models.training.encoder.export import export
from nlp.models.training.encoder.loop import EPOCHS, MORE, SEED, train
from regintel.errors import UsageError

ALL = "all"


def heads_of(task: str) -> list[str]:
    """Heads that a task needs; `all` means all. Raises `UsageError` for a name that is none of ours."""
    return list(PLANS) if task == ALL else [part for part in task_of(task).parts if part in PLANS]


def train_encoder(
    task: str,
    checkpoint: str,
    data: Path,
    out: Path,
    work: Path,
    say: Callable[[str], None] = print,
    passes: float = 1.0,
    start: Path | None = None,
) -> list[Path]:
    """Train the heads of a task (or of all) on one encoder, from training rows alone, and export it to `out`.

    `work` keeps the network while it is trained: run again, it goes on from there. `passes` multiplies the passes over
    the rows (`loop.EPOCHS`, or `loop.MORE` where `start`, the work folder of a finished training, is trained on: then
    what is exported is the mean of both networks).
    Raises `UsageError` where one task alone would overwrite the shipped encoder, `ConfigError` where `start` holds no
    network with these heads.
    """
    heads = heads_of(task)
    if out == SHIPPED and set(heads) != set(PLANS):
        raise UsageError("随软件附带的编码器含全部任务", "训练全部任务用 all；只训练一个任务时用 --out 指定目录")
    names = TASKS if task == ALL else (task,)
    rows = {name: split(name, data)[0] for name in names}

    def wanted(vocabulary: Vocabulary) -> dict[str, Course]:
        return courses(vocabulary, rows, heads)

    own, seed = (EPOCHS, SEED) if start is None else (MORE, SEED + 1)
    train(checkpoint, wanted, work, {name: own[name] * passes for name in heads}, seed, say, start)
    return export(work, out, start)
