"""Regulations as a body: structure, citations, versions, norms, diff, queue, matrix."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from fastapi import APIRouter, Request

from insights.policy_catalogue import PAGE, STATUSES, Draft, PolicyPage, list_drafts, list_policies
from insights.policy_diff import PolicyDiff, compare_policies, earlier_text
from insights.policy_graph import GraphSummary, Neighbours, Queue, queue, summarise
from insights.policy_matrix import Matrix, build_matrix
from insights.policy_view import (
    NormView,
    StructureView,
    VersionView,
    citation_view,
    norm_view,
    structure_view,
    version_view,
)
from regintel.errors import NotFoundError, QueryError, UsageError
from regintel.policy import RANKS
from regintel.store import PolicyChoice
from search_api.services import Services, Using

router = APIRouter(prefix="/policies", tags=["法规"])


@dataclass(frozen=True, slots=True)
class Consultations:
    """Drafts of one page, of `total`."""

    total: int
    drafts: tuple[Draft, ...]


_LIST = [
    {"name": "title", "in": "query", "description": "标题中的词", "schema": {"type": "string"}},
    {"name": "issuer", "in": "query", "description": "发文机关中的词", "schema": {"type": "string"}},
    {"name": "rank", "in": "query", "description": "效力位阶", "schema": {"type": "string", "enum": list(RANKS)}},
    {"name": "status", "in": "query", "description": "时效性", "schema": {"type": "string", "enum": list(STATUSES)}},
    {"name": "current", "in": "query", "description": "1：只列现行版本", "schema": {"type": "string"}},
    {"name": "warned", "in": "query", "description": "1：只列依据已废止的", "schema": {"type": "string"}},
    {"name": "sort", "in": "query", "description": "date（默认）或 cited", "schema": {"type": "string"}},
    {"name": "page", "in": "query", "description": f"页码，每页 {PAGE} 份", "schema": {"type": "integer"}},
]


@router.get("", summary="法规目录", openapi_extra={"parameters": _LIST})
def listed(request: Request, using: Using) -> PolicyPage:
    """按标题、机关、效力位阶、时效性筛选，分页。ranks、statuses 为其他条件下的计数。"""
    choice, number = read_choice(request.query_params)
    return list_policies(using.store, choice, number)


@router.get("/consultations", summary="征求意见：截止日期与定稿")
def consultations(using: Using, page: str = "1") -> Consultations:
    """从新到旧；final 为已发布的正式文件，days 为距截止的天数。"""
    total, drafts = list_drafts(using.store, using.today(), read_page({"page": page}))
    return Consultations(total, tuple(drafts))


@router.get("/graph", summary="引用图：被引最多的文件，依据已废止的文件")
def graph(using: Using) -> GraphSummary:
    """cited_by 为引用它的文件数；lost_ground 从该文件一直列到已废止的依据。"""
    return summarise(using.store)


@router.get("/queue", summary="未解析的引用")
def unresolved(using: Using, page: str = "1") -> Queue:
    """库中没有、或没有该条的被引文件，按次数从多到少，分页；groups 为总数。"""
    return queue(using.store, read_page({"page": page}))


@router.get("/matrix", summary="一项活动的机关×规则×规范")
def matrix(using: Using, activity: str = "") -> Matrix:
    """activity 为活动名（如 支付、网络借贷）或任意词。冲突、重叠与空白均为候选，须人工判断，不是结论。"""
    return find_matrix(using, activity)


@router.get("/{document_id}/structure", summary="条款树")
def structure(document_id: str, using: Using) -> StructureView:
    """编、章、节、条、款、项、目；start、end 是 document.text 的字符下标。"""
    return structure_view(using.store, document_id)


@router.get("/{document_id}/citations", summary="引用与被引用")
def citations(document_id: str, using: Using) -> Neighbours:
    """out 为引用的文件，into 为引用它的文件，own 为对本文条款的引用；未解析的 complete 为 false，reason 说明原因。"""
    return citation_view(using.store, document_id)


@router.get("/{document_id}/versions", summary="版本、时效及其依据")
def versions(document_id: str, using: Using) -> VersionView:
    """chain 从旧到新；links 为废止、修改、定稿（征求意见稿到正式稿）与解读。"""
    return version_view(using.store, document_id)


@router.get("/{document_id}/norms", summary="规范：谁应当、不得、可以做什么")
def norms(document_id: str, using: Using) -> NormView:
    """各 span 均为 document.text 的字符下标；penalties 为本文中的罚则条款。"""
    return norm_view(using.store, document_id)


@router.get("/{document_id}/diff", summary="逐条对比")
def diff(document_id: str, using: Using, old: str = "") -> PolicyDiff:
    """old 为旧文件编号；不填则取上一版本，没有则取征求意见稿。"""
    return find_diff(using, document_id, old)


def read_page(parameters: Mapping[str, str]) -> int:
    """The page that an address asks for, from 1. Raises `QueryError` for what is no number."""
    word = parameters.get("page", "1").strip() or "1"
    if not (word.isascii() and word.isdigit() and len(word) <= 9):
        raise QueryError(f"页码不是数字：{word[:20]}", "页码从 1 开始")
    return int(word)


def read_choice(parameters: Mapping[str, str]) -> tuple[PolicyChoice, int]:
    """Which regulations an address asks for, and which page of them. Raises `QueryError`."""
    title, issuer, rank, status = (
        parameters.get(name, "").strip().replace("\0", "") for name in ("title", "issuer", "rank", "status")
    )
    order = parameters.get("sort", "") or "date"
    if order not in ("date", "cited"):
        raise QueryError(f"没有排序“{order[:20]}”", "可用：date、cited")
    current, warned = (parameters.get(name, "") not in ("", "0") for name in ("current", "warned"))
    choice = PolicyChoice(title, issuer, rank, status, current=current, warned=warned)
    return replace(choice, order="cited") if order == "cited" else choice, read_page(parameters)


def find_matrix(using: Services, activity: str) -> Matrix:
    """Raises `QueryError` for what is no activity and no word."""
    try:
        return build_matrix(using.index, using.store, activity)
    except UsageError as error:
        raise QueryError(error.what, error.mend) from error


def find_diff(using: Services, document_id: str, old: str) -> PolicyDiff:
    """Raises `NotFoundError` where there is nothing to compare with."""
    chosen = old or earlier_text(using.store, document_id)
    if not chosen:
        raise NotFoundError(f"文件 {document_id[:80]} 没有上一版本或征求意见稿", "用 old 给出要对比的文件编号")
    return compare_policies(using.store, chosen, document_id)
