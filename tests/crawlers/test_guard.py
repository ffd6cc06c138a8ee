"""Addresses that may not be fetched, false pages, and errors of the downloader by name."""

from __future__ import annotations

from typing import Any

import pytest
from twisted.internet.error import DNSLookupError
from twisted.python.failure import Failure

from crawlers.assemble import harmless_name, unsigned
from crawlers.challenge import false_page
from crawlers.fetch import retry_after
from crawlers.guard import AddressGuard, is_private
from crawlers.handler import GuardedResolver, mirrored
from crawlers.page import Answer
from regintel.errors import ConfigError, FetchError


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://10.1.2.3:8080/x",
        "http://169.254.169.254/latest/meta-data",
        "http://100.64.0.1/",
        "http://0.0.0.0/",
        "https://localhost/",
        "https://db.internal/",
        "ftp://example.org/a",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http:///nohost",
        "http://[broken",
        "http://mirror.example:9001/",
    ],
)
def test_refused_addresses(url: str) -> None:
    with pytest.raises(FetchError):
        AddressGuard(["mirror.example:9000"]).check(url)


@pytest.mark.parametrize(
    "url", ["https://www.pbc.gov.cn/a?b=c", "http://8.8.8.8/", "http://127.0.0.1:9000/x", "http://10.0.0.5:81"]
)
def test_admitted_addresses(url: str) -> None:
    AddressGuard(["http://127.0.0.1:9000/", "10.0.0.5:81"]).check(url)


def test_allowed_pairs_must_be_addresses() -> None:
    with pytest.raises(ConfigError, match="主机:端口"):
        AddressGuard(["http://host:port"])


def test_private_ranges() -> None:
    assert all(
        is_private(a) for a in ("192.168.0.1", "172.16.0.1", "224.0.0.1", "fe80::1%eth0", "fd00::1", "2002:a00:1::")
    )
    assert not any(is_private(a) for a in ("1.1.1.1", "2606:4700::1111"))


def test_a_public_name_that_resolves_to_a_private_address_does_not_resolve() -> None:
    guard = AddressGuard(["files.example:80"])
    resolver = GuardedResolver(None, 0, 1.0, guard)
    refused: Any = resolver._judge("10.0.0.1", "rebinding.example")
    caught: list[Failure] = []
    refused.addErrback(caught.append)
    assert caught
    assert caught[0].check(DNSLookupError)
    assert isinstance(guard.explain("http://rebinding.example/x"), FetchError)
    assert resolver._judge("10.0.0.1", "files.example") == "10.0.0.1"
    assert resolver._judge("1.1.1.1", "public.example") == "1.1.1.1"
    assert guard.explain("http://public.example/") is None


def test_mirrored_addresses() -> None:
    assert (
        mirrored("https://a.example/p/x,y.json?q=1&r=%E4%B8%AD", "http://m:9/")
        == "http://m:9/a.example/p/x,y.json?q=1&r=%E4%B8%AD"
    )
    assert mirrored("https://a.example", "http://m:9/base") == "http://m:9/base/a.example/"


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        ("<script>var $_ts=window['$_ts'];</script><body></body>", 200, "瑞数"),
        ("<html>", 412, "动态"),
        ("<title>系统维护公告</title><h2>系统维护公告</h2><p>暂停服务</p>", 200, "维护"),
        ("<title>Just a moment...</title><p>Checking your browser</p>", 503, "浏览器"),
        ("<p>请完成滑块验证</p>", 200, "人机"),
        ("<p>您的访问过于频繁</p>", 200, "频率"),
        (f"<script>__jsl_clearance=1</script><p>{'这是一篇正文很长的文章。' * 60}</p>", 200, ""),
        (f"<p>{'该平台称系统维护中，访问过于频繁。' * 40}</p>", 200, ""),
        ('{"msg": "访问过于频繁"}', 200, ""),
        ("", 200, ""),
    ],
)
def test_false_pages(body: str, status: int, kind: str) -> None:
    found = false_page(Answer("https://example.org/", body.encode(), status))
    assert (kind in found) if kind else not found


def test_false_pages_in_gbk_and_pages_about_false_pages() -> None:
    page = "<title>系统维护公告</title><p>系统维护公告：暂停服务</p>".encode("gb18030")
    assert false_page(Answer("https://example.org/", page)) == "维护公告"
    assert false_page(Answer("https://example.org/", page), "系统维护公告") == ""


def test_retry_after() -> None:
    assert retry_after(b"7") == 7.0
    assert retry_after(b"Wed, 21 Oct 2015 07:28:00 GMT") == 0.0
    assert retry_after(b"soon") == retry_after(None) == 0.0


@pytest.mark.parametrize(
    ("signed", "file"),
    [
        (
            "https://o.example.cn/a.docx?X-Amz-Date=1&X-Amz-Expires=3600&X-Amz-Signature=6c",
            "https://o.example.cn/a.docx",
        ),
        ("https://o.example.cn/a?f=1&OSSAccessKeyId=k&Expires=9&Signature=s%3D", "https://o.example.cn/a?f=1"),
        ("https://o.example.cn/a?Expires=9", "https://o.example.cn/a?Expires=9"),
        ("https://o.example.cn/a.pdf", "https://o.example.cn/a.pdf"),
    ],
)
def test_signatures_are_no_part_of_a_file_s_address(signed: str, file: str) -> None:
    assert unsigned(signed) == file


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("../../etc/x.txt", "x.txt"),
        ("..\\..\\x.txt", "x.txt"),
        ("/etc/passwd", "passwd"),
        ("关于A/B股的通知.pdf", "关于A/B股的通知.pdf"),
        ("../..", "附件"),
    ],
)
def test_names_that_climb_keep_their_last_part(printed: str, name: str) -> None:
    assert harmless_name(printed) == name
