from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from regintel.model import Analysis, Annotation, Clause, Signal, Span
from search_api.reader import MOST_CHARACTERS, Line, colour_of, read

texts = st.text(alphabet="甲乙\n\r\t <&第一条章　|\u2028", max_size=40)
spans = st.tuples(st.integers(0, 45), st.integers(0, 45)).map(lambda p: Span(min(p), max(p)))


@st.composite
def analyses(draw: st.DrawFn) -> Analysis:
    found = draw(st.lists(st.tuples(st.sampled_from(["金额", "机构", "新标签"]), spans), max_size=6))
    signals = draw(st.lists(st.tuples(spans, spans), max_size=3))
    clauses = draw(st.lists(spans, max_size=3))
    return Analysis(
        "d",
        "",
        "t@1",
        tuple(Annotation(label, "v", span, 1.0, "t@1") for label, span in found),
        tuple(Clause(f"c{n}", "d", "条", "第一条", (), "", span, n) for n, span in enumerate(clauses)),
        tuple(
            Signal(f"s{n}", "d", "甲", "提现困难", 3, -1, None, span, evidence, 1.0, "t@1")
            for n, (span, evidence) in enumerate(signals)
        ),
    )


def joined(lines: tuple[Line, ...]) -> str:
    return "\n".join("".join(run.text for run in line.runs) for line in lines)


@given(texts, analyses())
def test_the_lines_are_the_text_again(text: str, analysis: Analysis) -> None:
    assert joined(read("", text, analysis).lines) == text


@given(texts, analyses())
def test_every_anchor_inside_the_text_appears_once(text: str, analysis: Analysis) -> None:
    anchors = [a for line in read("", text, analysis).lines for run in line.runs for a in run.anchors]
    starts = [(c.id, c.span.start) for c in analysis.clauses] + [(s.id, s.span.start) for s in analysis.signals]
    assert sorted(anchors) == sorted(id for id, start in starts if start < len(text))


def test_trigger_evidence_and_annotation_may_overlap() -> None:
    text = "金穗宝无法提现。"
    signal = Signal("s", "d", "金穗宝", "提现困难", 4, -1, None, Span(3, 7), Span(0, 8), 1.0, "t@1", "传闻")
    inner = Annotation("平台", "金穗宝", Span(0, 3), 1.0, "t@1")
    outer = Annotation("机构", "x", Span(0, 5), 1.0, "t@1")
    runs = read("", text, Analysis("d", "", "", (outer, inner), (), (signal,))).lines[0].runs
    assert [(r.text, r.severity, r.quoted) for r in runs] == [
        ("金穗宝", 0, True),
        ("无法", 4, True),
        ("提现", 4, True),
        ("。", 0, True),
    ]
    assert runs[0].colour == colour_of("平台")
    assert "提现困难（传闻）：金穗宝" in runs[1].title
    assert runs[1].anchors == ("s",)


def test_lines_know_what_they_are() -> None:
    kinds = [line.kind for line in read("", "第一章 总则\n\n正文\n甲\t乙", None).lines]
    assert kinds == ["heading", "blank", "text", "row"]


def test_a_huge_text_is_cut_and_says_by_how_much() -> None:
    reading = read("", "字" * (MOST_CHARACTERS + 5), None)
    assert reading.cut == 5
    assert len(joined(reading.lines)) == MOST_CHARACTERS


def test_the_legend_counts_labels() -> None:
    found = tuple(Annotation(label, "v", Span(0, 1), 1.0, "t@1") for label in ("金额", "机构", "金额"))
    legend = read("", "甲", Analysis("d", "", "", found)).legend
    assert [(entry.name, entry.count) for entry in legend] == [("机构", 1), ("金额", 2)]


def test_a_table_of_contents_ends_where_its_first_heading_comes_again() -> None:
    names = ["第一章　总　则", "第二章 发行", "第三章 交易", "第四章 收购", "第五章 附则"]
    lines = read(
        "", "\n".join(["目录", *names, "第一章 总则", "第一条 甲。", "第二章 发行", "第二条 乙。"]), None
    ).lines
    assert [line.kind for line in lines] == ["text", *["contents"] * 5, "heading", "text", "heading", "text"]
