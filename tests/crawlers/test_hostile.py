"""A whole crawl of a site with every kind of bad answer: each is a named failure, and nothing else is lost."""

from __future__ import annotations

import io
import socket
import time
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

SOURCE = "pbc_penalty_hq"
MakeSite = Callable[[int], Any]
MakeHome = Callable[..., Any]
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
CHUNK = b"<p>" + b"a" * 65_533


def _endless(length: int | None) -> Callable[[socket.socket], None]:
    """Sends without end, whatever length it declares."""

    def send(connection: socket.socket) -> None:
        declared = b"" if length is None else b"Content-Length: %d\r\n" % length
        connection.sendall(HEAD + declared + b"\r\n")
        for _ in range(16_384):  # a gigabyte
            connection.sendall(CHUNK)

    return send


def _endless_headers(connection: socket.socket) -> None:
    connection.sendall(HEAD)
    for number in range(1_000_000):
        connection.sendall(b"X-%d: %s\r\n" % (number, b"a" * 1000))


def _drip(connection: socket.socket) -> None:
    connection.sendall(HEAD + b"Content-Length: 100000\r\n\r\n")
    for _ in range(600):
        connection.sendall(b"a")
        time.sleep(0.1)


def _long_line(connection: socket.socket) -> None:
    connection.sendall(HEAD + b"X-Long: " + b"a" * 5_000_000 + b"\r\n\r\n")


def _too_short(connection: socket.socket) -> None:
    connection.sendall(HEAD + b"Content-Length: 5000\r\n\r\n<html>")


ANSWERS: dict[str, tuple[Callable[[socket.socket], None], str]] = {
    "a gigabyte as declared": (_endless(2**30), "大小上限"),
    "a gigabyte without a length": (_endless(None), "大小上限"),
    "more than was declared": (_endless(10), "正文"),  # what lies beyond the length is never read
    "less than was declared": (_too_short, "不完整"),
    "endless headers": (_endless_headers, "响应头超过大小上限"),
    "an endless header": (_long_line, "连接被中断"),
    "a byte now and then": (_drip, "超时"),
}
MOVES = {
    "http://169.254.169.254/latest/meta-data/": "内网",
    "http://[::1]/": "内网",
    "http://2130706433/": "内网",
    "gopher://www.pbc.gov.cn/1": "重定向到不能访问的地址",
    "http://[bad/": "格式不正确",
    "http://www.pbc.gov.cn:99999/": "格式不正确",
}


def test_every_bad_answer_is_a_named_failure_of_its_own(make_site: MakeSite, make_home: MakeHome) -> None:
    site, home = make_site(len(ANSWERS) + len(MOVES) + 2), make_home()
    expected = {}
    for number, (raw, words) in enumerate(ANSWERS.values(), 1):
        site.pages[site.path(number)] = site.page(raw=raw)
        expected[number] = words
    for number, (target, words) in enumerate(MOVES.items(), len(ANSWERS) + 1):
        site.pages[site.path(number)] = site.page(status=302, headers={"Location": target})
        expected[number] = words
    good = len(expected) + 1
    lying = site.pages[site.path(good)]  # the page says UTF-8 and is GB18030
    lying.body = lying.body.decode().replace("支付账户", "支付账户—镕").encode("gb18030")
    report = home.crawl(SOURCE, site.base, max_page_bytes=1_000_000, retries=0, timeout=3.0)[SOURCE]
    said = {int(url.split("/")[-2]): failure for url, failure in home.failures().items()}
    assert said.keys() == expected.keys()
    for number, words in expected.items():
        assert words in said[number], said[number]
        assert said[number].split(":")[0] in ("FetchError", "ParseError")
    assert report["stats"]["failed"] == len(expected)
    kept = {d.title: d for d in home.documents()}
    assert kept.keys() == {site.titles[good], site.titles[good + 1]}
    assert "支付账户—镕" in kept[site.titles[good]].text
    assert home.archive_problems() == []


def _zip_bomb() -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as bundle,
        bundle.open("a.txt", "w") as member,
    ):
        for _ in range(420):
            member.write(bytes(2**20))
    return out.getvalue()


def _pdf_bomb() -> bytes:
    """Ten levels of ten times the same child, a thousand million pages as declared."""
    objects = [b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj"]
    for level in range(2, 12):
        kids = b" ".join(b"%d 0 R" % (level + 1) for _ in range(10))
        objects.append(b"%d 0 obj<</Type/Pages/Count 1000000000/Kids[%s]>>endobj" % (level, kids))
    objects.append(b"12 0 obj<</Type/Page/MediaBox[0 0 1 1]>>endobj")
    return b"%PDF-1.4\n" + b"\n".join(objects) + b"\ntrailer<</Root 1 0 R>>"


@pytest.mark.slow
def test_bombs_and_climbing_names_among_attachments(make_site: MakeSite, make_home: MakeHome) -> None:
    site, home = make_site(3), make_home()
    files = {
        "bomb.zip": _zip_bomb(),
        "bomb.pdf": _pdf_bomb(),
        "../../../../etc/cron.d/x.txt": "公示期限三年。".encode(),
    }
    site.links[1] = "".join(f'<p><a href="/files/{n}.{name[-3:]}">{name}</a></p>' for n, name in enumerate(files))
    site.publish()
    for number, (name, data) in enumerate(files.items()):
        site.pages[f"/www.pbc.gov.cn/files/{number}.{name[-3:]}"] = site.page(data)
    home.crawl(SOURCE, site.base)
    documents = {d.title: d for d in home.documents()}
    assert len(documents) == 3
    bombs = documents[site.titles[1]].attachments
    assert [a.name for a in bombs] == ["bomb.zip", "bomb.pdf", "x.txt"]
    assert "超过上限" in bombs[0].notice
    assert bombs[1].notice
    assert bombs[2].text.strip() == "公示期限三年。"
    assert sum("ParseError" in said for said in home.failures().values()) == 2
    assert home.archive_problems() == []


def test_lists_without_end_are_left_and_named(make_site: MakeSite, make_home: MakeHome) -> None:
    site, home = make_site(65), make_home()
    report = home.crawl(SOURCE, site.base, max_list_pages=4)[SOURCE]
    assert not report["ok"]
    assert "列表页超过 4 个" in report["reasons"][0]
    assert len(home.documents()) == 40


def test_unchanged_pages_are_not_sent_again(make_site: MakeSite, make_home: MakeHome) -> None:
    site, home = make_site(12), make_home()
    for path, page in site.pages.items():
        page.headers["ETag"] = f'"{abs(hash(path))}"'
    first = home.crawl(SOURCE, site.base)[SOURCE]
    second = home.crawl(SOURCE, site.base)[SOURCE]
    assert second["ok"], second["reasons"]
    assert (first["stats"]["not_modified"], second["stats"]["not_modified"]) == (0, 2)
    assert (second["stats"]["listed"], second["stats"]["same"]) == (12, 12)
    site.titles[3] = "银罚决字〔2026〕3号（更正）"  # the list changes, the detail says that it does not
    tag = site.pages[site.path(3)].headers["ETag"]
    site.publish()
    site.pages[site.path(3)].headers["ETag"] = tag
    third = home.crawl(SOURCE, site.base)[SOURCE]
    assert site.not_modified[site.path(3)] == 1
    assert third["stats"]["new"] == 0
    assert len(home.documents()) == 12
    assert home.archive_problems() == []
