"""`regintel policy`: what the pages show of a regulation, in the terminal or as JSON."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from regintel.cli.console import complain, say, table
from regintel.cli.installation import Installation
from regintel.errors import UsageError

if TYPE_CHECKING:
    from insights.policy_diff import PolicyDiff
    from insights.policy_graph import Neighbour, Neighbours
    from insights.policy_matrix import Matrix
    from insights.policy_view import NormView, StructureView, VersionView
    from regintel.store import Store

group = typer.Typer(
    name="policy", help="法规：目录、结构、引用、版本、对比、规范、征求意见、待解析与协调。", no_args_is_help=True
)

Ids = Annotated[list[str], typer.Argument(help="文件编号，可多个", metavar="ID…")]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON")]

_SHOWN = 40


def register(app: typer.Typer) -> None:
    """Mount this module's commands."""
    app.add_typer(group)


@group.command()
def structure(context: typer.Context, ids: Ids, as_json: AsJson = False) -> None:
    """结构：编、章、节、条、款、项、目。"""
    from insights.policy_view import structure_view

    _each(context.obj.store, ids, structure_view, _say_structure, as_json)


@group.command()
def citations(context: typer.Context, ids: Ids, as_json: AsJson = False) -> None:
    """引用：引用了谁、被谁引用，未解析的注明原因。"""
    from insights.policy_view import citation_view

    _each(context.obj.store, ids, citation_view, _say_citations, as_json)


@group.command()
def versions(context: typer.Context, ids: Ids, as_json: AsJson = False) -> None:
    """版本：历次版本与时效，废止、修改、定稿和解读关系，均附依据。"""
    from insights.policy_view import version_view

    _each(context.obj.store, ids, version_view, _say_versions, as_json)


@group.command()
def norms(context: typer.Context, ids: Ids, as_json: AsJson = False) -> None:
    """规范：谁应当、不得、可以做什么，条件与罚则；机关—职责—对象。"""
    from insights.policy_view import norm_view

    _each(context.obj.store, ids, norm_view, _say_norms, as_json)


@group.command()
def diff(context: typer.Context, ids: Ids, as_json: AsJson = False) -> None:
    """对比：两个版本（旧 新），或一个文件与其上一版本、征求意见稿逐条对比。"""
    from insights.policy_diff import compare_policies, earlier_text

    store = context.obj.store
    if len(ids) > 2:
        raise UsageError("一次只能对比两份文件", "regintel policy diff 旧 新，或只给一个编号")
    old, new = (ids[0], ids[1]) if len(ids) == 2 else (earlier_text(store, ids[0]), ids[0])
    if not old:
        raise UsageError(f"文件 {new} 没有上一版本或征求意见稿", "给出两个编号：regintel policy diff 旧 新")
    found = compare_policies(store, old, new)
    if as_json:
        _print_json(found)
    else:
        _say_diff(found)


@group.command(name="list")
def list_(
    context: typer.Context,
    title: Annotated[str, typer.Argument(help="标题中的词，可不填")] = "",
    issuer: Annotated[str, typer.Option(help="发文机关中的词")] = "",
    rank: Annotated[str, typer.Option(help="效力位阶，如 行政法规")] = "",
    status: Annotated[str, typer.Option(help="时效性，如 有效；无 = 未注明")] = "",
    current: Annotated[bool, typer.Option("--current", help="只列现行版本")] = False,
    cited: Annotated[bool, typer.Option("--cited", help="被引用最多的在前")] = False,
    page: Annotated[int, typer.Option(help="页码")] = 1,
    as_json: AsJson = False,
) -> None:
    """目录：按标题、机关、效力位阶、时效性列出法规及其编号。"""
    from insights.policy_catalogue import list_policies
    from regintel.store import PolicyChoice

    order: Literal["cited", "date"] = "cited" if cited else "date"
    choice = PolicyChoice(title, issuer, rank, status, current=current, order=order)
    found = list_policies(context.obj.store, choice, page)
    if as_json:
        _print_json(found)
        return
    say(f"{found.total} 份，第 {found.number} / {found.pages} 页")
    for s in found.states:  # lines, not a table: ids must stay whole to be copied
        facts = (
            s.published or "—",
            s.status.value if s.status else "时效不明",
            s.rank or "位阶不明",
            f"被引 {s.cited_by}",
        )
        say(f"{s.document_id}  《{s.title}》 {'，'.join(map(str, facts))}")


