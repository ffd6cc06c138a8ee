"""Real crawls of a small site: faults, changes, kills and hostile answers."""

from __future__ import annotations

import gzip
import json
import random
import signal
import time
from collections.abc import Callable
from typing import Any

import pytest

SOURCE = "pbc_penalty_hq"
MakeSite = Callable[[int], Any]
MakeHome = Callable[..., Any]


def content(home: Any) -> dict[str, tuple[str, str, int]]:
    """What a crawl left, without what differs between runs (times, captures)."""
    return {d.id: (d.title, d.text, len(d.penalties)) for d in home.documents()}


def test_passing_faults_cost_nothing(make_site: MakeSite, make_home: MakeHome) -> None:
    site, home = make_site(12), make_home()
    faults = (["reset"], ["truncate"], ["429"], ["500", "reset"], ["503", "truncate", "reset"], ["challenge"])
    for number, moves in enumerate(faults, 1):
        site.order(site.path(number), *moves)
    site.order(next(p for p in site.pages if p.endswith("index.html")), "truncate", "reset")
    report = home.crawl(SOURCE, site.base)[SOURCE]
    assert report["ok"], report["reasons"]
    assert report["stats"]["new"] == 12
    assert sorted(d.title for d in home.documents()) == sorted(site.titles.values())
    assert all("罚款1万元" in d.text and d.penalties[0].authority == "中国人民银行" for d in home.documents())
    assert home.failures() == {}
    assert home.archive_problems() == []


@pytest.mark.slow
def test_second_run_fetches_lists_only_and_changed_rows_again(make_site: MakeSite, make_home: MakeHome) -> None:
    site, home = make_site(11), make_home()
    home.crawl(SOURCE, site.base)
    site.hits.clear()
    report = home.crawl(SOURCE, site.base)[SOURCE]
    assert (report["stats"]["new"], report["stats"]["same"], site.detail_hits()) == (0, 11, 0)

    site.titles[3], site.facts[3] = "银罚决字〔2026〕3号（更正）", "违反备付金管理规定"
    site.titles[12], site.facts[12] = "银罚决字〔2026〕12号", "新的违法行为"
    site.publish()
    site.hits.clear()
    report = home.crawl(SOURCE, site.base)[SOURCE]
    assert (report["stats"]["new"], report["stats"]["revised"], site.detail_hits()) == (1, 1, 2)
    changed = next(d for d in home.documents() if "更正" in d.title)
    assert "备付金" in changed.text
    assert home.revisions(changed.id) == 2


@pytest.mark.slow
def test_dead_and_challenged_hosts_fail_by_name(make_site: MakeSite, make_home: MakeHome) -> None:
    dead, challenged = make_site(3), make_site(3)
    dead.order(next(iter(dead.pages)), "always-reset")
    challenged.order(next(iter(challenged.pages)), *["challenge"] * 20)
    report = make_home("dead").crawl(SOURCE, dead.base, retries=1)[SOURCE]
    assert not report["ok"]
    assert report["stats"]["failed_FetchError"] == 1
    assert "连接被中断" in report["reasons"][0]
    report = make_home("challenged").crawl(SOURCE, challenged.base, retries=1)[SOURCE]
    assert not report["ok"]
    assert report["stats"]["failed_ChallengeError"] == 1
    assert "瑞数" in report["reasons"][0]


def test_failed_detail_is_kept_and_tried_again(make_site: MakeSite, make_home: MakeHome) -> None:
    site, home = make_site(5), make_home()
    site.pages[site.path(2)].status = 404
    report = home.crawl(SOURCE, site.base)[SOURCE]
    assert not report["ok"]
    assert "HTTP 404" in report["reasons"][0]
    assert [failure.split(":")[0] for failure in home.failures().values()] == ["FetchError"]
    site.pages[site.path(2)].status = 200
    report = home.crawl(SOURCE, site.base)[SOURCE]
    assert report["ok"]
    assert report["stats"]["new"] == 1
    assert home.failures() == {}


def test_failed_attachment_is_said_and_tried_again(make_site: MakeSite, make_home: MakeHome) -> None:
    site, home = make_site(2), make_home()
    site.links[1] = '<p><a href="/files/附件.txt">说明.txt</a></p>'
    site.publish()
    path = "/www.pbc.gov.cn/files/%E9%99%84%E4%BB%B6.txt"
    site.pages[path] = site.page(moves=["always-reset"])
    home.crawl(SOURCE, site.base, retries=0)
    document = next(d for d in home.documents() if d.attachments)
    assert "连接被中断" in document.attachments[0].notice
    assert len(home.failures()) == 1
    site.pages[path] = site.page("公示期限三年。".encode(), headers={"Content-Type": "text/plain; charset=utf-8"})
    home.crawl(SOURCE, site.base, retries=0)
    document = next(d for d in home.documents() if d.attachments)
    assert document.attachments[0].text.strip() == "公示期限三年。"
    assert document.attachments[0].notice == ""
    assert home.failures() == {}


