"""A table's cells on their grid: rowspan and colspan are written out, each place knows the cell it came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from crawlers.body import join_lines, lines_of

_MAX_SPAN = 200  # a hostile rowspan of a million must not become a million rows
_MAX_CELLS = 200_000


@dataclass(frozen=True, slots=True)
class Cell:
    """`lines` are the cell's paragraphs. Two places of one printed cell hold the same object (`is`)."""

    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """All paragraphs, one a line."""
        return "\n".join(self.lines)

    @property
    def line(self) -> str:
        """All on one line, exactly as `crawlers.body` prints the cell in a row of the text."""
        return join_lines(self.lines)

    @property
    def squashed(self) -> str:
        """Without any white space: what headers and names are compared by."""
        return "".join("".join(self.lines).split())


EMPTY = Cell(())


def grid_of(table: Any) -> list[list[Cell]]:
    """Rows of equal length. A cell that spans appears at every place it covers; holes are `EMPTY`."""
    open_spans: dict[int, tuple[int, Cell]] = {}
    rows: list[list[Cell]] = []
    for row in table.xpath("./tr|./thead/tr|./tbody/tr|./tfoot/tr"):
        places: dict[int, Cell] = {}
        still_open: dict[int, tuple[int, Cell]] = {}
        for column, (left, cell) in open_spans.items():
            places[column] = cell
            if left > 1:
                still_open[column] = (left - 1, cell)
        column = 0
        for node in row.xpath("./td|./th"):
            cell = Cell(tuple(lines_of(node)))
            down, across = _span(node, "rowspan"), _span(node, "colspan")
            while column in places:
                column += 1
            for place in range(column, column + across):
                places.setdefault(place, cell)
                if down > 1:
                    still_open[place] = (down - 1, cell)
            column += across
        open_spans = still_open
        if places:
            rows.append([places.get(i, EMPTY) for i in range(max(places) + 1)])
        if sum(map(len, rows)) > _MAX_CELLS:
            break
    width = max(map(len, rows), default=0)
    return [row + [EMPTY] * (width - len(row)) for row in rows]


def distinct(row: list[Cell]) -> list[Cell]:
    """The printed cells of a row in order, each once, empty places dropped."""
    out: list[Cell] = []
    for cell in row:
        if cell is not EMPTY and not any(cell is seen for seen in out):
            out.append(cell)
    return out


def _span(node: Any, name: str) -> int:
    value = (node.get(name) or "1").strip()
    return min(max(int(value), 1), _MAX_SPAN) if value.isdecimal() else 1
