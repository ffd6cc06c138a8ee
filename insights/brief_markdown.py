"""The brief as Markdown, for mail and chat. Crawled text is escaped: it never becomes structure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import quote as percent

from insights.alias import NameLink
from insights.brief_part import Brief, Line, PenaltyLine
from insights.event import Event, Quote
from insights.health import SourceState
from insights.link import document_path, web_address
from insights.mark import split_at_marks
from insights.wording import beijing_time, chinese_day, compared, severity_word, yuan

_INLINE = re.compile(r"[\\`*_\[\]<>|~&$]")
_SPECIAL = re.compile(_INLINE.pattern + r"|^[#+=-]|(?<=^\d)[.)]|(?<=^\d\d)[.)]")  # the latter start a block only
_URL_SAFE = "/:?#@!$&'*+,;=%~-._"
_BLANK = re.compile(r"\s+")


def render_markdown(brief: Brief, base_url: str = "") -> str:
    """CommonMark with tables; `base_url` as in `render_html`."""
    return "\n".join(_lines(brief, web_address(base_url).rstrip("/"))) + "\n"


def plain(text: str) -> str:
    """Text as Markdown that shows exactly it, on one line."""
    return _SPECIAL.sub(r"\\\g<0>", _BLANK.sub(" ", text).strip())


def _lines(brief: Brief, base: str) -> Iterator[str]:
    yield f"# 每日风险简报：{chinese_day(brief.day)}"
    yield ""
    if brief.empty:
        yield "**今日无数据**"
    else:
        for figure in brief.figures:
            note = compared(figure.value, figure.usual)
            yield f"- {figure.label}：**{figure.value}** {figure.unit}{f'（{note}）' if note else ''}"
        if brief.week_days:
            yield f"- 日均指前 7 日（其中 {brief.week_days} 日有数据）"
    for notice in brief.notices:
        yield f"- 说明：{plain(notice)}"
    yield from _risks(brief, base)
    yield from _minor(brief)
    yield from _documents("新政策与解读", brief.policies, base)
    yield from _documents("征求意见", brief.consultations, base)
    yield from _penalties(brief.penalties, base)
    yield from _documents("信息披露", brief.disclosures, base)
    yield from _documents("投诉", brief.complaints, base)
    yield from _documents("其他资讯", brief.news, base)
    yield from _sources(brief)


def _risks(brief: Brief, base: str) -> Iterator[str]:
    if not brief.risks:
        return
    yield from ("", "## 重点风险", "")
    for risk in brief.told_risks:
        yield f"- **{plain(risk.entity) or '未点名主体'}** · {severity_word(risk.severity)} · {plain(risk.certainty)}"
        if risk.aliases:
            yield f"  - 又称：{'；'.join(_alias(a, base) for a in risk.aliases)}"
        for event in risk.events:
            kind = f"{event.type}（{event.role}）" if event.role else event.type
            facts = (kind, severity_word(event.severity), event.certainty)
            yield f"  - {' · '.join(plain(f) for f in facts)}{_when(event, brief)}"
            yield from (f"    - {_quote(q)} {_citations(q, base)}" for q in event.quotes)


def _alias(link: NameLink, base: str) -> str:
    why = f"[{plain(link.why)}]({base}{document_path(link.document_id)})" if link.document_id else plain(link.why)
    return f"{plain(link.alias)}（{why}）"


def _minor(brief: Brief) -> Iterator[str]:
    if brief.only_penalised:
        names = "、".join(plain(r.entity) or "未点名主体" for r in brief.only_penalised)
        yield from ("", f"另有 {len(brief.only_penalised)} 个主体仅涉及一般处罚，见行政处罚：{names}。")


def _when(event: Event, brief: Brief) -> str:
    return f" · {event.day_word} {event.day}" if event.day and event.day != brief.day else ""


def _quote(quote: Quote) -> str:
    # ** works only beside letters and digits (CommonMark's flanking rule), so other triggers stay plain.
    parts = []
    for piece in split_at_marks(quote.text, [quote.mark]):
        text = _INLINE.sub(r"\\\g<0>", _BLANK.sub(" ", piece.text))  # inside a line: nothing starts a block here
        bold = piece.marks and piece.text[0].isalnum() and piece.text[-1].isalnum()
        parts.append(f"**{text}**" if bold else text)
    return f"“{''.join(parts).strip()}”"


def _citations(quote: Quote, base: str) -> str:
    links = []
    for c in quote.citations:
        link = f"[{plain(c.source)}《{plain(c.title)}》]({base}{document_path(c.document_id, c.signal_id)})"
        links.append(link + _original(c.url))
    return "；".join(links)


def _original(url: str) -> str:
    """Link to the page itself. Brackets would end the link early."""
    safe = web_address(url)
    return f"（[原文]({percent(safe, safe=_URL_SAFE)})）" if safe else ""


def _documents(heading: str, lines: Sequence[Line], base: str) -> Iterator[str]:
    if not lines:
        return
    yield from ("", f"## {heading}", "")
    for line in lines:
        facts = [plain(f) for f in (line.doc_no, "、".join(line.issuers), line.source) if f]
        if line.deadline:
            facts.append(f"**截止 {line.deadline}**")
        link = f"[{plain(line.title)}]({base}{document_path(line.document_id)})"
        yield f"- {link} {' · '.join(facts)}{_original(line.url)}"


def _penalties(penalties: Sequence[PenaltyLine], base: str) -> Iterator[str]:
    if not penalties:
        return
    yield from ("", "## 行政处罚", "", "| 当事人 | 处罚决定 | 罚款 | 文号 | 机关 | 出处 |", "|---|---|---|---|---|---|")
    for p in penalties:
        link = f"[{plain(p.line.title)}]({base}{document_path(p.line.document_id)}){_original(p.line.url)}"
        cells = (p.party or p.line.title, p.decision or "、".join(p.types), yuan(p.amount), p.doc_no, p.authority)
        yield f"| {' | '.join(plain(c) for c in cells)} | {link} |"


def _sources(brief: Brief) -> Iterator[str]:
    yield from ("", "## 数据来源", "")
    never = [plain(s.health.name) for s in brief.sources if s.state is SourceState.NEVER]
    told = [s for s in brief.sources if s.state not in (SourceState.NEVER, SourceState.BLOCKED)]
    if told:
        yield from ("| 来源 | 状态 | 本日 | 日均 | 最近采集 | 说明 |", "|---|---|---:|---:|---|---|")
    for s in told:
        last = beijing_time(s.health.last_run) if s.health.last_run else ""
        why = "；".join(s.health.reasons) or ("最近一次采集早于本日" if s.state is SourceState.STALE else "")
        usual = "" if s.usual is None else f"{s.usual:.1f}"
        yield f"| {plain(s.health.name)} | {s.state} | {s.today} | {usual} | {last} | {plain(why)} |"
    if never:
        yield from ("", f"另有 {len(never)} 个来源从未采集：{'、'.join(never)}。")
    if not told and not never:
        yield "尚未登记任何来源。"
