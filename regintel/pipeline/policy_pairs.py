"""Pairs that titles, dates and the sites' own links make: draft and final text, explanation and document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from regintel.ids import canonical_url
from regintel.model import Kind, Span
from regintel.policy import PolicyFacts, PolicyLink

if TYPE_CHECKING:
    from nlp.structure.resolve import Corpus, Entry

_DRAFT = re.compile(
    r"[（(](?:[^（）()]{0,12}(?:征求意见稿|草案|送审稿|讨论稿)[^（）()]{0,12})[)）]|(?:修订)?(?:草案)?征求意见稿$"
)
_LONGEST_WAIT = timedelta(days=5 * 366)
"""A draft that was not adopted within five years is taken for dropped: later texts begin with a new draft."""


def pair_documents(facts: Sequence[PolicyFacts], corpus: Corpus) -> list[PolicyLink]:
    """定稿 and 解读 links, in the order of `facts`; each pair once."""
    addresses = {canonical_url(f.url): f for f in facts} | {f.document_id: f for f in facts}
    found: dict[tuple[str, str, str], PolicyLink] = {}
    for f in facts:
        for link in (*_finals(f, corpus), *_explained(f, corpus, addresses)):
            found.setdefault((link.kind, link.by, link.target), link)
    return list(found.values())


def _finals(f: PolicyFacts, corpus: Corpus) -> Iterator[PolicyLink]:
    """The first document of the draft's name that was published after it."""
    if f.kind is not Kind.CONSULTATION or f.published is None:
        return
    for name in draft_names(f.title):
        later = [e for e in corpus.namesakes(name) if f.published <= _made(e) <= f.published + _LONGEST_WAIT]
        if later:
            final = min(later, key=lambda e: (_made(e), e.id))
            yield PolicyLink(
                "定稿", final.id, f.document_id, _made(final), None, reason=f"标题同为《{name}》，发布在后"
            )


def draft_names(title: str) -> list[str]:
    """The rules that a consultation is about, without （征求意见稿）: those in 《》, else the title itself."""
    from nlp.structure.lawname import find_titles, is_law_title

    named = [(t.text, title[t.end : t.end + 20]) for t in find_titles(title)]
    names = [_DRAFT.sub("", name) for name, after in named if _DRAFT.search(name) or _DRAFT.match(after)]
    if not names:
        names = [name for name, _ in named if is_law_title(name)]
    if not names and _DRAFT.search(title):
        names = [_DRAFT.sub("", title)]
    return [name for name in dict.fromkeys(names) if len(name) >= 3]


def draft_key(title: str) -> str:
    """The key of a title that says that it is a draft, "" for any other."""
    from nlp.structure.title import loose_key

    return loose_key(_DRAFT.sub("", title)) if _DRAFT.search(title) else ""


def drafts_by_name(facts: Sequence[PolicyFacts]) -> dict[str, str]:
    """`draft_key` → id of the consultation about it; of several rounds the last."""
    from nlp.structure.title import loose_key

    rounds = sorted((f for f in facts if f.kind is Kind.CONSULTATION), key=lambda f: (f.published or date.min, f.url))
    return {loose_key(name): f.document_id for f in rounds for name in draft_names(f.title)}


def _explained(f: PolicyFacts, corpus: Corpus, addresses: dict[str, PolicyFacts]) -> Iterator[PolicyLink]:
    """By the pages' own links first, in either direction, else by the 《…》 in the explanation's title."""
    linked = [addresses.get(address) or addresses.get(_canonical(address)) for address in f.related]
    for other in linked:
        if other is None or other.document_id == f.document_id:
            continue
        if f.kind is Kind.INTERPRETATION and other.kind is not Kind.INTERPRETATION:
            yield PolicyLink("解读", f.document_id, other.document_id, f.published, None, reason="网页相互链接")
        elif f.kind is not Kind.INTERPRETATION and other.kind is Kind.INTERPRETATION:
            yield PolicyLink("解读", other.document_id, f.document_id, other.published, None, reason="网页相互链接")
    if f.kind is Kind.INTERPRETATION:
        yield from _explained_by_title(f, corpus)


def _explained_by_title(f: PolicyFacts, corpus: Corpus) -> Iterator[PolicyLink]:
    from nlp.structure.lawname import find_titles
    from nlp.structure.resolve import version_on

    for title in find_titles(f.title):
        versions = corpus.versions(title.text) or corpus.namesakes(title.text)
        if versions:
            # an explanation may come a few days before the rule takes effect: the day of making counts
            made = [e for e in versions if f.published is None or _made(e) <= f.published + timedelta(days=31)]
            target = (made or [version_on(versions, f.published)])[-1]
            span = Span(title.start, title.end, "title")
            yield PolicyLink("解读", f.document_id, target.id, f.published, span, reason=f"标题写明《{title.text}》")


def _canonical(address: str) -> str:
    try:
        return canonical_url(address)
    except ValueError:
        return ""


def _made(entry: Entry) -> date:
    return entry.published or entry.since
