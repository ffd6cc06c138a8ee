"""Penalty tables in layouts that the golden pages do not show."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from crawlers.body import parse_html
from crawlers.penalty_table import field_of, penalties_in
from regintel.model import Penalty

COLUMNS = {
    "序号": "1",
    "当事人名称": "甲银行股份有限公司",
    "行政处罚决定书文号": "甲罚决字〔2026〕1号",
    "主要违法违规行为": "贷款挪用",
    "行政处罚依据": "《银行业监督管理法》第四十六条",
    "行政处罚内容": "罚款30万元",
    "作出行政处罚决定机关名称": "甲市监管分局",
    "作出行政处罚决定日期": "2026年3月2日",
    "公示期限": "3年",
    "备注": "无",
}
EXPECTED = Penalty(
    "甲银行股份有限公司",
    "甲罚决字〔2026〕1号",
    "贷款挪用",
    "《银行业监督管理法》第四十六条",
    "罚款30万元",
    "甲市监管分局",
    date(2026, 3, 2),
)


def table(rows: list[list[str]]) -> str:
    return "<table>" + "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in rows) + "</table>"


def penalties(markup: str) -> tuple[Penalty, ...]:
    return penalties_in(parse_html(markup))


@given(st.permutations(list(COLUMNS)))
def test_columns_are_found_in_any_order(names: list[str]) -> None:
    assert penalties(table([names, [COLUMNS[n] for n in names]])) == (EXPECTED,)


@given(st.permutations([n for n in COLUMNS if n not in ("序号", "备注", "公示期限")]))
def test_keys_are_found_in_any_order(names: list[str]) -> None:
    assert penalties(table([[n, COLUMNS[n]] for n in names])) == (EXPECTED,)


@given(st.lists(st.lists(st.text(max_size=12), max_size=5), max_size=6))
def test_any_table_gives_no_error(rows: list[list[str]]) -> None:
    assert isinstance(penalties(table(rows)), tuple)


def test_header_is_not_taken_for_a_party_when_printed_again_or_on_a_second_page() -> None:
    head, row = list(COLUMNS), list(COLUMNS.values())
    other = [*row[:1], "乙银行", *row[2:]]
    found = penalties(table([head, row, head, other]) + table([["2", "丙银行", *row[2:]]]))
    assert [p.party for p in found] == ["甲银行股份有限公司", "乙银行", "丙银行"]


def test_vertical_tables_one_after_the_other_and_side_by_side() -> None:
    def keys(number: int) -> list[list[str]]:
        return [
            ["行政处罚决定书文号", f"〔2026〕{number}号"],
            ["被处罚当事人", f"{number}公司"],
            ["行政处罚决定", "警告"],
        ]

    assert [p.party for p in penalties(table(keys(1) + keys(2)))] == ["1公司", "2公司"]
    side = [
        ["行政处罚决定书文号", "〔2026〕1号", "〔2026〕2号"],
        ["被处罚当事人名称", "甲", "乙"],
        ["处罚决定", "警告", "罚款"],
    ]
    assert [(p.party, p.doc_no, p.decision) for p in penalties(table(side))] == [
        ("甲", "〔2026〕1号", "警告"),
        ("乙", "〔2026〕2号", "罚款"),
    ]


def test_person_and_unit_are_both_parties_where_the_decision_names_the_unit() -> None:
    rows = [
        ["个人姓名", "何某"],
        ["单位名称", "乙公司"],
        ["处罚决定", "对乙公司罚款10万元，对何某警告"],
        ["处罚日期", "2026-1-2"],
    ]
    assert [p.party for p in penalties(table(rows))] == ["何某", "乙公司"]
    rows[2][1] = "警告"
    assert [p.party for p in penalties(table(rows))] == ["何某"]


def test_tables_about_other_things_give_nothing() -> None:
    assert penalties(table([["指标", "一季度", "二季度"], ["总资产", "1", "2"]])) == ()
    assert penalties(table([["联系人", "张某"], ["电话", "010"]])) == ()


def test_headers_that_share_words() -> None:
    assert field_of("作出行政处罚\n决定机关 名称") == "authority"
    assert field_of("法定代表人(主要负责人)姓名") == "ignored"
    assert field_of("违法行为类型") == "facts"
    assert (
        field_of("经查，该公司存在以下违法违规行为，依据有关规定，作出行政处罚决定如下，并处罚款人民币三十万元整") == ""
    )
