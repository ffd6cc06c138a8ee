"""ZIP, bombs, hostile names and workers that have to be killed."""

from __future__ import annotations

import threading
import zipfile
from collections.abc import Callable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.attachments import Extractor, Limits
from crawlers.attachments.bundle import member_name
from crawlers.attachments.pool import Pool
from regintel.errors import ParseError

Zip = Callable[[Mapping[str, str | bytes]], bytes]
RULE = "第一条　为了防范风险，制定本办法。"


def test_one_damaged_member_does_not_cost_the_others(extractor: Extractor, zipped: Zip) -> None:
    data = zipped({"../../内部/通知.txt": RULE, "坏.pdf": b"%PDF-1.4 cut", "二.md": "# 标题\n\n**第二条**　内容。"})
    found = extractor.extract(data, "附件.zip")
    assert [c.name for c in found.children] == ["内部/通知.txt", "坏.pdf", "二.md"]
    assert [c.text for c in found.children] == [RULE, "", "标题\n第二条　内容。"]
    assert "附件.zip/坏.pdf" in found.children[1].notice


def test_zip_in_zip_is_read_down_to_the_limit(extractor: Extractor, zipped: Zip) -> None:
    data: bytes = zipped({"a.txt": RULE})
    for _ in range(2):
        data = zipped({"内.zip": data})
    deep = extractor.extract(data, "深.zip")
    assert deep.children[0].children[0].children[0].text == RULE
    shallow = extractor.extract(data, "深.zip", limits=Limits(depth=1))
    assert "嵌套超过 1 层" in shallow.children[0].notice


@pytest.mark.parametrize("name", ["炸弹.zip", "炸弹.docx", "炸弹.ofd"])
def test_bombs_are_refused(extractor: Extractor, zipped: Zip, name: str) -> None:
    kind = {"炸弹.docx": "word/document.xml", "炸弹.ofd": "OFD.xml"}.get(name, "a.txt")
    data = zipped({"[Content_Types].xml": "", kind: b"0" * 30_000_000})
    with pytest.raises(ParseError, match=rf"^{name}：解压后 \d+ MB，超过上限 10 MB"):
        extractor.extract(data, name, limits=Limits(unpacked=10 * 2**20))


def test_too_many_members_and_too_many_bytes_are_refused(extractor: Extractor, zipped: Zip) -> None:
    data = zipped({f"{i}.txt": "x" for i in range(20)})
    with pytest.raises(ParseError, match="20 个文件，超过上限 10"):
        extractor.extract(data, "多.zip", limits=Limits(members=10))
    with pytest.raises(ParseError, match="超过上限"):
        extractor.extract(b"x" * 2**20, "大.txt", limits=Limits(bytes=2**19))


def test_names_in_gbk_are_read(extractor: Extractor, zipped: Zip) -> None:
    data = zipped({"abcd.txt": RULE}).replace(b"abcd", "附件".encode("gbk"))
    assert extractor.extract(data, "老.zip").children[0].name == "附件.txt"


@given(st.text(min_size=1, max_size=60))
def test_no_member_name_leaves_its_folder(raw: str) -> None:
    info = zipfile.ZipInfo("x")
    info.filename, info.flag_bits = raw, 0x800
    safe = member_name(info)
    assert safe
    assert not safe.startswith("/")
    assert ".." not in safe.split("/")
    assert ":" not in safe


def test_unknown_binary_data_is_a_named_error(extractor: Extractor) -> None:
    with pytest.raises(ParseError, match=r"^谜\.pdf：无法识别的文件格式"):
        extractor.extract(bytes(range(256)) * 20, "谜.pdf")


def test_rar_gives_a_notice(extractor: Extractor) -> None:
    found = extractor.extract(b"Rar!\x1a\x07\x00" + b"\0" * 50, "a.rar")
    assert (found.text, found.media_type) == ("", "application/vnd.rar")
    assert "RAR" in found.notice


def test_a_late_worker_is_killed_and_replaced() -> None:
    pool = Pool(1, 2**30)
    head = {"job": "parse", "name": "慢.txt", "media_type": "text/plain", "limits": Limits().to_json()}
    try:
        with pytest.raises(ParseError, match=r"^慢\.txt：解析超过 0 秒，已中止"):
            pool.ask(head, b"x" * 1_000_000, 0)
        assert pool.ask(head, RULE.encode(), 30)[0]["result"]["text"] == RULE
    finally:
        pool.close()


def test_a_worker_that_needs_too_much_memory_is_a_named_error(zipped: Zip) -> None:
    with Extractor(workers=1, limits=Limits(memory=300 * 2**20, unpacked=2**30)) as small:
        with pytest.raises(ParseError, match=r"^大\.docx：解析"):
            small.extract(zipped({"[Content_Types].xml": "", "word/document.xml": b" " * 400_000_000}), "大.docx")
        assert small.extract(RULE.encode(), "小.txt").text == RULE


def test_many_threads_share_the_workers(extractor: Extractor) -> None:
    found: list[str] = []
    threads = [
        threading.Thread(target=lambda i=i: found.append(extractor.extract(f"第{i}页".encode(), f"{i}.txt").text))
        for i in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(found) == [f"第{i}页" for i in range(8)]


def test_closed_extractor_says_so() -> None:
    extractor = Extractor(workers=1)
    extractor.close()
    with pytest.raises(ParseError, match="已关闭"):
        extractor.extract(b"text", "a.txt")
