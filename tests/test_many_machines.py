"""One machine to many: the same commands on Elasticsearch and PostgreSQL, with nothing changed but two addresses."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

COMMAND = [sys.executable, "-c", "from regintel.cli import main; main()"]


def regintel(home: Path, addresses: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("REGINTEL_")} | addresses
    return subprocess.run(
        [*COMMAND, "--home", str(home), *arguments], capture_output=True, text=True, env=environment, timeout=280
    )


def exported(home: Path, addresses: dict[str, str], what: str, path: Path) -> list[dict[str, Any]]:
    done = regintel(home, addresses, "export", what, "-o", str(path))
    assert done.returncode == 0, done.stderr
    times = ("fetched_at", "capture", "attachments")
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [{k: v for k, v in row.items() if k not in times} for row in rows]


@pytest.mark.elasticsearch
@pytest.mark.slow
def test_the_demo_is_the_same_on_servers(tmp_path: Path, elasticsearch_url: str, postgresql: str) -> None:
    servers = {"REGINTEL_INDEX_URL": elasticsearch_url, "REGINTEL_DATABASE_URL": f"{postgresql}/postgres"}
    homes: dict[str, tuple[Path, dict[str, str]]] = {
        "one": (tmp_path / "one", {}),
        "many": (tmp_path / "many", servers),
    }
    found: dict[str, Any] = {}
    for name, (home, addresses) in homes.items():
        done = regintel(home, addresses, "demo", "--no-serve")
        assert done.returncode == 0, done.stdout + done.stderr
        rows = {
            w: exported(home, addresses, w, tmp_path / f"{name}.jsonl") for w in ("documents", "clauses", "signals")
        }
        found[name] = {w: sorted(r, key=lambda row: str(row["id"])) for w, r in rows.items()}
        hits = json.loads(regintel(home, addresses, "search", "提现困难", "--json", "--limit", "20").stdout)
        found[name]["hits"] = [hit["id"] for hit in hits["hits"]]
        found[name]["brief"] = (home / "briefs" / "2026-11-22.md").read_text(encoding="utf-8").split("## 数据来源")[0]
        assert regintel(home, addresses, "check").returncode == 0
    assert found["one"]["documents"]
    for what, value in found["one"].items():
        assert found["many"][what] == value, what
