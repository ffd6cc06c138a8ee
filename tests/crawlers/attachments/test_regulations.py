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
