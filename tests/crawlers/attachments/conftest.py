from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping

import pytest

from crawlers.attachments import Extractor, Limits

Zip = Callable[[Mapping[str, str | bytes]], bytes]


@pytest.fixture(scope="session")
def extractor() -> Iterator[Extractor]:
    with Extractor(workers=1, limits=Limits(seconds=30)) as shared:
        yield shared


@pytest.fixture(scope="session")
def zipped() -> Zip:
    def build(members: Mapping[str, str | bytes]) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in members.items():
                archive.writestr(name, content)
        return out.getvalue()

    return build


@pytest.fixture(scope="session")
def pdf() -> Callable[..., bytes]:
    """Builds a PDF of pages of (x, y from above, text) lines in a Chinese font."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))

    def build(*pages: list[tuple[float, float, str]], size: float = 12, **canvas: object) -> bytes:
        out = io.BytesIO()
        sheet = Canvas(out, pagesize=(595, 842), **canvas)
        for lines in pages:
            for x, y, text in lines:
                sheet.setFont("STSong-Light", size)
                sheet.drawString(x, 842 - y, text)
            sheet.showPage()
        sheet.save()
        return out.getvalue()

    return build
