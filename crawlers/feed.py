"""RSS 2.0, RSS 1.0 and Atom as one list of entries. Broken XML is read as far as it goes, as browsers do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from email.utils import parsedate_to_datetime
from typing import Any

from lxml import etree

from crawlers.body import parse_html, readable_text
from crawlers.day import SHANGHAI, english_day
from crawlers.page import Answer
from crawlers.payload import looks_like_html, one_line
from regintel.errors import ChallengeError, ParseError

_LONE = re.compile(rb"&(?!#?\w{1,10};)")  # an ampersand that editors forgot to escape


@dataclass(frozen=True, slots=True)
class Entry:
    """`summary` and `content` are readable text; `content` is empty where the feed holds summaries only."""

    url: str
    title: str
    published_on: date | None
    summary: str = ""
    content: str = ""


def feed_entries(answer: Answer, zone: tzinfo | None = SHANGHAI) -> list[Entry]:
    """The entries in printed order. Raises `ChallengeError` for a page, `ParseError` for anything that is no feed.

    A moment is told as the day it is in `zone`, None: as the day that the feed prints.
    """
    if looks_like_html(answer.body):
        raise ChallengeError(f"{answer.url} 返回了网页而不是 RSS", "网址可能已失效或被拦截，请在浏览器中打开核对")
    # No entities, no network, no huge trees: a feed is hostile input like any page
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(_LONE.sub(b"&amp;", answer.body), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ParseError(f"{answer.url} 不是有效的 RSS：{error}", "请核对地址是否改变") from error
    if root is None or etree.QName(root).localname.lower() not in ("rss", "rdf", "feed"):
        raise ParseError(f"{answer.url} 不是 RSS 或 Atom", "请核对地址是否改变")
    nodes: Any = root.xpath("//*[local-name()='item' or local-name()='entry']")
    return [entry for node in nodes if (entry := _entry(node, zone)).url]


def _entry(node: Any, zone: tzinfo | None) -> Entry:
    texts: dict[str, str] = {}
    links: list[str] = []
    for child in node:
        if not isinstance(child.tag, str):
            continue
        name = etree.QName(child).localname.lower()
        text = "".join(child.itertext()).strip()
        if name == "link":
            if child.get("rel", "alternate") == "alternate":
                links.append((child.get("href") or text).strip())
        elif text:
            texts.setdefault(name, text)
    guid = texts.get("guid", "")
    url = next((link for link in links if link), guid if guid.startswith("http") else "")
    stated = next((texts[n] for n in ("pubdate", "published", "date", "updated") if n in texts), "")
    summary = texts.get("description") or texts.get("summary") or ""
    content = texts.get("encoded") or texts.get("content") or ""
    return Entry(url, one_line(texts.get("title")), feed_day(stated, zone), _plain(summary), _plain(content))


def feed_day(stated: str, zone: tzinfo | None) -> date | None:
    """The day in a zone of a moment as RFC 822 or ISO 8601; a moment without a zone stays as it is."""
    moment = None
    try:
        moment = parsedate_to_datetime(stated)
    except (TypeError, ValueError):
        try:
            moment = datetime.fromisoformat(stated)
        except ValueError:
            return english_day(stated)
    return (moment.astimezone(zone) if moment.tzinfo and zone else moment).date()


def _plain(markup: str) -> str:
    return readable_text(parse_html(markup)) if markup else ""
