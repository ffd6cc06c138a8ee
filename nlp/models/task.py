"""The tasks by name, as `regintel predict`, `train` and `evaluate` know them."""

from __future__ import annotations

from dataclasses import dataclass

from regintel.errors import UsageError


@dataclass(frozen=True, slots=True)
class Task:
    """`answers` are the fields that a prediction adds; `parts` are the weight files that it needs."""

    name: str
    title: str
    answers: tuple[str, ...]
    parts: tuple[str, ...]


TASKS = {
    task.name: task
    for task in (
        Task("risk-events", "风险事件类型与主体", ("events",), ("risk-events", "subject", "subject-rank")),
        Task("negative", "负面判断与负面实体", ("negative", "negative_entities"), ("negative", "negative-rank")),
        Task("finner", "金融命名实体", ("entities",), ("finner",)),
        Task("cluener", "通用命名实体", ("entities",), ("cluener",)),
        Task("new-entities", "新实体发现", ("new_entities",), ("new-entities",)),
        Task("sentiment-forum", "股吧帖子情感", ("label",), ("sentiment-forum",)),
        Task("sentiment-news", "新闻标题情感", ("label",), ("sentiment-news",)),
        Task("topics", "财经新闻主题", ("topics",), ("topics",)),
    )
}


def task_of(name: str) -> Task:
    """Raises `UsageError` for a name that is none of ours."""
    if name not in TASKS:
        raise UsageError(f"没有名为 {name} 的任务", f"可用的任务：{'、'.join(TASKS)}")
    return TASKS[name]
