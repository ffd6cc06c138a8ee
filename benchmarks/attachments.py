"""Extraction of PDFs: articles without gaps, pages a second, and recognition of the same pages as images.

    python benchmarks/attachments.py FOLDER [--ocr 3]

Prints a row a file (pages, characters, articles, gaps in their numbers, seconds) and the totals. With `--ocr N`, one
page of each of the first N files is rendered at 150 dots an inch, put into a PDF as an image, and read back: the share
of its characters that come back in order, white space and width aside.
"""

from __future__ import annotations

import argparse
import difflib
import io
import re
import time
from pathlib import Path

from crawlers.attachments import Extractor
from crawlers.attachments.numbering import chinese
from regintel.ids import normalise_text

_ARTICLE = re.compile(r"^第([一二三四五六七八九十百千零]+)条(?=[\s　])", re.MULTILINE)


def _page_and_scan(data: bytes, index: int) -> tuple[bytes, bytes]:
    """One page as a PDF of its own, and its image as a PDF."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    single = pypdfium2.PdfDocument.new()
    single.import_pages(document, [index])
    alone, scan = io.BytesIO(), io.BytesIO()
    single.save(alone)
    # Screens printed to PDF have pages of 1500 points and more: as wide as a sheet of paper on the scanner.
    dots = 1240 / document[index].get_width()
    document[index].render(scale=dots).to_pil().convert("RGB").save(scan, "PDF", resolution=150)
    return alone.getvalue(), scan.getvalue()


def _recall(extractor: Extractor, file: Path) -> float:
    page, scan = _page_and_scan(file.read_bytes(), 0)
    wanted, found = (_plain(extractor.extract(d, file.name).text) for d in (page, scan))
    blocks = difflib.SequenceMatcher(None, wanted, found, autojunk=False).get_matching_blocks()
    return sum(b.size for b in blocks) / max(1, len(wanted))


def _plain(text: str) -> str:
    return re.sub("[“”\"‘’']", '"', normalise_text(text)).lower()


def main() -> None:
    """Reads all PDFs of a folder and prints what came out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--ocr", type=int, default=0)
    options = parser.parse_args()
    files = sorted(options.folder.glob("*.pdf"))
    pages, spent, gapless = 0, 0.0, 0
    with Extractor(workers=1) as extractor:
        for file in files:
            begun = time.perf_counter()
            found = extractor.extract(file.read_bytes(), file.name)
            took = time.perf_counter() - begun
            numbers = _ARTICLE.findall(found.text)
            gaps = [n for i, n in enumerate(numbers, 1) if n != chinese(i)]
            pages, spent, gapless = pages + len(found.pages), spent + took, gapless + (not gaps)
            print(f"{file.stem}\t{len(found.pages)} pages\t{len(found.text)} chars\t{len(numbers)} articles\t"
                  f"gaps {gaps[:3] or 'none'}\t{took:.2f} s")  # fmt: skip
        print(f"{len(files)} files, {gapless} without gaps, {pages} pages, {pages / spent:.0f} pages/s")
        for file in files[: options.ocr]:
            begun = time.perf_counter()
            recall = _recall(extractor, file)
            print(f"OCR {file.stem}: {recall:.4f} of the characters, {time.perf_counter() - begun:.1f} s")


if __name__ == "__main__":
    main()
