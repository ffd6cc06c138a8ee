"""Commands of the read side: search, brief, serve."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from regintel.cli.console import complain, out, progress, say
from regintel.cli.installation import Installation
from regintel.errors import ConfigError, StoreError, UsageError

if TYPE_CHECKING:
    from indexer.base import Hit, SearchIndex, SearchPage


class In(StrEnum):
    """The collections."""

    documents = "documents"
    clauses = "clauses"
    signals = "signals"


def register(app: typer.Typer) -> None:
    """Mount this module's commands."""
    app.command()(search)
    app.command()(brief)
    app.command()(serve)


def search(
    context: typer.Context,
    text: Annotated[str, typer.Argument(help='检索词；支持文号、《法规》第几条、"短语"、-排除、字段前缀')] = "",
    collection: Annotated[In, typer.Option("--collection", help="检索范围")] = In.documents,
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000, help="返回条数")] = 10,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
    queries: Annotated[Path | None, typer.Option("--queries", help="批量检索：每行一个含 query 的 JSON 对象")] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="批量检索的输出文件")] = None,
) -> None:
    """检索：在文件、条款或风险信号中查找。"""
    from indexer.base import Collection, SearchQuery

    installation: Installation = context.obj
    if queries is not None:
        if output is None:
            raise UsageError("批量检索需要输出文件", "加上 -o 文件")
        # Clauses are what a question is answered with; 100 hits are what recall is measured on.
        where = Collection(collection.value) if collection is not In.documents else Collection.CLAUSES
        _search_many(installation.index, queries, output, where, max(limit, 100))
        return
    if not text:
        raise UsageError("没有检索词", '例：regintel search "提现困难"')
    page = installation.index.search(
        SearchQuery(text=text, collection=Collection(collection.value), limit=limit, highlight=not as_json)
    )
    if as_json:
        hits = [{"id": h.id, "score": h.score, **h.fields} for h in page.hits]
        found = {"total": page.total, "notices": page.notices, "hits": hits}
        typer.echo(json.dumps(found, ensure_ascii=False, default=str))
    else:
        _show(text, page)


def _show(text: str, page: SearchPage) -> None:
    from rich.text import Text

    for notice in page.notices:
        complain(notice)
    say(f"“{text}”：共 {page.total} 条" + ("。" if page.total else "，没有找到。"))
    for n, hit in enumerate(page.hits, 1):
        fields = hit.fields
        head = " ".join(str(fields[k]) for k in ("title", "article", "type", "entity") if fields.get(k))
        facts = " · ".join(str(fields[k]) for k in ("doc_no", "published_on", "day", "source_id") if fields.get(k))
        out.print(Text(f"{n:>3}. {head}", style="bold"))
        out.print(Text(f"     {facts}", style="dim"))
        for fragment in hit.highlights.get("text", ())[:2]:
            line = Text("     " + fragment.text.replace("\n", " "))
            for start, end in fragment.marks:
                line.stylize("bold yellow", 5 + start, 5 + end)
            out.print(line)


def _search_many(index: SearchIndex, queries: Path, output: Path, collection: Any, limit: int) -> None:
    """Each input row comes back with its hits, best first: id, title, article, score."""
    from indexer.base import SearchQuery

    rows = _query_rows(queries)
    try:
        with output.open("w", encoding="utf-8") as handle, progress("检索") as on_progress:
            for n, row in enumerate(rows, 1):
                page = index.search(SearchQuery(text=row["query"], collection=collection, limit=limit))
                handle.write(json.dumps({**row, "hits": [_brief_hit(h) for h in page.hits]}, ensure_ascii=False) + "\n")
                on_progress(n, len(rows))
    except OSError as error:
        raise StoreError(f"无法写入 {output}：{error.strerror}", "检查路径、权限和磁盘空间") from error
    say(f"检索：{len(rows)} 个问题 → {output}")


def _query_rows(path: Path) -> list[dict[str, Any]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"无法读取 {path}：{error}", "需要 UTF-8 编码的 JSONL 文件") from error
    rows = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            query = row["query"]
        except (ValueError, KeyError, TypeError) as error:
            raise UsageError(f"{path} 第 {number} 行不是含 query 的 JSON 对象", "检查该行") from error
        if not isinstance(query, str):
            raise UsageError(f"{path} 第 {number} 行的 query 不是文字", "检查该行")
        rows.append(row)
    return rows


def _brief_hit(hit: Hit) -> dict[str, Any]:
    return {
        "id": hit.id,
        "title": hit.fields.get("title", ""),
        "article": hit.fields.get("article", ""),
        "score": round(hit.score, 4),
    }


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
