"""Labelled rows as numbers: what the encoder reads, and what each head is to say of it."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from nlp.models.decide import OTHER
from nlp.models.encoder.plan import PLANS
from nlp.models.encoder.vocabulary import Vocabulary
from nlp.models.fields import story
from nlp.models.mentions import find_mentions
from nlp.models.training.names import NEW, SUBJECT, cluener_spans, finner_spans
from nlp.models.training.taggers import bio, occurrences

Row = dict[str, Any]
Span = tuple[int, int, str]
MAX_MENTIONS = 8


@dataclass(frozen=True, slots=True)
class Example:
    """`target` by kind of head: numbers of labels (`many`, `one`), one a position (`spans`), 0 or 1 (`mentions`)."""

    ids: list[int]
    begin: int
    target: list[int]
    mentions: list[list[tuple[int, int]]] = field(default_factory=list)
    """Positions of each name, for `mentions`."""
    answers: list[int] = field(default_factory=list)
    """0 or 1 for each name."""


@dataclass(frozen=True, slots=True)
class Course:
    """The rows of one head, its labels, and how a row becomes examples (anew each time, for names may be swapped)."""

    name: str
    labels: tuple[str, ...]
    rows: Sequence[Row]
    read: Callable[[Row, random.Random], Iterator[Example]]


def labels_of(spans: Sequence[Sequence[Span]]) -> tuple[str, ...]:
    """BIO labels of all span types, O first."""
    types = sorted({kind for row in spans for _, _, kind in row})
    return ("O", *sorted(f"{mark}-{kind}" for kind in types for mark in "BI"))


def swap(
    text: str, spans: Sequence[Span], names: Mapping[str, Sequence[str]], chance: float, dice: random.Random
) -> tuple[str, list[Span]]:
    """Each name replaced by another of its type with a chance, so that context and not memory tells names.

    Spans may not overlap. Equal names are replaced alike. `names` are those to draw from, by type.
    """
    drawn: dict[tuple[str, str], str] = {}
    out, moved, at, length = [], [], 0, 0
    for start, end, kind in sorted(spans):
        name = text[start:end]
        if (name, kind) not in drawn:
            pool = names.get(kind, ())
            drawn[name, kind] = dice.choice(pool) if pool and dice.random() < chance else name
        other = drawn[name, kind]
        out += [text[at:start], other]
        length += start - at
        moved.append((length, length + len(other), kind))
        length += len(other)
        at = end
    out.append(text[at:])
    return "".join(out), moved


def flat(spans: Sequence[Span]) -> list[Span]:
    """Spans without overlap; the longer one wins."""
    out: list[Span] = []
    for start, end, kind in sorted(spans, key=lambda s: (s[0] - s[1], s[0])):
        if start < end and all(end <= a or b <= start for a, b, _ in out):
            out.append((start, end, kind))
    return sorted(out)


def tag_course(
    name: str, vocabulary: Vocabulary, rows: Sequence[Row], spans_of: Callable[[Row], Sequence[Span]], chance: float
) -> Course:
    """A head that labels characters."""
    found = {id(row): flat(spans_of(row)) for row in rows}
    labels = labels_of(list(found.values()))
    numbers = {label: i for i, label in enumerate(labels)}
    pools: dict[str, list[str]] = {}
    for row in rows:
        for start, end, kind in found[id(row)]:
            pools.setdefault(kind, []).append(row["text"][start:end])
    longest = PLANS[name].longest

    def read(row: Row, dice: random.Random) -> Iterator[Example]:
        text, spans = swap(row["text"], found[id(row)], pools, chance, dice)
        text = text[:longest]
        spans = [span for span in spans if span[1] <= len(text)]
        ids, begin = vocabulary.frame(text)
        tags = [numbers[label] for label in bio(len(text), spans)]
        yield Example(ids, begin, tags)

    return Course(name, labels, rows, read)


def finner_course(vocabulary: Vocabulary, rows: Sequence[Row]) -> Course:
    """FinNER."""
    return tag_course("finner", vocabulary, rows, finner_spans, 0.2)


def cluener_course(vocabulary: Vocabulary, rows: Sequence[Row]) -> Course:
    """CLUENER."""
    return tag_course("cluener", vocabulary, rows, cluener_spans, 0.15)


def new_entities_course(vocabulary: Vocabulary, rows: Sequence[Row]) -> Course:
    """New names; rows whose answer is not in the (cut) text teach nothing."""
    use = [row for row in rows if row["new_entities"] and all(name in row["text"] for name in row["new_entities"])]

    def spans(row: Row) -> list[Span]:
        return [(a, b, NEW) for name in row["new_entities"] for a, b in occurrences(row["text"], name)]

    return tag_course("new-entities", vocabulary, use, spans, 0.35)


def subject_course(vocabulary: Vocabulary, rows: Sequence[Row]) -> Course:
    """The subject of one type: the type stands before the text."""
    use = [row for row in rows if any(event["subject"] for event in row["events"])]
    names = [e["subject"] for row in use for e in row["events"] if e["subject"] and len(e["subject"]) > 2]
    labels = ("O", f"B-{SUBJECT}", f"I-{SUBJECT}")
    longest = PLANS["subject"].longest

    def read(row: Row, dice: random.Random) -> Iterator[Example]:
        by_type: dict[str, list[str]] = {}
        for event in row["events"]:
            if event["subject"]:
                by_type.setdefault(event["type"], []).append(event["subject"])
        text = row["text"]
        own = sorted({name for found in by_type.values() for name in found})
        spans = flat([(a, b, name) for name in own for a, b in occurrences(text, name)])
        text, spans = swap(text, spans, dict.fromkeys(own, names), 0.2, dice)
        text = text[:longest]
        for kind, found in by_type.items():
            ids, begin = vocabulary.frame(text, kind)
            tags = bio(len(text), [(a, b, SUBJECT) for a, b, name in spans if name in found and b <= len(text)])
            yield Example(ids, begin, [labels.index(tag) for tag in tags])

    return Course("subject", labels, use, read)


def negative_course(vocabulary: Vocabulary, rows: Sequence[Row]) -> Course:
    """Whether a text is bad news, and about which of its names."""
    pool = [name for row in rows for name in row["entities"]]
    longest = PLANS["negative"].longest

    def read(row: Row, dice: random.Random) -> Iterator[Example]:
        text = story(row)
        names, bad = list(row["entities"]), set(row["negative_entities"])
        for i, name in enumerate(names):
            # A name inside another must stay so: it is how short forms are told from full ones.
            alone = not any(name in other or other in name for other in names if other != name)
            if alone and dice.random() < 0.4:
                names[i] = other = dice.choice(pool)
                text = text.replace(name, other)
                bad = (bad - {name}) | {other} if name in bad else bad
        text = text[:longest]
        ids, begin = vocabulary.frame(text)
        mentions, answers = [], []
        found = find_mentions(text, names)
        for name, places, alone_at in zip(found.names, found.places, found.alone, strict=True):
            spots = [(begin + at, begin + at + len(name)) for at in (alone_at or places)[:MAX_MENTIONS]]
            if spots:
                mentions.append(spots)
                answers.append(int(name in bad))
        yield Example(ids, begin, [int(row["negative"])], mentions, answers)

    return Course("negative", ("negative",), rows, read)


def text_course(
    name: str, vocabulary: Vocabulary, rows: Sequence[Row], labels_of_row: Callable[[Row], list[str]], least: int = 1
) -> Course:
    """A head that labels whole texts; labels with fewer than `least` rows are left out."""
    counts: dict[str, int] = {}
    for row in rows:
        for label in labels_of_row(row):
            counts[label] = counts.get(label, 0) + 1
    labels = tuple(sorted(label for label, n in counts.items() if n >= least))
    numbers = {label: i for i, label in enumerate(labels)}
    longest = PLANS[name].longest

    def read(row: Row, _dice: random.Random) -> Iterator[Example]:
        ids, begin = vocabulary.frame(row["text"][:longest])
        yield Example(ids, begin, sorted(numbers[label] for label in labels_of_row(row) if label in numbers))

    return Course(name, labels, rows, read)


def risk_labels(row: Row) -> list[str]:
    """Types of a row; a row without one is 其他, as in tier 1."""
    return sorted({event["type"] for event in row["events"]}) or [OTHER]


def news_course(vocabulary: Vocabulary, rows: Sequence[Row]) -> Course:
    """News titles, the company hidden half of the time."""
    course = text_course("sentiment-news", vocabulary, rows, lambda row: [row["label"]])

    def read(row: Row, dice: random.Random) -> Iterator[Example]:
        company = row.get("company") or ""
        text = row["text"].replace(company, "公司") if company and dice.random() < 0.5 else row["text"]
        yield from course.read({**row, "text": text}, dice)

    return Course(course.name, course.labels, rows, read)


def courses(vocabulary: Vocabulary, rows: Mapping[str, Sequence[Row]], heads: Collection[str]) -> dict[str, Course]:
    """Heads from the training rows by task, by name of the head."""
    makers: dict[str, Callable[[], Course]] = {
        "risk-events": lambda: text_course("risk-events", vocabulary, rows["risk-events"], risk_labels),
        "subject": lambda: subject_course(vocabulary, rows["risk-events"]),
        "negative": lambda: negative_course(vocabulary, rows["negative"]),
        "finner": lambda: finner_course(vocabulary, rows["finner"]),
        "cluener": lambda: cluener_course(vocabulary, rows["cluener"]),
        "new-entities": lambda: new_entities_course(vocabulary, rows["new-entities"]),
        "sentiment-forum": lambda: text_course(
            "sentiment-forum", vocabulary, rows["sentiment-forum"], lambda row: [row["label"]]
        ),
        "sentiment-news": lambda: news_course(vocabulary, rows["sentiment-news"]),
        "topics": lambda: text_course("topics", vocabulary, rows["topics"], lambda row: list(row["topics"]), least=20),
    }
    return {name: makers[name]() for name in heads}
