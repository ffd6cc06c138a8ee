"""A crawl of the whole sample site gives what the site was built from: every document once, with its facts."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from crawlers.registry import sources
from crawlers.sample_site.server import serve_sample
from crawlers.source import Source
from regintel.ids import canonical_url, normalise_doc_no, normalise_text

TRUTH = Path(__file__).resolve().parents[2] / "golden" / "sample_truth.jsonl"
MIXED = {"pbc_news"}  # columns that hold several kinds, told apart by reading
COMMAND = "from regintel.cli import main; main()"


def truth() -> dict[str, list[dict[str, Any]]]:
    rows: dict[str, list[dict[str, Any]]] = {}
    for line in TRUTH.read_text("utf-8").splitlines():
        row = json.loads(line)
        if row["translation_of"] is None:  # one document a release, in the language of its site
            rows.setdefault(row["source_id"], []).append(row)
    return rows


WANTED = truth()
KNOWN = sorted(ident for ident in WANTED if isinstance(sources().get(ident), Source))


def regintel(home: Path, *arguments: str) -> None:
    command = [sys.executable, "-c", COMMAND, "--home", str(home), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    """Exported documents by source."""
    home = tmp_path_factory.mktemp("home")
    with serve_sample() as mirror:
        regintel(home, "crawl", "--source", ",".join(KNOWN), "--mirror", mirror, "--no-delay")
    out = home / "documents.jsonl"
    regintel(home, "export", "documents", "--format", "jsonl", "-o", str(out))
    rows: dict[str, list[dict[str, Any]]] = {ident: [] for ident in KNOWN}
    for line in out.read_text("utf-8").splitlines():
        document = json.loads(line)
        rows[document["source_id"]].append(document)
    return rows


def paired(source: str, crawled: dict[str, list[dict[str, Any]]]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    found = {canonical_url(document["url"]): document for document in crawled[source]}
    return [(row, found[next(url for url in addresses(row) if url in found)]) for row in WANTED[source]]


def addresses(row: dict[str, Any]) -> list[str]:
    return [canonical_url(url) for url in (row["url"], *row["also_at"])]


def test_the_first_five_sources_are_known() -> None:
    assert {"pbc_penalty_hq", "nfra_policy", "nfra_penalty", "flk_npc", "stcn"} <= set(KNOWN)


@pytest.mark.slow
@pytest.mark.parametrize("source", KNOWN)
def test_every_document_comes_once(source: str, crawled: dict[str, list[dict[str, Any]]]) -> None:
    got = [canonical_url(document["url"]) for document in crawled[source]]
    known = {url for row in WANTED[source] for url in addresses(row)}
    assert len(got) == len(set(got))
    assert set(got) <= known
    assert [row["url"] for row in WANTED[source] if not set(addresses(row)) & set(got)] == []


@pytest.mark.slow
@pytest.mark.parametrize("source", KNOWN)
def test_title_date_kind_and_number(source: str, crawled: dict[str, list[dict[str, Any]]]) -> None:
    for row, document in paired(source, crawled):
        title = " ".join(row["title"].split())  # blanks between joint issuers are printed in any width
        assert (document["title"], document["published_on"]) == (title, row["published_on"])
        if source not in MIXED:
            assert document["kind"] == row["kind"], row["url"]
        if document["doc_no"]:  # what prose tells is the annotator's to find
            assert normalise_doc_no(document["doc_no"]) == normalise_doc_no(row["doc_no"]), row["url"]


@pytest.mark.slow
@pytest.mark.parametrize("source", KNOWN)
def test_body_from_its_first_to_its_last_words(source: str, crawled: dict[str, list[dict[str, Any]]]) -> None:
    for row, document in paired(source, crawled):
        text = normalise_text(document["text"])
        assert normalise_text(row["body_start"]) in text, row["url"]
        assert normalise_text(row["body_end"]) in text, row["url"]
        assert [figure for figure in row["figures"].values() if normalise_text(figure) not in text] == [], row["url"]


@pytest.mark.slow
@pytest.mark.parametrize("source", [s for s in KNOWN if s != "flk_npc"])
def test_attachments_by_name(source: str, crawled: dict[str, list[dict[str, Any]]]) -> None:
    for row, document in paired(source, crawled):
        assert [a["name"] for a in document["attachments"]] == row["attachments"], row["url"]


@pytest.mark.slow
@pytest.mark.parametrize("source", [s for s in ("pbc_penalty_hq", "nfra_penalty") if s in KNOWN])
def test_parties_of_penalty_tables(source: str, crawled: dict[str, list[dict[str, Any]]]) -> None:
    seen = 0
    for row, document in paired(source, crawled):
        if not document["penalties"]:
            continue  # told in prose
        assert [p["party"] for p in document["penalties"]] == [p["party"] for p in row["parties"]]
        assert [p["decided_on"] for p in document["penalties"]] == [p["decided_on"] for p in row["parties"]]
        seen += len(row["parties"])
    assert seen >= 8
