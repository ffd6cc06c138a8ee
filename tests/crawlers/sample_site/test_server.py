"""The sample site answers like the real sites do, including their refusals."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from crawlers.sample_site.server import serve_sample
from regintel.errors import ConfigError

FLK_BODY = {
    "searchRange": 1, "searchType": 2, "searchContent": "", "sxx": [], "flfgCodeId": [], "zdjgCodeId": [],
    "gbrq": [], "sxrq": [], "gbrqYear": [], "orderByParam": {"order": "-1", "sort": ""}, "pageNum": 1, "pageSize": 4,
}  # fmt: skip


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    with serve_sample() as url:
        yield url


def fetch(url: str, body: dict[str, Any] | None = None, **headers: str) -> tuple[int, bytes, str]:
    data = json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(url, data=data, headers={k.replace("_", "-"): v for k, v in headers.items()})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.read(), answer.headers["Content-Type"]
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read(), error.headers["Content-Type"]


def mirrored(base: str, url: str) -> str:
    return base + "/" + url.split("://", 1)[1]


def test_cover_page_says_that_everything_is_invented(base: str) -> None:
    status, body, _ = fetch(base + "/")
    assert status == 200
    assert "均为虚构" in body.decode()


@pytest.mark.parametrize(
    "path",
    ["/no.such.host/", "/www.stcn.com/article/detail/1.html", "/www.pbc.gov.cn/tiaofasi/144941/3581332/index_2.html"],
)
def test_unknown_addresses_are_404(base: str, path: str) -> None:
    assert fetch(base + path)[0] == 404


def test_page_past_the_end_of_a_pbc_list_is_404(base: str) -> None:
    section = base + "/www.pbc.gov.cn/zhengwugongkai/4081330/4081344/4081407/4081705"
    first, second = fetch(section + "/index.html"), fetch(section + "/d80f41dc-2.html")
    assert (first[0], second[0]) == (200, 200)
    assert first[1] != second[1]
    assert fetch(section + "/d80f41dc-3.html")[0] == 404


@pytest.mark.parametrize("host", ["www.pbc.gov.cn", "www.nfra.gov.cn", "flk.npc.gov.cn", "www.stcn.com"])
def test_every_host_has_a_robots_file(base: str, host: str) -> None:
    status, body, kind = fetch(f"{base}/{host}/robots.txt")
    assert (status, kind) == (200, "text/plain; charset=utf-8")
    assert body.startswith(b"User-agent")


def test_nfra_list_pages_by_number_and_size(base: str) -> None:
    address = base + "/www.nfra.gov.cn/cbircweb/DocInfo/SelectDocByItemIdAndChild?itemId=915"
    seen: list[str] = []
    for number in range(1, 9):
        data = json.loads(fetch(f"{address}&pageSize=3&pageIndex={number}")[1])["data"]
        assert len(data["rows"]) <= 3
        seen += [str(row["docId"]) for row in data["rows"]]
        if not data["rows"]:
            break
    assert len(seen) == len(set(seen)) == data["total"]


def test_nfra_refuses_post_and_page_zero(base: str) -> None:
    address = base + "/www.nfra.gov.cn/cbircweb/DocInfo/SelectDocByItemIdAndChild?itemId=915&pageSize=18&pageIndex="
    assert json.loads(fetch(address + "1", body={})[1])["rptCode"] == 0
    assert json.loads(fetch(address + "0")[1])["rptCode"] == 501


def test_nfra_answers_a_page_where_a_static_list_is_missing(base: str) -> None:
    folder = base + "/www.nfra.gov.cn/cn/static/data/DocInfo/SelectDocByItemIdAndChild"
    status, body, _ = fetch(folder + "/data_itemId=915,pageIndex=7,pageSize=18.json")
    assert status == 200
    assert b"{{x.docId}}" in body
    assert fetch(folder + "?itemId=915&pageIndex=1&pageSize=18")[0] == 403


def test_flk_list_needs_every_field_and_an_order_object(base: str) -> None:
    address = base + "/flk.npc.gov.cn/law-search/search/list"
    assert json.loads(fetch(address, FLK_BODY)[1])["code"] == 200
    short = {k: v for k, v in FLK_BODY.items() if k != "gbrqYear"}
    assert json.loads(fetch(address, short)[1])["code"] == 500
    assert json.loads(fetch(address, FLK_BODY | {"orderByParam": "-1"})[1])["code"] == 500
    assert json.loads(fetch(address)[1])["code"] == 500


def test_flk_list_filters_and_counts(base: str) -> None:
    address = base + "/flk.npc.gov.cn/law-search/search/list"
    rules = json.loads(fetch(address, FLK_BODY | {"flfgCodeId": [201]})[1])
    assert {row["flfgCodeId"] for row in rules["rows"]} == {210}
    assert rules["total"] == len(rules["rows"])
    recent = json.loads(fetch(address, FLK_BODY | {"gbrq": ["2026-06-01", "2026-12-31"]})[1])
    assert all(row["gbrq"] >= "2026-06-01" for row in recent["rows"])


def test_flk_text_lies_behind_a_signed_address(base: str) -> None:
    row = json.loads(fetch(base + "/flk.npc.gov.cn/law-search/search/list", FLK_BODY)[1])["rows"][0]
    where = json.loads(fetch(f"{base}/flk.npc.gov.cn/law-search/download/pc?format=docx&bbbs={row['bbbs']}")[1])
    url = mirrored(base, where["data"]["url"])
    assert fetch(url)[1][:2] == b"PK"
    unsigned = fetch(url.partition("?")[0])
    assert unsigned[0] == 200
    assert b'<div id="app">' in unsigned[1]


def test_stcn_cursor_is_a_moment_before_which_rows_are_wanted(base: str) -> None:
    address = f"{base}/www.stcn.com/article/list.html?type=kx"
    first = json.loads(fetch(address, X_Requested_With="XMLHttpRequest")[1])["data"]
    later = json.loads(fetch(f"{address}&page_time={first[1]['time'] + 1}", X_Requested_With="XMLHttpRequest")[1])[
        "data"
    ]
    exact = json.loads(fetch(f"{address}&page_time={first[1]['time']}", X_Requested_With="XMLHttpRequest")[1])["data"]
    assert later[0] == first[1]
    assert exact[0] == first[2]


@pytest.mark.parametrize("kind", ["yw", "kx", "finance", "company"])
def test_stcn_pages_follow_the_cursor_to_an_end(base: str, kind: str) -> None:
    address = f"{base}/www.stcn.com/article/list.html?type={kind}"
    cursor, seen = "", 0
    for _ in range(10):
        page = json.loads(
            fetch(address + (f"&page_time={cursor}" if cursor else ""), X_Requested_With="XMLHttpRequest")[1]
        )
        seen += len(page["data"]) if kind == "kx" else page["data"].count("<li>")
        cursor = str(page["page_time"])
        if not cursor:
            break
    assert cursor == ""
    assert seen >= 3
    past = json.loads(fetch(address + "&page_time=77", X_Requested_With="XMLHttpRequest")[1])
    assert past["data"] in ("", [])


def test_stcn_gives_html_without_the_ajax_header(base: str) -> None:
    _, body, kind = fetch(f"{base}/www.stcn.com/article/list.html?type=yw")
    assert kind.startswith("text/html")
    assert "list infinite-list" in body.decode()


def test_a_head_request_has_no_body(base: str) -> None:
    request = urllib.request.Request(f"{base}/www.stcn.com/", method="HEAD")
    with urllib.request.urlopen(request, timeout=10) as answer:
        assert int(answer.headers["Content-Length"]) > 0
        assert answer.read() == b""


def test_a_missing_site_folder_is_a_named_error(tmp_path: Any) -> None:
    with pytest.raises(ConfigError, match="路由清单"), serve_sample(folder=tmp_path):
        pass


def test_two_servers_run_side_by_side(base: str) -> None:
    with serve_sample() as other:
        assert urlsplit(other).port != urlsplit(base).port
        assert fetch(other + "/www.stcn.com/")[1] == fetch(base + "/www.stcn.com/")[1]
