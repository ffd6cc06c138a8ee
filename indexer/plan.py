"""What to ask a backend, in terms of our own index fields. Each backend translates these few shapes, and nothing else.

Scores are sums: a `Term` or `Phrase` gives its BM25 (k1 1.2, b 0.75), `Or` and `And` add up what matches, `Constant`
gives its score instead of its child's, `Boost` multiplies. A record's `weight` multiplies the whole.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """Records whose `field` holds `token`."""

    field: str
    token: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Records whose `field` holds `tokens` (two or more) one right after another."""

    field: str
    tokens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OneOf:
    """Records whose keyword `field` is one of `values`; scores nothing by itself."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Days:
    """Records dated within [first, last], proleptic ordinals; records without a date never match. Scores nothing."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Or:
    """Records that match at least `least` of the children."""

    children: tuple[Node, ...]
    least: int = 1


@dataclass(frozen=True, slots=True)
class And:
    """Records that match all children."""

    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Without:
    """Records that match `child` and none of `excluded`."""

    child: Node
    excluded: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """Records that match `child`; those that match `scored` as well earn what it scores."""

    child: Node
    scored: Node


@dataclass(frozen=True, slots=True)
class Boost:
    """`child` with its score multiplied."""

    child: Node
    factor: float


@dataclass(frozen=True, slots=True)
class Constant:
    """`child` with `score` whatever it scored."""

    child: Node
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Everything:
    """All records; scores nothing."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """No record."""


Node = Term | Phrase | OneOf | Days | Or | And | Without | Beside | Boost | Constant | Everything | Nothing


def any_of(nodes: list[Node]) -> Node:
    """`Or` without ceremony for none or one."""
    if not nodes:
        return Nothing()
    return nodes[0] if len(nodes) == 1 else Or(tuple(nodes))


def all_of(nodes: list[Node]) -> Node:
    """`And` without ceremony for none or one."""
    if not nodes:
        return Everything()
    return nodes[0] if len(nodes) == 1 else And(tuple(nodes))


def replaced(node: Node, part: Node, by: Node) -> Node:
    """`node` with `by` wherever `part` is required in it."""
    if node == part:
        return by
    match node:
        case And(children):
            return And(tuple(replaced(child, part, by) for child in children))
        case Without(child, excluded):
            return Without(replaced(child, part, by), excluded)
        case _:
            return node
