from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.query import Either, Every, Exact, Free, Not, Parsed, Scope, Scoped, parse_query


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("银行 罚款", Free("银行 罚款")),
        ("  ", None),
        ('"资金池"', Exact("资金池")),
        ("“资金池” 银行", Every((Free("银行"), Exact("资金池")))),
        ("「资金池」", Exact("资金池")),
        ("“三期”指的是什么？", Free("“三期”指的是什么？")),
        ("什么是“三期”？", Free("什么是“三期”？")),
        ('"资金池""备付金"', Every((Exact("资金池"), Exact("备付金")))),
        ("银行 -信托", Every((Free("银行"), Not(Free("信托"))))),
        ('-"资金 池"', Not(Exact("资金 池"))),
        ("COVID-19", Free("COVID-19")),
        ("- 信托", Free("- 信托")),
        ("标题:办法", Scoped(Scope.TITLE, "办法")),
        ("标题： “管理 办法”", Scoped(Scope.TITLE, "管理 办法")),
        ("-时效:有效", Not(Scoped(Scope.STATUS, "有效"))),
        ("作者:张三", Free("作者:张三")),
        ("商业银行（试行）办法", Free("商业银行（试行）办法")),
        ("a OR b AND c", Either((Free("a"), Every((Free("b"), Free("c")))))),
        ("（a OR b） c", Every((Either((Free("a"), Free("b"))), Free("c")))),
        ("NOT NOT a", Free("a")),
        ("a && b || c", Either((Every((Free("a"), Free("b"))), Free("c")))),
        ("a or b", Free("a or b")),
    ],
)
def test_reading(text: str, part: object) -> None:
    parsed = parse_query(text)
    assert parsed.part == part
    assert not parsed.notices


@pytest.mark.parametrize(
    ("text", "literal", "notice"),
    [
        ("a AND", "a", "缺少"),
        ("OR a", "a", "缺少"),
        ("(a OR b", "a b", "括号"),
        ("a OR b)", "a b", "括号"),
        ("(" * 20 + "a OR b" + ")" * 20, "a b", "层"),
        ('"a b', "a b", "引号"),
        ("文号:", "文号", "后面没有内容"),
    ],
)
def test_what_cannot_be_read_is_searched_literally(text: str, literal: str, notice: str) -> None:
    parsed = parse_query(text)
    assert parsed.part == Free(literal)
    assert notice in parsed.notices[0]


def test_long_queries_are_cut_with_a_notice() -> None:
    parsed = parse_query("资" * 10_000)
    assert parsed.part == Free("资" * 1000)
    assert "10000" in parsed.notices[0]


@given(st.text(st.sampled_from('ab银 "“”()（）-:：标题文号ANDOR NOT|&「」\x00\ud800'), max_size=200))
def test_never_raises_and_never_forgets_plain_words(text: str) -> None:
    parsed = parse_query(text)
    assert isinstance(parsed, Parsed)
    assert (parsed.part is None) <= (not any(char in "ab银" for char in text) or "“”" in text or '""' in text)
