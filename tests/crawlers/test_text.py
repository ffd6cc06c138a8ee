"""Bytes and markup to readable text: charsets, bodies, tables, days."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.body import inline_text, parse_html, readable_text
from crawlers.charset import decode_text
from crawlers.day import epoch_day, parse_day
from crawlers.issuer import joint_issuers
from crawlers.payload import file_links, one_line
from crawlers.table import grid_of

HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=4, max_size=80)


def text_of(markup: str) -> str:
    return readable_text(parse_html(markup))


@given(HAN, st.sampled_from(["utf-8", "gb18030", "gbk"]), st.sampled_from(["", "utf-8", "gb2312", "x-nonsense", "hex"]))
def test_wrongly_declared_charsets_are_read(text: str, real: str, declared: str) -> None:
    page = f'<html><meta charset="{declared}"><p>中国人民银行关于支付机构的公告：{text}</p></html>'
    data = page.encode(real, "replace")
    assert decode_text(data, f"text/html; charset={declared}") == data.decode(real)


def test_a_page_cut_inside_a_character_keeps_the_rest() -> None:
    text = "国家金融监督管理总局" * 50
    assert decode_text(text.encode()[:-1]).startswith("国家金融监督管理总局" * 49)
    assert decode_text(text.encode("gb18030")[:-1]).startswith("国家金融监督管理总局" * 49)


@given(st.binary(max_size=300), st.text(max_size=30))
def test_any_bytes_decode(data: bytes, header: str) -> None:
    assert isinstance(decode_text(data, header), str)


@given(st.text(max_size=200))
def test_any_text_is_markup(markup: str) -> None:
    assert "\x00" not in text_of(markup)


def test_word_spans_join_without_breaking_numbers() -> None:
    markup = "<p class=MsoNormal><span>202</span>\n<span>6</span><span>年罚款</span>\n<font>1</font><b>0</b>万\n元</p>"
    assert text_of(markup) == "2026年罚款10万元"


def test_wrapped_english_keeps_its_blanks_and_chinese_gets_none() -> None:
    assert (
        text_of("<p>The Monetary\n Authority</p><p>金融\n  管理局 HKMA\n公布</p>")
        == "The Monetary Authority\n金融管理局 HKMA公布"
    )


def test_blocks_are_lines_and_furniture_is_left_out() -> None:
    markup = (
        "<div>甲<br>乙<div>丙</div>丁</div><script>x</script><style>y</style><nav>导航</nav>"
        "<p style='display: none'>藏</p>"
        "<ul><li>一</li><li>二</li></ul><p>　　第一条　内容&nbsp;&nbsp;完。</p><!-- 注 --><textarea>填</textarea>"
    )
    assert text_of(markup).split("\n") == ["甲", "乙", "丙", "丁", "一", "二", "第一条　内容 完。"]


def test_tables_of_data_are_rows_and_tables_of_layout_are_not() -> None:
    data = "<table><tr><th>年份</th><th>余额<br>亿元</th></tr><tr><td>2025</td><td></td><td>备</td></tr></table>"
    assert text_of(data) == "年份 | 余额 亿元\n2025 |  | 备"
    layout = f"<table><tr><td>左栏</td><td>{'<p>段落</p>' * 9}</td></tr></table>"
    assert text_of(layout).split("\n") == ["左栏", *["段落"] * 9]
    nested = f"<table><tr><td>{data}</td></tr></table>"
    assert text_of(nested) == text_of(data)


def test_a_name_wrapped_inside_brackets_stays_whole() -> None:
    assert inline_text(parse_html("<td>周某（时任甲公司<br>经理）<br>吴某</td>")) == "周某（时任甲公司经理） 吴某"


def test_deep_markup_does_not_overflow() -> None:
    assert text_of("<div>" * 50_000 + "底" + "</div>" * 50_000).count("底") <= 1
    assert text_of("<span>" * 200 + "底") == "底"


def test_hostile_spans_stay_small() -> None:
    (table,) = parse_html("<table><tr><td rowspan=999999999 colspan=999999999>x</td></tr></table>").xpath("//table")
    assert len(grid_of(table)) == 1
    assert len(grid_of(table)[0]) <= 200


def test_grid_writes_spans_out_and_knows_the_printed_cell() -> None:
    markup = "<table><tr><td rowspan=2>甲</td><td colspan=2>乙</td></tr><tr><td>丙</td><td>丁</td></tr></table>"
    (table,) = parse_html(markup).xpath("//table")
    first, second = grid_of(table)
    assert [c.text for c in first] == ["甲", "乙", "乙"]
    assert [c.text for c in second] == ["甲", "丙", "丁"]
    assert first[0] is second[0]
    assert first[1] is first[2]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-04-24 17:32:00", date(2026, 4, 24)),
        ("发布时间：2026年09月8日", date(2026, 9, 8)),
        ("2026/9/8", date(2026, 9, 8)),
        ("20260908", date(2026, 9, 8)),
        ("二〇二六年十月二十一日", date(2026, 10, 21)),
        ("二○二六年一月十日", date(2026, 1, 10)),
        ("2026-13-01", None),
        ("银罚决字〔2026〕12号", None),
        ("7123456789012345678", None),
        (None, None),
    ],
)
def test_days(text: object, day: date | None) -> None:
    assert parse_day(text) == day


def test_epochs_are_days_in_china() -> None:
    assert epoch_day(1791129600) == epoch_day("1791129600000") == date(2026, 10, 5)
    assert epoch_day("10:30") is None


def test_titles_on_one_line() -> None:
    assert one_line("关于<em class='highlight'>数据</em>\r\n  管理 的\u200b通知") == "关于数据管理 的通知"
    assert one_line("a < b") == "a < b"


def test_joint_issuers_only_where_all_read_like_authorities() -> None:
    assert joint_issuers("中国人民银行 国家发展改革委、财政部关于支持融资的通知") == (
        "中国人民银行",
        "国家发展改革委",
        "财政部",
    )
    assert joint_issuers("甲公司 乙银行关于合作的公告") == ()
    assert joint_issuers("银罚决字〔2026〕1号") == ()


def test_file_links_are_absolute_named_and_single() -> None:
    root = parse_html(
        "<a href='/f/a%20b.PDF'>附件1</a><a href=/f/a%20b.PDF>又</a>"
        "<a href='x.html'>页</a><a href='javascript:x.pdf'>否</a>"
    )
    assert file_links(root, "https://example.org/d/") == [("附件1.pdf", "https://example.org/f/a%20b.PDF")]
