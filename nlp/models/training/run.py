"""`train(task, data)`: from labelled rows to weights and a model card."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from nlp.models import subjects
from nlp.models.linear import WEIGHTS, Head, save_head
from nlp.models.tagger import Tagger, load_tagger, save_tagger
from nlp.models.task import task_of
from nlp.models.training import documents, names, rankers
from nlp.models.training.data import SOURCES, Row, read_rows, split

Say = Callable[[str], None]
_DOCUMENTS = {
    "topics": documents.train_topics,
    "sentiment-forum": documents.train_forum,
    "sentiment-news": documents.train_news,
}
_NAMES = {
    "finner": names.train_finner,
    "cluener": names.train_cluener,
    "new-entities": names.train_new_entities,
}


def train(task: str, data: Path, folder: Path = WEIGHTS, parts: Collection[str] = (), say: Say = print) -> list[Path]:
    """Train the parts of a task (all, unless `parts` names some) and write their weights; returns the files.

    Only training rows are used: the evaluation split stays unseen. Raises `UsageError`, `ConfigError`.
    """
    wanted = set(parts) or set(task_of(task).parts)
    rows, _ = split(task, data)
    say(f"{task}：{len(rows)} 行训练数据")
    written: list[Path] = []

    def keep(name: str, model: Head | Tagger) -> None:
        path = folder / f"{name}.npz"
        size = save_head(path, model) if isinstance(model, Head) else save_tagger(path, model)
        say(f"已写入 {path}（{size / 1024:.0f} KB）")
        written.append(path)

    if task in _DOCUMENTS:
        keep(task, _DOCUMENTS[task](rows).head)
    elif task in _NAMES:
        keep(task, _NAMES[task](rows))
    elif task == "negative":
        _train_negative(rows, keep)
    else:
        _train_risk(rows, data, folder, wanted, keep)
    return written


def _train_negative(rows: Sequence[Row], keep: Callable[[str, Head | Tagger], None]) -> None:
    document = documents.train_negative(rows)
    keep("negative", document.head)
    keep("negative-rank", rankers.train_ranker(*rankers.negative_examples(rows, document)))


def _train_risk(
    rows: Sequence[Row], data: Path, folder: Path, wanted: set[str], keep: Callable[[str, Head | Tagger], None]
) -> None:
    if "subject" in wanted:
        keep("subject", names.train_subject(rows, read_rows(data / SOURCES["negative"].train)))
    if wanted & {"risk-events", "subject-rank"}:
        document = documents.train_risk_types(rows)
        keep("risk-events", document.head)
        tagger = load_tagger("subject", folder)
        proposed = subjects.propose(tagger, [row["text"][: subjects.MAX_TEXT] for row in rows])
        keep("subject-rank", rankers.train_ranker(*rankers.subject_examples(rows, document, proposed)))
