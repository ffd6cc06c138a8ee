"""Hosts that challenge, reset or are closed are failures with their own error, also where one address is crawled."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crawlers.sample_site.server import serve_sample
from regintel.store import open_store

MAINTENANCE = "<html><head><title>系统维护公告</title></head><body><h2>系统维护公告</h2><p>暂停服务。</p></body></html>"
COMMAND = "from regintel.cli import main; main()"


def test_refusing_hosts_are_failed_not_empty(make_site: Callable[[int], Any], make_home: Callable[..., Any]) -> None:
    site, home = make_site(1), make_home()
    html = {"Content-Type": "text/html; charset=utf-8"}
    site.pages["/www.creditchina.gov.cn/a"] = site.page(b"<html>x</html>", headers=html, moves=["challenge"] * 9)
    site.pages["/www.samr.gov.cn/b"] = site.page(b"<html>x</html>", headers=html, moves=["always-reset"])
    site.pages["/www.sac.net.cn/c"] = site.page(MAINTENANCE.encode(), headers=html)
    urls = ["https://www.creditchina.gov.cn/a", "https://www.samr.gov.cn/b", "https://www.sac.net.cn/c"]
    report = home.crawl("", site.base, urls=urls, retries=2)["web_page"]
    assert not report["ok"]
    assert report["stats"]["failed_ChallengeError"] == 2
    assert report["stats"]["failed_FetchError"] == 1
    failures = {url: said.split(":")[0] for url, said in home.failures().items()}
    assert failures == {urls[0]: "ChallengeError", urls[1]: "FetchError", urls[2]: "ChallengeError"}
    assert "Error" in report["reasons"][0]
    assert home.documents() == []


@pytest.mark.slow
def test_command_with_addresses(tmp_path: Path) -> None:
    """A good page is kept with exit status 0; one that challenges ends the command with status 1 and its reason."""
    good = "https://finance.sina.com.cn/roll/2026-11-22/doc-inmkrqz1122aaa1.shtml"
    with serve_sample() as mirror:
        runs = {
            url: subprocess.run(
                [sys.executable, "-c", COMMAND, "--home", str(tmp_path), "crawl", "--url", url, "--mirror", mirror,
                 "--no-delay"],
                capture_output=True, text=True, timeout=120, check=False,
            )
            for url in (good, "https://www.creditchina.gov.cn/", "https://www.sac.net.cn/")
        }  # fmt: skip
    assert [run.returncode for run in runs.values()] == [0, 1, 1], [run.stdout + run.stderr for run in runs.values()]
    store = open_store(f"sqlite:///{tmp_path / 'regintel.db'}")
    (document,) = store.documents()
    failures = {failure.key: failure.error for failure in store.failures("crawl")}
    store.close()
    assert (document.url, document.title) == (good, "澜桥金服简承砚被押解回境 警方已冻结316个账户")
    assert str(document.published_on) == "2026-11-22"
    assert "开户福利" not in document.text
    assert failures == {
        "https://www.creditchina.gov.cn/": "ChallengeError",
        "https://www.sac.net.cn/": "ChallengeError",
    }
