"""Norms: who must, must not or may do what, under which condition, and what breaking it costs.

Rules over the drafting language of Chinese regulations; each part is a span. Duties of authorities (机关, 职责, 对象)
are read by `find_duties`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from nlp.structure.citation import Citation, find_citations
from nlp.structure.clause import Structure
from nlp.structure.modality import MODAL, Force, Part, doer_in, force_of, is_condition, pieces, sentences, subject_in
from regintel.model import Span


@dataclass(frozen=True, slots=True)
class Norm:
    """One norm. `span` runs from its first to its last word; `node` is the 款, 项 or item it stands in.

    `subject` is None where the text names nobody; `inherited`: it was named earlier in the same clause. `items` are
    the 项 that a list such as 不得有下列行为： announces. `penalties` are own articles that punish breaking it.
    """

    force: Force
    modality: str
    span: Span
    subject: Span | None
    action: Span
    condition: Span | None
    items: tuple[Span, ...]
    node: int
    article: str
    inherited: bool = False
    penalties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Duty:
    """机关–职责–对象: `body` is responsible for `duty` over `object`."""

    span: Span
    body: Span
    duty: Span
    object: Span
    node: int
    article: str


_TEXT_LEVELS = ("款", "项", "目", "段", "一级", "二级", "三级", "四级", "五级")
_QUOTED = re.compile(r"“[^”\n]*$")
_SANCTION = re.compile(r"罚款|警告|责令|处分|吊销|没收|刑事责任|处罚|取缔|赔偿|通报批评|撤销")
_VIOLATES = re.compile(r"违反|有.{0,12}(?:规定|所列|行为)|不(?:按照|履行|符合)|未(?:按|依)")
_DUTY = (
    "监督管理|监督检查|综合协调|行业管理|组织实施|监管|管理|指导|协调|审批|登记|调查|处置|统计|稽查|监测|执法"
    "|监督|检查|评估|备案"
)
_BODY_END = re.compile(
    r"(?:机构|部门|人民政府|委员会|总局|管理局|监管局|局|银行|协会|机关|国务院|联席会议|公安部|财政部|署|单位|组织)$"
)
_DUTIES = rf"(?P<duty>(?:[\u4e00-\u9fff]{{2}}[、和]){{0,3}}(?:{_DUTY}))"
_RESPONSIBLE = re.compile(
    rf"(?:依法|具体|统一)?负责(?:对)?(?P<object>[^，,。；;：:\n]{{2,70}}?)(?:依法)?(?:实施|进行|开展|实行)?"
    rf"的?(?:有关|具体|日常)?{_DUTIES}(?:的)?(?:工作|职责|事务)?(?=[，,。；;\n]|$)"
)
_OVER = re.compile(
    rf"(?:依法)?对(?P<object>[^，,。；;：:\n]{{2,70}}?)(?:依法)?(?:实施|进行|开展|履行|实行|予以)?的?{_DUTIES}(?:职责)?(?=[，,。；;\n]|$)"
)
_CHARGE = re.compile(
    r"(?P<duty>主管)(?!部门|机关|人员|单位|当局|负责|领导)(?P<object>[^，,。；;：:\n]{2,50}?)(?:的?工作)?(?=[，,。；;\n]|$)"
)
_MAY_CHARGE = re.compile(r"负责|主管|对")
"""What each of the three patterns needs: most sentences are passed over by this alone."""
_LONGEST_PIECE = 300  # characters without a comma: more is no sentence, and would be slow
_NO_OBJECT = re.compile(r"[并且和、及]$|^《")
_CUT_BODY = re.compile(r"(?:依照|按照|根据|在|会同|依法|应当|可以|具体|统一|及其他有关部门按照).*$")


def find_norms(structure: Structure, citations: list[Citation] | None = None) -> list[Norm]:
    """All norms of a text in printed order. `citations` (of the same text) saves finding them again."""
    penalties = penalty_articles(structure, citations)
    out: list[Norm] = []
    for index, node in enumerate(structure.nodes):
        if node.level not in _TEXT_LEVELS:
            continue
        children = structure.children(index)
        end = structure.nodes[children[0]].start if children else node.end
        items = tuple(Span(structure.nodes[c].start, structure.nodes[c].end) for c in children)
        article = _article(structure, index)
        for norm in _in_text(structure.text, node.body, end, index, article):
            listed = items if items and structure.text[norm.span.start : end].rstrip().endswith(("：", ":")) else ()
            last = norm.span.end >= end - 2
            out.append(replace(norm, items=listed if last else (), penalties=penalties.get(article, ())))
    return out


def _article(structure: Structure, index: int) -> str:
    chain = (*structure.ancestors(index), index)
    return next((structure.nodes[i].number for i in chain if structure.nodes[i].level == "条"), "")


def _in_text(text: str, start: int, end: int, node: int, article: str) -> Iterator[Norm]:
    subject: Part | None = None
    if not MODAL.search(text, start, end):
        return
    for sentence in sentences(text, start, end):
        for norm in _in_sentence(text, sentence, subject, node, article):
            if norm.subject is not None:
                subject = Part(norm.subject.start, norm.subject.end)
            yield norm


def _in_sentence(text: str, sentence: Part, before: Part | None, node: int, article: str) -> Iterator[Norm]:
    """Pieces up to a modal word say who and when; pieces after it, up to the next who or when, say what."""
    if not MODAL.search(text, *sentence) or _DEFINES.search(text, *sentence):
        return
    waiting: list[Part] = []
    found: list[tuple[list[Part], Part, re.Match[str], int]] = []
    for piece in pieces(text, sentence):
        modal = MODAL.search(text, *piece)
        relative = piece.end < sentence.end and text[piece.end - 1] == "的"  # 应当移送而不移送的，……: a condition
        if modal and not relative and not _QUOTED.search(text[piece.start : modal.start()]):
            found.append((waiting, piece, modal, piece.end))
            waiting = []
        elif found and not (text[piece.end - 1] == "的" and is_condition(text[piece.start : piece.end])):
            found[-1] = (*found[-1][:3], piece.end)
            waiting = []
        else:
            waiting.append(piece)
    subject = before
    for lead, piece, modal, stop in found:
        norm = _norm(text, lead, piece, modal, stop, subject, node, article)
        if norm is not None:
            subject = Part(norm.subject.start, norm.subject.end) if norm.subject else subject
            yield norm


def _norm(
    text: str,
    lead: list[Part],
    piece: Part,
    modal: re.Match[str],
    stop: int,
    before: Part | None,
    node: int,
    article: str,
) -> Norm | None:
    word = modal[0]
    end = stop - (text[stop - 1] in "：:")
    if modal.end() >= end:
        return None
    own = subject_in(text, piece.start, modal.start())
    if word in ("禁止", "严禁") and own is None and (anyone := _ANYONE.match(text, modal.end(), end)):
        own = Part(anyone.start(), anyone.end())
    conditions = [part for part in lead if is_condition(text[part.start : part.end])]
    named = [part for part in lead if part not in conditions]
    subject = own or _named(text, named)
    if subject is None and conditions:
        subject = _head(text, conditions[0])
    inherited = subject is None and before is not None and word not in ("禁止", "严禁")
    subject = before if inherited else subject
    condition = Span(conditions[0].start, conditions[-1].end) if conditions else None
    start = min([piece.start, *(part.start for part in lead)])
    return Norm(
        force_of(word),
        word,
        Span(start, stop),
        Span(*subject) if subject else None,
        Span(modal.end(), end),
        condition,
        (),
        node,
        article,
        inherited,
    )


def _named(text: str, parts: list[Part]) -> Part | None:
    """Who the last piece before the norm names: the one who acts in it, else the piece itself."""
    return (doer_in(text, *parts[-1]) or subject_in(text, *parts[-1])) if parts else None


_DEFINES = re.compile(r"所称[^，。]{1,60}[，,]?(?:是指|包括|为)|(?<![就也])是指")
_ANYONE = re.compile(r"任何(?:单位|组织|机构|机关|企业)?(?:[、和或及者]*(?:任何)?(?:个人|组织|人))?")
_CONDITION_HEAD = re.compile(
    r"(?:有(?:下列|以下|前款)|违反|未(?:按|依|经|能)|不(?:按|履|符|得|能)|拒[不绝]|擅自|开展|办理|申请|从事|发生|发现|出现|收到|审查)"
)


def _head(text: str, condition: Part) -> Part | None:
    """保险公司有下列情形之一的: the condition names who it is about."""
    verb = _CONDITION_HEAD.search(text, *condition)
    if verb is None or verb.start() <= condition.start + 1:
        return doer_in(text, *condition)
    return subject_in(text, condition.start, verb.start()) or doer_in(text, *condition)


def penalty_articles(structure: Structure, citations: list[Citation] | None = None) -> dict[str, tuple[str, ...]]:
    """Own articles and the articles that punish breaking them: 违反本办法第十条规定的，……处罚款 is found for 第十条."""
    found = citations if citations is not None else find_citations(structure.text, "", structure)
    out: dict[str, list[str]] = {}
    for citation in found:
        if citation.kind != "self" or not citation.article:
            continue
        article = _article(structure, structure.at(citation.span.start))
        if not article or article == citation.article:
            continue
        node = structure.find(article)
        words = structure.text[structure.nodes[node].start : structure.nodes[node].end] if node is not None else ""
        before = structure.text[max(0, citation.span.start - 60) : citation.span.start]
        if _SANCTION.search(words) and _VIOLATES.search(before + words[:40]):
            links = out.setdefault(citation.article, [])
            links += [article] if article not in links else []
    return {article: tuple(links) for article, links in out.items()}


def find_duties(structure: Structure) -> list[Duty]:
    """机关–职责–对象 of every sentence that gives an authority a field, in printed order."""
    out: list[Duty] = []
    for index, node in enumerate(structure.nodes):
        if node.level in _TEXT_LEVELS:
            children = structure.children(index)
            end = structure.nodes[children[0]].start if children else node.end
            if not _MAY_CHARGE.search(structure.text, node.body, end):
                continue
            for sentence in sentences(structure.text, node.body, end):
                if _MAY_CHARGE.search(structure.text, *sentence):
                    out += _duties(structure, sentence, index)
    return out


def _duties(structure: Structure, sentence: Part, index: int) -> Iterator[Duty]:
    text, body = structure.text, None
    for piece in pieces(text, sentence):
        if piece.end - piece.start > _LONGEST_PIECE:
            continue
        for pattern in (_RESPONSIBLE, _OVER, _CHARGE):
            found = pattern.search(text, *piece)
            if not found:
                continue
            body = _body(text, piece.start, found.start()) or body
            if body is not None and not _NO_OBJECT.search(found["object"]):
                span = Span(min(body.start, found.start()), found.end())
                parts = (Span(*found.span("duty")), Span(*found.span("object")))
                yield Duty(span, Span(*body), *parts, index, _article(structure, index))
            break


def _body(text: str, start: int, end: int) -> Part | None:
    words = _CUT_BODY.sub("", text[start:end])
    by = words.rfind("由") + 1
    start, words = start + by, words[by:]
    return Part(start, start + len(words)) if 2 <= len(words) <= 60 and _BODY_END.search(words) else None
