"""From what is printed to what is meant: the document, its version on a day, and the clause."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from nlp.gazetteer import names
from nlp.structure.citation import Citation
from nlp.structure.numeral import clause_value
from nlp.structure.title import issued_title, loose_key, title_key
from regintel.ids import normalise_doc_no
from regintel.model import Status


@dataclass(frozen=True, slots=True)
class Entry:
    """A document of the corpus as far as citations need it. `clauses`: printed article number → clause id."""

    id: str
    title: str
    doc_no: str = ""
    published: date | None = None
    effective: date | None = None
    status: Status | None = None
    repealed: date | None = None
    clauses: Mapping[str, str] = field(default_factory=dict)

    @property
    def since(self) -> date:
        """From when it counts; the earliest day there is where it does not say."""
        return self.effective or self.published or date.min


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a citation means. Without `document_id` nothing was found; `reason` (Chinese) says what is missing.

    `clause_id` is "" for whole documents and where the version has no such article.
    """

    citation: Citation
    document_id: str = ""
    clause_id: str = ""
    reason: str = ""

    @property
    def complete(self) -> bool:
        """All that the citation names was found."""
        return bool(self.document_id) and (not self.citation.article or bool(self.clause_id))


class Corpus:
    """The documents that citations can mean, by title and by 文号."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries: dict[str, Entry] = {}
        self._exact: dict[str, list[Entry]] = {}
        self._loose: dict[str, list[Entry]] = {}
        self._numbers: dict[str, Entry] = {}
        for entry in entries:
            self.entries[entry.id] = entry
            self._exact.setdefault(title_key(entry.title), []).append(entry)
            self._loose.setdefault(loose_key(entry.title), []).append(entry)
            if inner := issued_title(entry.title):
                self._loose.setdefault(loose_key(inner), []).append(entry)
            if entry.doc_no:
                self._numbers.setdefault(_number_key(entry.doc_no), entry)
        for versions in (*self._exact.values(), *self._loose.values()):
            versions.sort(key=lambda entry: (entry.since, entry.id))
        self._values: dict[str, dict[tuple[int, ...], str]] = {}

    def versions(self, title: str) -> list[Entry]:
        """All versions of a law, oldest first: the exact title, else without issuer and （试行）; [] where unknown."""
        return self._exact.get(title_key(title)) or self._loose.get(loose_key(title)) or []

    def namesakes(self, title: str) -> list[Entry]:
        """All that a title may mean, also under another issuer or inside 关于印发《…》的通知; oldest first."""
        return self._loose.get(loose_key(title), [])

    def numbered(self, doc_no: str) -> Entry | None:
        """The document with this 文号."""
        return self._numbers.get(_number_key(doc_no)) if doc_no else None

    def clause(self, entry: Entry, article: str) -> str:
        """Id of an article of one version by number, however printed; "" where it has none."""
        values = self._values.get(entry.id)
        if values is None:
            values = self._values[entry.id] = {}
            # 第二条 is not 二、 of the notice in front of the rule, where the rule has a 第二条
            for number, id_ in sorted(entry.clauses.items(), key=lambda pair: "条" not in pair[0]):
                values.setdefault(clause_value(number), id_)
        return values.get(clause_value(article), "")


_ORDER = re.compile(r"^(?P<body>[\u4e00-\u9fff]{2,24}?)(?P<kind>令|公告)(?P<rest>.*)$")
_BARE_NUMBER = re.compile(r"^〔?第?(\d{1,4})号?〕?号?$")


@lru_cache(maxsize=65536)
def _number_key(doc_no: str) -> str:
    """One spelling of an order's number: 中国证券监督管理委员会令第227号 and 证监会令〔第227号〕 are the same order."""
    number = normalise_doc_no(doc_no).removeprefix("中华人民共和国")
    found = _ORDER.match(number)
    if not found:
        return number
    body = names().get(found["body"])
    name = body.name if body and found["body"] in body.names else found["body"]  # former bodies counted on their own
    bare = _BARE_NUMBER.match(found["rest"])
    return f"{name}{found['kind']}{f'第{bare[1]}号' if bare else found['rest']}"


def resolve(citation: Citation, corpus: Corpus, on: date | None = None, document_id: str = "") -> Resolution:
    """What `citation` means on the day `on` (of the citing document); None means the newest version.

    `document_id` is the citing document, which 本办法 and 前款 mean. The version is the last one in force by that day,
    else the oldest there is. Where it lacks the article but exactly the neighbouring version in time has it, that one
    is taken, and `reason` says so.
    """
    if citation.kind in ("self", "previous"):
        own = corpus.entries.get(document_id)
        if own is None:
            return Resolution(citation, reason="本文不在库中")
        return _clause(citation, corpus, own, [own])
    by_number = corpus.numbered(citation.doc_no)
    versions = [by_number] if by_number else corpus.versions(citation.full_title) if citation.full_title else []
    if not versions:
        missing = f"《{citation.full_title}》" if citation.full_title else citation.doc_no
        return Resolution(citation, reason=f"库中没有{missing}")
    return _clause(citation, corpus, version_on(versions, on), versions)


def version_on(versions: list[Entry], on: date | None) -> Entry:
    """The version in force on a day: the last that had begun by then, else the oldest. `versions`: oldest first."""
    if on is None:
        return versions[-1]
    begun = [entry for entry in versions if entry.since <= on]
    return begun[-1] if begun else versions[0]


def _clause(citation: Citation, corpus: Corpus, entry: Entry, versions: list[Entry]) -> Resolution:
    if not citation.article:
        return Resolution(citation, entry.id)
    if clause_id := corpus.clause(entry, citation.article):
        return Resolution(citation, entry.id, clause_id)
    at = versions.index(entry)
    for other in (*versions[at + 1 :], *reversed(versions[:at])):
        if clause_id := corpus.clause(other, citation.article):
            return Resolution(citation, other.id, clause_id, f"当日版本无{citation.article}，取有该条的最近版本")
    return Resolution(citation, entry.id, reason=f"《{entry.title}》没有{citation.article}")
