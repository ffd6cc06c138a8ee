"""Penalty tables of Chinese regulators: columns (or rows) are found by what their header says, never by position.

Two layouts occur: horizontal (a header row, one party a row; header cells may span two rows) and vertical (keys on the
left, one decision a table, keys grouped by rowspan such as 单位 / 名称).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from crawlers.day import parse_day
from crawlers.table import Cell, distinct, grid_of
from regintel.model import Penalty

# Order matters: 作出行政处罚决定机关名称 is an authority although it says 处罚决定 and 名称
_FIELDS = (
    (
        "ignored",
        r"序号|编号$|备注|公示(?:期|日|时)|公开(?:期|日|时)|住所|地址|信用代码|身份证|职务|法定代表人|主要负责人|负责人姓名|证件",
    ),
    ("doc_no", r"文号|决定书号|处罚书号"),
    ("basis", r"依据"),
    ("authority", r"机关|处罚(?:机构|单位)|决定(?:的)?(?:机构|单位)"),
    ("decided_on", r"日期|时间"),
    ("facts", r"违法|违规|案由|事实"),
    ("decision", r"处罚(?:决定|内容|种类|结果|措施|类别|金额)|处理(?:决定|结果|措施)|监管措施"),
    (
        "party",
        r"当事人|被处罚|被罚|行政相对人|^(?:个人|单位|机构|企业|公司)?(?:姓名|名称)|企业名称|机构名称|单位名称|^个人$|^单位$",
    ),
)
_PATTERNS = tuple((name, re.compile(pattern)) for name, pattern in _FIELDS)
_SUB_KEY = re.compile(
    r"(?:个人|单位|机构|企业)?(?:姓名|名称)?(?:或名称|或姓名)?|住所|地址|职务|法定代表人.*|.*负责人.*姓名.*|被处罚当事人.*"
)
_PERSON = re.compile(r"个人|自然人")
_NOTHING = re.compile(r"[\s—\-－–_/\\／无*空]*")
_LONGEST_HEADER = 40


@dataclass(slots=True)
class _Draft:
    """One decision while its cells are collected: field → texts in printed order."""

    cells: dict[str, list[str]] = field(default_factory=dict)
    persons: list[str] = field(default_factory=list)
    units: list[str] = field(default_factory=list)
    origin: Cell | None = None

    def add(self, name: str, cell: Cell, header: str) -> None:
        if _NOTHING.fullmatch(cell.squashed):
            return
        if name == "party":
            (self.persons if _PERSON.search(header) else self.units).append(cell.line)
        elif cell.text not in self.cells.setdefault(name, []):
            self.cells[name].append(cell.text)

    def text(self, name: str) -> str:
        return "\n".join(self.cells.get(name, ()))

    def parties(self) -> list[str]:
        """Who was punished. A person's unit is printed to say where the person works, unless the decision names it."""
        if not self.persons:
            return self.units[:1]
        decision = self.text("decision")
        return self.persons + [unit for unit in self.units if unit in decision]

    def penalties(self) -> list[Penalty]:
        decided = self.text("decided_on")
        return [
            Penalty(
                party=party,
                doc_no="".join(self.text("doc_no").split()),
                facts=self.text("facts"),
                basis=self.text("basis"),
                decision=self.text("decision"),
                authority="".join(self.text("authority").split()),
                decided_on=parse_day(decided),
            )
            for party in self.parties()
        ]


def field_of(header: str) -> str:
    """The field that a header names (`party`, `doc_no`, …, `ignored`), "" where it is no header."""
    header = re.sub(r"\s+", "", header)
    if not header or len(header) > _LONGEST_HEADER:
        return ""
    return next((name for name, pattern in _PATTERNS if pattern.search(header)), "")


def penalties_in(root: Any) -> tuple[Penalty, ...]:
    """All decisions told in tables below an element, in printed order; empty for prose."""
    found: list[Penalty] = []
    header: list[str] | None = None
    for table in root.xpath("descendant-or-self::table[not(.//table)]"):
        grid = grid_of(table)
        start, new_header = _header(grid)
        if new_header:
            header = new_header
        elif vertical := _vertical(grid):
            found += [p for draft in vertical for p in draft.penalties()]
            continue
        if header and grid and len(grid[0]) == len(header):
            found += [p for draft in _horizontal(grid[start:], header) for p in draft.penalties()]
    return tuple(found)


def _header(grid: list[list[Cell]]) -> tuple[int, list[str]]:
    """(index of the first row below the header, header text of each column), (0, []) without one."""
    for index, row in enumerate(grid[:6]):
        fields = [field_of(cell.squashed) for cell in distinct(row)]
        known = {name for name in fields if name and name != "ignored"}
        # A vertical table's row may hold two keys, never three different ones
        if len(known) < 3 or ("party" not in known and "doc_no" not in known):
            continue
        depth = 1
        while index + depth < len(grid) and any(
            upper is lower and upper.squashed for upper, lower in zip(row, grid[index + depth], strict=True)
        ):
            depth += 1
        columns = []
        for column in range(len(row)):
            stack: list[Cell] = []
            for line in grid[index : index + depth]:
                if not any(line[column] is seen for seen in stack):
                    stack.append(line[column])
            columns.append("".join(cell.squashed for cell in stack))
        return index + depth, columns
    return 0, []


def _horizontal(rows: list[list[Cell]], header: list[str]) -> list[_Draft]:
    fields = [field_of(text) for text in header]
    party_columns = [i for i, name in enumerate(fields) if name == "party"]
    drafts: list[_Draft] = []
    for row in rows:
        if len(distinct(row)) < 2 or sum(field_of(c.squashed) == f != "" for c, f in zip(row, fields, strict=True)) > 2:
            continue  # a note over the whole width, or the header printed again on the next page
        origin = next((row[i] for i in party_columns if not _NOTHING.fullmatch(row[i].squashed)), None)
        if drafts and origin is not None and origin is drafts[-1].origin:
            draft = drafts[-1]  # one party over several rows of facts
        else:
            draft = _Draft(origin=origin)
            drafts.append(draft)
        seen: list[Cell] = []
        for cell, name, text in zip(row, fields, header, strict=True):
            repeated = any(cell is other for other in seen)
            if name not in ("", "ignored") and not repeated and not (name == "party" and cell.line in draft.units):
                draft.add(name, cell, text)
            seen.append(cell)
    return [draft for draft in drafts if draft.parties()]


def _vertical(grid: list[list[Cell]]) -> list[_Draft]:
    """Decisions of a key/value table: one a value column; a repeated 文号 key begins the next decision."""
    drafts: list[_Draft] = []
    current: list[_Draft] = []
    for row in grid:
        cells = distinct(row)
        if len(cells) < 2:
            continue
        split = 1
        while split < len(cells) - 1 and _SUB_KEY.fullmatch(cells[split].squashed):
            split += 1
        # the innermost key decides, an outer one only names the group: 被处罚当事人 / 单位 / 住所
        keys = [cell.squashed for cell in cells[:split]]
        name = field_of(keys[-1]) or field_of("".join(keys))
        if not name:
            continue
        values = cells[split:]
        if name == "doc_no" and any(draft.text("doc_no") for draft in current):
            drafts += current
            current = []
        while len(current) < len(values):
            current.append(_Draft())
        if name != "ignored":
            for draft, cell in zip(current, values, strict=False):
                draft.add(name, cell, "".join(keys))
    drafts += current
    fields = {name for draft in drafts for name in draft.cells}
    return [draft for draft in drafts if draft.parties()] if len(fields) >= 2 else []
