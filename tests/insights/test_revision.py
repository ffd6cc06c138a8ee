from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from insights.revision import ChangedLine, compare, shorten

texts = st.lists(st.text("甲乙丙丁，", max_size=12), max_size=8).map("\n".join)


def without(lines: list[ChangedLine], kind: str) -> str:
    return "\n".join("".join(p.text for p in line.parts if p.kind != kind) for line in lines if line.kind != kind)


@given(texts, texts)
def test_both_states_can_be_read_from_the_comparison(old: str, new: str) -> None:
    lines = compare(old, new)
    assert without(lines, "added") == old
    assert without(lines, "removed") == new


@given(texts)
def test_nothing_changed(text: str) -> None:
    assert {line.kind for line in compare(text, text)} == {"same"}


def test_a_changed_number_is_shown_inside_its_line() -> None:
    (line,) = compare("单户贷款余额不得超过20万元。", "单户贷款余额不得超过30万元。")
    assert line.kind == "changed"
    assert [(p.kind, p.text) for p in line.parts if p.kind != "same"] == [("removed", "2"), ("added", "3")]


def test_unchanged_lines_far_from_changes_are_counted() -> None:
    old = "\n".join(f"第{n}行" for n in range(20))
    found = list(shorten(compare(old, old.replace("第10行", "全然不同"))))
    assert found[0] == 8
    assert found[-1] == 7
    assert sum(isinstance(f, ChangedLine) and f.kind == "same" for f in found) == 4
    assert list(shorten(compare(old, old))) == [20]
