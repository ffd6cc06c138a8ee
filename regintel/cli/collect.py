"""Commands that bring documents in: crawl, import, sources."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from regintel.cli.console import complain, progress, say, table
from regintel.cli.installation import Installation
from regintel.errors import ParseError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawlers.options import RunReport
    from crawlers.source import Source
    from regintel.store import Saved


_OUTCOMES: tuple[tuple[Saved, str], ...] = (
    ("new", "新增"),
    ("revised", "修订"),
    ("updated", "更新"),
    ("same", "未变"),
)


def register(app: typer.Typer) -> None:
    """Mount this module's commands."""
    app.command()(crawl)
    app.command(name="import")(import_)
    app.command()(sources)


def crawl(
    context: typer.Context,
    source: Annotated[str, typer.Option("--source", help="来源编号，可用逗号分隔；默认为所有启用的来源")] = "",
    mirror: Annotated[str, typer.Option("--mirror", help="镜像地址：https://host/path 改从 镜像/host/path 获取")] = "",
    limit: Annotated[int, typer.Option("--limit", min=0, help="每个来源最多取最新的 N 份（0：不限）")] = 0,
    since: Annotated[datetime | None, typer.Option("--since", formats=["%Y-%m-%d"], help="只取该日起发布的")] = None,
    url: Annotated[list[str] | None, typer.Option("--url", help="任意文章页面的网址，可重复")] = None,
    no_delay: Annotated[bool, typer.Option("--no-delay", help="不做礼貌等待；只用于自己的镜像")] = False,
    shard: Annotated[str, typer.Option("--shard", help="I/N：只采集 N 台机器中第 I 台的来源")] = "",
) -> None:
    """采集：按来源抓取新文件，原始网页存档，断点可续。"""
    installation: Installation = context.obj
    if mirror:
        from pydantic import TypeAdapter, ValidationError
        from pydantic.networks import HttpUrl

        try:
            TypeAdapter(HttpUrl).validate_python(mirror)
        except ValidationError as error:
            raise UsageError(f"镜像地址无效：{mirror}", "例：--mirror http://127.0.0.1:9000") from error
    if shard and url:
        raise UsageError("--shard 与 --url 不能同时使用", "指定网址时不要分片")
    reports = run_crawl(
        installation,
        [s.strip() for s in source.split(",") if s.strip()],
        mirror=mirror,
        limit=limit,
        since=since,
        urls=url or (),
        delay_factor=0.0 if no_delay else 1.0,
        shard=shard,
    )
    if any(not r.ok for r in reports):
        raise typer.Exit(1)


def run_crawl(
    installation: Installation,
    source_ids: Sequence[str],
    *,
    mirror: str = "",
    limit: int = 0,
    since: datetime | None = None,
    urls: Sequence[str] = (),
    delay_factor: float = 1.0,
    shard: str = "",
) -> list[RunReport]:
    """Crawl and print one row a source. `shard` is `I/N`: only what the I-th of N machines reads."""
    from crawlers.options import CrawlOptions
    from crawlers.runner import run_crawl as run

    settings = installation.settings
    options = CrawlOptions(
        mirror=mirror or (str(settings.mirror) if settings.mirror else ""),
        limit=limit,
        since=since.date() if since else None,
        delay_factor=delay_factor,
        user_agent=settings.user_agent,
        allow_private=settings.allow_private,
        workers=settings.workers,
    )
    sources = shard_sources(installation, source_ids, shard) if shard else source_ids
    if shard and not sources:
        say(f"分片 {shard} 中没有来源。")
        return []
    counts: dict[str, tuple[int, int]] = {}
    with progress("采集") as on_progress:

        def on_source(source_id: str, done: int, known: int) -> None:
            counts[source_id] = (done, known)
            on_progress(sum(d for d, _ in counts.values()), sum(k for _, k in counts.values()))

        reports = run(sources, installation.store, installation.archive, options, on_source, urls)
    columns = ("来源", "列表", "新增", "修订", "未变", "失败", "结果")
    rows = [
        (r.source_id, *(str(r.stats.get(k, 0)) for k in ("listed", "new", "revised", "same", "failed")), _verdict(r))
        for r in reports
    ]
    table(columns, rows)
    return reports


def shard_sources(installation: Installation, source_ids: Sequence[str], shard: str) -> list[Source]:
    """Those of the named sources, or of all that are on, that this machine reads."""
    from crawlers.runner import chosen_sources
    from crawlers.shard import Shard

    share = Shard.parse(shard)
    return [source for source in chosen_sources(source_ids, installation.store) if share.holds(source)]


def _verdict(report: RunReport) -> str:
    return "正常" if report.ok else "；".join(report.reasons) or "失败"


def import_(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help="文件或文件夹：PDF、DOCX、HTML、Markdown、TXT、法规 JSONL(.gz)")],
    no_index: Annotated[bool, typer.Option("--no-index", help="只入库，不标注、不索引")] = False,
) -> None:
    """导入：把本地文件读入库，并标注、索引，导入后即可检索。"""
    from regintel.cli.indexing import run_index
    from regintel.cli.process import run_annotate, run_cluster
    from regintel.pipeline.importing import import_files

    installation: Installation = context.obj
    missing = [str(p) for p in paths if not p.exists()]
    if missing:
        raise UsageError(f"没有这个文件或文件夹：{'、'.join(missing)}", "检查路径")
    problems: list[ParseError] = []

    def on_problem(error: ParseError) -> None:
        problems.append(error)
        complain(f"跳过：{error}")

    with progress("导入") as on_progress:
        counts = import_files(installation.store, paths, installation.settings.workers, on_problem, on_progress)
    told = "，".join(f"{label} {counts[k]} 份" for k, label in _OUTCOMES)
    say(f"导入：{told}" + (f"；{len(problems)} 处无法读取。" if problems else "。"))
    failed = 0
    if not no_index:
        failed = run_annotate(installation, with_clusters=False)
        run_index(installation)
        if run_cluster(installation):
            run_index(installation)  # those that turned out to tell one text are now one hit
    if problems or failed:
        raise typer.Exit(1)


def sources(
    context: typer.Context,
    enable: Annotated[str, typer.Option("--enable", help="启用一个来源")] = "",
    disable: Annotated[str, typer.Option("--disable", help="停用一个来源")] = "",
) -> None:
    """来源：列出所有来源、类型、上次运行与健康状况；可停用或启用。"""
    from crawlers.registry import broken, source_named
    from crawlers.registry import sources as all_sources
    from crawlers.source import Blocked

    installation: Installation = context.obj
    store = installation.store
    for id, on in ((enable, True), (disable, False)):
        if id:
            store.set_source_enabled(source_named(id).id, on)
            say(f"来源 {id} 已{'启用' if on else '停用'}。")
    runs = store.latest_runs()
    rows = []
    for known in all_sources().values():
        if isinstance(known, Blocked):
            rows.append((known.id, known.name, "", "", f"不采集：{known.reason}", "—"))
            continue
        run = runs.get(known.id)
        last = "从未" if run is None else f"{run.started_at.astimezone():%Y-%m-%d %H:%M}"
        state = "—" if run is None or run.ok is None else "正常" if run.ok else "；".join(run.reasons)
        kinds = "、".join(k.label for k in known.kinds)
        rows.append((known.id, known.name, kinds, last, state, "开" if store.source_enabled(known.id) else "关"))
    rows += [(module, "", "", "", error.what, "—") for module, error in broken().items()]
    table(("编号", "名称", "类型", "上次运行", "健康", "开关"), rows)
