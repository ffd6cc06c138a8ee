"""A composite risk index of entities, 0 to 100. Every point names the signals that it comes from.

S = 100 · Σ wᵢ·sᵢ over five published dimensions of platform risk indices (compliance, yield deviation, complaints,
spread, keyword hits); weights are ours (`risk_index.toml`). Each signal k decays: dₖ = 0.5^(age / half-life).

- 合规偏离: 1 - ∏(1 - dₖ·severityₖ/5) over official findings and penalties.
- 收益率偏离: clip((r - r_ref)/(r_cap - r_ref), 0, 1) of the highest promised annual rate r, times its decay.
- 投诉: (n - λ)/√λ, clipped to [0, z_cap], scaled to [0, 1]; n complaints of the window, λ expected from earlier ones.
- 传播: percentile of log(1 + sources · mentions) among all entities with signals in the window.
- 特征词: 1 - exp(-Σ dₖ·idf(type)·severity/5) over the strongest signal of each type;
  idf = ln((1+N)/(1+df)) + 1 over N entities.

An entity is all its names (`insights.alias`): a product counts with its company where a document ties the two.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from insights.alias import NameLink, join_names
from insights.risk_config import RiskConfig
from regintel.model import Kind


@dataclass(frozen=True, slots=True)
class RiskSignal:
    """What the index needs of a signal. `rate` is a promised annual rate as a share, None where none is promised."""

    id: str
    document_id: str
    entity: str
    type: str
    severity: int
    certainty: str
    day: date
    source_id: str
    kind: str
    rate: float | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One dimension: `share` in [0, 1], `points` of 100, and ids of the signals behind them, strongest first."""

    dimension: str
    share: float
    points: float
    signals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RiskScore:
    """An entity's index on a day; `score` is the sum of its parts' points. `aliases`: other names that were counted."""

    entity: str
    day: date
    score: float
    parts: tuple[Part, ...]
    aliases: tuple[NameLink, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every name under which signals were counted, the entity's own first."""
        return (self.entity, *(a.alias for a in self.aliases))


def risk_scores(
    day: date, signals: Iterable[RiskSignal], config: RiskConfig, links: Iterable[NameLink] = ()
) -> tuple[RiskScore, ...]:
    """Every entity with signals in the window that ends on `day`, highest first. Later signals are not seen.

    Names of one entity are joined, with the `links` that documents print and by their core.
    """
    counted = [s for s in signals if s.entity and 0 <= (day - s.day).days < config.window_days]
    entities = join_names([s.entity for s in counted], links)
    groups: dict[str, list[RiskSignal]] = {}
    for signal in counted:
        name = entities[signal.entity].name
        groups.setdefault(name, []).append(replace(signal, entity=name))
    peers = _Peers(groups)
    aliases = {e.name: e.aliases for e in entities.values()}
    scores = [replace(_score(n, day, own, peers, config), aliases=aliases[n]) for n, own in groups.items()]
    return tuple(sorted(scores, key=lambda s: (-s.score, s.entity)))


class _Peers:
    """What an entity is measured against: how far others spread, and how rare a risk type is."""

    def __init__(self, groups: Mapping[str, Sequence[RiskSignal]]) -> None:
        self._spreads = sorted(spread(own) for own in groups.values())
        types: dict[str, int] = {}
        for own in groups.values():
            for name in {s.type for s in own}:
                types[name] = types.get(name, 0) + 1
        self._idf = {name: math.log((1 + len(groups)) / (1 + n)) + 1 for name, n in types.items()}

    def percentile(self, value: float) -> float:
        """Share of the others that spread less; ties count half."""
        others = len(self._spreads) - 1
        if others <= 0:
            return 0.0
        below, up_to = bisect_left(self._spreads, value), bisect_right(self._spreads, value)
        return (below + (up_to - below - 1) / 2) / others

    def idf(self, type: str) -> float:
        """At least 1, more for rare types."""
        return self._idf[type]


def spread(signals: Sequence[RiskSignal]) -> float:
    """log(1 + distinct sources × mentioning documents)."""
    return math.log1p(len({s.source_id for s in signals}) * len({s.document_id for s in signals}))


def _score(entity: str, day: date, own: list[RiskSignal], peers: _Peers, config: RiskConfig) -> RiskScore:
    own.sort(key=lambda s: (-_weight(s, day, config), s.id))
    found = (
        ("合规偏离", *_compliance(own, day, config)),
        ("收益率偏离", *_yield(own, day, config)),
        ("投诉", *_complaints(own, day, config)),
        ("传播", peers.percentile(spread(own)), own),
        ("特征词", *_keywords(own, day, peers, config)),
    )
    parts = tuple(
        Part(name, share, 100 * config.weights[name] * share, tuple(s.id for s in behind) if share > 0 else ())
        for name, share, behind in found
    )
    return RiskScore(entity, day, sum(p.points for p in parts), parts)


def _decay(signal: RiskSignal, day: date, config: RiskConfig) -> float:
    return float(0.5 ** ((day - signal.day).days / config.half_life_days))


def _weight(signal: RiskSignal, day: date, config: RiskConfig) -> float:
    return _decay(signal, day, config) * min(5, max(0, signal.severity)) / 5


def _compliance(own: Sequence[RiskSignal], day: date, config: RiskConfig) -> tuple[float, Sequence[RiskSignal]]:
    behind = [s for s in own if s.kind == Kind.PENALTY or s.certainty == "官方认定"]
    return 1 - math.prod(1 - _weight(s, day, config) for s in behind), behind


def _yield(own: Sequence[RiskSignal], day: date, config: RiskConfig) -> tuple[float, Sequence[RiskSignal]]:
    def share(signal: RiskSignal) -> float:
        over = ((signal.rate or 0) - config.yield_reference) / (config.yield_cap - config.yield_reference)
        return min(1.0, max(0.0, over)) * _decay(signal, day, config)

    behind = sorted((s for s in own if share(s) > 0), key=lambda s: (-share(s), s.id))
    return (share(behind[0]), behind[:1]) if behind else (0.0, ())


def _complaints(own: Sequence[RiskSignal], day: date, config: RiskConfig) -> tuple[float, Sequence[RiskSignal]]:
    complaints = [s for s in own if s.kind == Kind.COMPLAINT]
    recent = [s for s in complaints if (day - s.day).days < config.complaint_days]
    earlier = {s.document_id for s in complaints} - {s.document_id for s in recent}
    windows = max(1.0, config.window_days / config.complaint_days - 1)
    expected = max(len(earlier) / windows, config.least_expected)
    z = (len({s.document_id for s in recent}) - expected) / math.sqrt(expected)
    return min(1.0, max(0.0, z / config.z_cap)), recent


def _keywords(
    own: Sequence[RiskSignal], day: date, peers: _Peers, config: RiskConfig
) -> tuple[float, Sequence[RiskSignal]]:
    strongest: dict[str, RiskSignal] = {}
    for signal in own:  # strongest first
        strongest.setdefault(signal.type, signal)
    total = sum(_weight(s, day, config) * peers.idf(s.type) for s in strongest.values())
    return 1 - math.exp(-total), list(strongest.values())
