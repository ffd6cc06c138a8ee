"""Document → risk signals by rules. Laws and their interpretations state rules, never risks of someone: none there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from nlp.facts.alias import LABEL as TIE
from nlp.facts.found import Found
from nlp.facts.name_shape import may_be_name
from nlp.pipeline import Facts
from nlp.risk.context import judge_context
from nlp.risk.promise import find_promises
from nlp.risk.row import Rows, party_rows
from nlp.risk.sentence import sentence_of, split_sentences, within
from nlp.risk.subject import choose_subject, is_official, main_subject, plausible
from nlp.risk.trigger import Trigger, find_triggers
from nlp.taxonomy.load import RiskType, load_taxonomy
from regintel.ids import part_id
from regintel.model import CERTAINTIES, Document, Kind, Penalty, Signal, Span

SILENT_KINDS = frozenset((Kind.POLICY, Kind.INTERPRETATION, Kind.CONSULTATION))
_MOST = 60
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_PROMISE = "高收益承诺"
_PENALTY = "行政处罚"
_UNLAWFUL = "违法违规"
_CIRCULAR = re.compile("通报|风险提示|风险警示|提示函|的提醒$")


@dataclass(frozen=True, slots=True)
class Reading:
    """A title or a body as the finders read it (same offsets as in the document), and what they found in it."""

    field: Literal["text", "title"]
    text: str
    facts: Facts


def tells_events(document: Document) -> bool:
    """Whether a document speaks of events: all but rules do, and circulars of findings (关于…的通报) among rules."""
    return document.kind not in SILENT_KINDS or _CIRCULAR.search(document.title) is not None


def find_signals(
    document: Document, body: Reading, title: Reading, producer: str, penalties: Sequence[Penalty] = ()
) -> list[Signal]:
    """Signals of a document, at most one an entity and type: the most certain, then the first.

    The title speaks only of types that the body does not state: a headline is proof where the body has other words.
    A rumour that the document itself denies elsewhere is no signal.
    """
    if not tells_events(document):
        return []
    scan = _Scan(document, producer, body, title, penalties)
    found = scan.read(body)
    stated = {signal.type for signal in found}
    both = [s for s in scan.read(title) if s.type not in stated] + found
    return [s for s in both if s.certainty != "传闻" or document.kind is Kind.COMPLAINT or s.type not in scan.denied]


class _Scan:
    """One document being read. `denied` collects the types that one of its sentences denies."""

    def __init__(
        self, document: Document, producer: str, body: Reading, title: Reading, penalties: Sequence[Penalty]
    ) -> None:
        self._document, self._producer = document, producer
        self._complaint, self._official = document.kind is Kind.COMPLAINT, is_official(document.issuers)
        ties = {body.text[f.start : f.end]: f.value for f in body.facts.everything if f.label == TIE}
        self._default = (
            _merchant(document)
            or main_subject(plausible(title.facts.names), ties)
            or main_subject(plausible(body.facts.names), ties)
        )
        self._rows = party_rows(body.text, penalties) if document.kind is Kind.PENALTY else Rows(())
        # What penalties tell needs no second signal; where none could be read, the words have to do.
        self._silent = frozenset((_PENALTY,)) if penalties else frozenset[str]()
        self.denied: set[str] = set()

    def read(self, reading: Reading) -> list[Signal]:
        text = reading.text
        sentences, names = split_sentences(text), plausible(reading.facts.names)
        best: dict[tuple[str, str], Signal] = {}
        told: set[tuple[int, str]] = set()
        for trigger in (*find_triggers(text), *_promises(text, reading.facts.ratios, sentences)):
            if trigger.type.name in self._silent:
                continue
            sentence = sentence_of(sentences, trigger.start)
            start, end = trigger.start - sentence[0], trigger.end - sentence[0]
            said = text[sentence[0] : sentence[1]]
            verdict = judge_context(said, start, end, complaint=self._complaint, official=self._official)
            if not verdict.stated:
                if verdict.denies:
                    self.denied.add(trigger.type.name)
                continue
            day = _day(reading.facts.dates, sentence, self._document)
            for subject in self._subjects(reading, trigger, sentence, names):
                key = (trigger.type.name, subject.value if subject else "")
                if trigger.type.name != _UNLAWFUL:
                    told.add((sentence[0], key[1]))
                certainty = "官方认定" if self._document.kind is Kind.PENALTY else verdict.certainty
                if key not in best or CERTAINTIES.index(certainty) > CERTAINTIES.index(best[key].certainty):
                    place = (reading.field, trigger, sentence)
                    best[key] = _signal(self._document, place, key[1], certainty, day, self._producer)
        # One event is told once: no 违法违规 where its sentence says of what (因涉嫌非法集资被立案侦查).
        kept = [s for s in best.values() if s.type != _UNLAWFUL or (s.evidence.start, s.entity) not in told]
        return sorted(kept, key=lambda s: s.span.start)[:_MOST]

    def _subjects(
        self, reading: Reading, trigger: Trigger, sentence: tuple[int, int], names: Sequence[Found]
    ) -> list[Found | None]:
        """The names inside a trigger (假冒临澜银行、云笈支付的App), else the party of its row, else the best name."""
        inside = [*within(names, trigger.start, trigger.end)]
        if inside:
            return [*inside]
        row = self._rows.party(trigger.start) if reading.field == "text" else None
        return [row or choose_subject(reading.text, trigger.start, trigger.end, sentence, names) or self._default]


def _merchant(document: Document) -> Found | None:
    """Whom a complaint is made against, where its page says so."""
    name = document.extra.get("merchant", "").strip()
    masked = not name or "*" in name or "\uff0a" in name
    return None if masked or document.kind is not Kind.COMPLAINT or not may_be_name(name) else Found("平台", name, 0, 0)


def _promises(text: str, ratios: Sequence[Found], sentences: Sequence[tuple[int, int]]) -> Iterable[Trigger]:
    kind = load_taxonomy().type(_PROMISE)
    return (Trigger(kind, start, end) for start, end in find_promises(text, ratios, sentences))


def _signal(
    document: Document,
    place: tuple[Literal["text", "title"], Trigger, tuple[int, int]],
    entity: str,
    certainty: str,
    day: date | None,
    producer: str,
) -> Signal:
    field, trigger, sentence = place
    return Signal(
        id=part_id(document.id, "signal", trigger.type.name, _printable(entity), field, trigger.start, trigger.end),
        document_id=document.id,
        entity=entity,
        type=trigger.type.name,
        severity=graded(trigger.type, certainty),
        polarity=-1,
        day=day,
        span=Span(trigger.start, trigger.end, field),
        evidence=Span(min(sentence[0], trigger.start), max(sentence[1], trigger.end), field),
        score=1.0,
        producer=producer,
        certainty=certainty,
    )


def graded(kind: RiskType, certainty: str) -> int:
    """Severity 1–5: that of the type, one more for an authority's finding, one less for a rumour."""
    return min(5, max(1, kind.severity + (certainty == "官方认定") - (certainty == "传闻")))


def _printable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


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
                id=part_id(
                    document.id, "penalty", _printable(penalty.party), _printable(penalty.doc_no), span.start, span.end
                ),
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
