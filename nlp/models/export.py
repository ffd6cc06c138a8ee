"""Copies of a task's weights and card, for machines that get no package."""

from __future__ import annotations

import shutil
from pathlib import Path

from nlp.models.encoder.reader import ABOUT, GRAPH, HEADS, SHIPPED, VOCABULARY
from nlp.models.linear import WEIGHTS
from nlp.models.task import task_of
from regintel.errors import ConfigError, ModelMissingError

CARDS = Path(__file__).parent / "cards"


def export(task: str, folder: Path) -> list[Path]:
    """Copy and return what was written. Raises `ModelMissingError` where a part is missing."""
    sources = [WEIGHTS / f"{part}.npz" for part in task_of(task).parts]
    return _copy([*sources, WEIGHTS / "wordclass.npz", *sorted(CARDS.glob(f"{task}.*"))], folder)


def export_encoder(folder: Path) -> list[Path]:
    """Copy tier 2 with its card. Raises `ModelMissingError` where it is missing."""
    sources = [SHIPPED / name for name in (GRAPH, HEADS, VOCABULARY, ABOUT)]
    return _copy([*sources, *sorted(CARDS.glob("encoder.*"))], folder)


def _copy(sources: list[Path], folder: Path) -> list[Path]:
    for source in sources:
        if not source.exists():
            raise ModelMissingError(
                f"缺少模型文件 {source.name}", "重新安装 regintel，或运行 regintel train 训练该模型"
            )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return [Path(shutil.copy2(source, folder)) for source in sources]
    except OSError as error:
        raise ConfigError(f"无法写入 {folder}：{error.strerror}", "检查目录是否可写、磁盘是否已满") from error
