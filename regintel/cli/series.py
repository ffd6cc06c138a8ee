"""`regintel series`: numbers by period for researchers, the same bytes for the same data."""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from regintel.cli.console import say
from regintel.cli.installation import Installation
from regintel.errors import StoreError, UsageError

if TYPE_CHECKING:
    from insights.burst_series import Watched
    from insights.series import Series, Span

_DAY = ["%Y-%m-%d"]


class Name(StrEnum):
    """The series."""

    sentiment = "sentiment"
    uncertainty = "uncertainty"
    bursts = "bursts"


class By(StrEnum):
    """The periods."""

    day = "day"
    week = "week"
    month = "month"


_USUAL = {Name.sentiment: By.day, Name.uncertainty: By.month, Name.bursts: By.week}


class Form(StrEnum):
    """The formats."""

    csv = "csv"
    json = "json"


def register(app: typer.Typer) -> None:
    """Mount this module's commands."""
    app.command()(series)


def series(
    context: typer.Context,
    name: Annotated[Name, typer.Argument(help="sentiment 新闻情感、uncertainty 政策不确定性、bursts 突发")],
    since: Annotated[datetime | None, typer.Option("--since", formats=_DAY, help="起始日期（默认截止前一年）")] = None,
    until: Annotated[datetime | None, typer.Option("--until", formats=_DAY, help="截止日期（默认今天）")] = None,
    by: Annotated[By | None, typer.Option("--by", help="周期（默认依次为 day、month、week）")] = None,
    source: Annotated[list[str] | None, typer.Option("--source", help="只计这些来源，可重复")] = None,
    type: Annotated[list[str] | None, typer.Option("--type", help="bursts：风险类型，可重复")] = None,
    word: Annotated[list[str] | None, typer.Option("--word", help="bursts：词语，可重复")] = None,
    kind: Annotated[list[str] | None, typer.Option("--kind", help="bursts：文件类别，可重复")] = None,
    factor: Annotated[float, typer.Option("--factor", help="bursts：突发率与基准率之比")] = 2.0,
    gamma: Annotated[float, typer.Option("--gamma", help="bursts：升入突发的代价")] = 1.0,
    form: Annotated[Form, typer.Option("--format", help="文件格式")] = Form.csv,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="写到文件（默认标准输出）")] = None,
) -> None:
    """指标：按日、周或月给出新闻情感、政策不确定性或突发，附公式、参数、版本和数据摘要。"""
    from insights.burst_series import watch
    from insights.health import beijing_day
    from insights.period import read_period
    from insights.series import make_span
    from insights.series_file import series_csv, series_json

    installation: Installation = context.obj
    if name is not Name.bursts and (type or word or kind or factor != 2.0 or gamma != 1.0):
        raise UsageError("--type、--word、--kind、--factor、--gamma 只用于 bursts", "去掉这些选项")
    last = _day(until) or beijing_day(datetime.now(UTC))
    span = make_span(
        _day(since), last, read_period((by or _USUAL[name]).value), source or [], installation.store.count_documents()
    )
    found = _compute(installation, name, span, watch(type or [], word or [], kind or [], factor, gamma))
    text = series_csv(found) if form is Form.csv else series_json(found)
    if output is None:
        typer.echo(text.removeprefix("\ufeff"), nl=False)
        return
    try:
        output.write_bytes(text.encode())
    except OSError as error:
        raise StoreError(f"无法写入 {output}：{error.strerror}", "检查路径、权限和磁盘空间") from error
    say(f"{found.method.title}：{len(found.rows)} 行，写入 {output}")


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _compute(installation: Installation, name: Name, span: Span, watched: Watched) -> Series:
    from insights.burst_series import burst_series
    from insights.sentiment_series import sentiment_series
    from insights.uncertainty_series import uncertainty_series

    if name is Name.bursts:
        return burst_series(span, installation.index, watched)
    made = sentiment_series if name is Name.sentiment else uncertainty_series
    return made(span, installation.store, None)
