"""`regintel demo`: the whole product on the sample site that it carries, without the internet."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from regintel.cli.console import say
from regintel.cli.installation import Installation

SAMPLE_DAY = date(2026, 11, 22)
"""The newest day of the sample site."""


def register(app: typer.Typer) -> None:
    """Mount this module's commands."""
    app.command()(demo)


def demo(
    context: typer.Context,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="做完即结束，不启动检索服务")] = False,
) -> None:
    """演示：采集自带的示例站点，标注、索引、写简报并启动检索（无需联网）。"""
    from crawlers.registry import sources
    from crawlers.sample_site import SAMPLE_SOURCES
    from crawlers.sample_site.server import serve_sample
    from regintel.cli.collect import run_crawl
    from regintel.cli.indexing import run_index
    from regintel.cli.process import run_annotate
    from regintel.cli.read import run_server, write_brief

    installation: Installation = context.obj
    settings = installation.settings
    say(f"[1/5] 采集：示例站点（数据目录 {settings.home}）")
    with serve_sample() as mirror:
        reports = run_crawl(
            installation, [s for s in SAMPLE_SOURCES if s in sources()], mirror=mirror, delay_factor=0.0
        )
    say(f"      原始网页存档在 {settings.archive}，可用 regintel sources 查看来源")
    say("[2/5] 标注：文号、条款、引用、风险信号")
    failed = run_annotate(installation)
    say("[3/5] 索引")
    run_index(installation)
    say("[4/5] 简报")
    for path in write_brief(installation, SAMPLE_DAY):
        say(f"      {path}")
    if failed or not all(r.ok for r in reports):
        raise typer.Exit(1)
    if no_serve:
        return
    say(f"[5/5] 检索服务：在浏览器打开 http://{settings.host}:{settings.port}/ ，试试“提现困难”或任一文号")
    run_server(installation, settings.host, settings.port)
