"""What a brief is made of. Nothing here computes anything but what is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from insights.event import EntityRisk
from insights.health import SourceHealth, SourceState

_PENALTY = "行政处罚"
_GRAVE = 4


@dataclass(frozen=True, slots=True)
class Figure:
    """A headline number. `usual` is the mean of the seven days before (None: no data to compare with)."""

    label: str
    value: int
    unit: str
    usual: float | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A document of the day. `deadline` is that of a consultation."""

    document_id: str
    title: str
    url: str
    source: str
    doc_no: str = ""
    issuers: tuple[str, ...] = ()
    deadline: date | None = None


@dataclass(frozen=True, slots=True)
class PenaltyLine:
    """A decision against one party. `amount` is in yuan, None where nothing is stated."""

    line: Line
    party: str
    doc_no: str
    decision: str
    types: tuple[str, ...]
    amount: float | None
    authority: str


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source, how it is doing, and what it published on the day and on average in the seven days before."""

    health: SourceHealth
    state: SourceState
    today: int
    usual: float | None


@dataclass(frozen=True, slots=True)
class TypeLine:
    """A risk type and the number of the day's documents that state it."""

    type: str
    today: int
    usual: float | None


@dataclass(frozen=True, slots=True)
class Brief:
    """Everything that is shown. `week_days` of the seven days before have data; `notices` say what is incomplete."""

    day: date
    figures: tuple[Figure, ...]
    risks: tuple[EntityRisk, ...]
    types: tuple[TypeLine, ...]
    policies: tuple[Line, ...]
    consultations: tuple[Line, ...]
    penalties: tuple[PenaltyLine, ...]
    disclosures: tuple[Line, ...]
    complaints: tuple[Line, ...]
    news: tuple[Line, ...]
    sources: tuple[SourceLine, ...]
    week_days: int
    notices: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether the day brought nothing at all."""
        return not (self.figures and self.figures[0].value) and not self.risks

    @property
    def told_risks(self) -> tuple[EntityRisk, ...]:
        """The risks without those of `only_penalised`."""
        return tuple(r for r in self.risks if not self._only_penalised(r))

    @property
    def only_penalised(self) -> tuple[EntityRisk, ...]:
        """Entities of which nothing is told but a minor penalty that the table of penalties holds anyway."""
        return tuple(r for r in self.risks if self._only_penalised(r))

    def _only_penalised(self, risk: EntityRisk) -> bool:
        tabled = {p.line.document_id for p in self.penalties}
        return risk.severity < _GRAVE and all(
            event.type == _PENALTY and all(c.document_id in tabled for q in event.quotes for c in q.citations)
            for event in risk.events
        )
