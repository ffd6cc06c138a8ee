"""Local files → documents, for `regintel import`: folders of PDF, Office, HTML and text files, and JSONL of laws."""

from __future__ import annotations

import os
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from crawlers.attachments import Extracted, Extractor, Limits
from crawlers.imprint import read_imprint
from crawlers.lawlines import read_law_lines
from regintel.errors import ParseError
from regintel.ids import document_id, raw_sha256, text_sha256
from regintel.model import Attachment, Document, Kind

SOURCE_ID = "import_file"
OnProblem = Callable[[ParseError], None]

_SUFFIXES = (
    ".pdf", ".docx", ".doc", ".wps", ".rtf", ".xlsx", ".xls", ".et", ".ofd", ".odt", ".html", ".htm", ".shtml",
    ".md", ".markdown", ".txt", ".zip",
)  # fmt: skip
_LINES = (".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz")
_WITH_BODY = ("text/html", "text/plain", "text/markdown")
_KINDS = (
    (re.compile(r"征求意见|公开征求|意见稿"), Kind.CONSULTATION),
    (re.compile(r"行政处罚(?:决定|信息|公示)|处罚决定书"), Kind.PENALTY),
    (re.compile(r"答记者问|政策解读|解读"), Kind.INTERPRETATION),
)


def read_files(
    paths: Iterable[Path], on_problem: OnProblem, workers: int = 2, limits: Limits | None = None
) -> Iterator[Document]:
    """The documents of files and folders, in the order of their names, as they are read.

    What cannot be read goes to `on_problem`, named, and everything else goes on. In folders only known kinds of
    file are taken, hidden ones never. A ZIP gives a document for each file in it. Files without text give no
    document but a problem. Memory: a few files at a time, a line at a time for JSONL.
    """
    with Extractor(workers, limits) as extractor, ThreadPoolExecutor(workers) as threads:
        waiting: deque[Future[list[Document | ParseError]]] = deque()
        for path, label in _walk(paths, on_problem):
            if path.name.lower().endswith(_LINES):
                yield from _deliver(waiting, 0, on_problem)
                yield from read_law_lines(path, label, on_problem)
                continue
            waiting.append(threads.submit(_read_file, path, label, extractor))
            yield from _deliver(waiting, 2 * workers, on_problem)
        yield from _deliver(waiting, 0, on_problem)


def _deliver(
    waiting: deque[Future[list[Document | ParseError]]], most: int, on_problem: OnProblem
) -> Iterator[Document]:
    while len(waiting) > most:
        for found in waiting.popleft().result():
            if isinstance(found, ParseError):
                on_problem(found)
            else:
                yield found


def _walk(paths: Iterable[Path], on_problem: OnProblem) -> Iterator[tuple[Path, str]]:
    """Files with the names they are known by: from their folder down, never a machine's absolute path."""
    for path in paths:
        if path.is_file():
            yield path, str(PurePosixPath(path.resolve().parent.name, path.name))
        elif path.is_dir():
            root = path.resolve()
            for folder, folders, names in os.walk(root):
                folders[:] = sorted(f for f in folders if not f.startswith("."))
                for name in sorted(n for n in names if not n.startswith((".", "~$"))):
                    if name.lower().endswith((*_LINES, *_SUFFIXES)):
                        found = Path(folder, name)
                        yield found, PurePosixPath(root.name, found.relative_to(root).as_posix()).as_posix()
        else:
            on_problem(ParseError(f"{path}：没有这个文件或文件夹", "请核对路径"))


def _read_file(path: Path, label: str, extractor: Extractor) -> list[Document | ParseError]:
    try:
        size = path.stat().st_size
        if size > extractor.limits.bytes:
            most = extractor.limits.bytes / 2**20
            raise ParseError(f"{label}：文件 {size / 2**20:.0f} MB，超过上限 {most:.0f} MB", "请拆分文件后重新导入")
        data = path.read_bytes()
        changed = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        found = extractor.extract(data, label)
    except ParseError as error:
        return [error]
    except OSError as error:
        return [ParseError(f"{label}：无法读取文件（{error.strerror}）", "请检查文件权限")]
    return list(_documents(found, label, data, changed))


def _documents(found: Extracted, label: str, data: bytes, changed: datetime) -> Iterator[Document | ParseError]:
    for child in found.children:
        # A member's own bytes are gone by now; its text stands for it.
        yield from _documents(child, f"{label}/{child.name}", child.text.encode("utf-8", "replace"), changed)
    if found.children:
        if found.notice:
            yield ParseError(f"{label}：{found.notice}")
        return
    if not found.text.strip():
        notice = found.notice.removeprefix(f"{label}：")
        yield ParseError(f"{label}：{notice or '文件中没有文字'}", "" if "处理办法" in notice else "该文件未导入")
        return
    yield _document(found, label, data, changed)


def _document(found: Extracted, label: str, data: bytes, changed: datetime) -> Document:
    url = "file:///" + quote(label)
    name = PurePosixPath(label).name
    title = re.sub(r"\s+", " ", found.title).strip() or PurePosixPath(name).stem
    imprint = read_imprint(found.text)
    digest = raw_sha256(data)
    paged = not found.media_type.startswith(_WITH_BODY)
    attachment = Attachment(name, url, found.media_type, digest, len(data), found.text, found.pages, found.notice)
    return Document(
        id=document_id(SOURCE_ID, url),
        source_id=SOURCE_ID,
        url=url,
        kind=next((kind for pattern, kind in _KINDS if pattern.search(title)), Kind.POLICY),
        title=title,
        text=found.text,
        fetched_at=changed,
        published_on=imprint.published_on,
        doc_no=imprint.doc_no,
        doc_no_printed=imprint.doc_no_printed,
        issuers=imprint.issuers,
        effective_on=imprint.effective_on,
        body_in="attachment" if paged else "page",
        attachments=(attachment,) if paged else (),
        text_sha256=text_sha256(found.text),
        raw_sha256=digest,
        extra={"notice": found.notice} if found.notice else {},
    )
