"""`regintel index`: the stage itself, and `rebuild`, `status`, `verify`."""

from __future__ import annotations

from typing import Annotated

import typer

from regintel.cli.console import complain, progress, say, table
from regintel.cli.installation import Installation
from regintel.errors import ConfigError

group = typer.Typer(
    name="index",
    help="索引：把已标注的文件、条款和风险信号写入检索索引；也可重建、查看、核对。",
    invoke_without_command=True,
)


def register(app: typer.Typer) -> None:
    """Mount this module's commands."""
    app.add_typer(group)


@group.callback()
def index(context: typer.Context) -> None:
    """索引：把已标注的文件、条款和风险信号写入检索索引；也可重建、查看、核对。"""
    if context.invoked_subcommand is None:
        run_index(context.obj)


def run_index(installation: Installation) -> None:
    """Bring the index into line and say so."""
    from regintel.pipeline.indexing import index_stale

    with progress("索引") as on_progress:
        report = index_stale(installation.store, installation.index, installation.target, on_progress)
    _said(installation, report.done, report.records)
    if installation.embedder and installation.embedder.quick:
        run_vectors(installation)


def run_vectors(installation: Installation) -> None:
    """Make the vectors that clauses lack, and say so. Raises `ConfigError` where none are wanted."""
    from regintel.pipeline.vectors import embed_stale, vector_target

    embedder, meaning = installation.embedder, installation.index.meaning
    if embedder is None or meaning is None:
        raise ConfigError("没有启用向量", "把 REGINTEL_VECTORS 设为 static，或设为编码器的文件夹")
    target = vector_target(installation.target, embedder)
    with progress("向量") as on_progress:
        workers = installation.settings.workers
        report = embed_stale(installation.store, meaning.vectors, embedder, target, on_progress, workers)
    say(f"向量：{report.done} 份文件，共 {report.records} 个条款（{embedder.name}）。")


@group.command()
def vectors(
    context: typer.Context,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="丢弃已有向量，全部重算")] = False,
) -> None:
    """向量：为条款计算语义向量，使按意思提问也能找到；可随时中断，再次运行从中断处继续。"""
    installation: Installation = context.obj
    if rebuild and installation.index.meaning:
        installation.index.meaning.vectors.clear()
    run_vectors(installation)


def _said(installation: Installation, documents: int, records: int) -> None:
    say(f"索引：写入 {documents} 份文件，共 {records} 条记录（{installation.settings.index}）。")


@group.command()
def rebuild(context: typer.Context) -> None:
    """重建：在旁边写一份新索引后切换，期间检索不中断。"""
    from regintel.pipeline.indexing import rebuild as run

    installation: Installation = context.obj
    with progress("重建") as on_progress:
        report = run(installation.store, installation.index, installation.target, on_progress)
    _said(installation, report.done, report.records)


@group.command()
def status(context: typer.Context) -> None:
    """状态：索引在哪里，各集合有多少记录，还有多少文件等待写入；不可用时退出码为 1。"""
    from indexer.schema import VERSION
    from regintel.pipeline.vectors import vector_target

    installation: Installation = context.obj
    health = installation.index.health()
    waiting = installation.store.count_unindexed(installation.target)
    rows = [("后端", health.backend), ("说明", health.detail), ("字段版本", f"v{VERSION}")]
    names = {"documents": "文件", "clauses": "条款", "signals": "风险信号"}
    rows += [(names[name], f"{count:,}") for name, count in health.counts.items()]
    rows += [("等待写入的文件", f"{waiting:,}")]
    embedder, meaning = installation.embedder, installation.index.meaning
    if embedder is not None and meaning is not None and health.ok:
        lacking = installation.store.count_unindexed(vector_target(installation.target, embedder))
        held = sum(1 for _ in meaning.vectors.ids())
        rows += [("条款向量", f"{held:,}（{embedder.name}）"), ("等待向量的文件", f"{lacking:,}")]
    rows += [("保留的旧索引", name) for name in health.superseded]
    table(("项目", "值"), rows)
    if not health.ok:
        complain(f"索引不可用：{health.detail}")
        raise typer.Exit(1)
    if waiting:
        say("有文件等待写入：运行 regintel index")


@group.command()
def verify(context: typer.Context) -> None:
    """核对：数据库与索引逐条比较，缺少、多出、过时的都会列出；有出入时退出码为 1。"""
    from regintel.pipeline.vectors import vector_target
    from regintel.pipeline.verify import check_index, check_records, check_vectors

    installation: Installation = context.obj
    store, found = installation.store, installation.index
    problems = check_index(store, found, installation.target)
    compared = 0
    if found.health().ok:
        with progress("核对") as on_progress:
            compared, differing = check_records(store, found, installation.target, on_progress)
        problems += differing
        if installation.embedder is not None and found.meaning is not None:
            target = vector_target(installation.target, installation.embedder)
            problems += check_vectors(store, found.meaning.vectors, target)
    for problem in problems:
        complain(problem)
    if problems:
        complain(f"核对完毕：比较 {compared} 条记录，发现 {len(problems)} 个问题。")
        raise typer.Exit(1)
    say(f"核对完毕：{compared} 条记录逐条相符，不缺、不多、不过时。")
