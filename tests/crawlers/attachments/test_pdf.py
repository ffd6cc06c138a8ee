from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest

from crawlers.attachments import Extractor, Limits
from regintel.errors import ParseError

Build = Callable[..., bytes]
_WIDTH = 34  # characters of 12 points between the margins of 90 points


def _set(paragraphs: list[str], top: float = 100, bottom: float = 760) -> list[list[tuple[float, float, str]]]:
    """Sets paragraphs like a printer: first lines indented by two, full lines to the margin, pages filled."""
    pages: list[list[tuple[float, float, str]]] = [[]]
    y = top
    for paragraph in paragraphs:
        lines = [paragraph[: _WIDTH - 2]]
        rest = paragraph[_WIDTH - 2 :]
        lines += [rest[i : i + _WIDTH] for i in range(0, len(rest), _WIDTH)]
        for i, line in enumerate(lines):
            if y > bottom:
                pages.append([])
                y = top
            pages[-1].append((90 + (0 if i else 24), y, line))
            y += 20
    return pages


ARTICLES = [
    f"第{n}条　金融机构应当建立健全内部控制制度，明确各部门的职责和权限，防范经营风险，保护客户的合法权益，"
    "依照本办法第十六条规定报送材料" + "，并对报送材料的真实性负责" * k + "。"
    for k, n in enumerate("一二三四五六七八九", 1)
]


def test_sentences_broken_over_lines_and_pages_are_whole_again(extractor: Extractor, pdf: Build) -> None:
    pages = _set(ARTICLES * 3)
    for number, page in enumerate(pages, 1):
        page += [(230, 50, "某某管理总局规章"), (280, 800, f"- {number} -")]
    found = extractor.extract(pdf(*pages), "办法.pdf")
    assert found.text.split("\n") == ARTICLES * 3
    assert len(found.pages) == len(pages) > 2
    assert found.pages[0] == 0
    flat = "".join(t for _, _, t in pages[1][:1])
    assert found.text[found.pages[1] :].startswith(flat)


def test_a_citation_at_the_start_of_a_line_is_no_article(extractor: Extractor, pdf: Build) -> None:
    first = "第一条　" + "风" * (_WIDTH - 6)
    lines = [
        (114.0, 100.0, first),
        (90.0, 120.0, "第十六条规定的情形，适用本办法。"),
        (114.0, 140.0, "第二条　本办法自公布之日起施行。"),
    ]
    found = extractor.extract(pdf(lines), "引用.pdf")
    assert found.text.split("\n") == [first + "第十六条规定的情形，适用本办法。", "第二条　本办法自公布之日起施行。"]


def test_two_columns_are_read_one_after_the_other(extractor: Extractor, pdf: Build) -> None:
    left = ["左" * 18] * 11 + ["左栏完。"]
    right = ["右" * 18] * 11 + ["右栏完。"]
    lines = [(60.0, 100 + 20.0 * i, t) for i, t in enumerate(left)]
    lines += [(310.0, 100 + 20.0 * i, t) for i, t in enumerate(right)]
    found = extractor.extract(pdf(sorted(lines, key=lambda p: p[1])), "两栏.pdf")
    assert found.text.replace("\n", "") == "".join(left + right)


def test_title_is_the_line_in_the_largest_type(extractor: Extractor) -> None:
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    sheet = Canvas(out, pagesize=(595, 842))
    for size, y, text in ((22, 720, "小额再贷款管理办法"), (12, 680, "第一条　为了规范业务，制定本办法。")):
        sheet.setFont("STSong-Light", size)
        sheet.drawString(120, y, text)
    sheet.save()
    assert extractor.extract(out.getvalue(), "x.pdf").title == "小额再贷款管理办法"


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda d: d[: len(d) // 2], "不完整"),
        (lambda d: b"%PDF-1.7\n" + b"x" * 50 + b"\nstartxref\n0\n%%EOF", "已损坏"),
        (lambda d: b"", "0 字节"),
    ],
)
def test_damaged_files_are_named_errors(
    extractor: Extractor, pdf: Build, damage: Callable[[bytes], bytes], words: str
) -> None:
    with pytest.raises(ParseError, match=words) as caught:
        extractor.extract(damage(pdf(_set(ARTICLES)[0])), "坏文件.pdf")
    assert caught.value.what.startswith("坏文件.pdf：")
    assert caught.value.mend


def test_encrypted_pdf_is_a_named_error(extractor: Extractor, pdf: Build) -> None:
    from reportlab.lib.pdfencrypt import StandardEncryption

    data = pdf([(90, 100, "密")], encrypt=StandardEncryption("secret"))
    with pytest.raises(ParseError, match="已加密"):
        extractor.extract(data, "密.pdf")


def test_more_pages_than_allowed_are_refused(extractor: Extractor, pdf: Build) -> None:
    data = pdf(*[[(90, 100, "页")]] * 5)
    with pytest.raises(ParseError, match="5 页，超过上限 4 页"):
        extractor.extract(data, "长.pdf", limits=Limits(pages=4))


def _scan(data: bytes) -> bytes:
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    image = document[0].render(scale=2).to_pil().convert("RGB")
    document.close()
    out = io.BytesIO()
    image.save(out, "PDF", resolution=144)
    return out.getvalue()


def test_a_scan_without_the_extra_says_which_to_install(
    extractor: Extractor, pdf: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    from crawlers.attachments import ocr

    monkeypatch.setattr(ocr, "is_available", lambda: False)
    found = extractor.extract(_scan(pdf([(90, 100, "text")])), "扫描.pdf")
    assert (found.text, found.scanned) == ("", 1)
    assert "regintel[ocr]" in found.notice


@pytest.mark.slow
def test_a_scanned_page_is_recognised(extractor: Extractor) -> None:
    pytest.importorskip("rapidocr", reason="extra ocr is not installed")
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    sheet = Canvas(out, pagesize=(595, 842))
    # A font that is drawn everywhere: the Chinese one is not embedded and may be missing.
    sheet.setFont("Helvetica", 16)
    sheet.drawString(90, 700, "Supervisory notice 2026 No 17")
    sheet.save()
    found = extractor.extract(_scan(out.getvalue()), "scan.pdf")
    assert re.sub(r"\W", "", found.text).lower() == "supervisorynotice2026no17"
    assert found.scanned == 1