@group.command()
def consultations(
    context: typer.Context, page: Annotated[int, typer.Option(help="页码")] = 1, as_json: AsJson = False
) -> None:
    """征求意见：截止日期，及已发布的正式文件。"""
    from insights.health import beijing_day
    from insights.policy_catalogue import list_drafts

    total, drafts = list_drafts(context.obj.store, beijing_day(datetime.now(UTC)), page)
    if as_json:
        _print_json(tuple(drafts))
        return
    say(f"{total} 份征求意见")
    for d in drafts:
        end = f"{d.state.deadline} 截止" if d.state.deadline else "未注明截止日期"
        left = f"，还有 {d.days} 天" if d.days is not None else ""
        final = f"，已定稿：{d.final.document_id} 《{d.final.title}》" if d.final else ""
        say(f"{d.state.document_id}  《{d.state.title}》 {d.state.published or '—'}，{end}{left}{final}")


@group.command()
def queue(
    context: typer.Context,
    as_json: AsJson = False,
    page: Annotated[int, typer.Option("--page", min=1, max=10_000, help="页码")] = 1,
) -> None:
    """待解析：库中没有、或没有该条的被引文件，按次数从多到少。"""
    from insights.policy_graph import queue as find

    found = find(context.obj.store, page)
    if as_json:
        _print_json(found)
        return
    say(
        f"引用 {found.every} 处，解析 {found.complete} 处（{found.share:.1%}）"
        + (f"；未解析的第 {page}/{found.pages} 页，最多的在前：" if found.groups else "。")
    )
    if not found.missing:
        return
    rows = [(m.title, str(m.count), str(m.documents), m.reason) for m in found.missing]
    table(("被引", "次数", "文件数", "原因"), rows)


@group.command()
def matrix(
    context: typer.Context,
    activity: Annotated[str, typer.Argument(help="活动，如 网络借贷、支付、虚拟货币，或任意词")],
    as_json: AsJson = False,
) -> None:
    """协调：一项活动的机关×规则×规范矩阵，及重叠、冲突、空白候选（供人工判断，不是结论）。"""
    from insights.policy_matrix import build_matrix

    installation: Installation = context.obj
    found = build_matrix(installation.index, installation.store, activity)
    if as_json:
        _print_json(found)
    else:
        _say_matrix(found)


def _each(
    store: Store, ids: Sequence[str], view: Callable[[Store, str], Any], show: Callable[[Any], None], as_json: bool
) -> None:
    """One JSON line a document, or its text."""
    for id_ in ids:
        found = view(store, id_)
        if as_json:
            _print_json(found)
        else:
            show(found)


def _print_json(value: object) -> None:
    from pydantic import TypeAdapter

    kind: Any = Any if isinstance(value, tuple) else type(value)
    typer.echo(TypeAdapter(kind).dump_json(value).decode())


def _say_structure(found: StructureView) -> None:
    say(f"《{found.state.title}》：" + "、".join(f"{level} {n}" for level, n in found.counts.items()))
    for row in found.rows:
        words = " ".join(row.text.split())
        head = " ".join(part for part in (row.number, row.heading) if part)
        say("  " * row.depth + f"[{row.level}] {head} {words[:60]}{'…' if len(words) > 60 else ''}".rstrip())


