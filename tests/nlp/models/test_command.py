"""`regintel predict` and its neighbours, as a script calls them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from regintel.cli.main import app
from regintel.errors import ConfigError, UsageError

RUN = CliRunner()


def test_rows_come_back_with_answers(tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    rows = [{"id": 1, "text": "华远科技：净利润同比增长三成"}, {"id": 2, "text": "\ud800"}, {"id": 3}]
    source.write_text("\n".join(json.dumps(row) for row in rows) + "\n\n", encoding="utf-8")
    result = RUN.invoke(app, ["predict", "sentiment-news", "--jsonl", str(source), "-o", str(target), "--tier", "1"])
    assert result.exit_code == 0, result.output
    answers = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert [{k: a[k] for k in row} for a, row in zip(answers, rows, strict=True)] == rows
    assert answers[0]["label"] == "positive"
    assert list(tmp_path.iterdir()) == [source, target] or set(tmp_path.iterdir()) == {source, target}


@pytest.mark.parametrize("line", ["[1]", "{", "nonsense", "[" * 100_000])
def test_a_bad_line_is_named_and_nothing_is_written(tmp_path: Path, line: str) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text('{"text": "好"}\n' + line + "\n", encoding="utf-8")
    result = RUN.invoke(app, ["predict", "topics", "--jsonl", str(source), "-o", str(target)])
    assert isinstance(result.exception, ConfigError)
    assert "第 2 行" in str(result.exception)
    assert list(tmp_path.iterdir()) == [source]


def test_missing_files_and_tasks_are_named(tmp_path: Path) -> None:
    target = str(tmp_path / "out.jsonl")
    result = RUN.invoke(app, ["predict", "topics", "--jsonl", str(tmp_path / "none"), "-o", target])
    assert isinstance(result.exception, ConfigError)
    assert "none" in str(result.exception)
    (tmp_path / "in").write_text("{}\n", encoding="utf-8")
    result = RUN.invoke(app, ["predict", "weather", "--jsonl", str(tmp_path / "in"), "-o", target])
    assert isinstance(result.exception, UsageError)
    result = RUN.invoke(app, ["evaluate", "topics", "--data", str(tmp_path)])
    assert isinstance(result.exception, ConfigError)


def test_models_are_listed_and_exported(tmp_path: Path) -> None:
    listed = RUN.invoke(app, ["model", "list"])
    assert listed.exit_code == 0
    assert RUN.invoke(app, ["model", "export", "topics", "-o", str(tmp_path / "x")]).exit_code == 0
    assert {"topics.npz", "wordclass.npz", "topics.md"} <= {path.name for path in (tmp_path / "x").iterdir()}
