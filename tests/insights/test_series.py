"""Series for researchers: known numbers, the same bytes, and what cannot be asked."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.base import SearchIndex
from insights.burst_series import burst_series, told_bursts, watch
from insights.news_reading import news
from insights.period import PERIODS, Period, period_of, periods_between, read_period
from insights.sentiment_series import sentiment_series
from insights.series import Series, Span, digest, make_span
from insights.series_file import series_csv, series_data, series_json
from insights.uncertainty_series import uncertainty_series, uncertainty_terms
from regintel.errors import QueryError
from regintel.model import Analysis, Annotation, Document, Kind
from regintel.model import Span as TextSpan

DAY = date(2026, 11, 22)
SPAN = Span(DAY - timedelta(days=30), DAY, "day")
UNSURE = "金融监管政策仍不确定。"


class Papers:
    """A store of news that keeps what it is given in order of id."""

    def __init__(self) -> None:
        self.kept: dict[str, tuple[Document, Analysis | None]] = {}

    def add(self, document: Document, value: str = "", annotated: bool = True) -> None:
        label = Annotation("情感", value, TextSpan(0, 1, "title"), 0.9, "sentiment-news:1")
        labels = (label,) if value else ()
        analysis = Analysis(document.id, document.text_sha256, "t@1", labels) if annotated else None
        self.kept[document.id] = (document, analysis)

    def documents(
        self,
        source_ids: Sequence[str] = (),
        kinds: Sequence[Kind] = (),
        since: date | None = None,
        until: date | None = None,
    ) -> Iterator[Document]:
        for id in sorted(self.kept):
            found = self.kept[id][0]
            day = found.published_on
            fits = day is None or (since or day) <= day <= (until or day)
            if fits and found.kind in kinds and (not source_ids or found.source_id in source_ids):
                yield found

    def analysis(self, document_id: str) -> Analysis | None:
        return self.kept[document_id][1]

    def count_documents(self) -> dict[str, int]:
        return {"a": len(self.kept)}


@pytest.fixture
def make_news(make_document: Any) -> Callable[..., Document]:
    def make(id: str, day: date = DAY, **fields: Any) -> Document:
        plain = {"id": id, "url": f"https://news.example/{id}", "published_on": day, "source_id": "a"}
        made: Document = make_document(**{**plain, **fields})
        return made

    return make


def rows(series: Series) -> list[dict[str, Any]]:
    found = series_data(series)["rows"]
    assert isinstance(found, list)
    return found  # type: ignore[return-value]  # rows are objects


def test_sentiment_counts_labels_and_follows_the_formulas(make_news: Callable[..., Document]) -> None:
    papers = Papers()
    for n, value in enumerate(("正面", "正面", "正面", "负面", "")):
        papers.add(make_news(f"n{n}"), value)
    papers.add(make_news("old", DAY - timedelta(days=2)))
    papers.add(make_news("unread"), annotated=False)
    papers.add(make_news("penalty", kind=Kind.PENALTY), "负面")
    found = sentiment_series(SPAN, papers)
    before, today = rows(found)
    assert (before["period"], before["neutral"], before["tone"]) == ("2026-11-20", 1, None)
    assert (today["positive"], today["neutral"], today["negative"]) == (3, 1, 1)
    assert today["tone"] == 0.5
    assert today["bullishness"] == pytest.approx(math.log(4 / 2), abs=1e-6)
    assert found.producers == ("sentiment-news:1",)
    assert found.notes[0].startswith("1 篇新闻尚未标注")


def test_equal_data_give_equal_bytes_and_other_data_another_digest(make_news: Callable[..., Document]) -> None:
    one, other, changed = Papers(), Papers(), Papers()
    for papers, order in ((one, (1, 2, 3)), (other, (3, 1, 2)), (changed, (1, 2, 3))):
        for n in order:
            papers.add(make_news(f"n{n}"), "正面" if n == 1 else "负面")
    changed.add(make_news("n3"), "正面")
    first, second, third = (sentiment_series(SPAN, papers) for papers in (one, other, changed))
    for write in (series_csv, series_json):
        assert write(first) == write(second)
        assert write(first) != write(third)
    assert first.data_sha256 != third.data_sha256


def test_uncertainty_needs_a_word_of_every_group(make_news: Callable[..., Document]) -> None:
    papers = Papers()
    month = DAY - timedelta(days=25)
    for n in range(4):
        papers.add(make_news(f"now{n}", text=UNSURE.replace("不确定", "不\n确定") if n < 3 else "金融监管政策明确。"))
        papers.add(make_news(f"then{n}", month, text=UNSURE if n < 1 else "天气不确定。"))
        papers.add(make_news(f"flat{n}", DAY if n < 2 else month, source_id="b", text="天气。"))
    found = uncertainty_series(replace(SPAN, by="month"), papers)
    then, now = rows(found)
    assert (then["period"], then["articles"], then["matching"], then["sources"]) == ("2026-10", 6, 1, 1)
    assert (now["articles"], now["matching"]) == (6, 3)
    assert (then["index"], now["index"]) == (50.0, 150.0)
    assert "b" in found.notes[0]
    assert found.parameters["terms_sha256"]


def test_an_index_that_cannot_be_is_told_and_not_invented(make_news: Callable[..., Document]) -> None:
    papers = Papers()
    papers.add(make_news("n", text=UNSURE))
    found = uncertainty_series(SPAN, papers)
    assert [r["index"] for r in rows(found)] == [None]
    assert any("无定义" in note for note in found.notes)
    assert uncertainty_series(SPAN, Papers()).rows == ()


def test_the_words_of_a_group_are_its_own() -> None:
    groups = uncertainty_terms()
    assert set(groups) == {"economy", "policy", "uncertainty"}
    words = [word for own in groups.values() for word in own]
    assert len(words) == len(set(words))


def test_a_wave_of_one_type_is_a_burst(fill: Callable[..., SearchIndex], make_record: Any) -> None:
    records = []
    for n in range(40):
        day = DAY - timedelta(days=n)
        wave = 5 <= n < 8
        records += [
            make_record(f"d{n}-{k}", published_on=day, risk_types=("提现困难",) if wave or k == n % 8 - 3 == 0 else ())
            for k in range(6)
        ]
    index = fill(*records)
    found = burst_series(Span(DAY - timedelta(days=60), DAY, "day"), index, watch())
    assert len(found.rows) == 40  # the empty days before the first document are no part of it
    (burst,) = told_bursts(found)
    assert (burst.subject, burst.first, burst.last) == ("提现困难", "2026-11-15", "2026-11-17")
    assert burst.weight > 0
    inside = [r for r in rows(found) if r["burst"]]
    assert [(r["relevant"], r["total"], r["share"]) for r in inside] == [(6, 6, 1.0)] * 3
    assert found.data_sha256 == burst_series(Span(DAY - timedelta(days=60), DAY, "day"), index, watch()).data_sha256
    weeks = burst_series(Span(DAY - timedelta(days=60), DAY, "week"), index, watch(types=["提现困难"]))
    assert sum(r["total"] for r in rows(weeks)) == 240
    assert [b.first for b in told_bursts(weeks)] == ["2026-W46"]


def test_phrases_are_counted_as_they_stand(fill: Callable[..., SearchIndex], make_record: Any) -> None:
    index = fill(make_record("a", text="平台出现挤兑。"), make_record("b", text="挤在门口兑付。"), make_record("c"))
    found = burst_series(SPAN, index, watch(words=['"挤兑"', "并无此词"]))
    assert {(r["subject"], r["relevant"], r["total"]) for r in rows(found)} == {("“挤兑”", 1, 3), ("“并无此词”", 0, 3)}
    assert "并无此词" in found.notes[0]


def test_nothing_there_is_no_row(index: SearchIndex) -> None:
    found = burst_series(SPAN, index, watch())
    assert found.rows == ()
    assert found.notes


def test_the_file_tells_what_it_is_and_reads_back(make_news: Callable[..., Document]) -> None:
    papers = Papers()
    papers.add(make_news("n"), "负面")
    found = sentiment_series(SPAN, papers)
    text = series_csv(found)
    assert text.startswith("\ufeff# series: sentiment\n")
    head = dict(line[2:].split(": ", 1) for line in text[1:].splitlines() if line.startswith("# "))
    assert head["version"] == "sentiment@1"
    assert head["data_sha256"] == found.data_sha256
    assert json.loads(head["parameters"])["since"] == SPAN.since.isoformat()
    body = io.StringIO("".join(line for line in text[1:].splitlines(keepends=True) if not line.startswith("# ")))
    assert next(csv.DictReader(body)) == {
        "period": "2026-11-22", "positive": "0", "neutral": "0", "negative": "1", "bullishness": "-0.693147",
        "tone": "-1.0",
    }  # fmt: skip


def test_a_phrase_never_becomes_a_formula(fill: Callable[..., SearchIndex], make_record: Any) -> None:
    series = burst_series(SPAN, fill(make_record("a")), watch(words=["甲"]))
    hostile = replace(series, rows=(("=1+1", *series.rows[0][1:]),))
    assert "\n'=1+1," in series_csv(hostile)


@given(st.dates(), st.integers(0, 400), st.sampled_from(PERIODS))
def test_periods_run_without_gaps_and_sort_by_time(first: date, days: int, by: Period) -> None:
    last = date.fromordinal(min(date.max.toordinal(), first.toordinal() + days))
    found = periods_between(first, last, by)
    assert list(found) == sorted(set(found))
    assert (found[0], found[-1]) == (period_of(first, by), period_of(last, by))


def test_spans_that_cannot_be_are_refused() -> None:
    with pytest.raises(QueryError, match="晚于"):
        make_span(DAY, DAY - timedelta(days=1), "day")
    with pytest.raises(QueryError, match="没有来源 x"):
        make_span(None, DAY, "day", ["x"], ["a"])
    with pytest.raises(QueryError, match="周期过多"):
        make_span(date.min, date.max, "day")
    with pytest.raises(QueryError, match="周期"):
        read_period("hour")
    assert make_span(None, date.min, "day").since == date.min
    assert (DAY - make_span(None, DAY, "day").since).days == 364


@pytest.mark.parametrize(
    "wrong",
    [{"types": ["无此类型"]}, {"kinds": ["book"]}, {"words": ["长" * 51]}, {"words": ['"']}, {"factor": 1.0},
     {"factor": math.nan}, {"factor": math.inf}, {"gamma": -0.1}, {"words": [str(n) for n in range(41)]}],
)  # fmt: skip
def test_what_cannot_be_watched_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(QueryError) as error:
        watch(**wrong)
    assert error.value.mend


def test_too_much_to_read_names_the_mend(make_news: Callable[..., Document]) -> None:
    papers = Papers()
    for n in range(3):
        papers.add(make_news(f"n{n}"))
    assert len(list(news(SPAN, papers, 3))) == 3
    assert len(list(news(SPAN, papers, None))) == 3
    with pytest.raises(QueryError, match="超过 2 篇"):
        list(news(SPAN, papers, 2))


def test_the_digest_is_of_rows_and_their_order() -> None:
    assert digest([("a", 1)]) == digest([["a", 1]])
    assert digest([("a", 1), ("b", 2)]) != digest([("b", 2), ("a", 1)])
