"""The researcher's series over HTTP, on the page, and on the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from indexer.base import SearchIndex
from indexer.factory import open_index
from nlp.segment import build_segmenter
from regintel.cli.main import app
from regintel.model import Document, Kind
from regintel.settings import Settings
from regintel.store import Store

NAMES = ("sentiment", "uncertainty", "bursts")


@pytest.mark.parametrize("name", NAMES)
def test_every_series_tells_how_to_get_it_again(client: TestClient, name: str) -> None:
    path = f"/api/v1/series/{name}?until=2026-11-22"
    body = client.get(path).json()
    assert body["version"] == f"{name}@1"
    assert body["program"].startswith("regintel ")
    assert body["parameters"]["until"] == "2026-11-22"
    assert body["parameters"]["since"] == "2025-11-23"
    assert len(body["data_sha256"]) == 64
    assert body["formula"]
    assert body["references"]
    assert all(set(row) == set(body["columns"]) for row in body["rows"])
    assert body["rows"]
    for form in ("json", "csv"):
        first, second = (client.get(f"{path}&format={form}") for _ in range(2))
        assert first.content == second.content
        assert body["data_sha256"] in first.text


def test_csv_is_a_file(client: TestClient) -> None:
    answer = client.get(
        "/api/v1/series/bursts", params={"format": "csv", "by": "day", "since": "2026-11-01", "type": "提现困难"}
    )
    assert answer.headers["content-type"].startswith("text/csv")
    assert "regintel-bursts-2026-11-01-2026-11-22.csv" in answer.headers["content-disposition"]
    assert answer.text.splitlines()[-1] == "提现困难,2026-11-22,1,2,0.5,0,"


@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        ("weather", 404, "bursts"),
        ("sentiment?by=hour", 400, "month"),
        ("sentiment?since=soon", 400, "2026-11-22"),
        ("sentiment?since=2026-11-23&until=2026-11-22", 400, "交换"),
        ("sentiment?since=0001-01-01", 400, "缩短日期"),
        ("sentiment?format=xml", 400, "csv"),
        ("sentiment?source_id=none", 400, "/sources"),
        ("sentiment?factor=2", 400, "可用参数"),
        ("bursts?entity=甲", 400, "可用参数"),
        ("bursts?factor=1", 400, "大于 1"),
        ("bursts?factor=nan", 400, "大于 1"),
        ("bursts?gamma=x", 400, "1.5"),
        ("bursts?type=无此类型", 400, "风险类型"),
        ("bursts?kind=book", 400, "news"),
        (f"bursts?word={'长' * 60}", 400, "50"),
    ],
)
def test_mistakes_are_answered_with_the_mend(client: TestClient, path: str, status: int, told: str) -> None:
    answer = client.get(f"/api/v1/series/{path}")
    assert answer.status_code == status
    assert told in answer.json()["mend"]
    page = client.get(f"/series/{path.replace('format=xml', 'by=xml')}")
    assert page.status_code == status
    assert "<h1" in page.text


def test_the_page_draws_and_links_to_its_exact_file(client: TestClient) -> None:
    page = client.get("/series/bursts?type=提现困难").text
    assert '<svg class="line"' in page
    assert "Kleinberg" in page
    body = client.get("/api/v1/series/bursts?type=提现困难").json()
    assert body["data_sha256"] in page
    href = next(part for part in page.split('"') if part.startswith("/api/v1/series/bursts?"))
    assert "since=2025-11-23" in urlsplit(href).query
    assert body["data_sha256"] in client.get(href.replace("&amp;", "&")).text
    assert "算法与复现" in client.get("/series").text


def test_an_empty_installation_has_series_too(make_client: Callable[..., TestClient], index: SearchIndex) -> None:
    index.rebuild(())
    empty = make_client()
    for name in NAMES:
        assert empty.get(f"/api/v1/series/{name}").json()["rows"] == []
        assert "没有可画的数据" in empty.get(f"/series/{name}").text


@pytest.fixture
def home(tmp_path: Path, make_document: Callable[..., Document]) -> Path:
    """A data folder with one piece of news."""
    from regintel.store import open_store

    settings = Settings(home=tmp_path)
    store: Store = open_store(settings.database)
    store.save_document(make_document(kind=Kind.NEWS))
    store.close()
    index = open_index(settings.index, build_segmenter().tokens_for_search)
    index.rebuild(())
    index.close()
    return tmp_path


def test_the_command_writes_the_same_bytes_twice(home: Path) -> None:
    run = CliRunner().invoke
    once, twice = home / "1.csv", home / "2.csv"
    for path in (once, twice):
        done = run(app, ["--home", str(home), "series", "uncertainty", "--until", "2026-11-22", "-o", str(path)])
        assert done.exit_code == 0, done.output
    assert once.read_bytes() == twice.read_bytes()
    assert "2026-11,1,0,0," in once.read_text(encoding="utf-8-sig")
    printed = run(app, ["--home", str(home), "series", "bursts", "--format", "json", "--word", "挤兑"])
    assert printed.exit_code == 0
    assert '"version": "bursts@1"' in printed.output


@pytest.mark.parametrize(
    "options", [["sentiment", "--word", "甲"], ["bursts", "--factor", "1"], ["bursts", "--source", "none"]]
)
def test_mistakes_on_the_command_line_are_one_line(home: Path, options: list[str]) -> None:
    done = CliRunner().invoke(app, ["--home", str(home), "series", *options])
    assert done.exit_code != 0
    assert getattr(done.exception, "mend", "")
