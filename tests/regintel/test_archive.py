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
    (left,) = tmp_path.iterdir()
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
