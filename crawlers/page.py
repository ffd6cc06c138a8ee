"""Pages as pure objects over saved bytes: no network, no clock. A list page gives items and further lists; a detail
page gives a document, or asks for one more answer first (a signed file address, a body behind an API).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from regintel.model import Kind, Penalty, Status

if TYPE_CHECKING:
    from crawlers.source import Request, Source


NOT_MODIFIED = 304


@dataclass(frozen=True, slots=True)
class Answer:
    """A saved HTTP answer. `url` is the real public address even where a mirror served it; `meta` is the request's."""

    url: str
    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    meta: Mapping[str, str] = field(default_factory=dict)
    fetched_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One row of a list. `url` is the public address that people open and that identifies the document.

    `request` fetches the detail (None: `draft` is complete already, the list carried everything). `published_on`
    allows `--since` to stop early; None where the list does not say.
    """

    url: str
    title: str
    request: Request | None
    published_on: date | None = None
    draft: Draft | None = None
    meta: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FileLink:
    """An attachment named by a page."""

    name: str
    request: Request


@dataclass(frozen=True, slots=True)
class Draft:
    """What a detail page says, before ids, digests and attachment texts are added by the pipeline.

    `files` are attachments to fetch. Where `body_file` is true the document's text is that of the first file that
    yields text (the page has none of its own). `next` asks for one more answer, parsed by the same page class with
    `answer.meta` carrying what is known so far; then all other fields are ignored.
    """

    title: str = ""
    text: str = ""
    url: str = ""
    kind: Kind | None = None
    published_on: date | None = None
    doc_no: str = ""
    index_no: str = ""
    issuers: tuple[str, ...] = ()
    effective_on: date | None = None
    repealed_on: date | None = None
    deadline: date | None = None
    status: Status | None = None
    rank: str = ""
    language: str = ""
    region: str = ""
    files: tuple[FileLink, ...] = ()
    body_file: bool = False
    penalties: tuple[Penalty, ...] = ()
    related: tuple[str, ...] = ()
    extra: Mapping[str, str] = field(default_factory=dict)
    next: Request | None = None


class ListPage(ABC):
    """Raises `ParseError` where rows cannot be found, `ChallengeError` for a false page; an empty list is no error."""

    def __init__(self, answer: Answer, source: Source) -> None:
        self.answer = answer
        self.source = source

    @abstractmethod
    def items(self) -> list[Item]:
        """The rows in printed order."""

    @abstractmethod
    def next_lists(self) -> list[Request]:
        """Further list pages that this answer reveals; duplicates are dropped by the spider."""


class DetailPage(ABC):
    """Raises `ParseError` naming the field that stopped matching, `ChallengeError` for a false page."""

    def __init__(self, answer: Answer, source: Source, item: Item) -> None:
        self.answer = answer
        self.source = source
        self.item = item

    @abstractmethod
    def draft(self) -> Draft:
        """What the page says; see `Draft`."""
