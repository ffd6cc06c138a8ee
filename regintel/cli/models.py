"""Commands of the trained models: predict, train, evaluate, model list, model export."""

from __future__ import annotations

import json
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from regintel.cli.console import say, table
from regintel.errors import ConfigError


class Tier(StrEnum):
    """Which models answer."""

    one = "1"
    two = "2"
    auto = "auto"


Data = Annotated[Path, typer.Option("--data", help="训练数据目录（risk_events、ner 等子目录所在）")]
TaskName = Annotated[str, typer.Argument(metavar="TASK", help="任务名，见 regintel model list")]


def register(app: typer.Typer) -> None:
    """Mount this module's commands."""
    app.command()(predict)
    app.command()(train)
    app.command()(evaluate)
    group = typer.Typer(help="模型：列出与导出。", no_args_is_help=True)
    group.command("list")(list_models)
    group.command("export")(export)
    app.add_typer(group, name="model")


def predict(
    task: TaskName,
    jsonl: Annotated[Path, typer.Option("--jsonl", help="输入：每行一个 JSON 对象")],
    output: Annotated[Path, typer.Option("-o", "--output", help="输出：原字段加上预测字段")],
    tier: Annotated[Tier, typer.Option("--tier", help="1 线性模型，2 编码器，auto 自动")] = Tier.auto,
) -> None:
    """批量预测：为每一行加上任务的答案，其他字段原样保留。"""
    from nlp.models.runtime import predict as run

    count = 0
    answers = run(task, _rows(jsonl), tier.value)
    partial = output.with_name(f".{output.name}.partial")
    try:
        with partial.open("w", encoding="utf-8", errors="surrogatepass") as lines:
            for row in answers:
                lines.write(_line(row) + "\n")
                count += 1
        partial.replace(output)
    except OSError as error:
        raise ConfigError(
            f"无法写入 {output}：{error.strerror}", "检查目录是否存在、磁盘是否已满、是否有写权限"
        ) from error
    finally:
        partial.unlink(missing_ok=True)
    say(f"已预测 {count} 行，写入 {output}")


def train(
    task: TaskName,
    data: Data,
    out: Annotated[Path | None, typer.Option("--out", help="权重目录（默认随软件附带的目录）")] = None,
    part: Annotated[list[str] | None, typer.Option("--part", help="只训练任务的某些部件")] = None,
) -> None:
    """训练任务的模型并更新模型卡；随机种子固定，结果可重现。需要 pip install "regintel\\[train]"。"""
    from nlp.models.training.card import write_card
    from nlp.models.training.run import train as run

    _need_training()
    folder = {"folder": out} if out else {}
    run(task, data, parts=part or (), say=say, **folder)
    if out is None:
        say(f"模型卡：{write_card(task, data)}")


def evaluate(
    task: TaskName,
    data: Data,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """在留出数据上评测随软件附带的模型，给出 95% 自助法置信区间。"""
    from nlp.models.evaluate import evaluate as run

    found = run(task, data)
    if as_json:
        say(json.dumps({"task": task, **found}, ensure_ascii=False))
        return
    shown = [[name, f"{v:.4f}", f"{low:.4f} – {high:.4f}"] for name, (v, low, high) in found["figures"].items()]
    table(["指标", "数值", "95% 区间"], shown, title=f"{task}（{found['rows']} 行，数据摘要 {found['digest'][:12]}）")


def list_models() -> None:
    """列出任务、模型文件与大小。"""
    from nlp.models.linear import WEIGHTS
    from nlp.models.task import TASKS

    rows = []
    for task in TASKS.values():
        for part in task.parts:
            path = WEIGHTS / f"{part}.npz"
            size = f"{path.stat().st_size / 1024:.0f} KB" if path.exists() else "缺少"
            rows.append([task.name, task.title, path.name, size])
    table(["任务", "说明", "文件", "大小"], rows, title="第一层模型")


def export(
    task: TaskName,
    output: Annotated[Path, typer.Option("-o", "--output", help="目标目录")],
) -> None:
    """把任务的权重与模型卡复制到目录，供离线部署。"""
    from nlp.models.export import export as run

    say(f"已导出 {len(run(task, output))} 个文件到 {output}")


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    try:
        with path.open(encoding="utf-8", errors="surrogatepass") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _row(path, number, line)
    except OSError as error:
        raise ConfigError(f"无法读取 {path}：{error.strerror}", "检查路径与读权限") from error


def _row(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{path} 第 {number} 行不是 JSON", "每行须是一个 JSON 对象；改正或删去该行") from error
    if not isinstance(row, dict):
        raise ConfigError(f"{path} 第 {number} 行不是 JSON 对象", "每行须是一个 JSON 对象；改正或删去该行")
    return row


def _line(row: dict[str, Any]) -> str:
    text = json.dumps(row, ensure_ascii=False)
    # Lone surrogates cannot be UTF-8; as JSON escapes they survive the round trip.
    return json.dumps(row) if any("\ud800" <= c <= "\udfff" for c in text) else text


def _need_training() -> None:
    from importlib.util import find_spec

    from regintel.errors import ModelMissingError

    missing = [name for name in ("sklearn", "pycrfsuite") if find_spec(name) is None]
    if missing:
        raise ModelMissingError(f"训练所需的软件包没有安装：{'、'.join(missing)}", 'pip install "regintel[train]"')
