"""Captures are kept whole, or what is wrong with them is named."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from regintel.archive import Archive
from regintel.errors import StoreError
from regintel.evidence import check_proof
from regintel.ids import raw_sha256

NOW = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
HEADERS = [("Content-Type", "text/html; charset=gbk"), ("Content-Encoding", "gzip")]


def fill(archive: Archive, count: int = 3) -> list[str]:
    return [
        archive.append(f"https://example.org/{n}", 200, HEADERS, f"第{n}页".encode("gbk"), NOW).id for n in range(count)
    ]


def test_a_capture_reads_back(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    capture = archive.append("https://example.org/甲", 404, HEADERS, b"\x00\xff body", NOW)
    status, headers, body = archive.read(capture.id)
    assert (status, body, capture.sha256) == (404, b"\x00\xff body", raw_sha256(b"\x00\xff body"))
    assert ("X-Archive-Orig-Content-Encoding", "gzip") in headers
    archive.close()
    assert archive.read(capture.id)[2] == b"\x00\xff body"


def test_the_files_pass_the_formats_own_checker(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    fill(archive)
    archive.close()
    (path,) = archive.files()
    done = subprocess.run(
        [sys.executable, "-c", "from warcio.cli import main; main()", "check", str(path)],
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout) == (0, "")
    assert archive.verify() == []


def test_a_flipped_byte_is_found(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    fill(archive)
    archive.close()
    (path,) = archive.files()
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)
    assert archive.verify()
    assert path.name in archive.verify()[0]


def test_a_missing_capture_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="存档"):
        Archive(tmp_path).read("regintel-none.warc.gz:0")


def test_a_killed_writer_loses_no_whole_record_and_leaves_no_half_one(tmp_path: Path) -> None:
    script = (
        "import sys,datetime,pathlib\n"
        "from regintel.archive import Archive\n"
        "a=Archive(pathlib.Path(sys.argv[1]))\n"
        "now=datetime.datetime.now(datetime.UTC)\n"
        "for n in range(10**6):\n"
        "    print(a.append(f'https://example.org/{n}',200,[],b'x'*1000,now).id,flush=True)\n"
    )
    child = subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    written = [child.stdout.readline().strip() for _ in range(20)]
    os.kill(child.pid, signal.SIGKILL)
    written += child.stdout.read().split()
    child.wait()
    child.stdout.close()
    (left,) = tmp_path.glob("*.open")
    with left.open("ab") as handle:
        handle.write(b"\x1f\x8b\x08 half a record")
    archive = Archive(tmp_path)
    assert archive.verify() == []
    assert all(len(archive.read(capture)[2]) == 1000 for capture in written)


def test_a_living_writer_is_left_alone(tmp_path: Path) -> None:
    with Archive(tmp_path) as first:
        (capture,) = fill(first, 1)
        assert Archive(tmp_path).read(capture)[0] == 200
        assert first.append("https://example.org/x", 200, [], b"y", NOW).offset > 0


def sealed(folder: Path, count: int = 5) -> list[str]:
    with Archive(folder) as archive:
        return fill(archive, count)


def damaged(folder: Path) -> str:
    return "\n".join(Archive(folder).verify())


def test_every_flipped_byte_of_a_record_is_named(tmp_path: Path) -> None:
    captures = sealed(tmp_path)
    (path,) = tmp_path.glob("*.warc.gz")
    whole = path.read_bytes()
    start, end = (int(c.rpartition(":")[2]) for c in captures[2:4])
    for position in range(start, end, 7):
        path.write_bytes(whole[:position] + bytes([whole[position] ^ 1]) + whole[position + 1 :])
        assert "https://example.org/2" in damaged(tmp_path)
    path.write_bytes(whole)
    assert damaged(tmp_path) == ""


def test_a_dropped_last_record_is_named(tmp_path: Path) -> None:
    captures = sealed(tmp_path)
    (path,) = tmp_path.glob("*.warc.gz")
    path.write_bytes(path.read_bytes()[: int(captures[4].rpartition(":")[2])])
    assert "https://example.org/4" in damaged(tmp_path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    sealed(tmp_path)
    (path,) = tmp_path.glob("*.warc.gz")
    path.unlink()
    assert "缺少" in damaged(tmp_path)


def test_reordered_dropped_or_edited_log_lines_are_named(tmp_path: Path) -> None:
    sealed(tmp_path)
    log = tmp_path / "log.jsonl"
    lines = log.read_text(encoding="utf-8").splitlines(keepends=True)
    for changed in (
        [lines[1], lines[0], *lines[2:]],
        [*lines[:2], *lines[3:]],
        lines[:-1],
        [lines[0].replace("example.org", "example.com"), *lines[1:]],
    ):
        log.write_text("".join(changed), encoding="utf-8")
        assert "证据日志" in damaged(tmp_path)


def test_a_proof_stands_alone_and_no_byte_of_it_can_change(tmp_path: Path) -> None:
    captures = sealed(tmp_path, 6)
    with Archive(tmp_path) as archive:
        about = {"raw_sha256": raw_sha256("第3页".encode("gbk"))}
        proof = archive.evidence.prove(*archive.raw(captures[3]), about)
        head = archive.evidence.heads()[-1]
    assert check_proof(proof) == []
    assert check_proof(proof, head.root) == []
    assert check_proof(proof, "0" * 64)
    record = proof["record"]
    for changed in (
        {"record": record[:40] + ("A" if record[40] != "A" else "B") + record[41:]},
        {"entry": proof["entry"].replace("example.org/3", "example.org/9")},
        {"path": proof["path"][::-1]},
        {"index": 2},
        {"about": {"raw_sha256": "0" * 64}},
        {"root": "0" * 64},
        {"format": "other"},
    ):
        assert check_proof({**proof, **changed})


def test_writers_in_several_processes_share_one_log(tmp_path: Path) -> None:
    script = (
        "import sys,datetime,pathlib\n"
        "from regintel.archive import Archive\n"
        "with Archive(pathlib.Path(sys.argv[1])) as a:\n"
        "    for n in range(50): a.append(f'https://example.org/{n}',200,[],b'x',datetime.datetime.now(datetime.UTC))\n"
    )
    children = [subprocess.Popen([sys.executable, "-c", script, str(tmp_path)]) for _ in range(3)]
    assert [child.wait() for child in children] == [0, 0, 0]
    archive = Archive(tmp_path)
    assert [e.n for e in archive.evidence.entries()] == list(range(150))
    assert archive.verify() == []
