"""The clause tree on texts of our own, and on any text at all."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nlp.structure.clause import Structure, parse_structure

MEASURE = """沧浪省地方金融管理局关于印发《沧浪省小额贷款业务管理办法》的通知
沧金发〔2025〕12号
各市地方金融管理局：
现将办法印发给你们，请遵照执行。
沧浪省地方金融管理局
2025年3月6日
沧浪省小额贷款业务管理办法
（2025年3月1日沧浪省地方金融管理局局务会议通过）
目　　录
第一章　总　　则
第二章　监督管理
附　　则
第一章　总　　则
第一条　为了规范小额贷款业务，制定本办法。
第二条　本办法所称小额贷款，是指下列贷款：
（一）单户余额较小的贷款：
1．经营贷款；
2．消费贷款。
（二）其他贷款。
前款规定的余额由省局另行公布。
第三条之一　依照本办法
第一条 规定办理的，从其规定。
第二章　监督管理
第四条【检查】　省局可以检查。
附　　则
第五条　本办法自2025年4月1日起施行。
附件1
报告格式
第一条　格式另行规定。
"""


def labels(structure: Structure, *levels: str) -> list[str]:
    return [node.label for node in structure.nodes if node.level in levels]


def words(structure: Structure, index: int | None) -> str:
    assert index is not None
    return structure.text[structure.nodes[index].start : structure.nodes[index].end]


def assert_whole(text: str) -> Structure:
    """Pieces are the text again; children lie inside their parents and after each other."""
    structure = parse_structure(text)
    assert "".join(text[piece.start : piece.end] for piece in structure.pieces()) == text
    ends: dict[int, int] = {}
    for i, node in enumerate(structure.nodes):
        assert node.start <= node.body <= node.end <= len(text)
        assert node.start >= ends.get(node.parent, 0)
        ends[node.parent] = node.end
        if node.parent >= 0:
            parent = structure.nodes[node.parent]
            assert node.parent < i
            assert parent.start <= node.start
            assert node.end <= parent.end
    for clause in structure.clauses("d"):
        assert text[clause.span.start : clause.span.end] == clause.text
    return structure


def test_a_measure_with_everything() -> None:
    structure = assert_whole(MEASURE)
    assert labels(structure, "章") == ["第一章 总则", "第二章 监督管理", "附则"]
    assert labels(structure, "条") == ["第一条", "第二条", "第三条之一", "第四条 检查", "第五条", "第一条"]
    assert labels(structure, "项", "目") == ["（一）", "1．", "2．", "（二）"]
    assert labels(structure, "附件") == ["附件1 报告格式"]
    assert sum(node.level == "目录" for node in structure.nodes) == 1
    signed = [words(structure, i) for i, node in enumerate(structure.nodes) if node.level == "署名"]
    assert signed == ["沧浪省地方金融管理局", "2025年3月6日"]


def test_clauses_for_the_index() -> None:
    clauses = parse_structure(MEASURE).clauses("doc")
    assert [c.ordinal for c in clauses] == list(range(6))
    assert clauses[3].path == ("第二章 监督管理", "第四条 检查")
    assert clauses[3].heading == "检查"
    assert clauses[5].path == ("附件1 报告格式", "第一条")
    assert len({c.id for c in clauses}) == 6
    assert all(c.level == "条" and c.document_id == "doc" for c in clauses)


def test_ids_survive_changes_elsewhere() -> None:
    before = {c.path: c.id for c in parse_structure(MEASURE).clauses("doc")}
    changed = MEASURE.replace("（二）其他贷款。", "（二）其他贷款；\n（三）又一种贷款。")
    assert {c.path: c.id for c in parse_structure(changed).clauses("doc")} == before


def test_find_paragraph_and_item() -> None:
    structure = parse_structure(MEASURE)
    assert words(structure, structure.find("第二条", 2)) == "前款规定的余额由省局另行公布。"
    assert words(structure, structure.find("第二条", 1, 2)) == "（二）其他贷款。"
    assert words(structure, structure.find("第二条", item=1)).startswith("（一）单户")
    assert structure.find("第二条", 3) is None
    assert structure.find("第九条") is None
    at = structure.at(MEASURE.index("消费贷款"))
    assert structure.path(at) == ("第一章 总则", "第二条", "（一）", "2．")


def test_gaps_are_told() -> None:
    assert parse_structure("第一条　甲。\n第二条　乙。\n第五条　丙。\n").gaps() == ("第三条", "第四条")
    assert parse_structure("第一条　甲。\n第一条之一　乙。\n第二条　丙。\n").gaps() == ()


def test_amendments_quote_articles_of_another_law() -> None:
    text = """国务院关于修改《沧浪港条例》的决定
