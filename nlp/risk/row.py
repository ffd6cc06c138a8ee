"""Which party's row of a table of decisions a place belongs to."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from nlp.facts.found import Found
from nlp.facts.name_shape import may_be_name
from regintel.model import Penalty

_COMPANY = ("公司", "银行", "支行", "分行", "联社", "事务所", "中心", "社", "部")


@dataclass(frozen=True, slots=True)
class Rows:
    """Parties by where each is first printed, in order of place."""

    parties: tuple[Found, ...]

    def party(self, at: int) -> Found | None:
        """The organisation in whose row `at` lies; None before the first row, and in the rows of persons, which
        name the organisation where it matters (对…公司…负有责任)."""
        index = bisect_right([p.start for p in self.parties], at) - 1
        if index < 0:
            return None
        party = self.parties[index]
        return party if party.value.endswith(_COMPANY) and may_be_name(party.value) else None


def party_rows(text: str, penalties: Sequence[Penalty]) -> Rows:
    """The rows of a document with several decisions; none for a single one, whose sentences say whom they mean."""
    found = []
    at = 0
    for penalty in penalties:
        start = text.find(penalty.party, at) if penalty.party else -1
        if start < 0:
            continue
        at = start + len(penalty.party)
        found.append(Found("机构", penalty.party, start, at))
    return Rows(tuple(found) if len(found) > 1 else ())
