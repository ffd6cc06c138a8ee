"""The published regulations: every article starts a line and none is missing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from crawlers.attachments import Extractor
from crawlers.attachments.numbering import chinese

_ARTICLE = re.compile(r"^第([一二三四五六七八九十百千零]+)条(?=[\s　])", re.MULTILINE)


@pytest.mark.shared
def test_articles_of_published_pdfs_run_without_gaps(shared: Path, extractor: Extractor) -> None:
    files = sorted((shared / "data" / "regulation_pdfs").glob("*.pdf"))
    gaps = {}
    for file in files:
        numbers = _ARTICLE.findall(extractor.extract(file.read_bytes(), file.name).text)
        expected = [chinese(n) for n in range(1, len(numbers) + 1)]
        if numbers != expected or len(numbers) < 20:
            gaps[file.name] = [(a, b) for a, b in zip(numbers, expected, strict=True) if a != b][:3]
    assert len(files) == 42
    assert gaps == {}


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.parametrize("turned", [False, True])
def test_a_scanned_page_of_a_regulation_comes_back(shared: Path, extractor: Extractor, turned: bool) -> None:
    pytest.importorskip("rapidocr", reason="extra ocr is not installed")
    import difflib
    import io

    import pypdfium2

    from regintel.ids import normalise_text

    document = pypdfium2.PdfDocument(shared / "data" / "regulation_pdfs" / "个人贷款管理办法.pdf")
    single = pypdfium2.PdfDocument.new()
    single.import_pages(document, [1])
    page, scan = io.BytesIO(), io.BytesIO()
    single.save(page)
    image = document[1].render(scale=150 / 72).to_pil().convert("RGB")
    image.rotate(180 if turned else 0).save(scan, "PDF", resolution=150)
    single.close()
    document.close()
    wanted = normalise_text(extractor.extract(page.getvalue(), "页.pdf").text)
    found = normalise_text(extractor.extract(scan.getvalue(), "扫描.pdf").text)
    blocks = difflib.SequenceMatcher(None, wanted, found, autojunk=False).get_matching_blocks()
    assert sum(b.size for b in blocks) >= 0.97 * len(wanted)
