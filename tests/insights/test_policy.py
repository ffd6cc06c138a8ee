"""A body of regulations as pages and answers show it: tree, neighbours, versions, diff, norms, queue, matrix."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.base import SearchIndex
from indexer.factory import open_index
from insights.policy_activity import load_activities
from insights.policy_conflict import NormPlace, find_candidates
from insights.policy_diff import compare_policies, earlier_text
from insights.policy_graph import queue, summarise
from insights.policy_matrix import Matrix, build_matrix
from insights.policy_tree import tree_rows
from insights.policy_view import citation_view, norm_view, status_proof, structure_view, version_view
from nlp.segment import build_segmenter
from nlp.structure.clause import parse_structure
from regintel.errors import ConfigError, NotFoundError, UsageError
from regintel.model import Document, Kind, Span
from regintel.pipeline.annotation import annotate
from regintel.pipeline.indexing import index_stale
from regintel.pipeline.linking import link
from regintel.policy import PolicyNode, PolicyNorm, PolicyState
from regintel.store import Store

ON = date(2026, 11, 22)
A_OLD = """第一章 总则
第一条 支付机构应当在三十日内报告重大事项。
第二条 支付机构不得挪用客户备付金。
第三条 本办法自2020年1月1日起施行。"""
A_NEW = """第一章 总则
第一条 支付机构应当在十日内报告重大事项。
第二条 支付机构不得挪用、占用客户备付金。
第三条 国家监管总局负责对支付机构实施监督管理。
第四条 本办法自2026年1月1日起施行。"""
B = """第一条 根据《支付机构管理办法》，制定本规则。
第二条 支付机构应当在五日内报告重大事项。
第三条 支付机构可以挪用、占用客户备付金。
第四条 支付机构应当保存交易记录，并依照《失踪的办法》第八条办理。"""


@pytest.fixture
def body(store: Store, tmp_path: Path, make_document: Callable[..., Document]) -> Iterator[tuple[Store, SearchIndex]]:
    def made(id: str, title: str, text: str, day: date, issuer: str, **more: Any) -> Document:
        return make_document(
            id=id, title=title, text=text, published_on=day, issuers=(issuer,), url=f"https://example.org/{id}",
            **{"kind": Kind.POLICY, **more},
        )  # fmt: skip

    store.save_documents(
        [
            made("a1", "支付机构管理办法", A_OLD, date(2019, 12, 1), "甲总局"),
            made("a2", "支付机构管理办法", A_NEW, date(2025, 12, 1), "甲总局"),
            made("b", "支付机构自律规则", B, date(2026, 3, 1), "乙协会"),
            made("n", "某日新闻", "第一条新闻。", date(2026, 3, 1), "", kind=Kind.NEWS),
        ]
    )
    index = open_index(f"tantivy:{tmp_path / 'index'}", build_segmenter().tokens_for_search)
    annotate(store)
    link(store, ON)
    index_stale(store, index, "t")
    yield store, index
    index.close()


def test_structure(body: tuple[Store, SearchIndex]) -> None:
    found = structure_view(body[0], "a2")
    assert found.counts == {"章": 1, "条": 4, "款": 4}
    articles = [row for row in found.rows if row.level == "条"]
    assert [row.number for row in articles] == ["第一条", "第二条", "第三条", "第四条"]
    clauses = (body[0].analysis("a2") or pytest.fail("not annotated")).clauses
    assert [row.clause_id for row in articles] == [c.id for c in clauses]
    assert {row.depth for row in found.rows if row.level == "款"} == {2}


@given(st.text("第一二三条章节、。（）\n 甲乙", max_size=300))
def test_a_tree_shows_only_words_of_the_text(text: str) -> None:
    outline = [PolicyNode(*node) for node in parse_structure(text).nodes]
    rows = tree_rows(outline, text)
    assert len(rows) == len(outline)
    assert all(row.text in text and row.depth >= 0 for row in rows)


def test_citations_both_ways(body: tuple[Store, SearchIndex]) -> None:
    cites = citation_view(body[0], "b")
    assert [(n.title, n.basis, n.other is not None) for n in cites.out] == [
        ("支付机构管理办法", True, True),
        ("失踪的办法", False, False),
    ]
    cited = citation_view(body[0], "a2")
    assert [n.title for n in cited.into] == ["支付机构自律规则"]
    assert (cited.state.cited_by, cites.state.unresolved) == (1, 1)


def test_versions_and_what_decides_a_status(body: tuple[Store, SearchIndex]) -> None:
    found = version_view(body[0], "a1")
    assert [s.document_id for s in found.chain] == ["a1", "a2"]
    by, _ = status_proof(body[0], found.state)
    assert by is not None
    assert by.document_id == "a2"


def test_norms_and_duties(body: tuple[Store, SearchIndex]) -> None:
    found = norm_view(body[0], "a2")
    assert ("第二条", "禁止", "挪用、占用客户备付金") in {(n.article, n.force, n.action_text) for n in found.norms}
    assert [(d.body, d.duty, d.object) for d in found.duties] == [("国家监管总局", "监督管理", "支付机构")]


def test_a_diff_marks_characters_and_gives_both_texts_back(body: tuple[Store, SearchIndex]) -> None:
    store = body[0]
    assert earlier_text(store, "a2") == "a1"
    assert earlier_text(store, "a1") == ""
    found = compare_policies(store, "a1", "a2")
    assert found.counts == {"新增": 1, "修改": 3}
    row = next(r for r in found.rows if r.new_number == "第二条")
    assert [p.text for p in row.parts if p.kind == "added"] == ["、占用"]
    clauses = {c.id: c.text for i in ("a1", "a2") for c in (store.analysis(i) or pytest.fail("no")).clauses}
    for row in found.rows:
        new = "".join(p.text for p in row.parts if p.kind != "removed")
        assert not row.new_id or clauses[row.new_id].endswith(new)


def test_what_is_no_regulation_is_not_found(body: tuple[Store, SearchIndex]) -> None:
    for view in (structure_view, citation_view, version_view, norm_view):
        with pytest.raises(NotFoundError):
            view(body[0], "n")
    with pytest.raises(NotFoundError):
        compare_policies(body[0], "a1", "n")


def test_queue_and_summary(body: tuple[Store, SearchIndex]) -> None:
    found = queue(body[0])
    assert [(m.title, m.count, m.examples[0].document_id) for m in found.missing] == [("失踪的办法", 1, "b")]
    assert found.titles == {"b": "支付机构自律规则"}
    assert 0 < found.share < 1
    assert (found.groups, found.number, found.pages) == (1, 1, 1)
    beyond = queue(body[0], 2)
    assert (beyond.missing, beyond.groups, beyond.every) == ((), 1, found.every)
    summary = summarise(body[0])
    assert (summary.documents, summary.edges) == (3, 1)
    assert [(c.newest.document_id, c.documents) for c in summary.cited] == [("a2", 1)]


@pytest.fixture
def matrix(body: tuple[Store, SearchIndex]) -> Matrix:
    return build_matrix(body[1], body[0], "支付")


def test_the_matrix_shows_current_rules_by_regulator(matrix: Matrix) -> None:
    assert {b.regulator: [r.state.document_id for r in b.rules] for b in matrix.blocks} == {
        "甲总局": ["a2"],
        "乙协会": ["b"],
    }
    assert {b.regulator: b.count("禁止") for b in matrix.blocks} == {"甲总局": 1, "乙协会": 0}


def test_conflicts_are_candidates_with_both_clauses(matrix: Matrix) -> None:
    kinds = {c.kind: c for c in matrix.conflicts}
    opposite, number = kinds["规定相反"], kinds["数值不同"]
    assert {opposite.left.norm.force, opposite.right.norm.force} == {"禁止", "权利"}
    assert {opposite.left.state.document_id, opposite.right.state.document_id} == {"a2", "b"}
    assert "10日" in number.why
    assert "5日" in number.why
    assert all("须人工判断" in c.why for c in (*matrix.conflicts, *matrix.overlaps))


def test_topics_that_nothing_covers_are_gaps(matrix: Matrix) -> None:
    topics = {gap.topic for gap in matrix.gaps if gap.kind == "主题"}
    assert "利率与收费" in topics
    assert "报告与检查" not in topics
    assert {gap.rule.document_id for gap in matrix.gaps if gap.rule} <= {"a2", "b"}


def test_norms_of_one_rule_or_one_law_are_not_compared(body: tuple[Store, SearchIndex]) -> None:
    store = body[0]
    states = {s.document_id: s for s in store.policies()}
    places = [NormPlace(n, states[n.document_id]) for n in store.policy_norms(["a1", "a2"])]
    assert find_candidates(places) == ((), ())


def test_any_word_is_an_activity(body: tuple[Store, SearchIndex]) -> None:
    assert build_matrix(body[1], body[0], '备付"金').activity.words == ('备付"金',)
    assert load_activities().activity("P2P").name == "网络借贷"
    with pytest.raises(UsageError):
        load_activities().activity("长" * 31)


@pytest.mark.parametrize(
    "content", ["[[activity]]\nname='x'\nwords=['单']\n[[topic]]\nname='y'\nwords=['两字']", "oops"]
)
def test_a_wrong_word_list_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"mine\.toml"):
        load_activities(path)


def _place(document_id: str, issuer: str, force: str, words: str, condition: str = "", rank: str = "") -> NormPlace:
    text = condition + words
    action = Span(len(condition), len(text))
    at = Span(0, len(condition)) if condition else None
    norm = PolicyNorm(document_id, 0, "c", "第一条", force, "应当", text, Span(0, len(text)), None, action, at)  # type: ignore[arg-type]
    return NormPlace(norm, PolicyState(document_id, Kind.POLICY, document_id, (issuer,), rank))


def test_sanctions_are_compared_only_for_the_same_breach() -> None:
    fine = "由主管部门处五万元以上五十万元以下罚款"
    other = "由主管部门处十万元以上一百万元以下罚款"
    apart = [
        _place("x", "甲", "义务", fine, "违反本法第二十七条规定的，"),
        _place("y", "乙", "义务", other, "违反本条例第三条规定的，"),
    ]
    assert find_candidates(apart) == ((), ())
    breach = "未按照规定履行客户身份识别义务的，"
    overlaps, conflicts = find_candidates(
        [_place("x", "甲", "义务", fine, breach), _place("y", "乙", "义务", other, breach)]
    )
    assert not overlaps
    assert [c.kind for c in conflicts] == ["数值不同"]
    assert "5万元、50万元，10万元、100万元" in conflicts[0].why


def test_a_rule_that_repeats_its_ground_is_no_overlap_and_departing_from_it_ranks_first() -> None:
    same = "在七个工作日内处理投诉并将结果书面告知金融消费者本人"
    pair = [_place("x", "甲", "义务", same), _place("y", "乙", "义务", same)]
    assert len(find_candidates(pair)[0]) == 1
    assert find_candidates(pair, {"x": {"y"}}) == ((), ())
    more = [*pair, _place("z", "丙", "义务", same.replace("七", "十"))]
    _, conflicts = find_candidates(more, {"z": {"y"}})
    assert {conflicts[0].left.state.document_id, conflicts[0].right.state.document_id} == {"y", "z"}
    assert "制定依据" in conflicts[0].why


def test_heads_of_lists_are_not_compared() -> None:
    head = "实施下列损害他人权益的行为："
    assert find_candidates([_place("x", "甲", "禁止", head), _place("y", "乙", "禁止", head)]) == ((), ())
