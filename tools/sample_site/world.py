"""Reads `content/<source>.yaml`: the invented documents, in the order in which their site lists them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

CONTENT = Path(__file__).parent / "content"
_FIELDS = {
    "id", "title", "date", "time", "kind", "section", "doc_no", "issuers", "effective", "deadline", "status", "language",
    "body", "files", "parties", "risks", "traps", "same_as", "amends", "replace",
}  # fmt: skip


@dataclass(frozen=True)
class File:
    """An attachment. `kind` is pdf, pdf-en, scan, docx or xlsx; `body` are its paragraphs, `rows` its table.

    `title` is the printed heading where the file's name says nothing, as with `d941.pdf`.
    """

    name: str
    path: str
    kind: str
    body: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    title: str = ""


@dataclass(frozen=True)
class Doc:
    """One document of the sample world.

    `section` is the site's own column, item or channel. `parties` are rows of penalties. `risks` are signals that an
    analyst would record (type, entity), `traps` are mentions that must not become one (a denial, a warning in general
    terms). `extra` holds what only one source prints.
    """

    source: str
    id: str
    title: str
    date: str
    time: str
    kind: str
    section: str = ""
    doc_no: str = ""
    issuers: list[str] = field(default_factory=list)
    effective: str = ""
    deadline: str = ""
    status: str = ""
    language: str = "zh-Hans"
    body: list[str] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    parties: list[dict[str, Any]] = field(default_factory=list)
    risks: list[dict[str, str]] = field(default_factory=list)
    traps: list[dict[str, str]] = field(default_factory=list)
    same_as: str = ""
    extra: dict[str, Any] = field(default_factory=dict)


def load(source: str) -> list[Doc]:
    """The documents of a source, newest first as every site prints them."""
    raw = yaml.safe_load((CONTENT / f"{source}.yaml").read_text("utf-8"))
    known = {str(entry["id"]): entry for entry in raw}
    docs = [_doc(source, entry, known) for entry in raw]
    return sorted(docs, key=lambda d: (d.date, d.time), reverse=True)


def _doc(source: str, raw: dict[str, Any], known: dict[str, Any]) -> Doc:
    values = {key: raw[key] for key in _FIELDS & raw.keys() if key not in ("amends", "replace")}
    for key in ("date", "effective", "deadline"):
        if isinstance(values.get(key), date):
            values[key] = values[key].isoformat()
    values["id"] = str(raw["id"])
    values["time"] = str(raw.get("time", "09:30:00"))
    text = raw.get("body", "")
    if "amends" in raw:
        text = raw.get("body", "") + _amended(known[str(raw["amends"])]["body"], raw["replace"])
    values["body"] = paragraphs(text)
    values["files"] = [_file(entry) for entry in raw.get("files", ())]
    extra = {key: raw[key] for key in raw.keys() - _FIELDS}
    return Doc(source=source, extra=extra, **values)


def _file(raw: dict[str, Any]) -> File:
    return File(
        raw["name"],
        raw["path"],
        raw["kind"],
        paragraphs(raw.get("body", "")),
        [[str(c) for c in r] for r in raw.get("rows", ())],
        raw.get("title", ""),
    )


def _amended(text: str, replace: dict[str, str]) -> str:
    """The earlier version with some articles replaced; an article runs to the next article or chapter.

    A key that the text does not have is a mistake in the content and raises `KeyError`.
    """
    parts = re.split(r"(?m)^(?=第[一二三四五六七八九十百]+[章条](?:之[一二三四五六七八九十]+)?　)", text)
    numbers = {part.split("\u3000", 1)[0]: i for i, part in enumerate(parts)}
    for number, new in replace.items():
        parts[numbers[number]] = new.rstrip("\n") + "\n"
    return "".join(parts)


def paragraphs(text: str) -> list[str]:
    return [line.strip(" \n") for line in text.split("\n") if line.strip()]
