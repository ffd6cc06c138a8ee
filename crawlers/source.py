"""What is known of a site: where its lists are, how politely it is read and what a healthy run looks like."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from regintel.model import Kind

if TYPE_CHECKING:
    from crawlers.page import DetailPage, ListPage


@dataclass(frozen=True, slots=True)
class Expectations:
    """What a full run must give. A run outside it is reported as failed, with the measure that broke.

    `min_items`: list rows seen in a full run (new or not). `filled`: field of `Document` → least share of documents
    that have it. `max_age_days`: age of the newest item, in days, on the day of the run.
    """

    min_items: int = 1
    filled: dict[str, float] = field(default_factory=lambda: {"title": 1.0, "text": 0.95, "published_on": 0.98})
    max_age_days: int = 365


@dataclass(frozen=True, slots=True)
class Request:
    """An HTTP request in plain data, so that page objects need no Scrapy. `body` is sent as it is.

    `meta` travels to the page that parses the answer. Its `chain` names the list that a page belongs to: where a list
    page reveals requests of another chain, each begins a list of its own, read to its own end.
    """

    url: str
    method: str = "GET"
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    meta: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Source:
    """One channel of one site. `id` is `<regulator>_<channel>`, as in every export.

    `start` are the first list requests. `list_page` and `detail_page` parse answers; `delay` is in seconds between
    requests to a host, `concurrency` the connections to it. `robots_override` must say why robots.txt is not followed,
    `unverified_tls` why the certificates of the source's hosts are not checked (checked they are everywhere else).
    `rest` is for hosts that answer with a false page when asked too fast: seconds to leave such a host alone, 0 where
    a rest does not help.
    """

    id: str
    name: str
    home: str
    kinds: tuple[Kind, ...]
    start: tuple[Request, ...]
    list_page: type[ListPage]
    detail_page: type[DetailPage]
    issuer: str = ""
    language: str = "zh-Hans"
    region: str = ""
    delay: float = 5.0
    concurrency: int = 1
    expectations: Expectations = field(default_factory=Expectations)
    robots_override: str = ""
    unverified_tls: str = ""
    encoding: str = ""
    rest: float = 0.0


@dataclass(frozen=True, slots=True)
class Blocked:
    """A source that is known but may not or cannot be crawled, with the reason for people to read."""

    id: str
    name: str
    home: str
    reason: str
