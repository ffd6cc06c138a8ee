"""`regintel export`: one JSON object a line, for people who compute."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

from regintel.completion import completed
from regintel.errors import StoreError
from regintel.model import Analysis, Document, Penalty
from regintel.pipeline.records import records
from regintel.store import Store

What = Literal["documents", "clauses", "signals"]


def export(store: Store, what: What, path: Path) -> int:
    """Write to `path`, which is replaced only once whole; the number of lines. Raises `StoreError` where it cannot."""
    part = path.with_name(path.name + ".part")
    count = 0
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("w", encoding="utf-8") as handle:
            for row in rows(store, what):
                handle.write(json.dumps(row, ensure_ascii=False, default=_plain) + "\n")
                count += 1
        part.replace(path)
    except OSError as error:
        raise StoreError(f"无法写入 {path}：{error.strerror}", "检查路径、权限和磁盘空间") from error
    return count


def rows(store: Store, what: What) -> Iterator[dict[str, Any]]:
    """The lines, as dictionaries."""
    decided = store.decided_statuses()
    for document in store.documents():
        analysis, status = store.analysis(document.id), decided.get(document.id, "")
        if what == "documents":
            yield document_row(document, analysis, status)
        elif analysis is not None:
            for record in records(document, analysis, status):
                if record.collection == what:
                    yield {"id": record.id, **record.fields}


def document_row(document: Document, analysis: Analysis | None, decided: str = "") -> dict[str, Any]:
    """A document with its penalties as the annotator completed them (as printed, where it has not run yet)."""
    row = asdict(completed(document, analysis, decided))
    row["penalties"] = [penalty_row(p) for p in (analysis.penalties if analysis else ()) or document.penalties]
    row["attachments"] = [{k: v for k, v in asdict(a).items() if k != "pages"} for a in document.attachments]
    return row


def penalty_row(penalty: Penalty) -> dict[str, Any]:
    """Amounts are in yuan; a whole number of yuan is written without decimals."""
    row = asdict(penalty)
    if penalty.amount is not None and penalty.amount == int(penalty.amount):
        row["amount"] = int(penalty.amount)
    return row


def _plain(value: object) -> object:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"not JSON: {type(value)}")
