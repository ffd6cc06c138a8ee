"""Labelled rows, hold-outs and digests."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from regintel.errors import ConfigError

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a task's rows lie under the data folder; without `dev`, `percent` of `train` is held out by text hash."""

    train: str
    dev: str = ""
    percent: int = 10


SOURCES = {
    "risk-events": Source("risk_events/train.jsonl", "risk_events/dev.jsonl"),
    "subjects": Source("risk_events/train.jsonl", "risk_events/dev.jsonl"),
    "negative": Source("negative_entities/train.jsonl", "negative_entities/dev.jsonl"),
    "finner": Source("ner/finner.train.jsonl", "ner/finner.dev.jsonl"),
    "cluener": Source("ner/cluener.train.jsonl"),
    "new-entities": Source("ner/new_entities.train.jsonl", percent=20),
    "sentiment-forum": Source("sentiment/forum.train.jsonl"),
    "sentiment-news": Source("sentiment/news_titles.train.jsonl"),
    "topics": Source("topics/train.jsonl", "topics/dev.jsonl"),
}


def read_rows(path: Path) -> list[Row]:
    """JSONL rows. Raises `ConfigError` naming the file and line."""
    if not path.is_file():
        raise ConfigError(f"找不到训练数据 {path}", "用 --data 指出数据目录，目录结构见 docs/models.md")
    rows = []
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                try:
                    rows.append(json.loads(line))
                except ValueError as error:
                    raise ConfigError(f"{path} 第 {number} 行不是 JSON", "改正或删去该行") from error
    return rows


def held_out(text: str, percent: int) -> bool:
    """Whether a text belongs to the hold-out: a hash of the text decides, so equal texts are never on both sides."""
    return int(hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8], 16) % 100 < percent


def split(task: str, data: Path) -> tuple[list[Row], list[Row]]:
    """(training rows, evaluation rows) of a task."""
    source = SOURCES[task]
    rows = read_rows(data / source.train)
    if source.dev:
        return rows, read_rows(data / source.dev)
    out: tuple[list[Row], list[Row]] = ([], [])
    for row in rows:
        out[held_out(row["text"], source.percent)].append(row)
    return out


def digest(rows: Sequence[Row]) -> str:
    """SHA-256 over the rows in order, as canonical JSON."""
    state = hashlib.sha256()
    for row in rows:
        state.update(
            json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8", "surrogatepass")
        )
        state.update(b"\n")
    return state.hexdigest()
