"""What goes into and comes out of the extraction of one file."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one file may cost. A file beyond a limit is refused with a `ParseError` that names the limit.

    `bytes`: size as received. `unpacked`: bytes of all members of a container together (ZIP, DOCX, XLSX, OFD).
    `members` and `depth`: files in a ZIP and ZIPs in ZIPs. `pages`: PDF or OFD pages. `seconds`: wall time of one
    parser. `memory`: address space of a parser's process in bytes (POSIX only). `chars`: text that is kept; what
    lies beyond it is cut, with a notice. `ocr_pages`, `ocr_seconds` (a page) and `ocr_memory` are those of the
    recognition of scanned pages, which costs seconds a page.
    """

    bytes: int = 200 * 2**20
    unpacked: int = 400 * 2**20
    members: int = 2000
    depth: int = 3
    pages: int = 3000
    seconds: float = 60.0
    memory: int = 3 * 2**29
    chars: int = 20_000_000
    ocr_pages: int = 100
    ocr_seconds: float = 120.0
    ocr_memory: int = 6 * 2**30

    def to_json(self) -> dict[str, Any]:
        """As the worker receives it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Extracted:
    """The text of one file. `pages[i]` is where page i+1 begins in `text`, empty where pages mean nothing.

    `title` is a guess from the file's own first heading or metadata, "" where there is none. `media_type` is what
    the content is, whatever the name says. `notice` says in Chinese why `text` is empty or partial, else "".
    `scanned` counts pages without a usable text layer (those that OCR read, or would have had to). `children` are
    the files of a ZIP in stored order, a damaged one with its error as notice.
    """

    name: str
    text: str = ""
    pages: tuple[int, ...] = ()
    title: str = ""
    media_type: str = ""
    notice: str = ""
    scanned: int = 0
    children: tuple[Extracted, ...] = ()

    def with_notice(self, notice: str) -> Extracted:
        """The same with one more notice."""
        return replace(self, notice="；".join(n for n in (self.notice, notice) if n))

    def to_json(self) -> dict[str, Any]:
        """As the worker sends it; children never cross that line."""
        return {f: getattr(self, f) for f in ("name", "text", "pages", "title", "media_type", "notice", "scanned")}

    @classmethod
    def from_json(cls, row: dict[str, Any]) -> Extracted:
        """The opposite of `to_json`."""
        return cls(**{**row, "pages": tuple(row["pages"])})
