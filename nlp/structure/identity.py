"""Who issued a document, under which 文号, how high it ranks, and from when it counts; each with its proof."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from nlp.structure.clause import Node, Structure, parse_structure
from nlp.structure.day import Day, find_days
from nlp.structure.history import Event, find_start, last_change, published_on, read_history
from nlp.structure.rank import rank_of
from regintel.ids import normalise_doc_no
from regintel.model import Annotation, Document, Span, Status

PRODUCER = "structure@1"

_BODY = (
    r"[\u4e00-\u9fff]{0,30}?(?:人民代表大会常务委员会|人民代表大会|人民政府|国务院|政务院|委员会|人民法院|人民检察院|银行|总局|"
    r"管理局|监管局|监督局|监管总局|局|部|署|办公室|办公厅|研究室|协会|交易所|总行|分行|厅|法院|检察院|军委|庭|会)"
)
_ISSUER_LIST = re.compile(rf"({_BODY}(?:(?:[、\s]|和|与){_BODY}){{0,20}})(?:印发|发布)?(?=关于|令|公告|$)")
_SPLIT = re.compile(r"[、\s]+")
_ORDER = re.compile(
    r"(?:中华人民共和国)?(?P<body>国务院|(?![日和由经])[\u4e00-\u9fff]{2,24}?(?:部|委员会|总局|局|署|银行))"
    r"(?:、[\u4e00-\u9fff]{2,20}?){0,8}令[ ]?[（(]?第?[ ]?\d{1,4}[ ]?号"
)
_NUMBER = re.compile(
    r"(?![日第])[\u4e00-\u9fff（）()]{1,16}[ ]?[〔\[【（(﹝](?:19|20)\d{2}年?[〕\]】）)﹞][ ]?第?[ ]?\d{1,5}[ ]?号"
    r"|(?![日和由经])(?:中华人民共和国)?[\u4e00-\u9fff、]{2,30}?(?:令|公告)[ ]?[（(]?第?[ ]?\d{1,4}[ ]?号"
)
_REVISED = re.compile(r"[^，。；\d]{0,6}修订")
_PASSED_BY = re.compile(r"全国人民代表大会(?:常务委员会)?|最高人民法院|最高人民检察院|国家监察委员会")
_VOID = re.compile(r"[（(](?:失效|已失效|已废止|废止)[)）]$")


def identify(document: Document, structure: Structure | None = None, on: date | None = None) -> list[Annotation]:
    """发文机关, 文号, 效力位阶, 公布日期, 施行日期 and 时效性 as far as title and text say them, in this order.

    Dates are ISO; 时效性 appears only where the text decides it alone: 尚未生效 (on the day `on`, by default the day of
    fetching) and 已废止 from a title that says 失效. What needs other documents is `life.decide_status`. Joint issuers
    give one annotation each.
    """
    structure = structure or parse_structure(document.text)
    issuers = find_issuers(document, structure)
    number = find_doc_no(document, structure)
    out = [*issuers, *([number] if number else [])]
    names = tuple(dict.fromkeys(document.issuers or tuple(a.value for a in issuers)))
    if _approved_by_state_council(structure):
        names = ("国务院",)
    if rank := rank_of(document.title, names, document.doc_no or (number.value if number else "")):
        proof = issuers[0].span if issuers else Span(0, len(document.title), "title")
        out.append(_note("效力位阶", rank, proof))
    return out + list(_days(document, structure, on))


def _approved_by_state_council(structure: Structure) -> bool:
    """Before 立法法 (2000) ministries published 行政法规 that the State Council had approved."""
    notes = [structure.text[n.start : n.end] for n in structure.nodes if n.level == "题注"]
    return any(re.search(r"国务院批准(?!.{0,8}(?:机构|设立))", note[:80]) for note in notes)


def _note(label: str, value: str, span: Span) -> Annotation:
    return Annotation(label, value, span, 1.0, PRODUCER)


def find_issuers(document: Document, structure: Structure) -> list[Annotation]:
    """发文机关 where title, signature or notes print them; what the page lists (`document.issuers`) comes first."""
    if document.issuers:
        return [a for name in document.issuers if (a := _locate(name, document))]
    for source in (_from_title, _from_signature, _from_front, _from_notes, _from_number):
        if found := source(document, structure):
            return list({a.value: a for a in reversed(found)}.values())[::-1]
    return []


def _locate(name: str, document: Document) -> Annotation | None:
    for text, where in ((document.title, "title"), (document.text, "text")):
        at = text.find(name)
        if at >= 0:
            return _note("发文机关", name, Span(at, at + len(name), "title" if where == "title" else "text"))
    return None


def _from_title(document: Document, _: Structure) -> list[Annotation]:
    found = _ISSUER_LIST.match(document.title)
    return list(_members(document.title, found.start(1), found.end(1), "title")) if found else []


def _members(text: str, start: int, end: int, field: str) -> Iterator[Annotation]:
    position = start
    for gap in [*_SPLIT.finditer(text, start, end), None]:
        stop = gap.start() if gap else end
        if stop - position >= 2:
            yield _note("发文机关", text[position:stop], Span(position, stop, "title" if field == "title" else "text"))
        position = gap.end() if gap else end


def _lines(document: Document, structure: Structure, level: str) -> list[Annotation]:
    """Lines of one level that are nothing but names of bodies, blanks inside them (最 高 人 民 法 院) removed."""
    out: list[Annotation] = []
    for node in structure.nodes:
        words = document.text[node.start : node.end]
        if node.level != level or len(words) > 120:
            continue
        spread = re.fullmatch(r"(?:\S ){2,}\S", words.strip())
        for name in [re.sub(r"\s", "", words)] if spread else _SPLIT.split(words):
            clean = name.removeprefix("中华人民共和国") if name.endswith(("法院", "检察院", "国务院")) else name
            if re.fullmatch(_BODY, clean):
                at = node.start if spread else document.text.index(name, node.start)
                out.append(_note("发文机关", clean, Span(at, node.end if spread else at + len(name))))
    return out


def _from_signature(document: Document, structure: Structure) -> list[Annotation]:
    return _lines(document, structure, "署名")


def _from_front(document: Document, structure: Structure) -> list[Annotation]:
    return _lines(document, structure, "标题")


def _from_notes(document: Document, structure: Structure) -> list[Annotation]:
    for node in structure.nodes:
        if node.level != "题注":
            continue
        if found := _PASSED_BY.search(document.text, node.start, node.end):
            return [_note("发文机关", found[0], Span(found.start(), found.end()))]
        if order := _ORDER.search(document.text, node.start, node.end):
            return [_note("发文机关", order["body"], Span(order.start("body"), order.end("body")))]
        at = document.text.find("国务院", node.start, node.end)
        if at >= 0:
            return [_note("发文机关", "国务院", Span(at, at + 3))]
    return []


# Codes of 文号 that one body alone uses; longer ones first.
_CODES = {
    "银保监": "中国银行保险监督管理委员会", "银监": "中国银行业监督管理委员会", "保监": "中国保险监督管理委员会",
    "金规": "国家金融监督管理总局", "金办": "国家金融监督管理总局", "金发": "国家金融监督管理总局",
    "证监": "中国证券监督管理委员会", "银发": "中国人民银行", "银办发": "中国人民银行", "汇发": "国家外汇管理局",
    "国办发": "国务院办公厅", "国办函": "国务院办公厅", "国发": "国务院", "国函": "国务院",
    "法释": "最高人民法院", "法发": "最高人民法院", "高检发": "最高人民检察院", "发改": "国家发展和改革委员会",
    "财税": "财政部", "财会": "财政部", "财金": "财政部", "商务": "商务部", "国市监": "国家市场监督管理总局",
}  # fmt: skip
_CODE = re.compile(rf"(?:{'|'.join(sorted(_CODES, key=len, reverse=True))})(?=[\u4e00-\u9fff]{{0,6}}[ ]?[〔\[【（(])")


def _from_number(document: Document, structure: Structure) -> list[Annotation]:
    """金规〔2024〕26号 is of the body whose code it bears."""
    for node in structure.nodes:
        if node.level == "文号" and node.start < 3000 and (code := _CODE.match(document.text, node.start, node.end)):
            return [_note("发文机关", _CODES[code[0]], Span(*code.span()))]
    return []


def find_doc_no(document: Document, structure: Structure) -> Annotation | None:
    """The document's own 文号: its line at the front, or the order that its note names, or what the page says."""
    printed = document.doc_no_printed or document.doc_no
    at = document.text.find(printed) if printed else -1
    if at >= 0:
        return _note("文号", normalise_doc_no(printed), Span(at, at + len(printed)))
    for node in _front(structure):
        if found := _revised(document.text, node) or _NUMBER.search(document.text, node.start, node.end):
            if (
                _REVISED.match(document.text, found.end()) is None
                and node.level == "题注"
                and found.start() > node.start + 60
            ):
                continue
            return _note(
                "文号",
                normalise_doc_no(found[0].lstrip("（(")),
                Span(found.start() + found[0].startswith(("（", "(")), found.end()),
            )
    return None


