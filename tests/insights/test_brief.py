from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from indexer.base import SearchIndex
from indexer.factory import open_index
from insights.brief import build_brief
from insights.brief_html import render_html
from insights.brief_markdown import render_markdown
from insights.brief_part import Brief
from insights.health import SourceHealth, SourceState
from regintel.errors import ConfigError, IndexNotReadyError
from regintel.model import Analysis, Document, Kind, Penalty

DAY = date(2026, 11, 22)
RAN = datetime(2026, 11, 22, 2, tzinfo=UTC)
HEALTH = (
    SourceHealth("news_a", "甲报", RAN, True),
    SourceHealth("news_b", "乙报", RAN, False, ("只得到 0 条",)),
    SourceHealth("gov", "某机关"),
)


class Facts:
    """Facts of one document."""

    def __init__(self, document: Document | None = None, analysis: Analysis | None = None) -> None:
        self._document, self._analysis = document, analysis

    def document(self, id: str) -> Document | None:
        return self._document if self._document and self._document.id == id else None

    def analysis(self, document_id: str) -> Analysis | None:
        return self._analysis if self._analysis and self._analysis.document_id == document_id else None


def figures(brief: Brief) -> dict[str, tuple[int, float | None]]:
    return {f.label: (f.value, f.usual) for f in brief.figures}


def test_a_day_without_data_still_shows_source_health(index: SearchIndex) -> None:
    brief = build_brief(DAY, index, HEALTH)
    assert brief.empty
    states = {s.health.source_id: s.state for s in brief.sources}
    assert states == {"news_a": SourceState.OK, "news_b": SourceState.FAILED, "gov": SourceState.NEVER}
    assert brief.sources[0].health.source_id == "news_b"  # what failed is read first
    assert all(f.usual is None for f in brief.figures)


def test_counts_of_the_day_and_of_the_week_before(fill: Callable[..., SearchIndex], make_record: Any) -> None:
    index = fill(
        make_record("a"),
        make_record("b", source_id="news_b", kind="policy"),
        make_record("c", risk_types=("提现困难", "失联跑路")),
        *(make_record(f"w{n}", published_on=DAY - timedelta(days=n), risk_types=("提现困难",)) for n in range(1, 8)),
        make_record("old", published_on=DAY - timedelta(days=8)),
        make_record("tomorrow", published_on=DAY + timedelta(days=1)),
    )
    brief = build_brief(DAY, index, HEALTH)
    told = figures(brief)
    assert told["新增文件"] == (3, 1.0)
    assert told["政策与解读"] == (1, 0.0)
    assert told["涉险文件"] == (1, 1.0)
    assert brief.week_days == 7
    assert {s.health.source_id: s.today for s in brief.sources} == {"news_a": 2, "news_b": 1, "gov": 0}
    assert [(t.type, t.today, t.usual) for t in brief.types] == [("失联跑路", 1, 0.0), ("提现困难", 1, 1.0)]


def test_documents_are_told_under_their_kind(fill: Callable[..., SearchIndex], make_record: Any) -> None:
    brief = build_brief(DAY, fill(*(make_record(k.value, kind=k.value) for k in Kind)), HEALTH)
    assert {p.document_id for p in brief.policies} == {"policy", "interpretation"}
    assert [p.document_id for p in brief.consultations] == ["consultation"]
    assert [p.line.document_id for p in brief.penalties] == ["penalty"]
    assert [p.document_id for p in brief.disclosures] == ["disclosure"]
    assert [p.document_id for p in brief.complaints] == ["complaint"]
    assert [p.document_id for p in brief.news] == ["news"]


def test_signals_of_the_days_documents_count_whatever_day_the_event_was(
    fill: Callable[..., SearchIndex], make_record: Any, make_signal: Any
) -> None:
    brief = build_brief(DAY, fill(make_record("a"), make_signal("s", "a", day=date(2026, 11, 18))), HEALTH)
    (event,) = brief.risks[0].events
    assert event.day == date(2026, 11, 18)
    quote = event.quotes[0]
    assert quote.text[slice(*quote.mark)] == "无法提现"
    assert [(c.document_id, c.source, c.url) for c in quote.citations] == [("a", "甲报", "https://news.example/a")]


