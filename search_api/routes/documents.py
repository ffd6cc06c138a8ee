"""One document with everything that is known of it."""

from __future__ import annotations

from fastapi import APIRouter

from regintel.completion import completed
from regintel.errors import NotFoundError
from regintel.model import Document
from regintel.store import Store
from search_api.schemas import DocumentAnswer, RevisionLine
from search_api.services import Using

router = APIRouter(tags=["文件"])


@router.get("/documents/{document_id}", summary="文件全文、标注、条款、风险信号与修订")
def document(document_id: str, using: Using) -> DocumentAnswer:
    """标注的 span 是 [start, end) 的字符下标，取自 document.text（或 document.title）。"""
    found = find_document(using.store, document_id)
    analysis = using.store.analysis(document_id)
    state = using.store.policy(document_id)
    decided = state.status.value if state and state.decided and state.status else ""
    found = completed(found, analysis, decided)
    return DocumentAnswer(
        document=found,
        policy=state,
        annotated=analysis is not None,
        producer=analysis.producer if analysis else "",
        annotations=list(analysis.annotations) if analysis else [],
        clauses=list(analysis.clauses) if analysis else [],
        signals=list(analysis.signals) if analysis else [],
        penalties=list((analysis.penalties if analysis else ()) or found.penalties),
        revisions=[
            RevisionLine(number=r.number, text_sha256=r.text_sha256, fetched_at=r.fetched_at)
            for r in using.store.revisions(document_id)
        ],
    )


def find_document(store: Store, document_id: str) -> Document:
    """Raises `NotFoundError`."""
    found = store.document(document_id)
    if found is None:
        shown = document_id if len(document_id) <= 80 else document_id[:80] + "…"
        raise NotFoundError(f"没有编号为 {shown} 的文件", "从检索结果打开文件，或检查编号")
    return found
