from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.base import Collection, Sort
from regintel.errors import QueryError
from search_api.query import MAX_TEXT, read_choice, read_query


def test_a_full_query() -> None:
    query = read_query(
        [
            ("q", " 资金池 "),
            ("collection", "clauses"),
            ("kind", "policy"),
            ("kind", "news"),
            ("kind", "policy"),
            ("status", "有效"),
            ("since", "2026-01-01"),
            ("until", "2026-12-31"),
            ("sort", "newest"),
            ("limit", "5"),
            ("offset", "10"),
            ("facet", "kind,status"),
            ("highlight", "true"),
        ]
    )
    assert (query.text, query.collection, query.sort, query.limit, query.offset, query.highlight) == (
        "资金池",
        Collection.CLAUSES,
        Sort.NEWEST,
        5,
        10,
        True,
    )
    assert query.filters == {"kind": ("policy", "news"), "status": ("有效",)}
    assert (query.since, query.until, query.facets) == (date(2026, 1, 1), date(2026, 12, 31), ("kind", "status"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("collection", "laws"),
        ("sort", "random"),
        ("since", "2026-13-01"),
        ("until", "昨天"),
        ("limit", "-1"),
        ("limit", "101"),
        ("limit", "１０"),
        ("limit", "1e3"),
        ("offset", "1000000000"),
        ("offset", "9999999999999999999999"),
        ("highlight", "maybe"),
        ("facet", "text"),
        ("nosuchfield", "x"),
        ("title", "x"),
        ("q", "字" * (MAX_TEXT + 1)),
    ],
)
def test_what_is_malformed_names_the_mend(name: str, value: str) -> None:
    with pytest.raises(QueryError) as caught:
        read_query([(name, value)])
    assert caught.value.mend
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 400


def test_days_in_the_wrong_order() -> None:
    with pytest.raises(QueryError):
        read_choice([("since", "2026-02-01"), ("until", "2026-01-01")])


@given(
    st.text(st.characters(exclude_categories=("Cs",)), max_size=20).map(str.strip),
    st.dictionaries(
        st.sampled_from(["kind", "source_id", "issuers"]),
        st.lists(st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=5), min_size=1, max_size=3),
    ),
    st.sampled_from(list(Sort)),
    st.dates(),
)
def test_a_choice_survives_its_own_address(text: str, filters: dict[str, list[str]], sort: Sort, day: date) -> None:
    pairs = [("q", text), ("sort", sort.value), ("since", day.isoformat())]
    choice = read_choice(pairs + [(n, v) for n, values in filters.items() for v in values])
    assert read_choice(choice.pairs()) == choice
