"""Documentation is tested: what exists is documented, what is documented exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer

from regintel.cli.main import app
from regintel.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
DOCS = sorted(p for p in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
COMMANDS = typer.main.get_command(app)


def leaves(group: object, path: tuple[str, ...] = ()) -> dict[str, list[str]]:
    """Command path → its options."""
    found: dict[str, list[str]] = {}
    for name, command in getattr(group, "commands", {}).items():
        is_group = bool(getattr(command, "commands", None))
        if is_group:
            found |= leaves(command, (*path, name))
        if not is_group or command.invoke_without_command:
            options = [o for p in command.params for o in p.opts if o.startswith("--") and o != "--help"]
            found[" ".join((*path, name))] = options
    return found


def text(*names: str) -> str:
    return "\n".join((ROOT / n).read_text(encoding="utf-8") for n in names)


@pytest.mark.parametrize(
    ("command", "options"), leaves(COMMANDS).items(), ids=lambda v: v if isinstance(v, str) else ""
)
def test_every_command_and_option_is_documented(command: str, options: list[str]) -> None:
    manual = text("docs/commands.md")
    section = re.search(rf"^## `regintel {re.escape(command)}`\n(.*?)(?=^## |\Z)", manual, re.MULTILINE | re.DOTALL)
    assert section, f"docs/commands.md has no section '## `regintel {command}`'"
    assert [o for o in options if o not in section[1]] == []
    assert f"regintel {command.split(maxsplit=1)[0]}" in text("README.md")


def test_every_documented_command_exists() -> None:
    named = set(re.findall(r"^## `regintel ([a-z -]+)`", text("docs/commands.md"), re.MULTILINE))
    assert named == set(leaves(COMMANDS))


def test_every_setting_is_documented_with_its_default() -> None:
    manual = text("docs/settings.md")
    for name, field in Settings.model_fields.items():
        row = re.search(rf"^\| `REGINTEL_{name.upper()}` \|(.*)$", manual, re.MULTILINE)
        assert row, f"docs/settings.md lacks REGINTEL_{name.upper()}"
        default = field.default
        shown = "" if default in ("", None, ()) else str(default)
        assert shown in row[1], f"REGINTEL_{name.upper()}: default {shown!r} not shown"


def test_every_documented_setting_exists() -> None:
    known = {f"REGINTEL_{name.upper()}" for name in Settings.model_fields} | {"REGINTEL_SHARED"}
    named = {name for path in DOCS for name in re.findall(r"REGINTEL_[A-Z_]+[A-Z]", path.read_text(encoding="utf-8"))}
    assert named - known == set()


@pytest.mark.parametrize("path", DOCS, ids=lambda p: p.name)
def test_links_and_named_files_exist(path: Path) -> None:
    content = path.read_text(encoding="utf-8")
    linked = list(re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", content))
    named = re.findall(
        r"`((?:docs|tools|benchmarks|tests|regintel|nlp|crawlers|indexer|insights|search_api)/[\w./-]+)`", content
    )
    missing = [n for n in linked if not (path.parent / n).exists()] + [n for n in named if not (ROOT / n).exists()]
    assert missing == []


@pytest.mark.parametrize("target", sorted(set(re.findall(r"`make ([a-z-]+)", "\n".join(p.read_text() for p in DOCS)))))
def test_documented_make_targets_exist(target: str) -> None:
    makefiles = [ROOT / "Makefile", *(ROOT / "tools").rglob("*.mk")]
    assert any(re.search(rf"^{target}:", p.read_text(encoding="utf-8"), re.MULTILINE) for p in makefiles)
