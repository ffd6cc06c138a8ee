"""Policy uncertainty by period: the share of news that speak of economy, policy and uncertainty at once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

from insights.news_reading import MOST_READ, NewsStore, news
from insights.period import period_of
from insights.sentiment import uncertainty_index
from insights.series import Cell, Column, Method, Series, Span, digest, rounded
from regintel.ids import normalise_text

METHOD = Method(
    "uncertainty",
    "政策不确定性",
    "1",
    "每个来源：份额 = 经济、政策、不确定三组词各至少出现一个的新闻数 / 全部新闻数；"
    "除以该来源份额在各周期间的标准差（总体），各来源取平均，再按所选周期的均值缩放为 100。"
    "份额从不变化的来源没有信息，不计入。",
    (
        "Baker, S. R., Bloom, N., Davis, S. J. (2016). Measuring Economic Policy Uncertainty. "
        "Quarterly Journal of Economics 131(4)",
        "Davis, S. J., Liu, D., Sheng, X. S. Economic Policy Uncertainty in China Since 1949: "
        "The View from Mainland Newspapers：同一做法用于中文报纸",
        "三组词为本项目自定，见 insights/uncertainty.toml",
    ),
    (
        Column("period", "周期"),
        Column("articles", "新闻数"),
        Column("matching", "三组词齐备的新闻数"),
        Column("sources", "计入指数的来源数"),
        Column("index", "指数，所选周期均值为 100"),
    ),
)
_TERMS = Path(__file__).with_name("uncertainty.toml")


def uncertainty_series(span: Span, store: NewsStore, most: int | None = MOST_READ) -> Series:
    """One row a period that has news. Raises `QueryError` for more documents than `most`."""
    groups = uncertainty_terms()
    read: list[tuple[str, str, str, date, bool]] = []
    for day, document in news(span, store, most):
        text = normalise_text(f"{document.title}。{document.text}")
        every = all(any(word in text for word in words) for words in groups.values())
        read.append((document.id, document.text_sha256, document.source_id, day, every))
    counts: dict[str, dict[str, list[int]]] = {}
    for _, _, source, day, every in read:
        count = counts.setdefault(source, {}).setdefault(period_of(day, span.by), [0, 0])
        count[0] += 1
        count[1] += every
    shares = {
        source: {period: matching / articles for period, (articles, matching) in periods.items()}
        for source, periods in sorted(counts.items())
    }
    varying = {source: periods for source, periods in shares.items() if len(set(periods.values())) > 1}
    index = uncertainty_index(varying)
    rows = []
    for period in sorted({p for periods in counts.values() for p in periods}):
        own = [periods[period] for periods in counts.values() if period in periods]
        row: tuple[Cell, ...] = (
            period,
            sum(articles for articles, _ in own),
            sum(matching for _, matching in own),
            sum(period in periods for periods in varying.values()),
            rounded(index.get(period)),
        )
        rows.append(row)
    terms = digest((name, *words) for name, words in sorted(groups.items()))
    parameters = {**span.parameters(), "terms_sha256": terms}
    return Series(METHOD, parameters, tuple(rows), digest(read), notes=_notes(shares, varying))


def _notes(shares: Mapping[str, object], varying: Mapping[str, object]) -> tuple[str, ...]:
    silent = sorted(set(shares) - set(varying))
    notes = []
    if silent:
        notes.append(f"{len(silent)} 个来源的份额没有变化，没有计入指数：{'、'.join(silent)}")
    if shares and not varying:
        notes.append("没有来源的份额有变化（例如没有一篇新闻三组词齐备），指数无定义；可延长日期或换用更短的周期")
    return tuple(notes)


@cache
def uncertainty_terms() -> Mapping[str, tuple[str, ...]]:
    """Group → its words, as texts are normalised."""
    raw = tomllib.loads(_TERMS.read_text(encoding="utf-8"))
    return {name: tuple(normalise_text(word) for word in words) for name, words in raw.items()}
