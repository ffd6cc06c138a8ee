"""What only the embedded index promises: folders, locks, kills."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from index_samples import document

from indexer.base import Collection, SearchQuery, Tokenise
from indexer.embedded import EmbeddedIndex
from indexer.factory import open_index
from regintel.errors import ConfigError, IndexBackendError, IndexNotReadyError

WRITER = """
import sys
from pathlib import Path
from indexer.embedded import EmbeddedIndex
from nlp.segment import build_segmenter
from regintel.model import Record

index = EmbeddedIndex(Path(sys.argv[1]), build_segmenter().tokens_for_search)
def record(n):
    return Record(f"d{n}", "documents", {"title": "资金池", "text": "备付金" * 50})
index.upsert(record(n) for n in range(100))
index.refresh()
print("ready", flush=True)
def endless():
    n = 100
    while True:
        yield record(n)
        n += 1
        if n % 50 == 0:
            print(n, flush=True)
if sys.argv[2] == "rebuild":
    index.rebuild(endless())
index.upsert(endless())
"""


def test_one_writer_at_a_time_and_readers_unaffected(tmp_path: Path, tokenise: Tokenise) -> None:
    first, second = EmbeddedIndex(tmp_path / "i", tokenise), EmbeddedIndex(tmp_path / "i", tokenise)
    first.upsert([document("d1", "标题", "资金池")])
    first.refresh()
    first.upsert([document("d2", "标题", "资金池")])
    with pytest.raises(IndexBackendError, match="documents") as caught:
        second.upsert([document("d3", "标题", "资金池")])
    assert "另一个进程" in caught.value.what
    assert second.search(SearchQuery("资金池")).total == 1
    first.refresh()
    assert second.search(SearchQuery("资金池")).total == 2, "another reader sees the commit at once"
    second.upsert([document("d3", "标题", "资金池")])
    second.refresh()
    assert first.search(SearchQuery("资金池")).total == 3


@pytest.mark.parametrize("mode", ["upsert", "rebuild"])
def test_kill_loses_nothing_that_was_refreshed(tmp_path: Path, tokenise: Tokenise, mode: str) -> None:
    root = tmp_path / "i"
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(root), mode], stdout=subprocess.PIPE, text=True)
    assert writer.stdout
    assert writer.stdout.readline() == "ready\n"
    for _ in range(3):
        writer.stdout.readline()
    os.kill(writer.pid, signal.SIGKILL)
    writer.wait()
    writer.stdout.close()
    index = EmbeddedIndex(root, tokenise)
    assert sorted(index.ids(Collection.DOCUMENTS)) == sorted(f"d{n}" for n in range(100))
    index.upsert([document("d100", "资金池", "")])
    index.refresh()
    assert index.search(SearchQuery("资金池")).total == 101
    assert index.rebuild([document("d1", "资金池", "")]) == 1
    assert len([f for f in (root / "documents").iterdir() if f.is_dir()]) == 1, "leftovers of the kill are removed"


def test_index_of_another_version_asks_for_a_rebuild(tmp_path: Path, tokenise: Tokenise) -> None:
    index = EmbeddedIndex(tmp_path / "i", tokenise)
    index.upsert([document("d1", "标题", "资金池")])
    index.close()
    current = tmp_path / "i" / "documents" / "CURRENT"
    current.write_text("v0-abc\n", encoding="utf-8")
    other = EmbeddedIndex(tmp_path / "i", tokenise)
    with pytest.raises(IndexNotReadyError, match="另一版本"):
        other.search(SearchQuery("资金池"))
    with pytest.raises(IndexNotReadyError, match="另一版本"):
        other.upsert([document("d1", "标题", "资金池")])
    assert other.rebuild([document("d1", "标题", "资金池")]) == 1
    assert other.search(SearchQuery("资金池")).total == 1


def test_a_place_that_cannot_hold_an_index_is_named(tmp_path: Path, tokenise: Tokenise) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    index = EmbeddedIndex(tmp_path / "file", tokenise)
    with pytest.raises(IndexBackendError, match="file") as caught:
        index.upsert([document("d1", "标题", "资金池")])
    assert caught.value.mend


def test_damaged_index_is_one_named_error(tmp_path: Path, tokenise: Tokenise) -> None:
    index = EmbeddedIndex(tmp_path / "i", tokenise)
    index.upsert([document("d1", "标题", "资金池")])
    index.close()
    folder = tmp_path / "i" / "documents"
    name = (folder / "CURRENT").read_text(encoding="utf-8").strip()
    (folder / name / "meta.json").write_text("{", encoding="utf-8")
    with pytest.raises(IndexBackendError, match="documents"):
        EmbeddedIndex(tmp_path / "i", tokenise).search(SearchQuery("资金池"))


def test_missing_folder_behind_the_name_is_one_named_error(tmp_path: Path, tokenise: Tokenise) -> None:
    index = EmbeddedIndex(tmp_path / "i", tokenise)
    index.upsert([document("d1", "标题", "资金池")])
    index.close()
    folder = tmp_path / "i" / "documents"
    shutil.rmtree(folder / (folder / "CURRENT").read_text(encoding="utf-8").strip())
    fresh = EmbeddedIndex(tmp_path / "i", tokenise)
    with pytest.raises(IndexBackendError, match="documents"):
        fresh.search(SearchQuery("资金池"))
    assert not fresh.health().ok
    assert fresh.rebuild([document("d1", "标题", "资金池")]) == 1
    assert fresh.search(SearchQuery("资金池")).total == 1


@pytest.mark.parametrize("url", ["ftp://x", "", "localhost:9200"])
def test_unknown_addresses_are_refused(url: str, tokenise: Tokenise) -> None:
    with pytest.raises(ConfigError):
        open_index(url, tokenise)


def test_factory_opens_the_embedded_index(tmp_path: Path, tokenise: Tokenise) -> None:
    index = open_index(f"tantivy:{tmp_path / 'i'}", tokenise)
    index.upsert([document("d1", "标题", "资金池")])
    index.close()
    assert open_index(f"tantivy:{tmp_path / 'i'}", tokenise).health().counts["documents"] == 1
