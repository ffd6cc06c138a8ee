"""Clause diff between two versions."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nlp.structure.diff import ClauseDiff, apply_edits, diff_clauses, diff_texts
from nlp.structure.numeral import format_article
from regintel.model import Clause, Span

OLD = """第一条　为了规范港口经营活动，制定本办法。
第二条　港口经营人应当每年向主管部门报告一次经营情况。
第三条　港口应当设置灯塔和岸标，并保持其完好。
第四条　省局负责港口的监督管理工作。
第五条　船舶进港前二十四小时，由船长申报货物清单。
第六条　本办法自2020年1月1日起施行。
"""
NEW = """第一条　为了规范港口经营活动，制定本办法。
第二条　省局负责港口的监督管理工作。
第三条　港口经营人应当每季度向主管部门报告一次经营情况。
第四条　港口应当设置灯塔和岸标，并保持其完好。
第五条　任何单位不得擅自填海，违者责令恢复原状。
第六条　本办法自2020年1月1日起施行。
"""


def shape(diffs: list[ClauseDiff]) -> list[tuple[str, str, str]]:
    return [(d.kind, d.old.number if d.old else "", d.new.number if d.new else "") for d in diffs]


def test_added_removed_changed_moved() -> None:
    diffs = diff_texts(OLD, NEW)
    assert shape(diffs) == [
        ("未变", "第一条", "第一条"),
        ("移动", "第四条", "第二条"),
        ("修改", "第二条", "第三条"),
        ("未变", "第三条", "第四条"),
        ("删除", "第五条", ""),
        ("新增", "", "第五条"),
        ("未变", "第六条", "第六条"),
    ]
    changed = diffs[2]
    assert changed.renumbered
    assert changed.old is not None
    assert changed.new is not None
    parts = [
        (e.operation, changed.old.text[e.old_start : e.old_end], changed.new.text[e.new_start : e.new_end])
        for e in changed.edits
        if e.operation != "equal"
    ]
    assert parts == [("replace", "年", "季度")]


def test_the_same_text_has_no_changes() -> None:
    assert {d.kind for d in diff_texts(OLD, OLD)} == {"未变"}
    assert diff_texts("", "") == []


def test_blanks_and_markup_are_no_changes() -> None:
    assert {d.kind for d in diff_texts(OLD, OLD.replace("第二条　", "- **第二条**　　").replace("，", "，\n"))} <= {
        "未变"
    }


def clause(number: int, words: str) -> Clause:
    name = format_article((number,))
    text = f"{name}　{words}"
    return Clause(f"c{number}", "d", "条", name, (name,), text, Span(0, len(text)), number)


WORDS = st.text(alphabet="港口应当报告，。的、", max_size=12)


@given(st.lists(WORDS, max_size=12), st.lists(WORDS, max_size=12))
def test_every_clause_appears_once_and_edits_rebuild_the_new_one(old_words: list[str], new_words: list[str]) -> None:
    old = [clause(n, w) for n, w in enumerate(old_words, 1)]
    new = [clause(n, w) for n, w in enumerate(new_words, 1)]
    diffs = diff_clauses(old, new)
    assert [d.new for d in diffs if d.new] == new
    assert sorted(d.old.ordinal for d in diffs if d.old) == [c.ordinal for c in old]
    for d in diffs:
        if d.old and d.new and d.edits:
            assert apply_edits(d.old.text, d.new.text, d.edits) == d.new.text.partition("　")[2]


def test_removed_words_begin_where_an_item_does() -> None:
    old = "第一条 条件：\n（一）甲行；\n（二）资产一百亿；\n（三）资本充足。"
    new = "第一条 条件：\n（一）甲行；\n（二）资本充足。"
    (found,) = diff_texts(old, new)
    assert found.old is not None
    assert found.new is not None
    gone = [found.old.text[e.old_start : e.old_end] for e in found.edits if e.operation != "equal"]
    assert gone == ["资产一百亿；\n（三）"]
    assert apply_edits(found.old.text, found.new.text, found.edits) == found.new.text[len("第一条 ") :]


def test_a_number_changes_as_a_whole() -> None:
    (found,) = diff_texts("第一条 处20万元以上200万元以下罚款。", "第一条 处50万元以上500万元以下罚款。")
    assert found.old is not None
    assert found.new is not None
    changed = [e for e in found.edits if e.operation != "equal"]
    assert [found.old.text[e.old_start : e.old_end] for e in changed] == ["20", "200"]
    assert [found.new.text[e.new_start : e.new_end] for e in changed] == ["50", "500"]
