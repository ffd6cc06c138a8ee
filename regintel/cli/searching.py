"""Commands that find: search, similar."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from regintel.cli.console import complain, out, progress, say
from regintel.cli.installation import Installation
from regintel.errors import StoreError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexer.base import Explanation, Hit, SearchIndex, SearchPage


class In(StrEnum):
    """The collections."""

    documents = "documents"
    clauses = "clauses"
    signals = "signals"


def register(app: typer.Typer) -> None:
    """Mount this module's commands."""
    app.command()(search)
    app.command()(similar)


def search(
    context: typer.Context,
    text: Annotated[str, typer.Argument(help='检索词；支持文号、《法规》第几条、"短语"、-排除、字段前缀')] = "",
    collection: Annotated[In, typer.Option("--collection", help="检索范围")] = In.documents,
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000, help="返回条数")] = 10,
    collapse: Annotated[bool, typer.Option("--collapse/--no-collapse", help="同一法规、同一事件只列一条")] = True,
    every_edition: Annotated[bool, typer.Option("--every-edition", help="条款：旧版本和重复收录的也列出")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="说明每条结果的得分从何而来")] = False,
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
    query = SearchQuery(
        text=text,
        collection=Collection(collection.value),
        limit=limit,
        highlight=not as_json,
        collapse=collapse,
        every_edition=every_edition,
        explain=explain,
        spell=True,
    )
    page = installation.index.search(query)
    if as_json:
        hits = [_whole_hit(h) for h in page.hits]
        found = {"total": page.total, "shown": page.shown, "notices": page.notices, "spelling": page.spelling}
        typer.echo(json.dumps({**found, "hits": hits}, ensure_ascii=False, default=str))
    else:
        _show(text, page)


def similar(
    context: typer.Context,
    id: Annotated[str, typer.Argument(help="文件编号，或条款、风险信号的记录编号", metavar="ID")],
    collection: Annotated[In, typer.Option("--collection", help="编号属于哪个集合")] = In.documents,
    limit: Annotated[int, typer.Option("--limit", min=1, max=100, help="返回条数")] = 10,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """相近：与某份文件（或某条、某个信号）用词最接近的其他记录。"""
    from indexer.base import Collection

    installation: Installation = context.obj
    hits = installation.index.similar(Collection(collection.value), id, limit)
    if as_json:
        typer.echo(json.dumps([_whole_hit(h) for h in hits], ensure_ascii=False, default=str))
        return
    say(f"与 {id} 相近的记录：{len(hits)} 条。" if hits else f"没有与 {id} 相近的记录。")
    _show_hits(hits)


def _whole_hit(hit: Hit) -> dict[str, Any]:
    shown: dict[str, Any] = {"id": hit.id, "score": hit.score, "others": hit.others, **hit.fields}
    if hit.explanation:
        shown["explanation"] = {
            "reasons": [[r.text, r.score] for r in hit.explanation.reasons],
            "factors": [[r.text, r.score] for r in hit.explanation.factors],
        }
    return shown


def _show(text: str, page: SearchPage) -> None:
    for notice in page.notices:
        complain(notice)
    folded = f"，合并后 {page.shown} 条" if page.shown != page.total else ""
    say(f"“{text}”：共 {page.total} 条{folded}" + ("。" if page.total else "，没有找到。"))
    if page.spelling:
        say(f"您是不是要找：{page.spelling}")
    _show_hits(page.hits)


def _show_hits(hits: Sequence[Hit]) -> None:
    from rich.text import Text

    from indexer.snippet import snippet

    for n, hit in enumerate(hits, 1):
        fields = hit.fields
        head = " ".join(str(fields[k]) for k in ("title", "article", "type", "entity") if fields.get(k))
        facts = " · ".join(str(fields[k]) for k in ("doc_no", "published_on", "day", "source_id") if fields.get(k))
        if hit.others:
            facts += f" · 另有 {hit.others} 个{'版本' if fields.get('kind') == 'policy' else '报道'}"
        out.print(Text(f"{n:>3}. {head}", style="bold"))
        out.print(Text(f"     {facts}", style="dim"))
        for fragment in snippet(str(fields.get("text") or ""), hit.highlights.get("text", ())):
            line = Text("     " + fragment.text)
            for start, end in fragment.marks:
                line.stylize("bold yellow", 5 + start, 5 + end)
            out.print(line)
        if hit.explanation:
            _show_explanation(hit.score, hit.explanation)


def _show_explanation(score: float, explanation: Explanation) -> None:
    times = "".join(f" × {f.score:.2f}（{f.text}）" for f in explanation.factors)
    say(f"     得分 {score:.2f} = {sum(r.score for r in explanation.reasons):.2f}{times}")
    for reason in explanation.reasons:
        say(f"       {reason.score:>8.2f}  {reason.text}")


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