def _revised(text: str, node: Node) -> re.Match[str] | None:
    """第728号公布　2025年3月17日第802号修订: a revision is a text of its own, published by the later order."""
    if node.level != "题注":
        return None
    orders = [found for found in _NUMBER.finditer(text, node.start, node.end) if _REVISED.match(text, found.end())]
    return orders[-1] if orders else None


def _front(structure: Structure) -> Iterator[Node]:
    for wanted in ("文号", "题注"):
        yield from (node for node in structure.nodes if node.level == wanted and node.start < 3000)


def _made_public(structure: Structure, events: list[Event]) -> Day | None:
    """The day of publication: from the notes, else the date under the first signature."""
    if made := published_on(events):
        return Day(made.span.start, made.span.end, made.day)
    passed = max((e.day for e in events if e.step != "施行"), default=date.min)
    for node in structure.nodes:
        if (
            node.level == "署名"
            and (day := next(find_days(structure.text, node.start, node.end), None))
            and day.day >= passed
        ):
            return day
    return None


def _days(document: Document, structure: Structure, on: date | None) -> Iterator[Annotation]:
    events = read_history(structure)
    made = _made_public(structure, events)
    if made:
        yield _note("公布日期", made.day.isoformat(), Span(made.start, made.end))
    published = document.published_on or (made.day if made else None)
    start, changed = find_start(structure), last_change(events)
    told = [event for event in events if event.step == "施行" and (changed is None or event.day >= changed)]
    effective, proof = (told[-1].day, told[-1].span) if told else (None, None)
    if effective is None and start:
        effective, proof = start.on(published), start.span
        if changed and (start.day is None or start.day < changed):
            effective = None  # 附则 tells the day of the first form, not of this version
    if effective and proof:
        yield _note("施行日期", effective.isoformat(), proof)
        today = on or document.fetched_at.date()
        if effective > today:
            yield _note("时效性", Status.NOT_YET.value, proof)
    if void := _VOID.search(document.title):
        yield _note("时效性", Status.REPEALED.value, Span(void.start(), void.end(), "title"))
