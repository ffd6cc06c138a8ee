from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.base import SearchIndex
from insights.alias import NameLink
from insights.risk_config import DIMENSIONS, load_risk_config
from insights.risk_index import RiskSignal, risk_scores
from insights.risk_signals import entity_links, promised_rate, risk_signals, window_start
from regintel.errors import ConfigError
from regintel.model import Analysis, Annotation, Document, Signal, Span

DAY = date(2026, 11, 22)
CONFIG = load_risk_config()


def signal(id: str = "s", entity: str = "甲", **fields: Any) -> RiskSignal:
    plain = RiskSignal(id, f"d-{id}", entity, "提现困难", 3, "报道", DAY, "a", "news")
    return replace(plain, **fields)


def shares(*signals: RiskSignal, entity: str = "甲") -> dict[str, float]:
    score = next(s for s in risk_scores(DAY, signals, CONFIG) if s.entity == entity)
    return {p.dimension: p.share for p in score.parts}


some = st.builds(
    RiskSignal,
    st.uuids().map(str),
    st.sampled_from("abc"),
    st.sampled_from(["甲", "乙", "丙", ""]),
    st.sampled_from(["提现困难", "高收益承诺"]),
    st.integers(1, 5),
    st.sampled_from(["传闻", "报道", "官方认定"]),
    st.dates(DAY - timedelta(days=500), DAY + timedelta(days=30)),
    st.sampled_from("xyz"),
    st.sampled_from(["news", "penalty", "complaint"]),
    st.none() | st.floats(0, 2),
)


@given(st.lists(some, max_size=20))
def test_scores_stay_in_range_and_every_point_names_its_signals(signals: list[RiskSignal]) -> None:
    for score in risk_scores(DAY, signals, CONFIG):
        own = {s.id for s in signals if s.entity == score.entity and s.day <= DAY}
        assert 0 <= score.score <= 100 + 1e-9
        assert score.score == pytest.approx(sum(p.points for p in score.parts))
        assert [p.dimension for p in score.parts] == list(DIMENSIONS)
        for part in score.parts:
            assert 0 <= part.share <= 1
            assert set(part.signals) <= own
            assert bool(part.signals) == (part.share > 0)


@given(st.lists(some, max_size=12))
def test_what_comes_later_changes_nothing(signals: list[RiskSignal]) -> None:
    past = [s for s in signals if s.day <= DAY]
    assert risk_scores(DAY, signals, CONFIG) == risk_scores(DAY, past, CONFIG)


def test_compliance_grows_with_findings_and_fades_with_age() -> None:
    one = signal("1", certainty="官方认定", severity=5)
    assert shares(signal())["合规偏离"] == 0
    assert shares(one)["合规偏离"] == 1
    old = replace(one, day=DAY - timedelta(days=60))
    assert shares(old)["合规偏离"] == pytest.approx(0.5)
    assert shares(old, replace(old, id="2"))["合规偏离"] == pytest.approx(0.75)


def test_yield_is_measured_between_reference_and_cap() -> None:
    assert shares(signal(rate=0.04))["收益率偏离"] == 0
    assert shares(signal(rate=0.14))["收益率偏离"] == pytest.approx(0.5)
    assert shares(signal(rate=0.9))["收益率偏离"] == 1


def test_complaints_are_measured_against_the_entitys_own_history() -> None:
    recent = [signal(f"r{n}", kind="complaint") for n in range(3)]
    history = [signal(f"h{n}", kind="complaint", day=DAY - timedelta(days=40 + n)) for n in range(60)]
    assert shares(*recent)["投诉"] == 1
    assert shares(*recent, *history)["投诉"] == 0


def test_spread_is_a_rank_among_peers() -> None:
    peers = [signal(f"p{n}", entity=f"同行{n}") for n in range(4)]
    wide = [signal(f"w{n}", source_id=f"s{n}") for n in range(5)]
    assert shares(*wide, *peers)["传播"] == 1
    assert shares(*wide)["传播"] == 0  # alone there is no rank
    assert shares(*wide, *peers, entity="同行0")["传播"] == pytest.approx(1.5 / 4)


def test_rare_types_weigh_more() -> None:
    peers = [signal(f"p{n}", entity=f"同行{n}") for n in range(9)]
    assert shares(signal(type="数据泄露"), *peers)["特征词"] > shares(signal(), *peers)["特征词"]


def test_the_highest_comes_first() -> None:
    grave = signal("g", entity="乙", certainty="官方认定", severity=5)
    assert [s.entity for s in risk_scores(DAY, [signal(), grave], CONFIG)] == ["乙", "甲"]


FULL = "青禾金服信息科技有限公司"