def _say_citations(found: Neighbours) -> None:
    state = found.state
    say(f"《{state.title}》：引用 {state.cites} 份文件，被 {state.cited_by} 份文件引用，{state.unresolved} 处未解析。")
    if state.warning:
        complain(state.warning)
    table(("引用", "次数", "依据", "条款", "说明"), [_citation_row(n) for n in found.out])
    table(("被引用于", "次数", "依据", "条款", "说明"), [_citation_row(n) for n in found.into[:_SHOWN]])


def _citation_row(n: Neighbour) -> tuple[str, ...]:
    articles = list(dict.fromkeys(c.article for c in n.citations if c.article))
    told = "、".join(articles[:6]) + ("…" if len(articles) > 6 else "")
    reasons = "；".join(dict.fromkeys(c.reason for c in n.citations if c.reason))
    return n.title, str(len(n.citations)), "是" if n.basis else "", told, reasons


def _say_versions(found: VersionView) -> None:
    say(f"《{found.state.title}》：{len(found.chain)} 个版本。")
    standing = found.state.copy_of or found.state.document_id
    if found.state.copy_of:
        say(f"与 {found.state.copy_of} 是同一文本，版本与时效以其为准。")
    elif found.state.copies:
        say(f"同一文本另有：{'、'.join(found.state.copies)}")
    for s in found.chain:  # lines, not a table: ids must stay whole to be copied
        mark = "*" if s.document_id == standing else " "
        status = (
            f"{s.status.value}（{s.reason}）" if s.status and s.reason else s.status.value if s.status else "时效不明"
        )
        say(f" {mark} {s.document_id}  {s.published or '—'} 公布，{s.effective or '—'} 施行，{status}")
    for x in found.links:
        subject, verb = ("本文", x.link.kind) if x.link.by == standing else ("本文被", x.link.kind)
        say(f"{subject}{verb} {x.other.document_id} 《{x.other.title}》 {x.link.day or ''} {x.quote or x.link.reason}")


def _say_norms(found: NormView) -> None:
    say(f"《{found.state.title}》：{len(found.norms)} 条规范，{len(found.duties)} 项职责。")
    for norm in found.norms:
        penalty = f"（罚则：{'、'.join(norm.penalties)}）" if norm.penalties else ""
        say(f"{norm.article} [{norm.force}] {norm.subject_text or '—'} {norm.modality} {norm.action_text}{penalty}")
    if found.duties:
        table(("条款", "机关", "职责", "对象"), [(d.article, d.body, d.duty, d.object) for d in found.duties])


def _say_diff(found: PolicyDiff) -> None:
    say(f"《{found.old.title}》（{found.old.published or ''}）→《{found.new.title}》（{found.new.published or ''}）")
    say("、".join(f"{kind} {n}" for kind, n in found.counts.items()))
    signs = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
    for row in found.rows:
        if row.kind == "未变":
            continue
        say(f"[{row.kind}] {row.old_number or '—'} → {row.new_number or '—'}")
        say("    " + "".join(signs[p.kind].format(p.text) for p in row.parts).replace("\n", "\n    "))


def _say_matrix(found: Matrix) -> None:
    say(f"{found.activity.name}：{found.rules} 份现行规则、{found.norms} 条规范。以下均为候选，须人工判断。")
    forces = ("义务", "禁止", "权利")
    table(
        ("机关", "规则", *forces),
        [(b.regulator, str(len(b.rules)), *(str(b.count(f)) for f in forces)) for b in found.blocks[:_SHOWN]],
    )
    for title, pairs in (("冲突候选", found.conflicts), ("重叠候选", found.overlaps)):
        for n, c in enumerate(pairs[:10], 1):
            say(f"{title} {n}（{c.score:.2f}）{c.kind}：{c.why}")
            for side in (c.left, c.right):
                say(f"    《{side.state.title}》{side.norm.article}：{side.norm.text}")
    for gap in found.gaps[:10]:
        say(f"空白候选：{gap.text}")
