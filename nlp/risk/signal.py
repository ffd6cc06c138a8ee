"""Document → risk signals by rules. Laws and their interpretations state rules, never risks of someone: none there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from nlp.facts.found import Found
from nlp.risk.context import Verdict, judge_context
from nlp.risk.promise import find_promises
from nlp.risk.sentence import sentence_of, split_sentences, within
from nlp.risk.subject import choose_subject, main_subject, plausible
from nlp.risk.trigger import Trigger, find_triggers
from nlp.taxonomy.load import load_taxonomy
from regintel.ids import part_id
from regintel.model import Document, Kind, Penalty, Signal, Span

SILENT_KINDS = frozenset((Kind.POLICY, Kind.INTERPRETATION, Kind.CONSULTATION))
_CERTAINTY = {"传闻": 0, "报道": 1, "官方认定": 2}
_MOST = 60
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_PROMISE = "高收益承诺"
_PENALTY = "行政处罚"


def find_signals(
    document: Document, text: str, names: Sequence[Found], ratios: Sequence[Found], dates: Sequence[Found],
    title_names: Sequence[Found], producer: str,
) -> list[Signal]:  # fmt: skip
    """Signals of a body, at most one an entity and type: the most certain, then the first.

    `text` is the body as the finders saw it (same offsets as `document.text`); the finds are those in it.
    """
    if document.kind in SILENT_KINDS:
        return []
    sentences = split_sentences(text)
    names, title_names = plausible(names), plausible(title_names)
    default = main_subject(title_names) or main_subject(names)
    hearsay = document.kind is Kind.COMPLAINT
    best: dict[tuple[str, str], Signal] = {}
    last: Found | None = None
    triggers = [t for t in find_triggers(text) if document.kind is not Kind.PENALTY or t.type.name != _PENALTY]
    for trigger in (*triggers, *_promises(text, ratios, sentences)):
        sentence = sentence_of(sentences, trigger.start)
        said = text[sentence[0] : sentence[1]]
        verdict = judge_context(said, trigger.start - sentence[0], trigger.end - sentence[0], hearsay=hearsay)
        if not verdict.stated:
            continue
        subject = choose_subject(text, trigger.start, trigger.end, sentence, names)
        last = subject or last
        chosen = subject or default or last
        signal = _signal(document, trigger, sentence, chosen, verdict, _day(dates, sentence, document), producer)
        key = (signal.type, signal.entity)
        if key not in best or _CERTAINTY[signal.certainty] > _CERTAINTY[best[key].certainty]:
            best[key] = signal
    return sorted(best.values(), key=lambda s: s.span.start)[:_MOST]


def _promises(text: str, ratios: Sequence[Found], sentences: Sequence[tuple[int, int]]) -> Iterable[Trigger]:
    kind = load_taxonomy().type(_PROMISE)
    return (Trigger(kind, start, end) for start, end in find_promises(text, ratios, sentences))


def _signal(
    document: Document, trigger: Trigger, sentence: tuple[int, int], subject: Found | None, verdict: Verdict,
    day: date | None, producer: str,
) -> Signal:  # fmt: skip
    certainty = "官方认定" if document.kind is Kind.PENALTY else verdict.certainty
    entity = subject.value if subject else ""
    severity = trigger.type.severity + (certainty == "官方认定") - (certainty == "传闻")
    return Signal(
        id=part_id(document.id, "signal", trigger.type.name, entity, trigger.start, trigger.end),
        document_id=document.id,
        entity=entity,
        type=trigger.type.name,
        severity=min(5, max(1, severity)),
        polarity=-1,
        day=day,
        span=Span(trigger.start, trigger.end),
        evidence=Span(min(sentence[0], trigger.start), max(sentence[1], trigger.end)),
        score=1.0,
        producer=producer,
        certainty=certainty,
    )


def _day(dates: Sequence[Found], sentence: tuple[int, int], document: Document) -> date | None:
    """The first full day that the sentence names, unless it lies after publication."""
    for found in within(dates, *sentence):
        if _DAY.fullmatch(found.value):
            day = date.fromisoformat(found.value)
            if document.published_on is None or day <= document.published_on:
                return day
    return document.published_on


def penalty_signals(document: Document, penalties: Sequence[Penalty], producer: str) -> list[Signal]:
    """One 行政处罚 a party, by the authority's own word. Proof: the decision, else the party, else the title."""
    found = []
    at = 0
    severity = load_taxonomy().type(_PENALTY).severity
    for penalty in penalties:
        party = document.text.find(penalty.party, at)
        if party < 0:
            party = document.text.find(penalty.party)
        at = max(at, party)
        decision = document.text.find(penalty.decision, max(party, 0)) if penalty.decision else -1
        span, evidence = _proof(document, penalty, party, decision)
        amount = (penalty.amount or 0) + (penalty.confiscated or 0)
        found.append(
            Signal(
                id=part_id(document.id, "penalty", penalty.party, penalty.doc_no, span.start, span.end),
                document_id=document.id,
                entity=penalty.party,
                type=_PENALTY,
                severity=min(5, severity + (amount >= 1_000_000) + (amount >= 10_000_000)),
                polarity=-1,
                day=penalty.decided_on or document.published_on,
                span=span,
                evidence=evidence,
                score=1.0,
                producer=producer,
                certainty="官方认定",
            )
        )
    return found


def _proof(document: Document, penalty: Penalty, party: int, decision: int) -> tuple[Span, Span]:
    if decision >= 0:
        span = Span(decision, decision + len(penalty.decision))
        if 0 <= party <= decision and decision - party < 2000:
            return span, Span(party, span.end)
        return span, span
    if party >= 0:
        span = Span(party, party + len(penalty.party))
        return span, span
    span = Span(0, len(document.title), "title")
    return span, span
