"""RSS, RDF and Atom, broken and hostile ones included, and days as English prints them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.day import english_day
from crawlers.deadline import english_deadline
from crawlers.feed import feed_entries
from crawlers.page import Answer
from regintel.errors import ChallengeError, CrawlError, ParseError

URL = "https://news.example.org/feed"
LATE = "<pubDate>Thu, 08 Oct 2026 20:00:00 GMT</pubDate>"


def rss(item: str) -> Answer:
    return Answer(URL, f'<?xml version="1.0" encoding="utf-8"?><rss><channel>{item}</channel></rss>'.encode())


def test_a_moment_is_told_as_the_day_it_is_in_china_or_as_printed() -> None:
    answer = rss(f"<item><title>甲</title><link>https://a.example.org/1</link>{LATE}</item>")
    assert [e.published_on for e in feed_entries(answer)] == [date(2026, 10, 9)]
    assert [e.published_on for e in feed_entries(answer, zone=None)] == [date(2026, 10, 8)]


def test_atom_takes_the_link_for_readers() -> None:
    text = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>乙</title>'
        '<link rel="self" href="https://a.example.org/api/2"/><link href="https://a.example.org/2"/>'
        "<published>2026-10-08T09:00:00+08:00</published><content type='html'>&lt;p&gt;全文&lt;/p&gt;</content>"
        "</entry></feed>"
    )
    (entry,) = feed_entries(Answer(URL, text.encode()))
    assert (entry.url, entry.title, entry.content) == ("https://a.example.org/2", "乙", "全文")
    assert entry.published_on == date(2026, 10, 8)


def test_rdf_and_a_guid_in_place_of_the_link() -> None:
    text = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"><item><title>丙</title><guid>https://a.example.org/3</guid>'
        "<dc:date>2026-10-08</dc:date></item></rdf:RDF>"
    )
    (entry,) = feed_entries(Answer(URL, text.encode()))
    assert (entry.url, entry.published_on) == ("https://a.example.org/3", date(2026, 10, 8))


def test_entities_are_not_expanded() -> None:
    bomb = (
        '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "boom"><!ENTITY b "&a;&a;&a;&a;">'
        '<!ENTITY f SYSTEM "file:///etc/hostname">]><rss><channel><item><title>丁&b;&f;</title>'
        "<link>https://a.example.org/4</link></item></channel></rss>"
    )
    (entry,) = feed_entries(Answer(URL, bomb.encode()))
    assert "boom" not in entry.title
    assert entry.title.startswith("丁")


@pytest.mark.parametrize(("body", "error"), [(b"<!doctype html><p>x</p>", ChallengeError), (b"<a/>", ParseError)])
def test_what_is_no_feed_is_named(body: bytes, error: type[CrawlError]) -> None:
    with pytest.raises(error, match=r"news\.example\.org"):
        feed_entries(Answer(URL, body))


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_give_entries_or_a_named_error(data: bytes) -> None:
    try:
        found = feed_entries(Answer(URL, b"<rss>" + data))
    except CrawlError:
        return
    assert all(entry.url for entry in found)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("9 September 2026", date(2026, 9, 9)),
        ("Published on Sept. 9th, 2026 at noon", date(2026, 9, 9)),
        ("Tue, 22 Sep 2026 18:30:00 +0000", date(2026, 9, 22)),
        ("2026-09-09T00:00:00Z", date(2026, 9, 9)),
        ("31 February 2026", None),
        ("in September 2026", None),
        ("maybe 9 2026", None),
        ("", None),
    ],
)
def test_days_in_english(text: str, day: date | None) -> None:
    assert english_day(text) == day


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 1, 1)), st.sampled_from(["%d %B %Y", "%b %d, %Y"]))
def test_every_day_comes_back(day: date, form: str) -> None:
    assert english_day(f"x {day.strftime(form)} y") == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Comments should be submitted by Friday, 18 September 2026.", date(2026, 9, 18)),
        ("The FSB invites feedback on the report no later than 1 October 2026; thanks.", date(2026, 10, 1)),
        ("The report will be final by 1 October 2026.", None),
        ("Comments are welcome. The framework applies before 1 January 2027.", None),
    ],
)
def test_until_when_comments_are_asked_for(text: str, day: date | None) -> None:
    assert english_deadline(text) == day
