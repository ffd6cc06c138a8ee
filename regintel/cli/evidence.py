"""`regintel archive`: prove that a capture is what was archived, check a proof anywhere, publish the log's head."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from regintel.cli.console import complain, say
from regintel.cli.installation import Installation
from regintel.errors import ConfigError, StoreError, UsageError

group = typer.Typer(name="archive", help="存档证据：证明、验证与公布。", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Mount this module's commands."""
    app.add_typer(group)


@group.command()
def prove(
    context: typer.Context,
    id: Annotated[str, typer.Argument(help="文件编号")],
    output: Annotated[Path, typer.Option("-o", "--output", help="证明文件")] = Path("proof.json"),
) -> None:
    """证明：写出一份可在任何机器上离线验证的证明文件。"""
    installation: Installation = context.obj
    document = installation.store.document(id)
    if document is None:
        raise UsageError(f"没有编号为 {id} 的文件", "用 regintel search 查找编号")
    if not document.capture:
        raise StoreError(f"文件 {id} 没有存档（由本地导入）", "只有采集的文件才有存档")
    about = {
        "document": document.id,
        "title": document.title,
        "url": document.url,
        "text_sha256": document.text_sha256,
        "raw_sha256": document.raw_sha256,
    }
    archive = installation.archive
    proof = archive.evidence.prove(*archive.raw(document.capture), about)
    try:
        output.write_text(json.dumps(proof, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise StoreError(f"无法写入 {output}：{error.strerror}", "检查路径、权限和磁盘空间") from error
    say(f"证明：{output}（共 {proof['size']} 条，根 {proof['root']}）")


@group.command()
def verify(
    file: Annotated[Path, typer.Argument(help="证明文件")],
    root: Annotated[str, typer.Option("--root", help="另行取得的日志根（十六进制）")] = "",
) -> None:
    """验证：离线检查证明文件；不需要数据目录。"""
    from regintel.evidence import check_proof

    try:
        proof = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"无法读取 {file}：{error.strerror}", "检查路径") from error
    except ValueError as error:
        raise StoreError(f"{file} 不是证明文件", "用 regintel archive prove 重新生成") from error
    problems = check_proof(proof, root) if isinstance(proof, dict) else ["不是一个 JSON 对象"]
    for problem in problems:
        complain(problem)
    if problems:
        complain(f"验证失败：{file}")
        raise typer.Exit(1)
    about = proof["about"]
    say(f"验证通过：{about.get('title', '')} {about.get('url', '')}")
    say(f"根 {proof['root']}（{proof['size']} 条）" + ("，与给定的根一致" if root else "；请与另行公布的根比对"))


@group.command()
def head(context: typer.Context) -> None:
    """公布：显示证据日志当前的条数与根，请另存他处。"""
    installation: Installation = context.obj
    found = installation.archive.evidence.seal()
    if found is None:
        say("证据日志为空。")
        return
    say(f"{found.size} {found.root} {found.at}")
