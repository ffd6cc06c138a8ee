"""Forms that other issuers use: standards, notices with lists of annexes, page numbers, bare headings, old numerals.

All texts are made up. A property test puts such lines together at random: whatever the order, the tree is the text.
"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nlp.structure.clause import Structure, parse_structure
from nlp.structure.resolve import Corpus, Entry

STANDARD = """数据报送技术规范
1 范围
本文件规定了报送要求。
2 术语
2.1 报送主体
报送数据的机构。
3 要求
3.1 总体要求
3.1.1 应当及时。
3.1.2 应当准确。
附录A
字段表
A.1 基本字段
A.2 扩展字段
"""

NOTICE = """沧浪省地方金融管理局关于加强管理的通知
一、加强准入管理
（一）应当备案。
二、本通知自印发之日起执行。
附件：1.备案表
2.承诺书

沧浪省地方金融管理局
2025年3月6日
"""

ISSUED = """沧浪省地方金融管理局关于印发《沧浪省催收管理办法》的通知
一、提高认识。
二、抓好落实。
沧浪省地方金融管理局
2025年3月6日
沧浪省催收管理办法
第一章 总则
第一条 为了规范催收，制定本办法。
第二条 不得夜间催收。
"""


def tree(text: str) -> Structure:
    structure = parse_structure(text)
    assert "".join(text[piece.start : piece.end] for piece in structure.pieces()) == text
    return structure


def of_level(structure: Structure, level: str) -> list[str]:
    return [structure.text[n.start : n.end] for n in structure.nodes if n.level == level]


def test_sections_of_a_technical_standard() -> None:
    structure = tree(STANDARD)
    assert [n.label for n in structure.nodes if n.level == "一级"] == ["1范围", "2术语", "3要求"]
    third = next(i for i, n in enumerate(structure.nodes) if n.label == "3要求")
    assert [structure.nodes[i].label for i in structure.children(third)] == ["3.1总体要求"]
    assert [structure.path(i)[-1] for i in structure.units()] == [
        "1范围",
        "2术语",
        "3要求",
        "A.1基本字段",
        "A.2扩展字段",
    ]


def test_a_number_before_words_is_no_section_in_a_law() -> None:
    structure = tree("第一条 甲。\n12 个月\n第二条 乙。\n1.1 比例\n")
    assert not of_level(structure, "一级")


def test_the_list_of_annexes_is_no_part_of_the_last_clause() -> None:
    structure = tree(NOTICE)
    assert of_level(structure, "目录") == ["附件：1.备案表\n2.承诺书"]
    assert of_level(structure, "一级")[-1] == "二、本通知自印发之日起执行。"
    assert of_level(structure, "署名") == ["沧浪省地方金融管理局", "2025年3月6日"]


def test_items_of_a_notice_are_clauses_beside_the_articles_that_it_issues() -> None:
    structure = tree(ISSUED)
    assert [structure.nodes[i].number for i in structure.units()] == ["一、", "二、", "第一条", "第二条"]
    clauses = structure.clauses("x")
    numbers: dict[str, str] = {}
    for clause in clauses:
        numbers.setdefault(clause.number, clause.id)
    entry = Entry("x", "沧浪省催收管理办法", clauses=numbers)
    assert Corpus([entry]).clause(entry, "第二条") == clauses[3].id


def test_page_numbers_neither_part_a_sentence_nor_count_as_one() -> None:
    structure = tree(
        "第一条 为了规范经营行为，保护金融消费者合法权\n— 1 —\n益，制定本办法。\n第 2 页 共 3 页\n第二条 略。\n"
    )
    assert of_level(structure, "款") == [
        "为了规范经营行为，保护金融消费者合法权\n— 1 —\n益，制定本办法。",
        "略。",
    ]


def test_headings_without_numbers_between_articles() -> None:
    structure = tree(
        "总 则\n第一条 会员应当自律。\n会员行为\n第二条 不得诋毁同业。\n附 则\n第三条 自发布之日起施行。\n"
    )
    assert [n.heading for n in structure.nodes if n.level == "章"] == ["总则", "会员行为", "附则"]


def test_old_and_spaced_numbers() -> None:
    structure = tree("第二十条 甲。\n第二十 条之 一 乙。\n第廿一条 丙。\n第卅条 丁。\n")
    assert [n.value for n in structure.nodes if n.level == "条"] == [(20,), (20, 1), (21,), (30,)]


LINES = (
    "第一章 总则", "第二节 管理", "第一条 甲。", "第二条之一 乙：", "第三十二条 丙。", "（一）一项；", "1.一目；",
    "（1）小目。", "①更小。", "一、要求", "3 要求", "3.1 总体要求", "A.1 字段", "— 7 —",
    "第3页", "附件：1.表", "2.承诺书", "附件1", "附录B", "总 则", "会员行为",
    "目 录", "| 甲 | 乙 |", "2025年3月6日", "沧浪省地方金融管理局", "“第九条 引用。", "”。",
    "依照本办法第十条的规定和有关法律行政法规的要求，",
    "第五条 规定办理。", "", "　　　", "> **第六条** 粗体。", "---",
)  # fmt: skip


@given(st.lists(st.sampled_from(LINES), max_size=40), st.sampled_from(("\n", "\r\n", "\n\n", "\u2028")))
def test_lines_in_any_order_are_kept_whole(lines: list[str], end: str) -> None:
    structure = tree(end.join(lines))
    units = structure.units()
    assert list(units) == sorted(set(units))
    for i in units:
        assert all(not (structure.nodes[j].start < structure.nodes[i].end) for j in units if j > i)
