"""Commands that work on what was collected: annotate, check, export."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from regintel.cli.console import complain, progress, say
from regintel.cli.installation import Installation
from regintel.errors import UsageError


class What(StrEnum):
    """What can be exported."""

    documents = "documents"
    clauses = "clauses"
    signals = "signals"


class Format(StrEnum):
    """Export formats."""

    jsonl = "jsonl"


def register(app: typer.Typer) -> None:
    """Mount this module's commands."""
    app.command()(annotate)
    app.command()(check)
    app.command()(export)


def annotate(
    context: typer.Context,
    explain: Annotated[str, typer.Option("--explain", help="说明一份已标注文件的每个标签和信号从何而来")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="与 --explain 同用：输出 JSON")] = False,
) -> None:
    """标注：从新增或变更的文件中提取文号、条款、引用、风险信号等，均附原文位置。"""
    installation: Installation = context.obj
    if explain:
        from regintel.cli.explaining import show

        show(installation.store, explain, as_json=as_json)
        return
    if as_json:
        raise UsageError("--json 只与 --explain 同用", "例：regintel annotate --explain 文件编号 --json")
    if run_annotate(installation):
        raise typer.Exit(1)


def run_annotate(installation: Installation, with_clusters: bool = True) -> int:
    """Annotate what is stale, link it, and say so; the number of documents that failed.

    Clusters of equal texts can wait where someone waits for the index, which does not need them.
    """
    from regintel.pipeline.annotation import annotate as run

    with progress("标注") as on_progress:
        settings = installation.settings
        report = run(installation.store, settings.workers, on_progress, settings.tier)
    say(f"标注：完成 {report.done} 份" + (f"，失败 {report.failed} 份" if report.failed else "") + "。")
    if report.failed:
        for failure in installation.store.failures("annotate")[:5]:
            complain(f"  {failure.key}：{failure.what}")
    if with_clusters:
        run_cluster(installation)
    return report.failed + run_link(installation)


def run_link(installation: Installation) -> int:
    """Link regulations with one another, as of today in Beijing; the number of documents that could not be read."""
    from datetime import UTC, datetime

    from insights.health import beijing_day
    from regintel.pipeline.linking import link

    with progress("关联") as on_progress:
        report = link(installation.store, beijing_day(datetime.now(UTC)), installation.settings.workers, on_progress)
    every, complete = installation.store.count_citations()
    told = f"；引用 {every} 处，解析 {complete} 处" if every else ""
    say(f"关联：{report.changed} 份法规的引用、版本或时效有变化{told}。")
    if report.failed:
        complain(f"  {report.failed} 份无法分析，下次运行时重试；见 regintel check")
    return report.failed


def run_cluster(installation: Installation) -> int:
    """Find documents that tell the same text, and say how many of the new ones do; the number."""
    from regintel.pipeline.cluster import cluster

    with progress("归并") as on_progress:
        report = cluster(installation.store, on_progress, installation.settings.workers)
    if report.records:
        say(f"归并：{report.records} 份与其他地址上的文件内容相同。")
    return report.records


def check(context: typer.Context) -> None:
    """检查：数据库与索引是否一致，存档是否完好，还有哪些失败待处理。"""
    from regintel.pipeline.verify import check_archive, check_index

    installation: Installation = context.obj
    problems = check_archive(installation.store, installation.archive)
    problems += check_index(installation.store, installation.index, installation.target)
    failures = installation.store.failures()
    for failure in failures[:20]:
        complain(
            f"待处理 [{failure.stage}] {failure.key}：{failure.what}" + (f"（{failure.mend}）" if failure.mend else "")
        )
    for problem in problems:
        complain(problem)
    count = sum(installation.store.count_documents().values())
    if problems:
        complain(f"检查完毕：{count} 份文件，发现 {len(problems)} 个问题。")
        raise typer.Exit(1)
    say(f"检查完毕：{count} 份文件，数据库与索引一致，存档完好；{len(failures)} 项失败待重试。")


def export(
    context: typer.Context,
    what: Annotated[What, typer.Argument(help="导出内容")],
    output: Annotated[Path, typer.Option("-o", "--output", help="输出文件")],
    format: Annotated[Format, typer.Option("--format", help="输出格式")] = Format.jsonl,  # noqa: ARG001
) -> None:
    """导出：每行一个 JSON 对象。"""
    from regintel.pipeline.exporting import export as run

    installation: Installation = context.obj
    count = run(installation.store, what.value, output)
    say(f"导出：{count} 行 → {output}")
