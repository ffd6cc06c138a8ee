"""Repeals and amendments, version chains, and the status they give."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nlp.structure.change import Change, find_changes
from nlp.structure.clause import parse_structure
from nlp.structure.life import build_chains, decide_all, link_changes
from nlp.structure.resolve import Corpus, Entry
from nlp.structure.title import loose_key, title_key
from regintel.model import Status


def changes(text: str, title: str = "") -> list[tuple[str, str]]:
    return [(c.kind, c.title) for c in find_changes(parse_structure(text), title)]


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("第九条　本条例自2020年1月1日起施行。1997年5月1日发布的《港口规定》同时废止。", ["港口规定"]),
        ("本办法自公布之日起施行，《港口规定》和《航道规定（试行）》同时废止。", ["港口规定", "航道规定（试行）"]),
        ("根据《港口法》，现决定废止《港口规定》《航道规定》。", ["港口规定", "航道规定"]),
        ("自本规定施行之日起，《港口规定》（沧金发〔2010〕1号）停止执行。", ["港口规定"]),
        ("《港口规定》已被《港口条例》废止。", ["港口规定"]),
        ("国务院可以废止《港口规定》。", []),
        ("本决定所称废止，依照《港口法》执行。", []),
        ("复议期间不停止执行《港口规定》。", []),
    ],
)
def test_repeal_clauses(text: str, titles: list[str]) -> None:
    assert changes(text) == [("废止", title) for title in titles]


def test_single_articles_are_partial() -> None:
    found = find_changes(parse_structure("《港口规定》第三条同时废止。"))
    assert [(c.title, c.partial) for c in found] == [("港口规定", True)]


def test_when_the_other_was_issued() -> None:
    text = "1997年5月1日国务院发布的《港口规定》同时废止；《航道解释》（法释〔2016〕29号）同时废止。"
    assert [(c.title, c.year) for c in find_changes(parse_structure(text))] == [("港口规定", 1997), ("航道解释", 2016)]


def test_amending_decisions() -> None:
    text = "国务院决定对《港口条例》作如下修改：\n一、第三条修改为：“依照《海商法》办理。”\n"
    assert changes(text, "国务院关于修改《港口条例》的决定") == [("修改", "港口条例")]
    several = "一、将《港口条例》第三条中的“甲”修改为“乙”。\n二、删去《航道条例》第二条。\n"
    several += "附件2\n国务院决定废止的行政法规\n一、海堤条例（1994年12月20日国务院令第169号发布）\n"
    assert changes(several, "国务院关于修改和废止部分行政法规的决定") == [
        ("修改", "港口条例"),
        ("修改", "航道条例"),
        ("废止", "海堤条例"),
    ]


def test_lists_of_repealed_documents() -> None:
    text = "| 序号 | 名称 | 日期 | 理由 |\n| 1 | 某院关于港口问题的解释（二） | 2001年1月1日 | 已被《港口法》代替 |\n"
    found = find_changes(parse_structure(text), "某院关于废止部分司法解释的决定")
    assert [(c.title, c.listed) for c in found] == [("某院关于港口问题的解释（二）", True)]


def test_keys_of_titles() -> None:
    assert (
        title_key("《中华人民共和国港口法》")
        == title_key("港口法（2018年修正）")
        == title_key("港口法(2023修订)")
        == "港口法"
    )
    assert title_key("港口规定（一）") != title_key("港口规定（二）")
    assert title_key("港口规定（试行）") != title_key("港口规定")
    assert title_key("某法修正案（1999年）") != title_key("某法修正案（2004年）")
    assert loose_key("某省金融局关于港口的规定（试行）") == loose_key("关于港口的规定")


V1 = Entry("v1", "港口条例", published=date(2010, 1, 1), effective=date(2010, 2, 1))
V2 = Entry("v2", "港口条例", published=date(2020, 1, 1), effective=date(2020, 7, 1))
RULE = Entry("rule", "港口规定", published=date(2005, 1, 1), effective=date(2005, 1, 1))
NEXT = Entry("next", "海堤条例", published=date(2026, 1, 1), effective=date(2026, 12, 1))
ENDS = Entry("ends", "关于废止《港口条例》的决定", published=date(2024, 1, 1), effective=date(2024, 2, 1))


def statuses(on: date, found: dict[str, list[Change]] | None = None) -> dict[str, tuple[Status, bool]]:
    corpus = Corpus([V1, V2, RULE, NEXT, ENDS])
    links = link_changes(found or {}, corpus)
    return {id_: (d.status, d.decided) for id_, d in decide_all(corpus, links, on).items()}


def change(title: str, kind: str = "废止", year: int = 0) -> Change:
    text = f"《{title}》同时废止。" if kind == "废止" else f"对《{title}》作如下修改："
    found = find_changes(parse_structure(text), "关于修改条例的决定" if kind == "修改" else "")[0]
    return Change(found.kind, found.title, found.span, year=year)


def test_versions_replace_each_other_when_they_take_effect() -> None:
    assert statuses(date(2020, 3, 1))["v1"] == (Status.IN_FORCE, False)
    assert statuses(date(2020, 3, 1))["v2"] == (Status.NOT_YET, True)
    assert statuses(date(2021, 1, 1))["v1"] == (Status.AMENDED, True)
    assert statuses(date(2021, 1, 1))["v2"] == (Status.IN_FORCE, False)


def test_a_repeal_ends_the_law_with_all_its_versions_from_its_day_on() -> None:
    found = {"ends": [change("港口条例")], "v2": [change("港口规定")]}
    assert statuses(date(2024, 1, 15), found)["v2"] == (Status.IN_FORCE, False)
    later = statuses(date(2024, 2, 1), found)
    assert {later[id_] for id_ in ("v1", "v2", "rule")} == {(Status.REPEALED, True)}


def test_a_law_that_repeals_its_old_namesake_spares_the_versions_between() -> None:
    assert statuses(date(2021, 1, 1), {"v2": [change("港口条例", year=1990)]})["v1"] == (Status.AMENDED, True)
    assert statuses(date(2021, 1, 1), {"v2": [change("港口条例", year=2010)]})["v1"] == (Status.REPEALED, True)


def test_an_amending_decision_counts_without_its_outcome() -> None:
    found = {"ends": [change("港口条例", "修改")]}
    assert statuses(date(2024, 3, 1), found)["v2"] == (Status.AMENDED, True)


def test_chains() -> None:
    chain = build_chains([V2, RULE, V1])["v2"]
    assert [entry.id for entry in chain.versions] == ["v1", "v2"]
    assert chain.before("v2") == V1
    assert chain.after("v2") is None
    assert chain.after("v1") == V2


PARTS = [
    "《港口法》",
    "《",
    "》",
    "同时废止",
    "废止",
    "。",
    "\n",
    "| 1 | 某某港口办法 |",
    "（2001年发布）",
    "一、",
    "附件",
    "修改",
    "被",
    "，",
]


@given(
    st.lists(st.sampled_from(PARTS), max_size=40).map("".join),
    st.sampled_from(["", "关于修改和废止部分条例的决定", "关于废止X的决定"]),
)
@example("废止《《港口法》", "")
def test_spans_hold_on_any_text(text: str, title: str) -> None:
    for found in find_changes(parse_structure(text), title):
        assert text[found.span.start : found.span.end].strip("《》") == found.title


@pytest.mark.parametrize(
    ("title", "one_chain"),
    [
        ("某局公告", False),
        ("某总局关于沧浪公司增加注册资本的批复", False),
        ("最高人民法院关于沧浪问题的批复", True),
        ("沧浪管理办法", True),
        ("某局关于沧浪管理有关事项的长期公告及其他各项安排的公告", True),
    ],
)
def test_papers_that_share_a_title_without_being_versions(title: str, one_chain: bool) -> None:
    chains = build_chains(
        [Entry("a", title, published=date(2020, 1, 1)), Entry("b", title, published=date(2021, 1, 1))]
    )
    assert (chains["a"] is chains["b"]) is one_chain
