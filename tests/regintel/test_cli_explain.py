"""`regintel annotate --explain` as a user sees it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from nlp.annotate import RuleAnnotator
from regintel.cli.main import app
from regintel.errors import NotFoundError
from regintel.model import Kind
from regintel.store import open_store

RUN = CliRunner()


def installation(home: Path, document: Any, *, annotated: bool = True) -> list[str]:
    store = open_store(f"sqlite:///{home / 'regintel.db'}")
    store.save_document(document)
    if annotated:
        (analysis,) = RuleAnnotator().annotate([document])
        store.save_analyses([(document, analysis)])
    store.close()
    return ["--home", str(home), "annotate", "--explain", document.id]


def test_text_and_json_say_the_same(tmp_path: Path, make_document: Any) -> None:
    command = installation(tmp_path, make_document(kind=Kind.NEWS, text="青禾钱包提现困难。青禾钱包未发生逾期兑付。"))
    told = RUN.invoke(app, command)
    assert told.exit_code == 0, told.output
    assert "提现困难 · 青禾钱包" in told.output
    assert "未采信" in told.output
    data = json.loads(RUN.invoke(app, [*command, "--json"]).output)
    assert [s["label"] for s in data["signals"]] == ["提现困难"]
    assert data["refused"][0]["reasons"][0]["text"] == "否定表述"


def test_what_cannot_be_explained_says_what_to_do(tmp_path: Path, make_document: Any) -> None:
    command = installation(tmp_path, make_document(kind=Kind.NEWS), annotated=False)
    for asked in (command, [*command[:-1], "nothing-0"]):
        done = RUN.invoke(app, asked)
        assert done.exit_code != 0
        assert isinstance(done.exception, NotFoundError)
        assert done.exception.mend