def test_a_past_brief_does_not_know_what_came_later(
    fill: Callable[..., SearchIndex], make_record: Any, make_signal: Any
) -> None:
    later = make_record("late", published_on=DAY + timedelta(days=3))
    brief = build_brief(DAY, fill(make_record("a"), later, make_signal("s", "late", day=DAY)), HEALTH)
    assert brief.risks == ()


def test_good_news_is_no_risk(fill: Callable[..., SearchIndex], make_record: Any, make_signal: Any) -> None:
    brief = build_brief(DAY, fill(make_record("a"), make_signal("s", "a", polarity=1)), HEALTH)
    assert brief.risks == ()


def test_more_than_one_page_of_documents_and_signals(
    fill: Callable[..., SearchIndex], make_record: Any, make_signal: Any
) -> None:
    rows = [make_record(f"d{n:03}") for n in range(230)]
    signals = [make_signal(f"s{n:03}", f"d{n:03}", entity=f"平台{n}") for n in range(230)]
    brief = build_brief(DAY, fill(*rows, *signals), HEALTH)
    assert len(brief.news) == len(brief.risks) == 230
    assert brief.notices == ()


def test_penalties_and_deadlines_come_from_the_store(
    fill: Callable[..., SearchIndex], make_record: Any, make_document: Any
) -> None:
    index = fill(make_record("p", kind="penalty", doc_no="银罚决字〔2026〕31号"), make_record("c", kind="consultation"))
    parties = (Penalty("乙公司", amount=10.0), Penalty("甲公司", "银罚决字〔2026〕32号", amount=500.0))
    brief = build_brief(DAY, index, HEALTH, Facts(analysis=Analysis("p", "", "", penalties=parties)))
    assert [(p.party, p.doc_no) for p in brief.penalties] == [
        ("甲公司", "银罚决字〔2026〕32号"),
        ("乙公司", "银罚决字〔2026〕31号"),
    ]
    asked = make_document(id="c", kind=Kind.CONSULTATION, deadline=date(2026, 12, 22))
    assert build_brief(DAY, index, HEALTH, Facts(document=asked)).consultations[0].deadline == date(2026, 12, 22)


def test_a_source_that_health_does_not_know_is_named(fill: Callable[..., SearchIndex], make_record: Any) -> None:
    brief = build_brief(DAY, fill(make_record("a", source_id="surprise")), HEALTH)
    assert ("surprise", 1) in [(s.health.source_id, s.today) for s in brief.sources]


def test_an_index_that_was_never_built_is_named(tmp_path: Path) -> None:
    never = open_index(f"tantivy:{tmp_path / 'none'}", str.split)  # type: ignore[arg-type]  # nothing is tokenised
    with pytest.raises(IndexNotReadyError):
        build_brief(DAY, never, ())


def test_a_day_without_a_week_before_it_is_refused(index: SearchIndex) -> None:
    with pytest.raises(ConfigError):
        build_brief(date(1, 1, 3), index, ())


def test_minor_penalties_are_told_once_in_their_table(
    fill: Callable[..., SearchIndex], make_record: Any, make_signal: Any
) -> None:
    index = fill(
        make_record("p", kind="penalty"),
        make_record("n"),
        make_signal("s1", "p", entity="小李", type="行政处罚", severity=3),
        make_signal("s2", "p", entity="大公司", type="行政处罚", severity=4),
        make_signal("s3", "n", entity="别家", type="行政处罚", severity=3),
        make_signal("s4", "p", entity="多事公司", type="行政处罚", severity=2),
        make_signal("s5", "p", entity="多事公司", type="洗钱", severity=3),
    )
    brief = build_brief(DAY, index, HEALTH)
    assert {r.entity for r in brief.only_penalised} == {"小李"}
    assert {r.entity for r in brief.told_risks} == {"大公司", "别家", "多事公司"}
    assert "小李" in render_markdown(brief)
    assert "小李" in render_html(brief)