def test_names_of_one_entity_are_one_line_and_every_point_names_signals_of_all_of_them() -> None:
    signals = [
        signal("1", "银杏宝", kind="complaint"),
        signal("2", FULL, certainty="官方认定", source_id="b"),
        signal("3", "青禾金服", type="高收益承诺", rate=0.3),
        signal("4", "乙"),
    ]
    link = NameLink("银杏宝", FULL, "《提示》写明")
    joined, other = risk_scores(DAY, signals, CONFIG, [link])
    assert (joined.entity, set(joined.names)) == (FULL, {FULL, "银杏宝", "青禾金服"})
    assert all(a.why for a in joined.aliases)
    behind = {p.dimension: set(p.signals) for p in joined.parts}
    assert (behind["合规偏离"], behind["收益率偏离"], behind["投诉"]) == ({"2"}, {"3"}, {"1"})
    assert behind["传播"] == {"1", "2", "3"}
    assert (other.entity, other.aliases) == ("乙", ())
    apart = {s.entity: s.score for s in risk_scores(DAY, signals, CONFIG)}
    assert set(apart) == {FULL, "银杏宝", "乙"}
    assert joined.score > apart[FULL]


def test_what_ties_names_is_read_from_documents_up_to_the_day(
    fill: Callable[..., SearchIndex], make_signal: Any, make_record: Any, make_document: Any
) -> None:
    text = f"银杏宝由{FULL}运营。"
    index = fill(
        make_signal("s1", "a", entity="银杏宝"),
        make_signal("s2", "b", entity=FULL),
        make_record("tie", text=text, published_on=DAY - timedelta(days=3)),
    )
    document = make_document(id="tie", text=text)
    tie = Annotation("别称", FULL, Span(0, 3), 1.0, "t@1")

    class Store:
        def document(self, id: str) -> Document | None:
            return document if id == "tie" else None

        def analysis(self, id: str) -> Analysis | None:
            return Analysis("tie", document.text_sha256, "t@1", (tie,)) if id == "tie" else None

    found = list(risk_signals(index, window_start(DAY, 365), DAY))
    assert [(k.alias, k.name) for k in entity_links(found, DAY, index, Store())] == [("银杏宝", FULL)]
    assert entity_links(found, DAY - timedelta(days=4), index, Store()) == []
    assert entity_links(found, DAY, index, None) == []


def test_signals_are_read_from_the_index(fill: Callable[..., SearchIndex], make_signal: Any) -> None:
    index = fill(
        make_signal("s1", "a"),
        make_signal("s2", "a", entity=""),
        make_signal("s3", "a", polarity=1),
        make_signal("s4", "b", day=DAY - timedelta(days=400)),
        make_signal("s5", "b", entity="乙"),
    )
    since = window_start(DAY, 365)
    assert {s.id for s in risk_signals(index, since, DAY)} == {"s1", "s5"}
    assert {s.id for s in risk_signals(index, since, DAY, entity="乙")} == {"s5"}


def test_who_is_impersonated_is_not_blamed(fill: Callable[..., SearchIndex], make_signal: Any) -> None:
    index = fill(make_signal("s1", "a", type="仿冒App", certainty="官方认定"), make_signal("s2", "a"))
    assert {s.id for s in risk_signals(index, window_start(DAY, 365), DAY)} == {"s2"}


def test_the_promised_rate_is_the_highest_in_the_sentence() -> None:
    def rate(value: str, start: int) -> Annotation:
        return Annotation("比率", value, Span(start, start + 3), 1.0, "t@1")

    found = Signal("s", "d", "甲", "高收益承诺", 3, -1, None, Span(2, 4), Span(0, 20), 1.0, "t@1")
    analysis = Analysis("d", "", "", (rate("12%", 3), rate("年化收益18%", 8), rate("99%", 30)), (), (found,))
    assert promised_rate(analysis, "s") == pytest.approx(0.18)
    assert promised_rate(analysis, "none") is None


@pytest.mark.parametrize(
    ("old", "new"),
    [('"投诉" = 0.2', '"投诉" = 0.3'), ("cap = 0.24", "cap = 0.01"), ("window_days = 365", "window_days = 0"),
     ("[yield]", "[gain]"), ("half_life_days = 60", "half_life_days = x")],
)  # fmt: skip
def test_wrong_parameters_are_named(tmp_path: Path, old: str, new: str) -> None:
    text = (Path(__file__).parents[2] / "insights" / "risk_index.toml").read_text(encoding="utf-8")
    path = tmp_path / "mine.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"mine\.toml"):
        load_risk_config(path)


def test_missing_parameters_are_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="none"):
        load_risk_config(tmp_path / "none.toml")
