"""The whole product on the sample site: what a newcomer gets, and what a kill -9 may not change."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crawlers.sample_site.server import serve_sample
from regintel.ids import canonical_url, normalise_text

ROOT = Path(__file__).resolve().parent.parent
ROWS = [json.loads(s) for s in (ROOT / "tests/golden/sample_truth.jsonl").read_text(encoding="utf-8").splitlines()]
# A translation is no document: hkma keeps one a release, with the Chinese text, and its English page as related
TRUTH = [row for row in ROWS if row["translation_of"] is None]
SOURCES = sorted({t["source_id"] for t in TRUTH})
COMMAND = [sys.executable, "-c", "from regintel.cli import main; main()"]


def environment() -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if not k.startswith("REGINTEL_")}


def regintel(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, "--home", str(home), *arguments], capture_output=True, text=True, env=environment(), timeout=280
    )


def killed(home: Path, seconds: float, *arguments: str) -> bool:
    """Run a command and kill -9 it (and its workers) after so long; whether it was still running."""
    child = subprocess.Popen(
        [*COMMAND, "--home", str(home), *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment(),
        start_new_session=True,
    )
    try:
        child.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        return True
    return False


def exported(home: Path, what: str, folder: Path) -> list[dict[str, Any]]:
    path = folder / f"{what}.jsonl"
    done = regintel(home, "export", what, "--format", "jsonl", "-o", str(path))
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    with serve_sample() as url:
        yield url


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation after `regintel demo`."""
    home = tmp_path_factory.mktemp("demo")
    done = regintel(home, "demo", "--no-serve")
    assert done.returncode == 0, done.stdout + done.stderr
    return home


@pytest.fixture(scope="session")
def documents(home: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    rows = exported(home, "documents", tmp_path_factory.mktemp("out"))
    by_url = {canonical_url(r["url"]): r for r in rows}
    assert len(by_url) == len(rows)
    return by_url


def found(documents: dict[str, dict[str, Any]], truth: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows at any of a document's addresses: a rule may stand in two sections of its site."""
    addresses = (canonical_url(url) for url in (truth["url"], *truth["also_at"]))
    return [documents[address] for address in addresses if address in documents]


def test_every_document_of_the_site_is_found_once(documents: dict[str, dict[str, Any]]) -> None:
    assert [t["url"] for t in TRUTH if len(found(documents, t)) != 1] == []
    known = {canonical_url(url) for t in TRUTH for url in (t["url"], *t["also_at"])}
    assert set(documents) - known == set()


@pytest.mark.parametrize("truth", TRUTH, ids=lambda t: f"{t['source_id']}:{t['title'][:20]}")
def test_a_document_says_what_its_page_says(documents: dict[str, dict[str, Any]], truth: dict[str, Any]) -> None:
    (row,) = found(documents, truth)
    assert normalise_text(row["title"]) == normalise_text(truth["title"])
    for name in ("source_id", "kind", "published_on", "doc_no", "effective_on", "deadline", "language"):
        assert row[name] == truth[name], name
    text = normalise_text(row["text"])
    for place in ("body_start", "body_end"):
        assert normalise_text(truth[place]) in text, place


def test_the_newcomers_searches_find_their_documents(home: Path) -> None:
    numbered = next(t for t in TRUTH if t["doc_no"] and t["kind"] == "policy")
    found = json.loads(regintel(home, "search", numbered["doc_no"], "--json").stdout)
    assert canonical_url(found["hits"][0]["url"]) == canonical_url(numbered["url"])
    brackets = numbered["doc_no"].replace("〔", "[").replace("〕", "]")
    again = json.loads(regintel(home, "search", brackets, "--json").stdout)
    assert again["hits"][0]["id"] == found["hits"][0]["id"]
    two = json.loads(regintel(home, "search", "提现", "--json").stdout)
    assert two["total"] > 0


def test_the_brief_of_the_sample_day_cites_every_line(home: Path) -> None:
    markdown = (home / "briefs" / "2026-11-22.md").read_text(encoding="utf-8")
    assert "今日无数据" not in markdown
    assert markdown.count("](http") > 10
    done = regintel(home, "brief", "--date", "2001-01-01")
    assert done.returncode == 0
    empty = (home / "briefs" / "2001-01-01.html").read_text(encoding="utf-8")
    assert "今日无数据" in empty


def test_store_index_and_archive_agree(home: Path) -> None:
    done = regintel(home, "check")
    assert done.returncode == 0, done.stderr


def test_crawling_again_finds_nothing_new(home: Path, site: str) -> None:
    done = regintel(home, "crawl", "--source", ",".join(SOURCES), "--mirror", site, "--no-delay")
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(json.dumps(latest_new(home))) == dict.fromkeys(SOURCES, 0)


def latest_new(home: Path) -> dict[str, int]:
    from regintel.store import open_store

    store = open_store(f"sqlite:///{home / 'regintel.db'}")
    try:
        return {s: int(r.stats.get("new", 0)) for s, r in store.latest_runs().items() if s in SOURCES}
    finally:
        store.close()


def test_a_proof_of_a_crawled_document_holds_elsewhere(
    home: Path, documents: dict[str, dict[str, Any]], tmp_path: Path
) -> None:
    some = next(d for d in documents.values() if d["capture"])
    proof = tmp_path / "proof.json"
    assert regintel(home, "archive", "prove", some["id"], "-o", str(proof)).returncode == 0
    done = regintel(tmp_path / "elsewhere", "archive", "verify", str(proof))
    assert done.returncode == 0, done.stderr
    assert some["title"] in done.stdout


def comparable(home: Path, folder: Path) -> dict[str, dict[str, Any]]:
    """Everything that a reader can see, without the times of the run."""
    found: dict[str, dict[str, Any]] = {}
    for what in ("documents", "clauses", "signals"):
        for row in exported(home, what, folder):
            row.pop("fetched_at", None)
            row.pop("capture", None)
            for file in row.get("attachments") or ():
                file.pop("capture", None)
            assert row["id"] not in found
            found[row["id"]] = row
    return found


@pytest.mark.slow
def test_kill_at_any_moment_and_run_again_gives_the_undisturbed_state(home: Path, site: str, tmp_path: Path) -> None:
    seed = int(os.environ.get("KILL_SEED", time.time_ns() % 10_000))
    print(f"KILL_SEED={seed}")
    chance = random.Random(seed)
    other = tmp_path / "home"
    stages = (
        ("crawl", "--source", ",".join(SOURCES), "--mirror", site, "--no-delay"),
        ("annotate",),
        ("index",),
    )
    kills = 0
    for stage in stages:
        for _ in range(5 if stage[0] == "crawl" else 2):
            kills += killed(other, chance.uniform(0.8, 4.0 if stage[0] == "crawl" else 2.5), *stage)
        done = regintel(other, *stage)
        assert done.returncode == 0, done.stdout + done.stderr
    assert kills
    assert comparable(other, tmp_path) == comparable(home, tmp_path)
    done = regintel(other, "check")
    assert done.returncode == 0, done.stderr
