"""From citations to documents, versions and clauses; and whose ground is gone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from nlp.structure.citation import find_citations
from nlp.structure.graph import build_graph, repealed_grounds
from nlp.structure.resolve import Corpus, Entry, Resolution, resolve
from nlp.structure.title import loose_key, title_key
from regintel.model import Status

OLD = Entry(
    "old", "中华人民共和国港口法", "", date(2003, 6, 28), date(2004, 1, 1), Status.AMENDED, None, {"第三条": "old-3"}
)
NEW = Entry(
    "new",
    "中华人民共和国港口法（2018年修正）",
    "",
    date(2018, 12, 1),
    date(2018, 12, 29),
    Status.IN_FORCE,
    None,
    {"第三条": "new-3", "第九条": "new-9"},
)
RULE = Entry(
    "rule",
    "沧浪省金融局关于港口收费的规定（试行）",
    "沧金发〔2019〕3号",
    date(2019, 1, 1),
    clauses={"第一条": "rule-1"},
)
NOTICE = Entry("notice", "沧浪省金融局关于印发《港口安全办法》的通知", "", date(2020, 1, 1), clauses={"第二条": "n-2"})
CORPUS = Corpus([NEW, OLD, RULE, NOTICE])


def look_up(text: str, on: date | None = None, document: str = "") -> Resolution:
    return resolve(find_citations(text)[0], CORPUS, on, document)


@pytest.mark.parametrize(
    ("text", "on", "document", "clause"),
    [
        ("《港口法》第三条", None, "new", "new-3"),
        ("依照港口法第三条", date(2010, 1, 1), "old", "old-3"),
        ("《中华人民共和国港口法》第三条", date(2018, 12, 28), "old", "old-3"),
        ("《中华人民共和国港口法》第三条", date(2018, 12, 29), "new", "new-3"),
        ("《中华人民共和国港口法》第三条", date(1999, 1, 1), "old", "old-3"),
        ("《关于港口收费的规定》第一条", None, "rule", "rule-1"),
        ("沧金发[2019]第3号文", None, "rule", ""),
        ("《港口安全办法》第二条", None, "notice", "n-2"),
    ],
)
def test_title_and_day_decide(text: str, on: date | None, document: str, clause: str) -> None:
    resolution = look_up(text, on)
    assert (resolution.document_id, resolution.clause_id) == (document, clause)
    assert resolution.complete
    assert resolution.reason == ""


def test_an_article_of_the_next_version_is_said_to_be_one() -> None:
    resolution = look_up("《港口法》第九条", date(2010, 1, 1))
    assert resolution.clause_id == "new-9"
    assert "当日版本无第九条" in resolution.reason


@pytest.mark.parametrize(
    ("text", "reason"), [("《航道法》第一条", "库中没有《航道法》"), ("《港口法》第八十条", "没有第八十条")]
)
def test_what_is_missing_is_named(text: str, reason: str) -> None:
    resolution = look_up(text)
    assert not resolution.complete
    assert reason in resolution.reason


def test_own_articles() -> None:
    assert look_up("第三条　甲。\n第四条　依照本法第三条。", document="new").clause_id == "new-3"
    assert look_up("第三条　甲。\n第四条　依照本法第三条。").reason == "本文不在库中"


def test_lost_grounds_cascade() -> None:
    gone = Entry("gone", "航道法", status=Status.REPEALED)
    middle, leaf, other = Entry("middle", "航道条例"), Entry("leaf", "航道办法"), Entry("other", "港口办法")
    corpus = Corpus([gone, middle, leaf, other])
    texts = {
        "middle": "第一条　根据《航道法》，制定本条例。",
        "leaf": "第一条　根据《航道条例》，制定本办法。",
        "other": "第一条　根据《港口法》，制定本办法。\n第二条　《航道法》另有规定的除外。",
    }
    graph = build_graph(
        (id_, resolve(c, corpus, None, id_)) for id_, text in texts.items() for c in find_citations(text)
    )
    warnings = repealed_grounds(graph, corpus)
    assert [(w.document_id, w.chain, w.direct) for w in warnings] == [
        ("middle", ("middle", "gone"), True),
        ("leaf", ("leaf", "middle", "gone"), False),
    ]
    assert warnings[1].text == "依据已废止：《航道法》（经由《航道条例》）"
    assert (graph.in_degree("gone"), graph.out_degree("other"), graph.in_degree("leaf")) == (2, 1, 0)
    assert [resolution.reason for _, resolution in graph.unresolved] == ["库中没有《港口法》"]


@pytest.mark.parametrize("key", [title_key, loose_key])
def test_the_number_of_an_order_before_a_title_is_no_part_of_it(key: Callable[[str], str]) -> None:
    assert key("【第231号令】证券投资咨询直播活动管理规定") == key("证券投资咨询直播活动管理规定")
    assert key("【甲】办法") != key("办法")


@pytest.mark.parametrize(
    ("printed", "kept"),
    [
        ("中国证券监督管理委员会令第227号", "证监会令〔第227号〕"),
        ("中国证监会公告〔2026〕17号", "证监会公告〔2026〕第17号"),
        ("国家金融监督管理总局令2026年第3号", "金融监管总局令2026年第3号"),
        ("中华人民共和国国务院令第728号", "国务院令第728号"),
    ],
)
def test_an_order_is_found_however_its_body_is_called(printed: str, kept: str) -> None:
    corpus = Corpus([Entry("a", "甲办法", kept), Entry("b", "乙办法", "甲银令第227号")])
    found = corpus.numbered(printed)
    assert found is not None
    assert found.id == "a"
    assert corpus.numbered("银保监会令第227号") is None
