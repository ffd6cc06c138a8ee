"""Grouping signals: by entity, then by what happened to it, so that one event in two outlets is one entry."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from insights.alias import NameLink, join_names
from nlp.taxonomy.load import load_taxonomy
from regintel.ids import normalise_text
from regintel.model import CERTAINTIES

_PENALTY = "行政处罚"


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a quoted sentence stands. `url` is the original address."""

    document_id: str
    signal_id: str
    title: str
    source: str
    url: str


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence, the trigger in it (`mark`, [start, end); empty where unknown) and every document that has it."""

    text: str
    mark: tuple[int, int]
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class SignalFact:
    """A signal as the index tells it. `entity` is "" where the text names none."""

    entity: str
    type: str
    severity: int
    certainty: str
    day: date | None
    quote: Quote


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that is said of one entity. Severity and certainty are the strongest among its quotes."""

    entity: str
    type: str
    severity: int
    certainty: str
    day: date | None
    quotes: tuple[Quote, ...]

    @property
    def role(self) -> str:
        """What the entity is in it where it is not the one to blame (被仿冒方); "" where it is."""
        return next((t.role for t in load_taxonomy().types if t.name == self.type), "") if self.entity else ""

    @property
    def day_word(self) -> str:
        """What `day` is the day of."""
        return "决定" if self.type == _PENALTY else "事发"

    @property
    def documents(self) -> int:
        """How many documents tell it."""
        return len({c.document_id for q in self.quotes for c in q.citations})


@dataclass(frozen=True, slots=True)
class EntityRisk:
    """An entity and its events, gravest first; what befell it (`Event.role`) comes after what it is to blame for.

    Severity and certainty are of what it is to blame for, if there is any. `aliases`: other names of the day for it.
    """

    entity: str
    severity: int
    certainty: str
    events: tuple[Event, ...]
    aliases: tuple[NameLink, ...] = ()


def group_events(facts: Iterable[SignalFact], links: Iterable[NameLink] = ()) -> tuple[EntityRisk, ...]:
    """Entities by severity, blame, certainty, number of documents, name; what names no entity comes last.

    Names of one entity are joined (`insights.alias`), with the `links` that documents print and by their core.

    Without an entity nothing says that two sentences tell the same event, so only equal sentences are joined there.
    """
    groups: dict[tuple[str, str, str], list[SignalFact]] = {}
    given = list(facts)
    entities = join_names([fact.entity for fact in given], links)
    for printed in given:
        fact = replace(printed, entity=entities[printed.entity].name) if printed.entity else printed
        apart = "" if fact.entity else normalise_text(fact.quote.text)
        groups.setdefault((fact.entity, fact.type, apart), []).append(fact)
    by_entity: dict[str, list[Event]] = {}
    for (entity, _, _), members in groups.items():
        by_entity.setdefault(entity, []).append(_event(members))
    aliases = {e.name: e.aliases for e in entities.values()}
    risks = [_entity_risk(entity, events, aliases.get(entity, ())) for entity, events in by_entity.items()]
    return tuple(sorted(risks, key=_entity_rank))


def certainty_rank(certainty: str) -> int:
    """0 for the weakest. Raises `ValueError` for a value that is none of `regintel.model.CERTAINTIES`."""
    return CERTAINTIES.index(certainty)


def _event(members: list[SignalFact]) -> Event:
    quotes: dict[str, Quote] = {}
    members.sort(key=lambda m: (-certainty_rank(m.certainty), -m.severity, m.quote.citations[0].signal_id))
    for member in members:
        key = normalise_text(member.quote.text)
        known = quotes.get(key)
        if known is None:
            quotes[key] = member.quote
        else:
            cited = {c.document_id for c in known.citations}
            more = tuple(c for c in member.quote.citations if c.document_id not in cited)
            quotes[key] = replace(known, citations=known.citations + more)
    strongest = members[0]
    days = [m.day for m in members if m.day]
    return Event(
        strongest.entity,
        strongest.type,
        max(m.severity for m in members),
        strongest.certainty,
        min(days) if days else None,
        tuple(quotes.values()),
    )


def _entity_risk(entity: str, events: list[Event], aliases: tuple[NameLink, ...]) -> EntityRisk:
    events.sort(key=_event_rank)
    blamed = [e for e in events if not e.role] or events
    return EntityRisk(
        entity,
        max(e.severity for e in blamed),
        max((e.certainty for e in blamed), key=certainty_rank),
        tuple(events),
        aliases,
    )


def _event_rank(event: Event) -> tuple[bool, int, int, int, str, str]:
    first = event.quotes[0].citations[0].signal_id
    return (bool(event.role), -event.severity, -certainty_rank(event.certainty), -event.documents, event.type, first)


def _entity_rank(risk: EntityRisk) -> tuple[bool, int, bool, int, int, str]:
    documents = sum(e.documents for e in risk.events)
    return (
        not risk.entity,
        -risk.severity,
        bool(risk.events[0].role),
        -certainty_rank(risk.certainty),
        -documents,
        risk.entity,
    )
