"""`regintel index` and its siblings on a small home, and editions and families from the store to the index."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from indexer.base import Collection
from regintel.cli.installation import Installation
from regintel.cli.main import app
from regintel.errors import RegintelError
from regintel.model import Record

OLD = (
    "第一条 为了规范小额贷款业务，制定本办法。\n第二条 单户余额不得超过二十万元。\n第三条 本办法自2020年3月1日起施行。"
)
NEW = OLD.replace("二十万元", "三十万元").replace("2020年3月1日", "2026年3月1日")


def law(title: str, text: str, published: str) -> dict[str, str]:
    return {
        "title": title,
        "markdown": text,
        "published": published,
        "url": f"https://law.example/{published}",
        "status": "有效",
    }


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., tuple[int, str]]:
    rows = [law("小额贷款管理办法", OLD, "2020-02-01"), law("小额贷款管理办法", NEW, "2026-02-01")]
    (tmp_path / "laws.jsonl").write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in rows), encoding="utf-8")

    def invoke(*arguments: str) -> tuple[int, str]:
        done = CliRunner().invoke(app, ["--home", str(tmp_path / "home"), *arguments])
        if isinstance(done.exception, RegintelError):
            return 1, done.output + str(done.exception)
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done.exit_code, done.output

    code, told = invoke("import", str(tmp_path / "laws.jsonl"))
    assert code == 0, told
    return invoke


def test_the_commands_on_a_healthy_index(run: Callable[..., tuple[int, str]]) -> None:
    assert run("index")[0] == 0
    assert "逐条相符" in run("index", "verify")[1]
    code, told = run("index", "status")
    assert code == 0
    assert "tantivy" in told
    assert run("index", "rebuild")[0] == 0
    code, told = run("index", "verify")
    assert (code, "8 条记录逐条相符" in told) == (0, True), told


def test_clauses_come_from_the_newer_version_and_documents_are_one(run: Callable[..., tuple[int, str]]) -> None:
    found = json.loads(run("search", "单户余额", "--collection", "clauses", "--json")[1])
    assert [hit["text"].count("三十万") for hit in found["hits"]] == [1]
    every = json.loads(run("search", "单户余额", "--collection", "clauses", "--every-edition", "--json")[1])
    assert every["total"] == 2
    documents = json.loads(run("search", "小额贷款", "--json")[1])
    assert (documents["total"], documents["shown"]) == (2, 1)
    assert documents["hits"][0]["others"] == 1
    assert json.loads(run("search", "小额贷款", "--no-collapse", "--json")[1])["shown"] == 2
    assert "得分" in run("search", "小额贷款", "--explain")[1]
    code, told = run("similar", "没有这份")
    assert (code, "没有编号为" in told) == (1, True)


def test_what_differs_is_named(run: Callable[..., tuple[int, str]], tmp_path: Path) -> None:
    def change(alter: Callable[[Any, list[Record]], None]) -> str:
        installation = Installation(tmp_path / "home")
        alter(installation.index, list(installation.index.scan(Collection.CLAUSES)))
        installation.index.refresh()
        installation.close()
        code, told = run("index", "verify")
        assert code == 1
        assert "regintel index rebuild" in told
        assert run("index", "rebuild")[0] == 0
        return told

    told = change(lambda index, found: index.delete(Collection.CLAUSES, [found[0].id]))
    assert "缺少 1 条" in told
    told = change(lambda index, found: index.upsert([Record("stray", "clauses", dict(found[0].fields))]))
    assert "多出 1 条" in told
    told = change(
        lambda index, found: index.upsert([Record(found[0].id, "clauses", {**found[0].fields, "text": "改过的"})])
    )
    assert "1 条记录与数据库不同" in told
