from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from insights.event import Citation, Quote, SignalFact, group_events

DAY = date(2026, 11, 22)


def fact(document: str, entity: str = "甲平台", type: str = "提现困难", **fields: Any) -> SignalFact:
    text = fields.pop("text", f"{document}称甲平台无法提现。")
    quote = Quote(text, (0, 0), (Citation(document, f"{document}-{entity}-{type}", document, document, ""),))
    return SignalFact(entity, type, fields.get("severity", 3), fields.get("certainty", "报道"), DAY, quote)


def test_one_event_in_two_outlets_is_one_entry_with_both_links() -> None:
    risks = group_events([fact("甲报"), fact("乙报")])
    assert len(risks) == 1
    assert len(risks[0].events) == 1
    assert {c.document_id for q in risks[0].events[0].quotes for c in q.citations} == {"甲报", "乙报"}


def test_the_same_sentence_is_quoted_once() -> None:
    (risk,) = group_events([fact("甲报", text="无法 提现。"), fact("乙报", text="无法提现。")])
    (quote,) = risk.events[0].quotes
    assert [c.document_id for c in quote.citations] == ["乙报", "甲报"]  # in order of id


def test_rumour_and_finding_about_one_event_give_the_finding_and_keep_both_sentences() -> None:
    (risk,) = group_events([fact("网帖", certainty="传闻", severity=2), fact("通报", certainty="官方认定", severity=5)])
    assert (risk.certainty, risk.severity, risk.events[0].certainty) == ("官方认定", 5, "官方认定")
    assert len(risk.events[0].quotes) == 2


def test_gravest_entity_first_unnamed_last() -> None:
    risks = group_events([fact("a", "", severity=5), fact("b", "乙"), fact("c", "丙", severity=4)])
    assert [r.entity for r in risks] == ["丙", "乙", ""]


def test_who_suffers_comes_after_who_is_to_blame() -> None:
    fake = "仿冒App"
    risks = group_events(
        [
            fact("a", "乙", fake, severity=5),
            fact("b", "丙", severity=5),
            fact("c", "丁", fake, severity=5),
            fact("d", "丁"),
        ]
    )
    assert [(r.entity, r.severity) for r in risks] == [("丙", 5), ("乙", 5), ("丁", 3)]
    assert [e.role for e in risks[2].events] == ["", "被仿冒方"]


def test_the_day_of_a_penalty_is_that_of_its_decision() -> None:
    risks = group_events([fact("a"), fact("b", "乙", "行政处罚")])
    assert {r.events[0].type: r.events[0].day_word for r in risks} == {"提现困难": "事发", "行政处罚": "决定"}


def test_without_an_entity_different_sentences_stay_apart() -> None:
    (risk,) = group_events([fact("a", ""), fact("b", ""), fact("c", "", text="a称甲平台无法提现。")])
    assert sorted(e.documents for e in risk.events) == [1, 2]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["a", "b", "c", "d"]),
            st.sampled_from(["", "甲", "乙"]),
            st.sampled_from(["提现困难", "失联跑路"]),
            st.integers(1, 5),
        ),
        max_size=15,
    )
)
def test_no_signal_is_lost_and_order_of_input_does_not_matter(rows: list[tuple[str, str, str, int]]) -> None:
    facts = [fact(d, e, t, severity=s) for d, e, t, s in rows]
    risks = group_events(facts)
    told = {(r.entity, e.type, c.document_id) for r in risks for e in r.events for q in e.quotes for c in q.citations}
    assert told == {(e, t, d) for d, e, t, _ in rows}
    assert [r.entity for r in risks] == [r.entity for r in group_events(reversed(facts))]
