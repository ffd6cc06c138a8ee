"""Decisions told in prose → one `Penalty` a party: `键：值` notices (金融监管总局), formal decisions (证监会)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from nlp.facts.date import find_dates
from nlp.facts.doc_no import find_doc_nos
from regintel.model import Penalty

_KEYS = (
    ("doc_no", r"(?:行政)?处罚决定书?(?:的)?(?:文书?号|编号)|文号|决定书文号"),
    ("party", (r"(?:被处罚)?(?:当事人)?(?:的?(?:姓名|名称|姓名或名称|单位名称|个人姓名|（姓名或名称）))"
r"|被处罚(?:当事人|人|单位|机构)|当事人(?:名称|姓名)|行政相对人名称")),
    ("facts", r"(?:主要)?违法违规(?:事实|行为|案由)[^:：]{0,8}|(?:主要)?违法(?:事实|行为)[^:：]{0,8}|案由"),
    ("basis", r"(?:行政)?处罚(?:的)?依据|法律依据"),
    ("decision", r"(?:行政)?处罚(?:决定|内容|种类|结果|措施)|处罚(?:种类及金额|金额)"),
    ("authority", r"(?:作出|做出)?(?:行政)?(?:处罚)?(?:决定)?(?:的)?(?:机关|机构|单位)(?:的)?(?:名称)?"),
    ("decided_on", r"(?:作出|做出)?(?:行政)?(?:处罚)?决定?(?:的)?日期|处罚(?:日期|时间)"),
)  # fmt: skip
_LINE = re.compile(
    "^[ \t\u3000]*(?:[（(]?[一二三四五六七八九十\\d]+[）)、.．])?[ \t\u3000]*(?:"
    + "|".join(f"(?P<{n}>{p})" for n, p in _KEYS)
    + r")\s*[:：][ \t\u3000]*(?P<value>.*)$",
    re.MULTILINE,
)  # fmt: skip
_PARTY_LINE = re.compile(
    r"^[ \t\u3000]*(?:当事人(?:[一二三四五六七八九十\d])?[:：][ "
    r"\t\u3000]*)?(?P<name>[\u4e00-\u9fffA-Za-z0-9·*\uff0a×（）()\-]{2,60}?)(?:[（(](?:以下)?简称[:：]?[“\"]?(?P<short>[^”\"）)]+)[”\"]?[）)])?"
    r"[，,](?=.{0,80}?(?:住所|住址|男|女|时任|现任|曾任|法定代表人|注册地|地址|出生|身份证|系|统一社会"
    r"|组织机构|经营场所|营业场所|主要经营))"
)
_ADDRESSEE = re.compile(
    r"^[ \t\u3000]*(?P<name>[\u4e00-\u9fffA-Za-z0-9·（）()、，,]{2,80})[:：][ \t\u3000]*$", re.MULTILINE
)
_BODY_BEGINS = re.compile(r"^[ \t\u3000]*(?:依据|根据|经查|日前|近期)", re.MULTILINE)
_DECISION = re.compile(
    r"(?:决定(?:如下|对|[:：])|作出(?:以下|如下)(?:处罚|决定)|[^，。；\n]{0,12}决定[^。\n]{0,10}[:：])"
)
_NUMBERED = re.compile(
    (
        r"^[ \t\u3000]*[（(]?[一二三四五六七八九十]+[）)、.．]\s*(?=.{0,80}(?:警告|罚款|没收|责令|采取"
        r"|禁入|谴责|批评|处以|吊销|撤销|取消))"
    ),
    re.MULTILINE,
)
_FACTS = re.compile(
    r"(?:经查明?|存在以下违法事实|违法事实如下|存在(?:以下|如下)(?:问题|行为"
    r"|违规行为))[，,:：]?(?P<facts>[^\n]{4,2000})"
)
_BASIS = re.compile(r"[^。；\n]*(?:违反|构成|依据|根据|按照)[^。；\n]*《[^。；\n]*")
_AFTERWARDS = re.compile(r"(?:当事人|你(?:公司|们)?|如)[^。\n]{0,20}(?:不服|应当?自收到|应自收到)|上述当事人应自收到")
_BARE = re.compile(r"[（(].*$")
_LONGEST_NAME = 60


def read_notice(text: str) -> list[Penalty]:
    """Decisions of a notice in key–value lines; a repeated 文号 (or party) begins the next one. [] without a party."""
    found: list[dict[str, str]] = []
    matches = list(_LINE.finditer(text))
    for index, match in enumerate(matches):
        name = next(key for key, _ in _KEYS if match[key] is not None)
        end = matches[index + 1].start() if index + 1 < len(matches) else match.end()
        value = (
            text[match.start("value") : end].strip()
            if name in ("facts", "basis", "decision")
            else match["value"].strip()
        )
        if not found or name in found[-1]:
            found.append({})
        found[-1][name] = value
    return [_from_keys(cells) for cells in found if cells.get("party") and len(cells) >= 3]


def _from_keys(cells: dict[str, str]) -> Penalty:
    days = find_dates(cells.get("decided_on", ""))
    return Penalty(
        party=cells["party"].rstrip("。；;"),
        doc_no=cells.get("doc_no", ""),
        facts=cells.get("facts", ""),
        basis=cells.get("basis", ""),
        decision=cells.get("decision", ""),
        authority=re.sub(r"\s+", "", cells.get("authority", "")).rstrip("。；;"),
        decided_on=_day(days[-1].value) if days else None,
    )


def read_decision(text: str, title: str = "") -> list[Penalty]:
    """A formal decision: parties from 当事人 lines (or the addressee), each with its own part of the decision."""
    begins = _BODY_BEGINS.search(text)
    head = text[: begins.start()] if begins else text[:2000]
    parties = _parties(head)
    if not parties:
        return []
    facts = _FACTS.search(text)
    orders = decision_part(text)
    basis = "\n".join(m[0].strip() for m in _BASIS.finditer(text[begins.start() if begins else 0 :]))
    doc_nos = find_doc_nos(head) or find_doc_nos(title)
    authority, day = _signature(text)
    shared = Penalty(
        party="",
        doc_no=doc_nos[0].value if doc_nos else "",
        facts=facts["facts"].strip() if facts else "",
        basis=basis,
        authority=authority,
        decided_on=day,
    )
    names = [name for name, _ in parties]
    return [
        replace(shared, party=name, decision=share_of(orders, (name, *([short] if short else [])), names))
        for name, short in parties
    ]


def _parties(head: str) -> list[tuple[str, str]]:
    """(name, declared short name) of each party, in order."""
    found: list[tuple[str, str]] = []
    inside = False
    for line in head.splitlines():
        inside = inside or re.match(r"\s*当事人", line) is not None
        match = _PARTY_LINE.match(line) if inside else None
        if match is not None and len(match["name"]) <= _LONGEST_NAME:
            found.append((match["name"], (match["short"] or "").strip()))
        elif inside and (plain := re.fullmatch(r"\s*当事人[:：]\s*(.{2,60}?)[。；;]?\s*", line)):
            found.append((plain[1], ""))
    if not found:
        addressee = _ADDRESSEE.search(head)
        if addressee is not None and not re.search("决定|如下|以下", addressee["name"]):
            found = [(name, "") for name in re.split("[、，,]", addressee["name"]) if len(name) > 1]
    return list(dict.fromkeys(found))


def decision_part(text: str) -> str:
    """From where the measures are pronounced to the instruction on remedies."""
    stop = _AFTERWARDS.search(text)
    end = stop.start() if stop else len(text)
    numbered = _NUMBERED.search(text, 0, end)
    pronounced = list(_DECISION.finditer(text, 0, end))
    if numbered is not None:
        return text[numbered.start() : end].strip()
    if pronounced:
        return text[pronounced[-1].start() : end].strip()
    return ""


def share_of(orders: str, names: Sequence[str], everyone: Sequence[str]) -> str:
    """The part of a decision that speaks of one party: its numbered orders, or its 对… clause; else all of it."""
    own = {_BARE.sub("", name) or name for name in names} | set(names)
    others = {_BARE.sub("", name) or name for name in everyone} - own
    parts = [p for p in re.split(r"(?m)(?:[；;。\n]+|(?<=[元告])[，,](?=对))", orders) if p.strip()]
    mine = [p.strip() for p in parts if any(name in p for name in own) and not _speaks_of(p, own, others)]
    return "；".join(mine) if mine else (orders if not others or len(everyone) == 1 else "")


def _speaks_of(part: str, own: set[str], others: set[str]) -> bool:
    """Whether 对X in this part points to another party although an own name occurs in it (as X's employer, say)."""
    target = re.search(r"对([^，,；;。]{2,60}?)(?:给予|处以|处|采取|罚款|警告|作出|予以|责令)", part)
    if target is None:
        return False
    return any(name in target[1] for name in others) and not any(name in target[1] for name in own)


def _signature(text: str) -> tuple[str, date | None]:
    """Authority and day of the last lines."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    day: date | None = None
    for index in range(len(lines) - 1, max(-1, len(lines) - 8), -1):
        line = lines[index]
        days = find_dates(line)
        if day is None and days and len(line) < 40:
            day = _day(days[-1].value)
            rest = re.sub(r"[\s　]+", "", line[: days[-1].start])
            if len(rest) >= 4:
                return rest, day
        elif day is not None and 4 <= len(line) <= 40 and not re.search("[。；]", line):
            return re.sub(r"\s+", "", line), day
    return "", day


def _day(value: str) -> date | None:
    return date.fromisoformat(value) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value) else None
