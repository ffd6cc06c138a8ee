"""A series as CSV and as plain data. Both carry parameters, version and digest; equal series give equal bytes."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator

from insights.series import Cell, Series
from regintel import __version__

Told = Cell | list["Told"] | dict[str, "Told"]


def series_data(series: Series) -> dict[str, Told]:
    """Ready for JSON. Every row is an object with the columns' names."""
    names = [c.name for c in series.method.columns]
    return {
        **_head(series),
        "columns": {c.name: c.meaning for c in series.method.columns},
        "rows": [dict(zip(names, row, strict=True)) for row in series.rows],
    }


def series_json(series: Series) -> str:
    """`series_data` as text."""
    return json.dumps(series_data(series), ensure_ascii=False, indent=1) + "\n"


def series_csv(series: Series) -> str:
    """Lines that begin with `# ` tell what the series is, then come a header and the rows.

    Begins with a byte order mark, as all exports do, so that spreadsheets read the Chinese in it.
    """
    buffer = io.StringIO()
    buffer.write("\ufeff")
    buffer.writelines(f"# {line}\n" for line in _comments(series))
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([c.name for c in series.method.columns])
    writer.writerows(["" if cell is None else _cell(cell) for cell in row] for row in series.rows)
    return buffer.getvalue()


def _head(series: Series) -> dict[str, Told]:
    method = series.method
    return {
        "series": method.name,
        "title": method.title,
        "version": f"{method.name}@{method.version}",
        "program": f"regintel {__version__}",
        "parameters": {name: list(v) if isinstance(v, tuple) else v for name, v in series.parameters.items()},
        "data_sha256": series.data_sha256,
        "producers": list(series.producers),
        "formula": method.formula,
        "references": list(method.references),
        "notes": list(series.notes),
    }


def _comments(series: Series) -> Iterator[str]:
    for name, value in _head(series).items():
        yield f"{name}: {value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}"
    for column in series.method.columns:
        yield f"{column.name}: {column.meaning}"


def _cell(cell: Cell) -> Cell:
    """A quote mark keeps spreadsheets from running a phrase as a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@")) else cell
