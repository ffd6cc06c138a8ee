"""A user's mistake is one line that names the thing and the mend, with the right exit code, and never a trace."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


def regintel(home: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from regintel.cli import main; main()", "--home", str(home), *arguments]
    env = {k: v for k, v in os.environ.items() if not k.startswith("REGINTEL_")} | environment
    return subprocess.run(command, capture_output=True, text=True, env=env, timeout=120)


def one_line(done: subprocess.CompletedProcess[str], code: int, *words: str) -> None:
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    (line,) = [s for s in done.stderr.splitlines() if s.startswith("错误：")]
    assert "处理办法" in line
    for word in words:
        assert word in line


def test_an_unknown_source_names_near_ones(tmp_path: Path) -> None:
    one_line(regintel(tmp_path, "crawl", "--source", "nfra_penalti"), 2, "nfra_penalti", "nfra_penalty")


def test_a_mirror_that_is_no_address(tmp_path: Path) -> None:
    one_line(regintel(tmp_path, "crawl", "--source", "stcn", "--mirror", "not an address"), 2, "not an address")


def test_an_unreachable_elasticsearch(tmp_path: Path) -> None:
    done = regintel(tmp_path, "search", "银行", REGINTEL_INDEX_URL="http://127.0.0.1:9")
    one_line(done, 1, "127.0.0.1:9", "REGINTEL_INDEX_URL")


def test_an_index_address_that_is_none(tmp_path: Path) -> None:
    one_line(regintel(tmp_path, "search", "银行", REGINTEL_INDEX_URL="ftp://x"), 2, "ftp://x")


def test_a_database_that_is_none(tmp_path: Path) -> None:
    one_line(regintel(tmp_path, "annotate", REGINTEL_DATABASE_URL="oracle9://x"), 2, "oracle9://x")


def test_a_setting_of_the_wrong_kind(tmp_path: Path) -> None:
    one_line(regintel(tmp_path, "annotate", REGINTEL_WORKERS="many"), 2, "REGINTEL_WORKERS", "many")


def test_a_home_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    one_line(regintel(tmp_path / "file" / "home", "annotate"), 1, "REGINTEL_HOME")


def test_a_search_before_anything_is_indexed_says_so(tmp_path: Path) -> None:
    done = regintel(tmp_path, "search", "银行")
    assert "Traceback" not in done.stderr
    assert done.returncode in {0, 1}
    assert "没有找到" in done.stdout or "regintel index" in done.stderr


def test_a_search_without_words(tmp_path: Path) -> None:
    one_line(regintel(tmp_path, "search"), 2, "检索词")


@pytest.mark.parametrize("line", ["not json", "[1]", '{"q": 1}', '{"query": 3}'])
def test_a_file_of_questions_with_a_bad_line(tmp_path: Path, line: str) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text(json.dumps({"query": "银行"}) + "\n" + line + "\n", encoding="utf-8")
    done = regintel(tmp_path, "search", "--queries", str(path), "-o", str(tmp_path / "out.jsonl"))
    one_line(done, 2, "q.jsonl", "2")


def test_an_output_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    done = regintel(tmp_path, "export", "documents", "-o", str(tmp_path / "file" / "o.jsonl"))
    one_line(done, 1, "o.jsonl")


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    one_line(regintel(tmp_path, "import", str(tmp_path / "none.pdf")), 2, "none.pdf")


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        one_line(regintel(tmp_path, "serve", "--port", port), 2, port)


def test_proofs_that_are_none(tmp_path: Path) -> None:
    path = tmp_path / "p.json"
    path.write_text("{")
    one_line(regintel(tmp_path, "archive", "verify", str(path)), 1, "p.json")
    path.write_text("{}")
    done = regintel(tmp_path, "archive", "verify", str(path))
    assert done.returncode == 1
    assert "验证失败" in done.stderr


def test_bad_files_are_named_and_everything_else_is_kept(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "办法.md").write_text(
        "# 示例管理办法\n\n第一条 为了规范示例，制定本办法。\n\n第二条 示例机构应当登记。\n", encoding="utf-8"
    )
    (folder / "empty.pdf").write_bytes(b"")
    (folder / "cut.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog")
    law = {"id": "1", "title": "示例条例", "published": "2026-01-02", "markdown": "第一条 示例。\n\n第二条 再示例。"}
    rows = [json.dumps(law, ensure_ascii=False), "this is not json", '{"title": 3}']
    (folder / "laws.jsonl").write_text("\n".join(rows), encoding="utf-8")
    home = tmp_path / "home"
    done = regintel(home, "import", str(folder))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    for name in ("empty.pdf", "cut.pdf", "laws.jsonl"):
        assert name in done.stderr
    assert "新增 2 份" in done.stdout
    found = json.loads(regintel(home, "search", "示例条例 第二条", "--collection", "clauses", "--json").stdout)
    assert found["hits"][0]["article"] == "第二条"
    assert regintel(home, "check").returncode == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="a small file system can only be mounted by root")
def test_a_full_disk_is_named_and_nothing_that_was_done_is_lost(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1500k", "tmpfs", str(home)], capture_output=True).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        folder = tmp_path / "in"
        folder.mkdir()
        for n in range(40):
            text = f"第一条 第{n}号示例。\n" + "".join(f"这是第{i}句填充文字，用来占满磁盘。\n" for i in range(1500))
            (folder / f"{n:02}.md").write_text(f"# 示例{n}\n\n{text}", encoding="utf-8")
        done = regintel(home, "import", "--no-index", str(folder))
        one_line(done, 1, "磁盘")
        subprocess.run(["mount", "-o", "remount,size=200m", str(home)], check=True)
        again = regintel(home, "import", "--no-index", str(folder))
        assert again.returncode == 0, again.stderr
        out = tmp_path / "out.jsonl"
        assert regintel(home, "export", "documents", "-o", str(out)).returncode == 0
        assert len(out.read_text(encoding="utf-8").splitlines()) == 40
    finally:
        subprocess.run(["umount", str(home)], check=False)
