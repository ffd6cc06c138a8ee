"""The life of a law over the whole corpus: versions, what ended them, and what its status is on a day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from nlp.structure.change import Change
from nlp.structure.resolve import Corpus, Entry
from nlp.structure.title import title_key
from regintel.model import Span, Status

_ONE_OFF = re.compile(r"^(?!最高人民).*(?:批复|复函|答复|公示|通报|纪要)$|^.{0,14}(?:公告|通告|通知|令|函)$")
"""Titles that tell two papers apart by nothing. A reply of the highest courts is law, and is amended like one."""


@dataclass(frozen=True, slots=True)
class Chain:
    """The versions of one law, oldest first. `key` is `title.title_key` of all of them (with the id of a one-off)."""

    key: str
    versions: tuple[Entry, ...]

    def before(self, document_id: str) -> Entry | None:
        """The version before a document; None for the oldest and for strangers."""
        at = self._at(document_id)
        return self.versions[at - 1] if at > 0 else None

    def after(self, document_id: str) -> Entry | None:
        """The version after a document; None for the newest and for strangers."""
        at = self._at(document_id)
        return self.versions[at + 1] if 0 <= at < len(self.versions) - 1 else None

    def _at(self, document_id: str) -> int:
        return next((i for i, entry in enumerate(self.versions) if entry.id == document_id), -1)


@dataclass(frozen=True, slots=True)
class Link:
    """One document ends or amends another: `kind` 废止 or 修改, from `day` on, said at `span` of `by`."""

    kind: str
    by: str
    target: str
    day: date
    span: Span
    partial: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """The status of a document on a day and why (Chinese). `by` is the document that decides it, "" for its own dates.

    `proof` lies in the text of `by`. `decided` is False where nothing speaks against 有效.
    """

    status: Status
    reason: str
    by: str = ""
    proof: Span | None = None
    decided: bool = True


def build_chains(entries: Iterable[Entry]) -> dict[str, Chain]:
    """Chains by document id. Versions are ordered by the day they take effect, then of publication.

    （试行） and （一） are part of a law's name: what replaces a 试行 text is linked to it by its repeal clause.
    Replies and short announcements (某部公告) share titles without being versions: each has a chain of its own.
    """
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        key = title_key(entry.title)
        groups.setdefault(f"{key}#{entry.id}" if _ONE_OFF.search(key) else key, []).append(entry)
    out: dict[str, Chain] = {}
    for key, versions in groups.items():
        versions.sort(key=lambda e: (_made(e), e.since, e.id))
        chain = Chain(key, tuple(versions))
        out |= {entry.id: chain for entry in versions}
    return out


def link_changes(changes: Mapping[str, Sequence[Change]], corpus: Corpus) -> list[Link]:
    """Changes by changing document → links to the documents that were meant; what the corpus lacks is left out.

    A repeal ends the version that was in force when the changing document took effect, never a later one.
    """
    links = []
    for by, found in changes.items():
        source = corpus.entries.get(by)
        if source is None:
            continue
        for change in found:
            day = change.day or source.since
            target = _meant(change, source, day, corpus)
            if target is not None:
                links.append(Link(change.kind, by, target.id, day, change.span, change.partial))
    return links


def _meant(change: Change, source: Entry, day: date, corpus: Corpus) -> Entry | None:
    """The newest document of that title which `source` can have meant.

    A law that repeals its own namesake means an edition of long ago: 1997年发布的《X条例》 is not the text of 2016.
    """
    for candidates in (corpus.versions(change.title), corpus.namesakes(change.title)):
        older = [e for e in candidates if e.id != source.id and _made(e) <= day]
        older = [e for e in older if ("试行" in e.title) == ("试行" in change.title)]
        if title_key(change.title) == title_key(source.title) and change.year:
            older = [e for e in older if _made(e).year == change.year]
        if older:
            return older[-1]
    return None


def decide_status(entry: Entry, chain: Chain, links: Sequence[Link], corpus: Corpus, on: date) -> Decision:
    """The status of one version on the day `on`. `links` are those whose target lies in its chain.

    A version that a later one replaced is 已修改, unless that one says that it repeals it; with the newest version of a
    law all of them are 已废止, also where only the source of the newest says so. A version that a decision amended is
    已修改 even where the corpus lacks the outcome. Repeals of single articles do not count.
    """
    if entry.since > on:
        return Decision(Status.NOT_YET, f"自{entry.since.isoformat()}起施行")
    begun = [e for e in chain.versions if e.since <= on]
    valid = [x for x in links if not x.partial and x.day <= on]
    later = next((e for e in begun if _made(entry) < _made(e)), None)
    ended = _end(entry, begun[-1], valid)
    if ended is None and later is not None and begun[-1].status is Status.REPEALED:
        return Decision(Status.REPEALED, "最新版本已废止（来源网站标注）", begun[-1].id)
    if ended is None and later is not None:
        return Decision(Status.AMENDED, f"已有{_made(later).isoformat()}的新版本", later.id)
    return _own_end(entry, on) or _by_link(entry, ended, valid, corpus)


def _end(entry: Entry, newest: Entry, links: Sequence[Link]) -> Link | None:
    """The link that repeals this version, else the one that repeals the newest and with it the whole law."""
    ends = [x for x in links if x.kind == "废止" and x.target in (entry.id, newest.id)]
    return min(ends, key=lambda x: (x.target != entry.id, x.day), default=None)


def _own_end(entry: Entry, on: date) -> Decision | None:
    if entry.title.rstrip("）)").endswith(("失效", "废止")):
        return Decision(Status.REPEALED, "标题注明失效")
    if entry.repealed is not None and entry.repealed <= on:
        return Decision(Status.REPEALED, f"自{entry.repealed.isoformat()}起废止")
    return None


def _by_link(entry: Entry, ended: Link | None, links: Sequence[Link], corpus: Corpus) -> Decision:
    if ended is not None:
        return Decision(Status.REPEALED, f"被《{corpus.entries[ended.by].title}》废止", ended.by, ended.span)
    for link in links:
        if link.kind == "修改" and link.target == entry.id and _made(corpus.entries[link.by]) > _made(entry):
            return Decision(Status.AMENDED, f"被《{corpus.entries[link.by].title}》修改", link.by, link.span)
    return Decision(Status.IN_FORCE, "未见废止或修改", decided=False)


def _made(entry: Entry) -> date:
    """When a version came into being. Two copies of one version have the same day."""
    return entry.published or entry.since


def decide_all(corpus: Corpus, links: Sequence[Link], on: date) -> dict[str, Decision]:
    """Status of every document of the corpus on a day."""
    chains = build_chains(corpus.entries.values())
    by_chain: dict[str, list[Link]] = {}
    for link in links:
        by_chain.setdefault(chains[link.target].key, []).append(link)
    return {
        id_: decide_status(entry, chains[id_], by_chain.get(chains[id_].key, ()), corpus, on)
        for id_, entry in corpus.entries.items()
    }
