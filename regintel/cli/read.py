"""Commands that show what was found: brief, serve."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from regintel.cli.console import say
from regintel.cli.installation import Installation
from regintel.errors import ConfigError, StoreError


def register(app: typer.Typer) -> None:
    """Mount this module's commands."""
    app.command()(brief)
    app.command()(serve)


def brief(
    context: typer.Context,
    day: Annotated[datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], help="日期（默认今天）")] = None,
    folder: Annotated[Path | None, typer.Option("--out", help="输出目录（默认 数据目录/briefs）")] = None,
) -> None:
    """简报：写出某日的风险简报（HTML 与 Markdown），每一行都可追溯到原文。"""
    installation: Installation = context.obj
    from insights.health import beijing_day

    chosen = day.date() if day else beijing_day(datetime.now(UTC))
    for path in write_brief(installation, chosen, folder):
        say(f"简报：{path}")


def write_brief(installation: Installation, day: date, folder: Path | None = None) -> list[Path]:
    """The two files of a day's brief. Raises `StoreError` where they cannot be written."""
    from crawlers.registry import sources
    from crawlers.source import Blocked
    from insights.brief import build_brief
    from insights.brief_html import render_html
    from insights.brief_markdown import render_markdown
    from insights.health import source_health

    settings = installation.settings
    names = {id: s.name for id, s in sources().items()}
    blocked = {id: s.reason for id, s in sources().items() if isinstance(s, Blocked)}
    health = source_health(installation.store, names, datetime.now(UTC), blocked)
    made = build_brief(day, installation.index, health, installation.store)
    base = f"http://{settings.host}:{settings.port}"
    target = folder or settings.home / "briefs"
    written = []
    try:
        target.mkdir(parents=True, exist_ok=True)
        for suffix, content in (("html", render_html(made, base)), ("md", render_markdown(made, base))):
            path = target / f"{day.isoformat()}.{suffix}"
            path.write_text(content, encoding="utf-8")
            written.append(path)
    except OSError as error:
        raise StoreError(f"无法写入 {target}：{error.strerror}", "检查路径、权限和磁盘空间") from error
    return written


def serve(
    context: typer.Context,
    host: Annotated[str, typer.Option("--host", help="监听地址（默认 REGINTEL_HOST）")] = "",
    port: Annotated[int, typer.Option("--port", help="监听端口（默认 REGINTEL_PORT）")] = 0,
) -> None:
    """服务：检索网页与接口。"""
    installation: Installation = context.obj
    run_server(installation, host or installation.settings.host, port or installation.settings.port)


def run_server(installation: Installation, host: str, port: int) -> None:
    """Serve until interrupted. Raises `ConfigError` where the address is taken."""
    import socket

    import uvicorn

    from search_api.app import create_app

    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise ConfigError(
                f"无法监听 {host}:{port}：{error.strerror}", "换一个端口：regintel serve --port 8001"
            ) from error
    app = create_app(installation.settings, index=installation.index, store=installation.store)
    say(f"检索页面：http://{host}:{port}/ （按 Ctrl+C 停止）")
    uvicorn.run(app, host=host, port=port, log_level="warning")