国务院决定对《沧浪港条例》作如下修改：
一、将第三条修改为：“港口应当安全：
（一）有灯；
（二）有岸。
“第三条之一　港口可以收费。”
二、增加一条，作为第四条：
第四条　港口应当清洁。
三、删去第五条。
本决定自公布之日起施行。
"""
    structure = assert_whole(text)
    assert structure.articles() == ()
    assert [c.number for c in structure.clauses("d")] == ["一、", "二、", "三、"]
    assert labels(structure, "项") == []


def test_outline_of_a_normative_document() -> None:
    text = """沧浪省关于加强支付管理的意见
为了加强管理，提出以下意见。
一、总体要求
坚持依法监管。
二、主要任务
（一）加强准入管理。支付机构应当取得许可。
1.审慎审批。
2.定期复核。
（二）加强日常管理。
一、二、三级机构分别报告。
附件：1.报告表
2.名单
沧浪省地方金融管理局
2025年3月6日
"""
    structure = assert_whole(text)
    assert [c.path for c in structure.clauses("d")] == [("一、总体要求",), ("二、主要任务",)]
    assert labels(structure, "二级") == ["（一）加强准入管理", "（二）"]
    assert labels(structure, "附件") == []


def test_chapters_numbered_like_an_outline() -> None:
    text = "某规定\n一、总则\n第一条　甲。\n第二条　乙。\n二、附则\n第三条　丙。\n"
    assert [c.path for c in assert_whole(text).clauses("d")] == [
        ("一、 总则", "第一条"),
        ("一、 总则", "第二条"),
        ("二、 附则", "第三条"),
    ]


def test_words_run_into_one_line() -> None:
    text = "现解释如下：第一条 甲。\n第二章　公众参与第二条 乙。\n第三条丙没有空格。\n第四条规定的丙不是条。\n"
    structure = assert_whole(text)
    assert labels(structure, "条") == ["第一条", "第二条", "第三条"]
    assert labels(structure, "章") == ["第二章 公众参与"]


def test_a_page_that_lost_its_line_breaks() -> None:
    text = "第一章 总 则 第一条 甲。第二条 乙，依照第一条 办理。第三条 丙。第二章 附则 第四条 丁。"
    structure = assert_whole(text)
    assert labels(structure, "条") == ["第一条", "第二条", "第三条", "第四条"]
    assert labels(structure, "章") == ["第一章 总则", "第二章 附则"]
    assert words(structure, structure.find("第二条")) == "第二条 乙，依照第一条 办理。"


def test_decimal_numbers_of_technical_rules() -> None:
    text = "第一部分　总则\n1.1 本规范适用于银行。\n1.2 定义如下：\n1.2.1 甲。\n第二部分　要求\n2.1 应当备份。\n"
    assert [c.path[-1] for c in assert_whole(text).clauses("d")] == ["1.1", "1.2", "2.1"]


def test_an_annex_that_quotes_another_law_is_kept_apart() -> None:
    structure = assert_whole("答复如下。\n附：某条例有关条款\n第十八条　甲。\n第十九条　乙。\n")
    assert [c.path for c in structure.clauses("d")] == [
        ("附 某条例有关条款", "第十八条"),
        ("附 某条例有关条款", "第十九条"),
    ]
    assert structure.gaps() == ()


def test_markdown() -> None:
    text = "**某条例**\n\n> （2020年1月1日公布）\n\n---\n\n## 第一章　　总　则\n\n"
    text += "- **第一条**　　甲：\n\n  - （一）乙；\n\n  丙。\n"
    structure = assert_whole(text)
    assert labels(structure, "章", "条", "项") == ["第一章 总则", "第一条", "（一）"]
    assert words(structure, structure.find("第一条", 2)) == "丙。"


def test_wrapped_lines_of_a_page_are_one_paragraph() -> None:
    text = "第一条　支付机构应当按照规定报送业务数据和财务数据，\n并对其真实性负责。\n第二条　乙。\n"
    structure = parse_structure(text)
    assert words(structure, structure.find("第一条", 1)).endswith("并对其真实性负责。")
    assert structure.find("第一条", 2) is None


def test_nothing_and_prose() -> None:
    assert assert_whole("").nodes == ()
    assert assert_whole("\n \u3000\n").units() == ()
    assert assert_whole("今日无事。").clauses("d") == []


FRAGMENTS = [
    "第一条",
    "第二条　",
    "第十条之一 ",
    "第一章 总则",
    "第一编",
    "（一）",
    "1.",
    "一、",
    "①",
    "附件",
    "附件1：表",
    "目录",
    "附则",
    "“",
    "”",
]
FRAGMENTS += [
    "修改为：",
    "2025年3月6日",
    "|表|",
    "规定",
    "。",
    "：",
    "\n",
    "\n\n",
    "\r\n",
    "\f",
    "\u2028",
    "  - **",
    "> ",
    "## ",
    "\x00",
    "\ud800",
    "字" * 30,
]


@given(st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=6), max_size=40).map("".join))
def test_any_text_is_kept_whole(text: str) -> None:
    assert_whole(text)
