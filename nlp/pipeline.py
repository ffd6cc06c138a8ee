"""What is looked for in which document: the order of the finders, in one place for the annotator and for spaCy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from nlp.facts.alias import find_aliases
from nlp.facts.amount import find_amounts
from nlp.facts.claim import find_claims
from nlp.facts.company import find_companies
from nlp.facts.credit_code import find_credit_codes
from nlp.facts.date import find_dates
from nlp.facts.doc_no import find_doc_nos
from nlp.facts.found import Found, without_overlaps
from nlp.facts.organisation import find_organisations
from nlp.facts.person import find_persons
from nlp.facts.ratio import find_ratios
from nlp.facts.term import find_terms
from nlp.fold import fold_figures, has_traditional, simplify_characters
from nlp.risk.sentence import KEPT, RECENT

_SURROGATES = dict.fromkeys(range(55296, 57344), "�")
_NAMES = frozenset(("机构", "平台", "别称"))
_ALWAYS: tuple[Callable[[str], list[Found]], ...] = (find_amounts, find_ratios, find_doc_nos, find_credit_codes)


@dataclass(frozen=True, slots=True)
class Facts:
    """All finds in one text, by what the risk rules ask for; `everything` is in order of place."""

    everything: tuple[Found, ...]
    names: tuple[Found, ...]
    ratios: tuple[Found, ...]
    dates: tuple[Found, ...]


def readable(text: str, language: str = "") -> str:
    """The text as the finders read it, same length: no lone surrogates, half-width figures, simplified.

    Offsets into it are offsets into `text`. `language` zh-Hant decides on simplification, "" looks at the text.
    """
    return _known(text, language) if len(text) <= KEPT else _readable(text, language)


def _readable(text: str, language: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.translate(_SURROGATES)
    text = fold_figures(text)
    traditional = language.startswith("zh-Hant") or has_traditional(text)
    return simplify_characters(text) if traditional else text


_known = lru_cache(maxsize=2 * RECENT)(_readable)


def find_facts(text: str, published: date | None = None, *, regulation: bool = False) -> Facts:
    """Everything in a `readable` text. `regulation`: laws name no companies, persons or claims."""
    found = [item for finder in _ALWAYS for item in finder(text)]
    dates = find_dates(text, published)
    taken = {item.start for item in dates}
    found += dates + [item for item in find_terms(text) if item.start not in taken]
    organisations = find_organisations(text)
    names = organisations
    if not regulation:
        companies = find_companies(text)
        names = without_overlaps([*organisations, *companies]) if companies else organisations
        found += find_persons(text) + find_claims(text)
        found += find_aliases(text, names)
    found += names
    ratios = tuple(item for item in found if item.label == "比率")
    found.sort(key=lambda item: (item.start, item.end))
    return Facts(tuple(found), tuple(names), ratios, tuple(dates))


def as_printed(facts: Facts, text: str) -> Facts:
    """The same finds in the document's own characters where the finders read simplified ones: 燈港銀行."""

    own = {item.value: text[item.start : item.end] for item in facts.names if _is_whole(item)}

    def restore(item: Found) -> Found:
        return replace(item, value=own[item.value]) if item.label in _NAMES and item.value in own else item

    return replace(facts, everything=tuple(map(restore, facts.everything)), names=tuple(map(restore, facts.names)))


def _is_whole(item: Found) -> bool:
    """Whether a name no list holds is printed in full here."""
    return not item.name and len(item.value) == item.end - item.start