def test_hostile_answers_are_refused_by_name_and_cost_only_themselves(make_site: MakeSite, make_home: MakeHome) -> None:
    site, home = make_site(8), make_home()

    def answer(number: int, status: int = 200, body: bytes = b"", **headers: str) -> None:
        site.pages[site.path(number)] = site.page(body, status, headers)

    answer(1, 302, Location="http://10.0.0.1/secret")
    answer(2, 302, Location="http://localhost:1/secret")
    answer(3, 302, Location="/zhengwugongkai/4081330/4081344/4081407/4081705/3/index.html")
    answer(4, 302, Location="file:///etc/passwd")
    answer(5, body=b"<p>" + b"a" * 300_000)
    answer(6, body=gzip.compress(b"<p>" + b"b" * 5_000_000), **{"Content-Encoding": "gzip"})
    site.pages[site.path(7)].body = b"\x00\xff<html><table><tr><td rowspan=99999999 colspan=99999999>x"
    report = home.crawl(SOURCE, site.base, max_page_bytes=200_000, retries=0)[SOURCE]
    assert [d.title for d in home.documents()] == [site.titles[8]]
    said = {int(url.split("/")[-2]): failure for url, failure in home.failures().items()}
    for number, words in {1: "内网", 2: "内网", 3: "重定向次数过多", 4: "302", 5: "大小上限", 6: "大小上限"}.items():
        assert said[number].startswith("FetchError")
        assert words in said[number]
    assert said[7].startswith("ParseError")  # no body where the template has one
    assert len(said) == 7
    assert report["stats"]["failed"] == 7
    assert home.archive_problems() == []


def test_limit_and_since(make_site: MakeSite, make_home: MakeHome) -> None:
    site = make_site(25)
    limited, recent = make_home("limited"), make_home("recent")
    report = limited.crawl(SOURCE, site.base, limit=4)[SOURCE]
    assert report["ok"]
    assert len(limited.documents()) == 4
    recent.crawl(SOURCE, site.base, since="2026-12-01")
    assert {d.published_on.month for d in recent.documents()} == {12}


def test_any_article_by_its_address(make_site: MakeSite, make_home: MakeHome) -> None:
    site, home = make_site(1), make_home()
    text = "".join(
        f"<p>第{n}段：该平台公告称，受托支付安排将于下月调整，用户可在应用内查看进度并联系客服。</p>" for n in range(8)
    )
    title = "平台公告：调整支付安排"
    page = f"<html><head><title>{title}</title></head><body><h1>{title}</h1><div>{text}</div></body></html>"
    site.pages["/news.example.org/a.html"] = site.page(page.encode(), headers={"Content-Type": "text/html"})
    report = home.crawl("", site.base, urls=["https://news.example.org/a.html"])["web_page"]
    assert report["ok"], report["reasons"]
    (document,) = home.documents()
    assert (document.url, document.title) == ("https://news.example.org/a.html", "平台公告：调整支付安排")
    assert "第7段" in document.text


def test_robots_txt_is_obeyed(make_site: MakeSite, make_home: MakeHome) -> None:
    site, home = make_site(2), make_home()
    site.pages["/www.pbc.gov.cn/robots.txt"] = site.page(
        b"User-agent: *\nDisallow: /", headers={"Content-Type": "text/plain"}
    )
    report = home.crawl(SOURCE, site.base)[SOURCE]
    assert not report["ok"]
    assert "robots.txt" in report["reasons"][0]
    assert site.detail_hits() == 0


def test_full_disk_is_one_error_and_what_was_kept_is_whole(make_site: MakeSite, make_home: MakeHome) -> None:
    site, home = make_site(30), make_home()
    site.links[1] = '<p><a href="/files/big.txt">big.txt</a></p>'
    site.publish()
    big = random.Random(1).randbytes(1_500_000).hex().encode()
    site.pages["/www.pbc.gov.cn/files/big.txt"] = site.page(big, headers={"Content-Type": "text/plain"})
    found = home.crawl(SOURCE, site.base, largest_file=1_000_000)
    assert found["error"] == "StoreError"
    assert home.archive_problems() == []
    assert home.crawl(SOURCE, site.base)[SOURCE]["ok"]
    assert len(home.documents()) == 30


def test_unknown_source_names_near_ones(make_home: MakeHome) -> None:
    found = make_home().crawl("pbc_penalty", "http://127.0.0.1:9")
    assert found["error"] == "ConfigError"
    assert "pbc_penalty" in found["what"]


@pytest.mark.slow
def test_interrupt_ends_gently(make_site: MakeSite, make_home: MakeHome) -> None:
    site, home = make_site(40), make_home()
    site.pause = 0.15
    process = home.start(SOURCE, site.base)
    while site.detail_hits() < 3:
        time.sleep(0.05)
        assert process.poll() is None, process.communicate()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    (report,) = json.loads(out)
    assert not report["ok"]
    assert any("中断" in reason for reason in report["reasons"])
    kept = len(home.documents())
    assert 0 < kept < 40
    site.pause = 0.0
    assert home.crawl(SOURCE, site.base)[SOURCE]["stats"]["new"] == 40 - kept


@pytest.mark.slow
def test_kill_at_any_moment_loses_and_repeats_nothing(make_site: MakeSite, make_home: MakeHome) -> None:
    site = make_site(60)
    undisturbed, killed = make_home("undisturbed"), make_home("killed")
    undisturbed.crawl(SOURCE, site.base)
    site.pause, hit = 0.03, 0
    for hits in (1, 6, 17, 31, 50):
        site.hits.clear()
        process = killed.start(SOURCE, site.base)
        while site.detail_hits() < hits and process.poll() is None:
            time.sleep(0.005)
        hit += process.poll() is None
        process.kill()
        process.communicate()
    assert hit >= 3, "most kills must meet a crawl at work"
    site.pause = 0.0
    report = killed.crawl(SOURCE, site.base)[SOURCE]
    assert report["ok"], report["reasons"]
    assert content(killed) == content(undisturbed)
    assert all(killed.revisions(d.id) == 1 for d in killed.documents())
    assert killed.archive_problems() == []
