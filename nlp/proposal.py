"""Trained taggers as proposers of names that no rule and no list finds; each proposal must read as a name.

A proposal's score is the share of right ones among held-out proposals that were found as willingly (`LEVELS`), not a
probability of its own. Where a rule found a name, nothing is proposed: the rules have the exact form of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nlp.facts.company import LABEL as COMPANY
from nlp.facts.platform import LABEL as PLATFORM
from nlp.models.predictors import Alone, Answer, Batch
from nlp.models.tagger import Found, Tagger, load_tagger
from nlp.models.tagging import Ask, Rounds
from nlp.risk.subject import may_be_subject
from regintel.model import Annotation, Document, Span

_SHORTEST, _LONGEST = 2, 30
_NO_NAME_ENDS = ("...", "…", "的", "等")


@dataclass(frozen=True, slots=True)
class Source:
    """A tagger and what its finds of `type` ("" for any) are called here.

    `posts`: it learnt from posts, and is asked only where a row says `post`. `levels`: (bias, score), from most to
    least willing; the strictest bias under which a name is still found counts. Scores are precisions on one half of
    held-out rows, see `benchmarks/nlp_names.py`.
    """

    task: str
    type: str
    label: str
    levels: tuple[tuple[float, float], ...]
    posts: bool = False


SOURCES = (
    Source("finner", "公司", COMPANY, ((-0.3, 0.51), (-1.0, 0.87))),
    Source("new-entities", "", PLATFORM, ((0.0, 0.57), (-1.0, 0.76)), posts=True),
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """`text[start:end]` is a name of `label`; `producer` is `name@version` of the tagger."""

    label: str
    start: int
    end: int
    score: float
    producer: str


@dataclass(frozen=True)
class Proposer(Alone):
    """Answers rows of `text` with `proposals`, so that it shares its reading with the other tasks."""

    taggers: tuple[Tagger, ...]
    version: str
    sources: tuple[Source, ...] = SOURCES

    def asks(self, batch: Batch) -> list[Ask]:
        """Every tagger under its biases; that of posts in posts."""
        posts = frozenset(i for i, row in enumerate(batch.rows) if row.get("post"))
        return [
            Ask(tagger, tuple(bias for bias, _ in source.levels), posts if source.posts else None)
            for tagger, source in zip(self.taggers, self.sources, strict=True)
        ]

    def answer(self, batch: Batch, found: Sequence[Rounds]) -> list[Answer]:
        """`proposals` of each row in order of place, none overlapping, the surest first served."""
        return [
            {"proposals": self._of_text(text, [rounds[i] for rounds in found])} for i, text in enumerate(batch.texts)
        ]

    def _of_text(self, text: str, rounds: Sequence[Sequence[Sequence[Found]]]) -> list[Proposal]:
        scored: dict[tuple[str, int, int], tuple[float, str]] = {}
        for source, own in zip(self.sources, rounds, strict=True):
            for (_, score), spans in zip(source.levels, own, strict=True):
                for span in spans:
                    if not source.type or span.type == source.type:
                        place = (source.label, span.start, span.end)
                        scored[place] = (score, f"{source.task}:{self.version}")
        kept: list[Proposal] = []
        surest = sorted(scored.items(), key=lambda item: (-item[1][0], item[0][1]))
        for (label, start, end), (score, producer) in surest:
            if all(end <= p.start or p.end <= start for p in kept) and reads_as_one(text[start:end]):
                kept.append(Proposal(label, start, end, score, producer))
        return sorted(kept, key=lambda p: p.start)


def reads_as_one(name: str) -> bool:
    """Whether a tagger's find is made like a name: of a name's length, no generic words, no authority, no medium."""
    fits = _SHORTEST <= len(name) <= _LONGEST and not name.endswith(_NO_NAME_ENDS) and "\n" not in name
    return fits and any(c.isalnum() for c in name) and may_be_subject(name)


def new_names(
    proposals: Sequence[Proposal], known: Sequence[Annotation], document: Document, offset: int
) -> list[Annotation]:
    """Those that touch nothing known, as annotations. What was read is the title, one character, and from `offset` on
    the body."""
    found: list[Annotation] = []
    for p in proposals:
        if p.start < offset - 1 < p.end or p.start == offset - 1:
            continue
        span = Span(p.start, p.end, "title") if p.end < offset else Span(p.start - offset, p.end - offset)
        touched = (a.span for a in known if a.span.field == span.field)
        if all(span.end <= other.start or other.end <= span.start for other in touched):
            found.append(Annotation(p.label, span.of(document), span, p.score, p.producer))
    return found


def narrow(tagger: Tagger, type: str) -> Tagger:
    """The tagger with the labels of one type alone ("" for all): its other types only decide that a name is theirs.

    On held-out rows the companies of `finner` lose 0.02 of precision at -1 so, and cost a third of the time.
    """
    kept = [i for i, label in enumerate(tagger.labels) if not i or not type or label[2:] == type]
    labels = tuple(tagger.labels[i] for i in kept)
    table, moves = np.ascontiguousarray(tagger.table[:, kept]), np.ascontiguousarray(tagger.moves[np.ix_(kept, kept)])
    return Tagger(labels, tagger.slots, table, moves, tagger.bits)


def build_proposer(version: str) -> Proposer:
    """With the shipped taggers. Raises `ModelMissingError` without their weights."""
    return Proposer(tuple(narrow(load_tagger(source.task), source.type) for source in SOURCES), version)
