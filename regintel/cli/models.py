"""Commands of the trained models: predict, train, evaluate, model list, model export."""

from __future__ import annotations

import json
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from regintel.cli.console import say, table
from regintel.errors import ConfigError, ModelMissingError, UsageError


class Tier(StrEnum):
    """Which models answer."""

    one = "1"
    two = "2"
    auto = "auto"


_TIER = "1 线性模型，2 编码器，auto 第一层拿不准的行交给第二层"
Data = Annotated[Path, typer.Option("--data", help="训练数据目录（risk_events、ner 等子目录所在）")]
EncoderFolder = Annotated[
    Path | None, typer.Option("--encoder", help="第二层编码器目录（默认随软件附带的编码器）", show_default=False)
]
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
    tier: Annotated[Tier, typer.Option("--tier", help=_TIER)] = Tier.auto,
    encoder: EncoderFolder = None,
) -> None:
    """批量预测：为每一行加上任务的答案，其他字段原样保留。"""
    from nlp.models.runtime import predict as run

    count = 0
    answers = run(task, _rows(jsonl), tier.value, encoder)
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
    task: Annotated[str, typer.Argument(metavar="TASK", help="任务名，见 regintel model list；第二层可用 all")],
    data: Data,
    out: Annotated[Path | None, typer.Option("--out", help="权重目录（默认随软件附带的目录）")] = None,
    part: Annotated[list[str] | None, typer.Option("--part", help="只训练任务的某些部件")] = None,
    tier: Annotated[Tier, typer.Option("--tier", help="1 线性模型，2 编码器")] = Tier.one,
    checkpoint: Annotated[str, typer.Option("--checkpoint", help="第二层的起点：中文编码器的目录或模型库名称")] = "",
    work: Annotated[Path, typer.Option("--work", help="第二层训练中的存盘目录，中断后从此继续")] = Path("encoder-work"),
    passes: Annotated[float, typer.Option("--passes", min=0.001, help="第二层遍数的倍数")] = 1.0,
    start: Annotated[
        Path | None, typer.Option("--start", help="第二层接着某次训练再练一遍：那次的 --work 目录")
    ] = None,
) -> None:
    """训练任务的模型并更新模型卡；随机种子固定，结果可重现。需要 pip install "regintel\\[train,encoder]"。"""
    from nlp.models.training.card import write_card
    from nlp.models.training.run import train as run

    if tier is Tier.two:
        _train_encoder(task, data, out, checkpoint, work, passes, start)
        return
    if tier is Tier.auto:
        raise UsageError("训练须指明是哪一层", "用 --tier 1 或 --tier 2")
    _need("train", "sklearn", "pycrfsuite")
    folder = {"folder": out} if out else {}
    run(task, data, parts=part or (), say=say, **folder)
    if out is None:
        say(f"模型卡：{write_card(task, data)}")


def _train_encoder(
    task: str, data: Path, out: Path | None, checkpoint: str, work: Path, passes: float, start: Path | None
) -> None:
    from nlp.models.encoder.reader import SHIPPED

    if not checkpoint:
        raise UsageError("训练第二层需要起点", "用 --checkpoint 指定中文编码器的目录或模型库名称，见 docs/models.md")
    _need("encoder", "torch", "transformers", "onnx", "onnxruntime")
    from nlp.models.training.encoder.run import train_encoder

    for path in train_encoder(task, checkpoint, data, out or SHIPPED, work, say, passes, start):
        say(f"已写入 {path}（{path.stat().st_size / 1024:.0f} KB）")
    if out is None:
        from nlp.models.training.encoder.card import write_encoder_card

        say(f"模型卡：{write_encoder_card(data)}")


def evaluate(
    task: TaskName,
    data: Data,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
    tier: Annotated[Tier, typer.Option("--tier", help=_TIER)] = Tier.auto,
    encoder: EncoderFolder = None,
) -> None:
    """在留出数据上评测模型，给出 95% 自助法置信区间。"""
    from nlp.models.evaluate import evaluate as run

    found = run(task, data, tier.value, encoder)
    if as_json:
        say(json.dumps({"task": task, "tier": tier.value, **found}, ensure_ascii=False))
        return
    shown = [[name, f"{v:.4f}", f"{low:.4f} – {high:.4f}"] for name, (v, low, high) in found["figures"].items()]
    title = f"{task}，第 {tier.value} 层（{found['rows']} 行，数据摘要 {found['digest'][:12]}）"
    table(["指标", "数值", "95% 区间"], shown, title=title)


def list_models() -> None:
    """列出任务、模型文件与大小。"""
    from nlp.models.encoder.reader import GRAPH, HEADS, SHIPPED, VOCABULARY
    from nlp.models.linear import WEIGHTS
    from nlp.models.task import TASKS

    rows = []
    for task in TASKS.values():
        for part in task.parts:
            path = WEIGHTS / f"{part}.npz"
            rows.append([task.name, task.title, path.name, _size(path)])
    table(["任务", "说明", "文件", "大小"], rows, title="第一层模型")
    second = [[name, _size(SHIPPED / name)] for name in (GRAPH, HEADS, VOCABULARY)]
    table(["文件", "大小"], second, title="第二层模型（一个编码器，每个任务一个输出头）")


def _size(path: Path) -> str:
    return f"{path.stat().st_size / 1024:.0f} KB" if path.exists() else "缺少"


def export(
    task: Annotated[str, typer.Argument(metavar="TASK", help="任务名；第二层用 encoder")],
    output: Annotated[Path, typer.Option("-o", "--output", help="目标目录")],
    work: Annotated[Path | None, typer.Option("--work", help="第二层：由训练存盘目录转为 ONNX int8")] = None,
) -> None:
    """把任务的权重与模型卡（或第二层编码器）复制到目录，供离线部署。"""
    from nlp.models.export import export as run
    from nlp.models.export import export_encoder

    if work is not None:
        _need("encoder", "torch", "transformers", "onnx", "onnxruntime")
        from nlp.models.training.encoder.export import export as convert

        written = convert(work, output)
    else:
        written = export_encoder(output) if task == "encoder" else run(task, output)
    say(f"已导出 {len(written)} 个文件到 {output}")


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


def _need(extra: str, *packages: str) -> None:
    from importlib.util import find_spec

    missing = [name for name in packages if find_spec(name) is None]
    if missing:
        raise ModelMissingError(f"训练所需的软件包没有安装：{'、'.join(missing)}", f'pip install "regintel[{extra}]"')
