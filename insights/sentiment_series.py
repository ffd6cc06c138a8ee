"""The sentiment of news by period, from the label 情感 that the annotator gives to headlines."""

from __future__ import annotations

from datetime import date

from insights.news_reading import MOST_READ, NewsStore, news
from insights.period import period_of
from insights.sentiment import bullishness, tone
from insights.series import Cell, Column, Method, Series, Span, digest, rounded
from nlp.stance import BAD, GOOD, SENTIMENT

METHOD = Method(
    "sentiment",
    "新闻情感",
    "1",
    "bullishness = ln((1 + 正面) / (1 + 负面))；tone = (正面 - 负面) / (正面 + 负面)，两者皆无时为空。"
    "篇数按标题的情感标注计；标注既非正面也非负面的为中性，未标注的文件不计。",
    (
        "Antweiler, W., Frank, M. Z. (2004). Is All That Talk Just Noise? Journal of Finance 59(3)：bullishness",
        "tone 为正负篇数之差与之和的比，文本分析中的通行做法",
    ),
    (
        Column("period", "周期"),
        Column("positive", "正面篇数"),
        Column("neutral", "中性篇数"),
        Column("negative", "负面篇数"),
        Column("bullishness", "看涨度，随一致程度和篇数增大"),
        Column("tone", "语调，-1 至 1"),
    ),
)
_POLARITY = {GOOD: 1, BAD: -1}


def sentiment_series(span: Span, store: NewsStore, most: int | None = MOST_READ) -> Series:
    """One row a period that has annotated news. Raises `QueryError` for more documents than `most`."""
    read: list[tuple[str, str, date, int]] = []
    producers: set[str] = set()
    unread = 0
    for day, document in news(span, store, most):
        analysis = store.analysis(document.id)
        if analysis is None or analysis.text_sha256 != document.text_sha256:
            unread += 1
            continue
        label = next((a for a in analysis.annotations if a.label == SENTIMENT), None)
        if label:
            producers.add(label.producer)
        read.append((document.id, document.text_sha256, day, _POLARITY[label.value] if label else 0))
    counts: dict[str, list[int]] = {}
    for _, _, day, polarity in read:
        counts.setdefault(period_of(day, span.by), [0, 0, 0])[polarity + 1] += 1
    rows: list[tuple[Cell, ...]] = [
        (period, good, neutral, bad, rounded(bullishness(good, bad)), rounded(tone(good, bad)))
        for period, (bad, neutral, good) in sorted(counts.items())
    ]
    notes = (f"{unread} 篇新闻尚未标注，没有计入；运行 regintel annotate 后重算",) if unread else ()
    return Series(METHOD, span.parameters(), tuple(rows), digest(read), tuple(sorted(producers)), notes)
