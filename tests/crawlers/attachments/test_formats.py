from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.attachments import Extractor
from crawlers.attachments.numbering import chinese, format_number
from crawlers.attachments.plain import markdown_to_text
from regintel.errors import ParseError

Zip = Callable[[Mapping[str, str | bytes]], bytes]
RULE = "第一条　为了防范和处置风险，保护社会公众合法权益，制定本办法。"
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def _docx(zipped: Zip, body: str, **parts: str) -> bytes:
    members = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f"<w:document {_W}><w:body>{body}</w:body></w:document>",
    }
    return zipped(members | {f"word/{k}.xml": v for k, v in parts.items()})


def _p(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def test_docx_by_python_docx_is_read(extractor: Extractor) -> None:
    import docx

    document = docx.Document()
    document.add_heading("关于加强风险监测的通知", 0)
    document.add_paragraph(RULE)
    table = document.add_table(2, 3)
    for i, text in enumerate(("机构", "金额", "期限", "甲公司", "30万元", "")):
        table.cell(i // 3, i % 3).text = text
    out = io.BytesIO()
    document.save(out)
    found = extractor.extract(out.getvalue(), "通知.docx")
    assert found.title == "关于加强风险监测的通知"
    assert found.text.split("\n") == ["关于加强风险监测的通知", RULE, "机构 | 金额 | 期限", "甲公司 | 30万元"]


def test_automatic_numbers_are_counted(extractor: Extractor, zipped: Zip) -> None:
    level = '<w:lvl w:ilvl="{}"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>'
    level += '<w:suff w:val="{}"/><w:lvlText w:val="{}"/></w:lvl>'
    numbering = (
        f"<w:numbering {_W}><w:abstractNum w:abstractNumId='3'>"
        + level.format(0, "tab", "第%1条") + level.format(1, "nothing", "（%2）")
        + "</w:abstractNum><w:num w:numId='7'><w:abstractNumId w:val='3'/></w:num></w:numbering>"
    )  # fmt: skip
    number = '<w:numPr><w:ilvl w:val="{}"/><w:numId w:val="7"/></w:numPr>'.format
    body = "".join(
        _p(text, number(depth)) for depth, text in ((0, "总则。"), (1, "甲；"), (1, "乙。"), (0, "附则："), (1, "丙。"))
    )
    found = extractor.extract(_docx(zipped, body, numbering=numbering), "编号.docx")
    assert found.text.split("\n") == ["第一条　总则。", "（一）甲；", "（二）乙。", "第二条　附则：", "（一）丙。"]


def test_deletions_go_insertions_and_footnotes_stay(extractor: Extractor, zipped: Zip) -> None:
    body = (
        "<w:p><w:r><w:t>罚款</w:t></w:r><w:del><w:r><w:delText>三</w:delText></w:r></w:del>"
        '<w:ins><w:r><w:t>五万元</w:t></w:r></w:ins><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    )
    notes = f'<w:footnotes {_W}><w:footnote w:id="2">{_p("以决定书为准。")}</w:footnote></w:footnotes>'
    found = extractor.extract(_docx(zipped, body, footnotes=notes), "修订.docx")
    assert found.text.split("\n") == ["罚款五万元[注2]", "[注2] 以决定书为准。"]


def test_entities_are_not_expanded(extractor: Extractor, zipped: Zip) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "x"><!ENTITY b "' + "&a;" * 50 + '"><!ENTITY c "' + "&b;" * 50 + '">]>'
    document = f"{bomb}<w:document {_W}><w:body>{_p('&c;' * 50 + RULE)}</w:body></w:document>"
    data = zipped({"[Content_Types].xml": "", "word/document.xml": document})
    assert len(extractor.extract(data, "实体.docx").text) < 1000


def test_xlsx_rows_are_lines(extractor: Extractor) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = "处罚"
    for row in (
        ["当事人", "金额", "日期"],
        ["甲公司", 300000.0, date(2026, 5, 1)],
        [None, None, None],
        ["乙公司", 0.5],
    ):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    found = extractor.extract(out.getvalue(), "表.xlsx")
    assert found.text.split("\n") == ["处罚", "当事人 | 金额 | 日期", "甲公司 | 300000 | 2026-05-01", "乙公司 | 0.5"]


def test_ofd_pages_are_read_in_order(extractor: Extractor, zipped: Zip) -> None:
    ns = 'xmlns:ofd="http://www.ofdspec.org/2016"'

    def page(*lines: tuple[float, float, str]) -> str:
        return f"<ofd:Page {ns}><ofd:Content><ofd:Layer>" + "".join(
            f'<ofd:TextObject Boundary="{x} {y} 160 6" Size="4"><ofd:TextCode X="0" Y="4" DeltaX="g {len(t) - 1} 4">{t}'
            "</ofd:TextCode></ofd:TextObject>" for x, y, t in lines
        ) + "</ofd:Layer></ofd:Content></ofd:Page>"  # fmt: skip

    first = "第一条　" + "风" * 34
    data = zipped(
        {
            "OFD.xml": f"<ofd:OFD {ns}><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:OFD>",
            "Doc_0/Document.xml": f'<ofd:Document {ns}><ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/P1.xml"/>'
            '<ofd:Page ID="2" BaseLoc="Pages/P0.xml"/></ofd:Pages></ofd:Document>',
            "Doc_0/Pages/P1.xml": page((28, 30, first), (20, 40, "险" * 40)),
            "Doc_0/Pages/P0.xml": page((20, 30, "仍应承担责任。"), (28, 40, "第二条　本办法自公布之日起施行。")),
        }
    )
    found = extractor.extract(data, "文件.ofd")
    assert found.text.split("\n") == [first + "险" * 40 + "仍应承担责任。", "第二条　本办法自公布之日起施行。"]
    assert found.text[found.pages[1] :].startswith("仍应承担责任。")


def test_a_missing_part_of_an_ofd_is_named(extractor: Extractor, zipped: Zip) -> None:
    with pytest.raises(ParseError, match=r"坏\.ofd：OFD 缺少"):
        extractor.extract(zipped({"OFD.xml": "<OFD><DocRoot>Doc_0/Document.xml</DocRoot></OFD>"}), "坏.ofd")


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_in_any_charset(extractor: Extractor, charset: str) -> None:
    assert extractor.extract((RULE * 3).encode(charset), "文本.txt").text == RULE * 3


def test_traditional_text_in_big5(extractor: Extractor) -> None:
    text = "為防範及處置金融風險，保障公眾的合法權益，特制定本辦法。" * 3
    assert extractor.extract(text.encode("big5"), "文本.txt").text == text


def test_rtf_in_gbk(extractor: Extractor) -> None:
    escaped = "".join(f"\\'{b:02x}" for b in RULE.encode("gbk"))
    data = b"{\\rtf1\\ansi\\ansicpg936{\\fonttbl{\\f0 SimSun;}}\\f0 " + escaped.encode() + b"\\par}"
    assert extractor.extract(data, "文.rtf").text == RULE


def test_a_page_saved_as_doc_is_read_as_the_page_it_is(extractor: Extractor) -> None:
    page = f"<html><head><meta charset='gbk'><title>通知</title></head><body><p>{RULE}</p></body></html>"
    found = extractor.extract(page.encode("gbk"), "通知.doc", "application/msword")
    assert (found.media_type, found.text) == ("text/html", RULE)


def test_libreoffice_is_used_where_it_is(
    extractor: Extractor, zipped: Zip, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pathlib import Path

    folder = Path(str(tmp_path))
    (folder / "made.docx").write_bytes(_docx(zipped, _p(RULE)))
    program = folder / "soffice"
    # Stands in for LibreOffice: takes the same options and leaves the converted file where it would.
    program.write_text(
        f'#!/bin/sh\nwhile [ "$1" != --outdir ]; do shift; done\ncp "{folder}/made.docx" "$2/input.docx"\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500 + "WordDocument".encode("utf-16-le") + b"\0" * 500
    found = extractor.extract(data, "旧.doc")
    assert (found.media_type, found.text) == ("application/msword", RULE)


@pytest.mark.parametrize(
    ("number", "printed"),
    [
        *((1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (21, "二十一"), (100, "一百"), (101, "一百零一")),
        *((110, "一百一十"), (115, "一百一十五"), (1000, "一千"), (1001, "一千零一"), (1010, "一千零一十")),
    ],
)
def test_chinese_numbers_as_laws_print_them(number: int, printed: str) -> None:
    assert chinese(number) == printed


def test_other_number_formats() -> None:
    assert [format_number(4, f) for f in ("upperRoman", "lowerLetter", "decimalEnclosedCircle", "decimal")] == [
        "IV", "d", "④", "4",
    ]  # fmt: skip


def test_markdown_becomes_lines_with_articles_at_their_start() -> None:
    source = (
        "# 某某办法\n\n> （2026年1月1日公布）\n\n## 第一章　　总  则\n\n"
        "- **第一条**　　为了规范*业务*，制定[本办法](x.html)。\n\n"
        "  - （一）甲；\n\n| 项目 | 金额 |\n|---|---|\n| 罚款 | 5 \\* 2 |\n\n---\n`代码`"
    )
    assert markdown_to_text(source).split("\n") == [
        "某某办法", "（2026年1月1日公布）", "第一章　　总  则", "第一条　　为了规范业务，制定本办法。", "（一）甲；",
        "项目 | 金额", "罚款 | 5 * 2", "代码",
    ]  # fmt: skip


@given(st.lists(st.text("第一二条　。，金融风险", min_size=1, max_size=30), max_size=8))
def test_plain_lines_survive_markdown(lines: list[str]) -> None:
    kept = [stripped for line in lines if (stripped := line.strip())]
    assert markdown_to_text("\n\n".join(f"- **{line}**" for line in kept)).split("\n") == (kept or [""])


def _compound(streams: Mapping[str, bytes]) -> bytes:
    """A minimal compound file ([MS-CFB], version 3); streams are padded beyond the mini-stream cutoff."""
    import struct

    sector, chains, body, entries = 512, [0xFFFFFFFD, 0xFFFFFFFE], b"", []
    for name, content in streams.items():
        size = max(4096, -(-len(content) // sector) * sector)
        start = len(chains)
        chains += [*range(start + 1, start + size // sector), 0xFFFFFFFE]
        body += content.ljust(size, b"\0")
        entries.append((name, 2, start, size))
    root = [("Root Entry", 5, 0xFFFFFFFE, 0), *entries]
    directory = b""
    for i, (name, kind, start, size) in enumerate(root):
        raw = name.encode("utf-16-le") + b"\0\0"
        right = i + 1 if 0 < i < len(root) - 1 else 0xFFFFFFFF
        child = 1 if i == 0 else 0xFFFFFFFF
        directory += raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw), kind, 1, 0xFFFFFFFF, right, child)
        directory += b"\0" * 36 + struct.pack("<IQ", start, size)
    fat = struct.pack(f"<{len(chains)}I", *chains).ljust(sector, b"\xff")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    head += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack("<I", 0) + b"\xff" * 432
    return head + fat + directory.ljust(sector, b"\0") + body


def _doc(text: str, flags: int = 0x0200) -> bytes:
    """A Word 97 file of one UTF-16 piece ([MS-DOC]), as far as reading its text needs."""
    import struct

    raw = text.encode("utf-16-le")
    main = bytearray(1024)
    main[0x0A:0x0C] = struct.pack("<H", flags)
    main[0x4C:0x54] = struct.pack("<2I", len(text), 0)
    pieces = struct.pack("<2I", 0, len(text)) + struct.pack("<HIH", 0, 1024, 0)
    clx = b"\x02" + struct.pack("<I", len(pieces)) + pieces
    main[0x01A2:0x01AA] = struct.pack("<2I", 0, len(clx))
    return _compound({"WordDocument": bytes(main) + raw, "1Table": clx})


def test_doc_is_read_without_libreoffice(extractor: Extractor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    text = f"某某办法\r{RULE}\r机构\x07金额\x07\x07甲公司\x0730万元\x07\x07见\x13 HYPERLINK x \x14附件\x15。\r"
    found = extractor.extract(_doc(text), "办法.doc")
    assert found.text.split("\n") == ["某某办法", RULE, "机构 | 金额", "甲公司 | 30万元", "见附件。"]
    assert (found.title, found.media_type) == ("某某办法", "application/msword")
    assert "LibreOffice" in found.notice


def test_encrypted_and_damaged_doc_are_named_errors(extractor: Extractor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ParseError, match=r"^密\.doc：DOC 已加密"):
        extractor.extract(_doc(RULE, 0x0300), "密.doc")
    with pytest.raises(ParseError, match=r"^断\.doc：DOC 已损坏"):
        extractor.extract(_doc(RULE)[:2048] + "WordDocument".encode("utf-16-le") + b"\0\0", "断.doc")
