"""The root of the command line, and the one place where errors become exit codes: 0 done, 1 failed, 2 wrong use."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from regintel import __version__
from regintel.cli import collect, demo, evidence, indexing, policy, process, read, searching, series
from regintel.cli.installation import Installation
from regintel.errors import ConfigError, RegintelError

app = typer.Typer(
    name="regintel",
    help="RegIntel：互联网金融监管情报 —— 采集、理解、检索、简报。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for module in (collect, process, indexing, searching, read, series, policy, evidence, demo):
    module.register(app)
if find_spec("regintel.cli.models"):
    from regintel.cli import models

    models.register(app)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"regintel {__version__}")
        raise typer.Exit


@app.callback()
def root(
    context: typer.Context,
    home: Annotated[
        Path | None,
        typer.Option("--home", envvar="REGINTEL_HOME", help="数据目录（默认 ./regintel-home）"),
    ] = None,
    _: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="显示版本")] = False,
) -> None:
    """Everything of one installation lies under its home."""
    context.obj = context.with_resource(_installation(home))


@contextmanager
def _installation(home: Path | None) -> Iterator[Installation]:
    installation = Installation(home)
    try:
        yield installation
    finally:
        installation.close()


def main() -> None:
    """Entry point. A user's mistake is one line, in Chinese, without a trace."""
    from regintel.cli.console import complain

    try:
        app()
    except ConfigError as error:
        complain(f"错误：{error}")
        sys.exit(2)
    except RegintelError as error:
        complain(f"错误：{error}")
        sys.exit(1)
    except KeyboardInterrupt:
        complain("已中断；完成的部分已保存，重新运行即可继续。")
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(0)
