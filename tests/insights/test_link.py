from __future__ import annotations

import pytest

from insights.link import document_path, web_address


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "java\nscript:alert(1)",
        " javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//evil.example/x",
        "https://",
        "https://[::1",
        "https://a.example/\x00",
        "",
    ],
)
def test_only_web_addresses_become_links(url: str) -> None:
    assert web_address(url) == ""


def test_web_addresses_stay_as_they_are() -> None:
    assert web_address("https://www.example.cn/甲?x=1#y") == "https://www.example.cn/甲?x=1#y"


def test_ids_cannot_leave_the_path() -> None:
    assert document_path("../a b", "c#d") == "/documents/..%2Fa%20b#c%23d"
