"""Saved pages and what they must give. A case is a folder: case.json (the request), page.* (its bytes), expected.json.

A case without expected.json gets one written, marked `"read": false`, and fails until a person has read it and set
`"read": true`.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from crawlers.challenge import refuse_false_page
from crawlers.page import Answer, Item
from crawlers.registry import source_named
from crawlers.source import Request
from regintel.errors import CrawlError

GOLDEN = Path(__file__).resolve().parent.parent / "golden"
CASES = sorted(path.parent for path in GOLDEN.glob("*/*/case.json"))


def outcome(folder: Path) -> dict[str, Any]:
    """What our pages make of a case, as plain JSON."""
    case = json.loads((folder / "case.json").read_text("utf-8"))
    source = source_named(folder.parent.name)
    body = next(folder.glob("page.*")).read_bytes()
    answer = Answer(
        case["url"],
        body,
        case.get("status", 200),
        case.get("headers", {}),
        case.get("meta", {}),
        datetime.fromisoformat(case["fetched_at"]) if "fetched_at" in case else None,
    )
    try:
        if case["role"] == "list":
            refuse_false_page(answer)
            page = source.list_page(answer, source)
            return {"items": plain(page.items()), "next_lists": plain(page.next_lists())}
        given = case["item"]
        day = date.fromisoformat(given["published_on"]) if given["published_on"] else None
        item = Item(given["url"], given["title"], Request(case["url"]), day, None, given.get("meta", {}))
        refuse_false_page(answer, item.title)
        return {"draft": plain(source.detail_page(answer, source, item).draft())}
    except CrawlError as error:
        return {"error": type(error).__name__, "what": error.what}


def plain(value: Any) -> Any:
    """Dataclasses as dictionaries without the fields that hold their default, everything else as JSON has it."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {name: plain(content) for name, content in stated(value)}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, bytes):
        return value.decode()
    return value.isoformat() if isinstance(value, date) else value


def stated(value: Any) -> Iterator[tuple[str, Any]]:
    for field in dataclasses.fields(value):
        content = getattr(value, field.name)
        if content not in ("", (), {}, None, b"", False):
            yield field.name, content


@pytest.mark.parametrize("folder", CASES, ids=lambda f: f"{f.parent.name}/{f.name}")
def test_page_gives_what_a_person_read(folder: Path) -> None:
    path = folder / "expected.json"
    found = outcome(folder)
    if not path.exists():
        path.write_text(json.dumps({"read": False, **found}, ensure_ascii=False, indent=2) + "\n", "utf-8")
        pytest.fail(f"{path} was written: read it, correct it and set read to true")
    expected = json.loads(path.read_text("utf-8"))
    assert expected.pop("read") is True, f"{path} has not been read by a person"
    assert found == expected


@pytest.mark.parametrize("source", sorted({case.parent.name for case in CASES}))
def test_source_has_the_cases_that_matter(source: str) -> None:
    names = {case.name for case in CASES if case.parent.name == source}
    for wanted in ("list", "last_page", "detail", "empty_list"):
        assert any(name.startswith(wanted) for name in names), f"{source} has no case {wanted}"
