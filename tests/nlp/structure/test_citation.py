"""Citations as texts print them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.structure.citation import Citation, find_citations


def found(text: str, title: str = "") -> list[tuple[str, str, str]]:
    return [(c.kind, text[c.span.start : c.span.end], c.value) for c in find_citations(text, title)]


def values(text: str, title: str = "") -> list[str]:
    return [c.value for c in find_citations(text, title)]


def test_title_with_everything() -> None:
    text = "违反《沧浪省港口条例》第十条之一第二款第（三）项的规定。"
    assert found(text) == [
        ("law", "《沧浪省港口条例》第十条之一第二款第（三）项", "《沧浪省港口条例》第十条之一第二款第（三）项")
    ]
    citation = find_citations(text)[0]
    assert (citation.article, citation.paragraph, citation.item) == ("第十条之一", 2, 3)


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("第十条、第十二条和第十五条至第十七条", ["第十条", "第十二条", "第十五条", "第十六条", "第十七条"]),
        ("第三条第一款、第二款", ["第三条第一款", "第三条第二款"]),
        ("第三条第（一）、（四）项", ["第三条第（一）项", "第三条第（四）项"]),
        ("第三条第（二）项至第（四）项", ["第三条第（二）项", "第三条第（三）项", "第三条第（四）项"]),
        ("第三条第一项或者第九条第三款第二项", ["第三条第（一）项", "第九条第三款第（二）项"]),
        ("第二十至二十二条", ["第二十条", "第二十一条", "第二十二条"]),
        ("第12条第3款", ["第十二条第三款"]),
        ("第 三 条", ["第三条"]),
    ],
)
def test_lists_and_ranges(printed: str, expected: list[str]) -> None:
    assert sorted(values(f"依照《港口法》{printed}处理。")) == sorted("《港口法》" + part for part in expected)


def test_short_names() -> None:
    text = "根据《中华人民共和国港口法》（以下简称《港口法》）制定。\n《港口法》第三条适用，港口法第四条也适用。"
    assert [c.full_title for c in find_citations(text)] == ["中华人民共和国港口法"] * 3
    assert [c.article for c in find_citations(text)] == ["", "第三条", "第四条"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("依照民事诉讼法第三条处理", "民事诉讼法"),
        ("违反对外贸易法第三条的", "对外贸易法"),
        ("有反不正当竞争法第三条所列行为", "反不正当竞争法"),
        ("根据中华人民共和国宪法第三条", "中华人民共和国宪法"),
        ("具有旅游促进法第三条规定的情形", "旅游促进法"),
        ("按照《沧浪港规则》第二章第三条执行", "沧浪港规则"),
        ("适用《关于适用〈港口法〉的解释》第三条", "关于适用〈港口法〉的解释"),
        ("适用《关于适用《港口法》的解释》第三条", "关于适用《港口法》的解释"),
        ("《港口法》（2020年修订）第三条", "港口法"),
    ],
)
def test_where_a_name_begins(text: str, name: str) -> None:
    citations = [c for c in find_citations(text) if c.article == "第三条"]
    assert [(c.kind, c.title) for c in citations] == [("law", name)]


MEASURE = """第一条　根据《港口法》和《航道条例》，制定本办法。
第二条　有下列情形的：
（一）甲；
（二）前项规定的情形。
前款所列情形适用第三条。
前两款和本条第一款第（一）项另行规定。
第三条　违反本办法第二条第二款的，依照前条处理。
本实施办法第一条的目前款项不在其内。
"""


def test_own_articles_and_what_comes_before() -> None:
    own = [(kind, text, value) for kind, text, value in found(MEASURE) if kind != "law"]
    assert own == [
        ("previous", "前项", "第二条第一款第（一）项"),
        ("previous", "前款", "第二条第一款"),
        ("self", "第三条", "第三条"),
        ("previous", "前两款", "第二条第一款"),
        ("previous", "前两款", "第二条第二款"),
        ("previous", "本条第一款第（一）项", "第二条第一款第（一）项"),
        ("self", "本办法第二条第二款", "第二条第二款"),
        ("previous", "前条", "第二条"),
        ("self", "本实施办法第一条", "第一条"),
    ]


def test_the_ground_is_told_from_other_citations() -> None:
    assert [(c.title, c.basis) for c in find_citations(MEASURE) if c.kind == "law"] == [
        ("港口法", True),
        ("航道条例", True),
    ]


def test_amendments_mean_the_law_they_amend() -> None:
    text = "一、将第三条修改为：“第三条　依照本法第四条办理。”\n二、删去第七条、第八条。\n"
    assert values(text, "关于修改《港口法》的决定") == [f"《港口法》第{n}条" for n in "三四七八"]
    several = (
        "一、将《港口条例》第三条修改为：“依照《海商法》第九条办理。”\n删去第七条。\n二、删去《航道条例》第二条。\n"
    )
    assert values(several, "关于修改部分行政法规的决定") == [
        "《港口条例》第三条",
        "《海商法》第九条",
        "《港口条例》第七条",
        "《航道条例》第二条",
    ]


def test_document_numbers() -> None:
    text = "依照《关于港口的通知》（沧金发〔2019〕3号）和沧银办发[2018]第5号文办理。"
    citations = find_citations(text)
    assert [(c.kind, c.doc_no) for c in citations] == [("law", "沧金发〔2019〕3号"), ("doc_no", "沧银办发〔2018〕5号")]


@pytest.mark.parametrize(
    "text", ["《人民日报》刊登", "持有《经营许可证》", "《行政处罚决定书》", "第一条　甲。", "排名第三，条件一般"]
)
def test_what_is_no_citation(text: str) -> None:
    assert find_citations(text) == []


def test_a_list_goes_on_after_words_of_explanation() -> None:
    text = "第一条　构成刑法第三百八十九条行贿罪、第三百九十三条单位行贿罪的，从重处罚。\n"
    assert values(text) == ["《刑法》第三百八十九条", "《刑法》第三百九十三条"]


PARTS = [
    "《",
    "》",
    "〈港口法〉",
    "法",
    "（以下简称",
    "）",
    "第",
    "十",
    "条",
    "款",
    "（三）",
    "项",
    "、",
    "至",
    "前款",
    "本条",
    "本法",
    "〔2020〕3号",
]
PARTS += ["\n第一条　", "\n", "“", "”", "修改", "根据", "制定", "国务院令", "之一", "9", " "]


@given(st.lists(st.sampled_from(PARTS), max_size=60).map("".join), st.sampled_from(["", "关于修改《港口法》的决定"]))
def test_spans_hold_on_any_text(text: str, title: str) -> None:
    citations: list[Citation] = find_citations(text, title)
    assert citations == sorted(citations, key=lambda c: c.span)
    for citation in citations:
        assert 0 <= citation.span.start < citation.span.end <= len(text)
        if citation.kind == "law" and not citation.article:
            assert citation.title in text
