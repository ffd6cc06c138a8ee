"""`regintel import`: folders of files and JSONL of laws."""

from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path

import pytest

from crawlers.files import read_files
from crawlers.imprint import read_imprint
from crawlers.lawlines import read_law_lines
from regintel.errors import ParseError
from regintel.ids import text_sha256
from regintel.model import Document, Kind, Status

LAW = "某某办法\n（2026年1月5日某某总局令2026年第3号公布　自2026年3月1日起施行）\n第一条　为了防范风险，制定本办法。"


def _read(*paths: Path) -> tuple[list[Document], list[ParseError]]:
    problems: list[ParseError] = []
    return list(read_files(paths, problems.append, workers=1)), problems


def _row(**fields: object) -> bytes:
    return json.dumps({"id": "a1", "title": "某法", "text": LAW, **fields}, ensure_ascii=False).encode() + b"\n"


def _lines(folder: Path, content: bytes, name: str = "laws.jsonl") -> tuple[list[Document], list[ParseError]]:
    path = folder / name
    path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    problems: list[ParseError] = []
    return list(read_law_lines(path, name, problems.append)), problems


def test_a_folder_gives_documents_in_order_and_names_what_it_cannot_read(tmp_path: Path) -> None:
    folder = tmp_path / "法规"
    (folder / "内部").mkdir(parents=True)
    (folder / "一.txt").write_bytes(LAW.encode("gb18030"))
    (folder / "二.md").write_text("# 某某规定\n\n**第一条**　内容。", "utf-8")
    (folder / "内部" / "三.html").write_text(f"<html><title>通知</title><body><p>{LAW}</p></body></html>", "utf-8")
    (folder / "空.pdf").write_bytes(b"")
    (folder / "断.pdf").write_bytes(b"%PDF-1.7 cut")
    (folder / ".hidden.txt").write_text("x", "utf-8")
    (folder / "程序.exe").write_bytes(b"MZ\0\0")
    documents, problems = _read(folder, tmp_path / "没有")
    assert [d.title for d in documents] == ["某某办法", "某某规定", "通知"]
    assert sorted(p.what.split("：")[0] for p in problems) == [str(tmp_path / "没有"), "法规/断.pdf", "法规/空.pdf"]
    assert all(p.mend for p in problems)
    assert documents[0].url.startswith("file:///")
    assert str(tmp_path) not in "".join(f"{d.id}{d.url}" for d in documents)
    assert documents[1].text == "某某规定\n第一条　内容。"


def test_ids_do_not_depend_on_where_the_folder_lies(tmp_path: Path) -> None:
    found = []
    for place in ("甲", "乙"):
        folder = tmp_path / place / "法规"
        folder.mkdir(parents=True)
        (folder / "一.txt").write_text(LAW, "utf-8")
        found += [_read(folder)[0][0].id, _read(folder / "一.txt")[0][0].id]
    assert len(set(found)) == 1


def test_imprint_is_read_from_the_text(tmp_path: Path) -> None:
    (tmp_path / "一.txt").write_text(LAW, "utf-8")
    document = _read(tmp_path)[0][0]
    assert (document.published_on, document.effective_on) == (date(2026, 1, 5), date(2026, 3, 1))
    assert document.doc_no == "某某总局令2026年第3号"
    assert document.issuers == ("某某总局",)
    assert (document.kind, document.source_id) == (Kind.POLICY, "import_file")


def test_each_file_of_a_zip_is_a_document(tmp_path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(tmp_path / "包.zip", "w") as archive:
        archive.writestr("一.txt", LAW)
        archive.writestr("二.pdf", b"%PDF-1.7 cut")
    documents, problems = _read(tmp_path / "包.zip")
    assert [d.title for d in documents] == ["某某办法"]
    assert len(problems) == 1
    assert "二.pdf" in problems[0].what


@pytest.mark.parametrize("name", ["laws.jsonl", "laws.jsonl.gz"])
def test_bad_lines_are_named_and_the_others_kept(tmp_path: Path, name: str) -> None:
    content = b"".join(
        [
            _row(),
            b"{not json\n",
            b"[1, 2]\n",
            b'{"id": "b", "title": "\xc4\xe3"}\n',
            _row(title=""),
            _row(text="", markdown=""),
            _row(kind="novel"),
            _row(title={"a": 1}),
            b"[" * 200_000 + b"\n",
            b"\n",
            _row(id="z9"),
        ]
    )
    documents, problems = _lines(tmp_path, content, name)
    assert len(documents) == 2
    assert [p.what.split("：")[0] for p in problems] == [f"{name} 第 {n} 行" for n in range(2, 10)]


def test_a_line_without_end_is_skipped_without_being_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import crawlers.lawlines as lawlines

    monkeypatch.setattr(lawlines, "_MAX_LINE", 1000)
    monkeypatch.setattr(lawlines, "_CHUNK", 64)
    documents, problems = _lines(tmp_path, _row() + b"x" * 5000 + b"\n" + _row(id="b") + b"y" * 3000)
    assert [p.what.split("：")[0] for p in problems] == ["laws.jsonl 第 2 行", "laws.jsonl 第 4 行"]
    assert len(documents) == 2


def test_a_cut_gzip_keeps_the_rows_before(tmp_path: Path) -> None:
    path = tmp_path / "cut.jsonl.gz"
    path.write_bytes(gzip.compress(b"".join(_row(id=str(i)) for i in range(2000)))[:-200])
    problems: list[ParseError] = []
    documents = list(read_law_lines(path, "cut.jsonl.gz", problems.append))
    assert documents
    assert len(problems) == 1
    assert "cut.jsonl.gz" in problems[0].what


def test_fields_of_a_law(tmp_path: Path) -> None:
    row = _row(
        issuer="中国人民银行、国家金融监督管理总局", published="2026-01-05", effective="2026-03-01", status="已修改",
        url="https://example.org/law?id=1", text="", markdown="# 某法\n\n- **第一条**　　内容。\n\n> （甲）",
    )  # fmt: skip
    document = _lines(tmp_path, row)[0][0]
    assert document.issuers == ("中国人民银行", "国家金融监督管理总局")
    assert (document.published_on, document.effective_on) == (date(2026, 1, 5), date(2026, 3, 1))
    assert (document.status, document.source_id) == (Status.AMENDED, "import_jsonl")
    assert document.text == "某法\n第一条　　内容。\n（甲）"
    assert document.text_sha256 == text_sha256(document.text)


def test_an_unknown_status_is_absent_and_said(tmp_path: Path) -> None:
    documents, problems = _lines(tmp_path, _row(status="待定") + _row(id="b", status="未知"))
    assert [d.status for d in documents] == [None, None]
    assert ["待定" in d.extra.get("notice", "") for d in documents] == [True, False]
    assert not problems


def test_the_day_of_effect_of_a_first_version_is_not_that_of_its_amendment() -> None:
    head = "某法\n（2001年4月28日某某会议通过　根据2015年8月29日《决定》修正）\n第一条　内容。\n"
    head += "第二条　本法自2001年10月1日起施行。"
    assert read_imprint(head).published_on == date(2015, 8, 29)
    assert read_imprint(head).effective_on is None


@pytest.mark.shared
def test_all_laws_are_read(shared: Path) -> None:
    problems: list[ParseError] = []
    documents = list(read_files([shared / "data" / "laws" / "laws.jsonl.gz"], problems.append))
    assert not problems
    assert len({d.id for d in documents}) == len(documents) == 1914
