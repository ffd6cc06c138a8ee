"""Activities that several regulators look after, and the topics that rules on one usually cover: word lists of ours."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from regintel.errors import ConfigError, UsageError

_DEFAULT = Path(__file__).with_name("activities.toml")
_MOST_WORDS = 40


@dataclass(frozen=True, slots=True)
class WordList:
    """A name and the words that stand for it. A text is about it when it holds one of them."""

    name: str
    words: tuple[str, ...]

    def holds(self, text: str) -> bool:
        """Whether one of the words is in the text."""
        return any(word in text for word in self.words)


@dataclass(frozen=True, slots=True)
class ActivityList:
    """Everything in `activities.toml`."""

    activities: tuple[WordList, ...]
    topics: tuple[WordList, ...]

    def activity(self, name: str) -> WordList:
        """The activity of that name, or whose words hold it; else the name itself as its only word.

        Raises `UsageError` for a name that is no word.
        """
        name = name.strip()
        for known in self.activities:
            if name == known.name or name in known.words:
                return known
        if not 2 <= len(name) <= 30:
            raise UsageError(
                f"没有活动“{name[:30]}”", f"可用：{'、'.join(a.name for a in self.activities)}，或 2—30 字的词"
            )
        return WordList(name, (name,))


@cache
def load_activities(path: Path | None = None) -> ActivityList:
    """The packaged lists, or those of a file of the same shape. Raises `ConfigError` naming what is wrong."""
    chosen = path or _DEFAULT
    try:
        raw: Mapping[str, Any] = tomllib.loads(chosen.read_text(encoding="utf-8"))
        activities, topics = (tuple(_list(row) for row in raw[key]) for key in ("activity", "topic"))
    except OSError as error:
        raise ConfigError(f"无法读取活动词表 {chosen}：{error.strerror}", "检查路径和权限") from error
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise ConfigError(f"活动词表 {chosen.name} 有误：{error}", "对照随程序附带的 activities.toml") from error
    return ActivityList(activities, topics)


def _list(row: Mapping[str, Any]) -> WordList:
    words = tuple(dict.fromkeys(str(word).strip() for word in row["words"]))
    if not words or len(words) > _MOST_WORDS or any(len(word) < 2 for word in words):
        raise ValueError(f"{row['name']}：words 应有 1 至 {_MOST_WORDS} 个、各不少于 2 字的词")
    return WordList(str(row["name"]), words)
