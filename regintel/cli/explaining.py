"""`regintel annotate --explain`: why a document has its labels and signals, as text or JSON."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING

from regintel.cli.console import say
from regintel.errors import NotFoundError

if TYPE_CHECKING:
    from nlp.explain import Explained, Explanation
    from regintel.store import Store


def show(store: Store, document_id: str, *, as_json: bool) -> None:
    """Print the explanation of one stored document. Raises `NotFoundError` for an unknown or unannotated one."""
    from nlp.explain import explain

    document, analysis = store.document(document_id), store.analysis(document_id)
    if document is None:
        raise NotFoundError(f"没有编号为 {document_id} 的文件", "用 regintel search 查到编号，或先采集")
    if analysis is None or analysis.text_sha256 != document.text_sha256:
        raise NotFoundError(f"文件 {document_id} 的当前内容还没有标注", "先运行 regintel annotate")
    explained = explain(document, analysis)
    if as_json:
        say(json.dumps(asdict(explained), ensure_ascii=False))
        return
    say(f"{document.title}（{document.id}，{analysis.producer}）")
    for line in _lines(explained):
        say(line)


def _lines(explained: Explained) -> list[str]:
    lines = ["", f"风险信号 {len(explained.signals)} 条"]
    for signal in explained.signals:
        lines += _told(signal)
    if explained.refused:
        lines += ["", f"出现风险用语但未采信 {len(explained.refused)} 处"]
        for refused in explained.refused:
            lines.append(f"  {refused.label}“{refused.proof}”：{refused.reasons[0].text}")
            lines.append(f"    原句：{_flat(refused.evidence)}")
    lines += ["", f"标签 {len(explained.labels)} 个"]
    counts = Counter((label.label, label.value) for label in explained.labels)
    first = {(label.label, label.value): label for label in reversed(explained.labels)}
    for (label, value), count in counts.items():
        found = first[label, value]
        lines.append(f"  {label} {value}（{count} 处）：首处“{_flat(found.proof)}”{_place(found)}")
    return lines


def _told(signal: Explanation) -> list[str]:
    lines = [f"  {signal.label} · {signal.value}", f"    原句：{_flat(signal.evidence)}"]
    lines.append(f"    依据：“{_flat(signal.proof)}”{_place(signal)}，规则 {signal.rule}")
    lines += [f"    {reason.step}：{reason.text}" for reason in signal.reasons]
    if signal.features:
        lines.append("    特征：" + "，".join(f"{gram!r} {weight:+.3f}" for gram, weight in signal.features))
    return lines


def _place(found: Explanation) -> str:
    where = "标题" if found.span.field == "title" else "正文"
    return f"［{where} {found.span.start}–{found.span.end}］"


def _flat(text: str) -> str:
    return " ".join(text.split())
