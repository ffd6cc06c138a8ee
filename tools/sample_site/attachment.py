"""Attachments as bytes, and their routes."""

from __future__ import annotations

from tools.sample_site.office import docx, xlsx
from tools.sample_site.pdf import english_pdf, scan_pdf, text_pdf
from tools.sample_site.site import TYPES, Site
from tools.sample_site.world import Doc, File


def blob(file: File) -> bytes:
    """Raises `KeyError` for a kind that nobody writes."""
    title = file.title or file.name.rpartition(".")[0]
    writers = {
        "pdf": lambda: text_pdf(title, file.body, file.rows),
        "pdf-en": lambda: english_pdf(title, file.body),
        "scan": lambda: scan_pdf(file.body[0]),
        "docx": lambda: docx(title, file.body, file.rows),
        "xlsx": lambda: xlsx(title[:30], file.rows),
    }
    return writers[file.kind]()


def add_files(site: Site, host: str, docs: list[Doc]) -> None:
    for doc in docs:
        for file in doc.files:
            site.add(host, file.path, blob(file), TYPES[file.kind])
